import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { closeStores } from '../../nodes/shared/store/open';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { runNode } from '../support/harness';

/* What docs/guides/warehouse.md shows, done: the expressions of the page read the messages of the page. */

const page = readFileSync(join(__dirname, '../../docs/guides/warehouse.md'), 'utf8');
const block = (head: string) => {
	const [, text] = new RegExp('```' + head + '\\n([^]*?)\\n```').exec(page) ?? [];
	if (!text) throw new Error(`The page has no block "${head}"`);
	return text;
};

let known: CaseFixture;
beforeEach(async () => void (known = await openCase()));
afterEach(async () => await closeStores());

const own = (message: string) => message.replaceAll('RMA-7K2M9QX4TB', known.reference);
const system = () => JSON.parse(own(block('json'))) as IDataObject;
const thirdParty = () => own(block('text'));

async function takeIn(expression: string, body: unknown) {
	const { json, error } = await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation: 'takeInReport', report: `={{ ${block(expression)} }}` },
		credentials: { returnCaseApi: known.credential },
		input: [{ body } as IDataObject],
	});
	expect(error).toBeUndefined();
	return json[0].report as { outcome: string; status: number; field?: string };
}
const state = async () => (await known.store.cases.get(known.reference))!;

it('a warehouse system tells what came and what was found, each once', async () => {
	for (const outcome of ['recorded', 'duplicate'])
		expect(await takeIn('js warehouse system', system())).toMatchObject({ outcome, status: 200 });
	expect(await state()).toMatchObject({
		logistics: 'received',
		receipts: [{ id: 'RC-1001', location: 'NORTH' }],
		inspections: [{ lines: [{ sku: 'MUG', quantity: 1, condition: 'A', destination: 'restock' }] }],
	});
});

it('a grade that nobody knows keeps the piece apart', async () => {
	const message = system();
	(message.items as IDataObject[])[0].grade = 'Z';
	await takeIn('js warehouse system', message);
	expect((await state()).inspections[0].lines[0].destination).toBe('quarantine');
});

it('the same number with other content is asked about', async () => {
	await takeIn('js warehouse system', system());
	const message = system();
	(message.items as IDataObject[])[0].qtyReceived = 2;
	expect(await takeIn('js warehouse system', message)).toMatchObject({ outcome: 'conflicting', status: 409 });
	expect((await state()).exceptions.map(({ code }) => code)).toEqual(['id_reused']);
});

it('a warehouse system takes a receipt back, once, and sends a corrected one', async () => {
	const counted = () => {
		const message = system();
		delete (message.items as IDataObject[])[0].grade;
		return message;
	};
	await takeIn('js warehouse system', counted());
	const voided = { asnNumber: known.reference, voidedReceipt: 'RC-1001', why: 'counted twice' };
	for (const outcome of ['recorded', 'duplicate'])
		expect(await takeIn('js warehouse system', voided)).toMatchObject({ outcome, status: 200 });
	expect(await state()).toMatchObject({
		logistics: 'none',
		receipts: [{ id: 'RC-1001', canceled: true }],
		exceptions: [{ code: 'receipt_canceled' }],
	});
	await takeIn('js warehouse system', { ...counted(), receiptNumber: 'RC-1002' });
	expect((await state()).logistics).toBe('received');
});

it('a report of nothing is refused with the field', async () => {
	const message = system();
	(message.items as IDataObject[])[0].qtyReceived = 0;
	expect(await takeIn('js warehouse system', message)).toMatchObject({
		outcome: 'refused',
		status: 422,
		field: 'data.receipt.lines',
	});
});

it('a third party tells by lines of text; what the return does not list is for a person', async () => {
	for (const outcome of ['recorded', 'duplicate'])
		expect(await takeIn('js third party', thirdParty())).toMatchObject({ outcome });
	const { receipts, exceptions, lines } = await state();
	expect(receipts).toMatchObject([
		{
			id: '944-77',
			lines: [
				{ sku: 'MUG', quantity: 1 },
				{ sku: 'CAP-RED', quantity: 2 },
			],
		},
	]);
	expect([lines[0].quantities.received, new Set(exceptions.map(({ code }) => code))]).toEqual([
		1,
		new Set(['unknown_item']),
	]);
});

it('the template maps as the page says', () => {
	const { nodes } = JSON.parse(readFileSync(join(__dirname, '../../workflows/31-warehouse-reports.json'), 'utf8')) as {
		nodes: Array<{ name: string; parameters: IDataObject }>;
	};
	const mapped = (name: string) =>
		(
			nodes.find((node) => node.name === name)!.parameters.assignments as {
				assignments: Array<{ name: string; value: string }>;
			}
		).assignments.map((field) => `  ${field.name}: ${field.value.replace(/^=\{\{ (.*) \}\}$/, '$1')},`);
	expect(`{\n${mapped('Map Warehouse System').join('\n')}\n}`).toBe(block('js warehouse system'));
	expect(`{\n${mapped('Map Third Party').join('\n')}\n}`).toBe(block('js third party'));
});
