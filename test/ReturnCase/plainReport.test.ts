import type { IDataObject } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { reportsOf } from '../../nodes/ReturnCase/warehouse/plainReport';
import { closeStores } from '../../nodes/shared/store/open';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import type { StoreCredential } from '../support/ownStore';
import { runNode } from '../support/harness';
import { replayMessages } from './replayMessages';

/* A warehouse's message, mapped field by field: Take In Report makes the reports of it. */

let known: CaseFixture;
beforeEach(async () => void (known = await openCase()));
afterEach(async () => await closeStores());

const takeIn = async (report: unknown) => {
	const { json, error } = await runNode(new ReturnCase(), {
		parameters: { resource: 'case', operation: 'takeInReport', report: '={{ $json.mapped }}' },
		credentials: { returnCaseApi: known.credential },
		input: [{ mapped: report } as IDataObject],
	});
	expect(error).toBeUndefined();
	return json[0].report as IDataObject & { reports?: IDataObject[] };
};
const state = async () => (await known.store.cases.get(known.reference))!;
const plain = (more: object = {}) => ({
	reference: known.reference,
	receipt: 'RC-1',
	location: 'NORTH',
	lines: [{ sku: 'MUG', quantity: '1', condition: 'A' }],
	grades: { A: 'restock' },
	...more,
});
const types = (body: unknown) => reportsOf(body).map((one) => (one as IDataObject).type);

it('is a receipt and, with a condition, an inspection; each once', async () => {
	expect(await takeIn(plain())).toMatchObject({ outcome: 'recorded', status: 200, type: 'return.received' });
	expect(await state()).toMatchObject({
		receipts: [{ id: 'RC-1', location: 'NORTH', lines: [{ sku: 'MUG', quantity: 1 }] }],
		inspections: [{ id: 'RC-1', lines: [{ sku: 'MUG', quantity: 1, condition: 'A', destination: 'restock' }] }],
	});
	const { version } = await state();
	expect(await takeIn(plain())).toMatchObject({ outcome: 'duplicate', status: 200 });
	expect((await state()).version).toBe(version);
});

it('without a condition says only what came; what did not come is left out', () => {
	const lines = [
		{ sku: 'MUG', quantity: 1, condition: '' },
		{ sku: 'CAP', quantity: '0', condition: 'A' },
	];
	expect(reportsOf({ reference: 'R', receipt: 7, lines })).toEqual([
		{
			reference: 'R',
			type: 'return.received',
			id: '7',
			data: { receipt: { id: '7', lines: [{ sku: 'MUG', quantity: 1 }] } },
		},
	]);
});

it('a grade that no table has keeps the piece apart; a destination that is said counts', async () => {
	const found = (line: object) =>
		(reportsOf(plain({ lines: [{ sku: 'MUG', quantity: 1, ...line }] }))[1] as { data: { inspection: object } }).data
			.inspection;
	expect(found({ condition: 'toString' })).toMatchObject({ lines: [{ destination: 'quarantine' }] });
	expect(found({ condition: 'A', destination: 'scrap' })).toMatchObject({ lines: [{ destination: 'scrap' }] });
});

it('takes a receipt back, and with lines corrects it', async () => {
	await takeIn(plain({ lines: [{ sku: 'MUG', quantity: 1 }] }));
	const correction = plain({
		cancels: 'RC-1',
		reason: 'counted twice',
		receipt: 'RC-2',
		lines: [{ sku: 'MUG', quantity: 1 }],
	});
	expect(types(correction)).toEqual(['receipt.canceled', 'return.received']);
	for (const outcome of ['recorded', 'duplicate']) expect(await takeIn(correction)).toMatchObject({ outcome });
	expect((await state()).receipts).toMatchObject([{ id: 'RC-1', canceled: true }, { id: 'RC-2' }]);
	expect(types({ reference: 'R', cancels: 'RC-1', lines: null })).toEqual(['receipt.canceled']);
	expect(types(plain({ cancels: 'RC-1' }))).toEqual(['receipt.canceled']);
});

it('that cannot be taken is answered with the field, kept whole, and nothing behind it is taken', async () => {
	const wrong = plain({ lines: [{ sku: 'MUG', quantity: 'two', condition: 'A' }] });
	expect(await takeIn(wrong)).toMatchObject({
		outcome: 'refused',
		status: 422,
		field: 'data.receipt.lines.0.quantity',
	});
	expect(await state()).toMatchObject({ receipts: [], inspections: [] });
	expect(await takeIn(plain({ receipt: '' }))).toMatchObject({ status: 422, field: 'data.receipt.id' });
	const kept = await known.store.inbox.get({ state: 'unreadable', limit: 9 });
	expect(kept.map(({ body }) => JSON.parse(body) as unknown)).toContainEqual(wrong);
});

it('that was kept is taken in whole when it is replayed', async () => {
	const body = JSON.stringify(plain());
	await known.store.inbox.put({ source: 'warehouse', id: 'default/x', topic: 'report', body, receiver: '' });
	await known.store.inbox.mark('warehouse', 'default/x', 'unreadable', 'There was no such case');
	expect(await replayMessages(known.credential as StoreCredential, 'warehouse')).toBe(1);
	expect(await state()).toMatchObject({ receipts: [{ id: 'RC-1' }], inspections: [{ id: 'RC-1' }] });
});

it('a number that comes again with other content is asked about, and the inspection behind it is not taken', async () => {
	await takeIn(plain({ lines: [{ sku: 'MUG', quantity: 1 }] }));
	expect(await takeIn(plain({ lines: [{ sku: 'MUG', quantity: 2, condition: 'A' }] }))).toMatchObject({
		outcome: 'conflicting',
		status: 409,
	});
	expect(await state()).toMatchObject({ inspections: [], exceptions: [{ code: 'id_reused' }] });
});

it('a list is taken one by one: the answer is of the first that was not taken, with each', async () => {
	const unknown = plain({ reference: 'RMA-0000000000' });
	expect(await takeIn([unknown, plain()])).toMatchObject({
		outcome: 'refused',
		status: 404,
		reports: [{ status: 404 }, { status: 200, outcome: 'recorded' }],
	});
	expect((await state()).receipts).toHaveLength(1);
});
