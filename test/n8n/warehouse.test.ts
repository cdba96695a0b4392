import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readTemplates, type Template } from '../../workflows/importer';
import { askForReturn, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { warehouseKey, warehouseSecret } from '../sandbox';
import { waitFor } from './waitFor';

/** Templates 31 beside 01 to 04: what a warehouse is told is counted there, and it reports in words of its own. */

interface Notice {
	id: string;
	kind: string;
	reference: string;
	lines: object[];
	parcels: object[];
}

let shop: Shop;
let warehouse: Server;
let address: string;
const notices: Notice[] = [];
const calls: Array<{ taken: boolean; signed: boolean; id: unknown }> = [];
/** How it answers; a wrong answer takes nothing in. */
let answers = 202;

beforeAll(async () => {
	warehouse = createServer((request, response) => {
		let raw = '';
		request.on('data', (part: Buffer) => (raw += part.toString()));
		request.on('end', () => {
			const notice = JSON.parse(raw) as Notice;
			const signature = `sha256=${createHmac('sha256', warehouseSecret).update(raw).digest('hex')}`;
			const taken = answers < 300;
			calls.push({ taken, signed: request.headers['x-signature'] === signature, id: request.headers['x-notice-id'] });
			if (taken) notices.push(notice);
			response
				.writeHead(answers, { 'content-type': 'application/json' })
				.end(JSON.stringify(taken ? { asn: `ASN-${notices.length}` } : { error: 'closed' }));
		});
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => warehouse.once('listening', resolve));
	address = `http://127.0.0.1:${(warehouse.address() as AddressInfo).port}`;
	shop = await openShop({ shared: true, leaseSeconds: 15, alarmSeconds: 1 });
	for (const template of templates()) await bring(shop.n8n, [template], shop.sandbox.credentials(), true);
}, 420_000);
afterAll(async () => {
	await shop?.stop();
	warehouse?.close();
});

/** A third party's goods, of which it is told by e-mail: a rule by place, as the template's note has it. */
const elsewhere = 'SCARF-GREEN';
const way = `={{ $json.case.lines.some(({ sku }) => sku === '${elsewhere}') ? 'e-mail' : 'webhook' }}`;

/** The templates as they ship; only the address is the warehouse's, one article lies elsewhere, and two tries are enough. */
const templates = () =>
	readTemplates(['31-warehouse', '31-warehouse-reports']).map((template) => {
		const text = JSON.stringify(template)
			.replaceAll('https://warehouse.example.com', address)
			.replace('"leftValue":"webhook"', `"leftValue":${JSON.stringify(way)}`);
		const { nodes, ...rest } = JSON.parse(text) as Template;
		return {
			...rest,
			nodes: nodes.map((node) =>
				node.name === 'Warehouse News'
					? { ...node, parameters: { ...node.parameters, options: { maxAttempts: 2, leaseSeconds: 15 } } }
					: node,
			),
		};
	});

async function sentOff(order: string, sku: string): Promise<string> {
	const reference = await askForReturn(shop, order, [{ sku, quantity: 1 }]);
	await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
	return reference;
}
const told = async (reference: string, kind: string) =>
	await waitFor(
		`the notice that ${reference} is ${kind}`,
		async () => notices.find((one) => one.reference === reference && one.kind === kind),
		{ timeoutMs: 90_000 },
	);
const notesOf = async (reference: string) =>
	(await shop.store.cases.timeline(reference)).filter(({ type }) => type === 'note.added').map(({ data }) => data);
async function cancel(reference: string): Promise<void> {
	await shop.store.cases.record({
		reference,
		events: [{ id: `cancel ${reference}`, source: 'flow:test', type: 'return.canceled', data: {} }],
	});
}
async function post(path: string, body: string, type: string, key = warehouseKey) {
	const response = await fetch(`${shop.n8n.url}/webhook/returns/warehouse/${path}`, {
		method: 'POST',
		headers: { 'content-type': type, 'x-warehouse-key': key },
		body,
	});
	const text = await response.text();
	return {
		status: response.status,
		answer: (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text) as object,
	};
}
const system = async (body: object) => await post('system', JSON.stringify(body), 'application/json');
const state = async (reference: string) => (await shop.store.cases.get(reference))!;

describe('what a warehouse is told', () => {
	it('is told what comes, then that it does not, each once, signed, and its answer is kept', async () => {
		const reference = await sentOff('#1004', 'SOCKS-GREY');
		const expected = await told(reference, 'expected');
		expect(expected).toMatchObject({ lines: [{ sku: 'SOCKS-GREY', quantity: 1 }] });
		expect(expected.parcels).toHaveLength(1);
		await waitFor('its answer', async () => (await notesOf(reference)).length || undefined);
		await cancel(reference);
		const canceled = await told(reference, 'canceled');
		await waitForCase(shop.store, reference, 'the label voided', (one) => !!one.labels[0].voided);
		await waitFor('every step', async () => {
			const steps = await shop.store.steps.of(reference);
			const ours = steps.filter(({ name }) => name === 'Tell warehouse system');
			return (ours.length === 3 && ours.every(({ state }) => state === 'done')) || undefined;
		});
		expect(notices.filter((one) => one.reference === reference)).toEqual([expected, canceled]);
		expect(calls.every(({ signed }) => signed)).toBe(true);
		expect(calls.map(({ id }) => id)).toEqual([expected.id, canceled.id]);
		expect((await notesOf(reference)).map((one) => (one as { note: string }).note)).toEqual([
			`Warehouse told: ${expected.id}. {"asn":"ASN-1"}`,
			`Warehouse told: ${canceled.id}. {"asn":"ASN-2"}`,
		]);
	}, 240_000);

	it('is told again while it refuses; in the end a person is told, and a replay tells it', async () => {
		answers = 503;
		const reference = await sentOff('#1002', 'CAP-RED');
		const mail = await waitFor(
			'the e-mail about the Stuck Step',
			async () =>
				shop.sandbox.mail.messages().find(({ subject }) => subject.startsWith('Step "Tell warehouse system" is stuck')),
			{ timeoutMs: 150_000 },
		);
		expect(mail.subject).toContain(reference);
		expect(calls.filter(({ taken }) => !taken)).toHaveLength(2);
		answers = 202;
		const [stuck] = await shop.store.steps.stuck({ limit: 10 });
		await shop.store.steps.replay({ id: stuck.id }, { actor: 'test' });
		expect(await told(reference, 'expected')).toMatchObject({ lines: [{ sku: 'CAP-RED' }] });
	}, 300_000);
});

describe('what a warehouse is told by e-mail', () => {
	/** The attached file, as it was before it was packed. */
	const csvOf = (raw: string) => {
		const [, packed = ''] = /filename="?[^"\r\n]+\.csv"?[^]*?\r?\n\r?\n([A-Za-z0-9+/=\s]+?)\r?\n--/.exec(raw) ?? [];
		return Buffer.from(packed, 'base64').toString('utf8');
	};
	const mails = (reference: string) =>
		shop.sandbox.mail
			.messages()
			.filter(({ subject }) => /^(Expect|Do not expect) return /.test(subject) && subject.endsWith(reference));

	it('is told with a CSV what comes, then that it does not, each once; its webhook hears nothing', async () => {
		const reference = await sentOff('#1005', elsewhere);
		const [expected] = await waitFor(
			'the e-mail',
			() => {
				const found = mails(reference);
				return Promise.resolve(found.length ? found : undefined);
			},
			{ timeoutMs: 90_000 },
		);
		const [head, row, ...more] = csvOf(expected.raw).trim().split(/\r?\n/);
		expect(head).toMatch(/^notice,kind,reference,order,line,sku/);
		expect(row).toContain(`,expected,${reference},#1005,`);
		expect(row).toContain(elsewhere);
		expect(row).toContain((await state(reference)).labels[0].trackingNumber);
		expect(more).toEqual([]);
		await cancel(reference);
		await waitForCase(shop.store, reference, 'the label voided', (one) => !!one.labels[0].voided);
		await waitFor(
			'every step',
			async () => {
				const ours = (await shop.store.steps.of(reference)).filter(({ name }) => name === 'Tell warehouse system');
				return (ours.length === 3 && ours.every(({ state: step }) => step === 'done')) || undefined;
			},
			{ timeoutMs: 90_000 },
		);
		expect(mails(reference).map(({ subject }) => subject)).toEqual([
			`Expect return ${reference}`,
			`Do not expect return ${reference}`,
		]);
		expect(csvOf(mails(reference)[1].raw)).toContain(`,canceled,${reference},`);
		expect(mails(reference)[0].to).toEqual(['operator@example.com']);
		expect(notices.filter((one) => one.reference === reference)).toEqual([]);
		const notes = (await notesOf(reference)).map((one) => (one as { note: string }).note);
		expect(notes).toEqual([
			expect.stringMatching(new RegExp(`^Warehouse told: ${reference}/expected/.*As a CSV$`)),
			expect.stringMatching(new RegExp(`^Warehouse told: ${reference}/canceled/.*As a CSV$`)),
		]);
	}, 240_000);
});

describe('what a warehouse tells in words of its own', () => {
	it('a system reports what came and what it found, once; a wrong receipt is taken back and corrected', async () => {
		const reference = await sentOff('#1001', 'TEE-BLUE-M');
		const message = (more: object = {}) => ({
			asnNumber: reference,
			receiptNumber: 'RC-1',
			site: 'NORTH',
			items: [{ sku: 'TEE-BLUE-M', qtyReceived: 1 }],
			...more,
		});
		expect(await system(message())).toMatchObject({ status: 200, answer: { outcome: 'recorded' } });
		expect(await system(message())).toMatchObject({ status: 200, answer: { outcome: 'duplicate' } });
		expect(await system({ asnNumber: reference, voidedReceipt: 'RC-1', why: 'wrong parcel' })).toMatchObject({
			status: 200,
			answer: { outcome: 'recorded', type: 'receipt.canceled' },
		});
		expect(await state(reference)).toMatchObject({ receipts: [{ id: 'RC-1', canceled: true }] });
		const graded = message({ receiptNumber: 'RC-2', items: [{ sku: 'TEE-BLUE-M', qtyReceived: 1, grade: 'B' }] });
		expect(await system(graded)).toMatchObject({ status: 200, answer: { outcome: 'recorded' } });
		expect(await state(reference)).toMatchObject({
			logistics: 'received',
			inspections: [{ id: 'RC-2', lines: [{ sku: 'TEE-BLUE-M', condition: 'B', destination: 'refurbish' }] }],
		});
		expect(await system(message({ asnNumber: 'RMA-0000000000' }))).toMatchObject({
			status: 404,
			answer: { outcome: 'refused', field: 'reference' },
		});
		expect(await system(message({ items: [{ sku: 'TEE-BLUE-M', qtyReceived: 'some' }] }))).toMatchObject({
			status: 422,
			answer: { field: 'data.receipt.lines.0.quantity' },
		});
		expect((await post('system', '{}', 'application/json', 'wrong')).status).toBe(403);
	}, 180_000);

	it('a third party reports by lines of text, a part, and takes it back', async () => {
		const reference = await sentOff('#1001', 'MUG-WHITE');
		const text = (purpose: string) => `BGN*${purpose}*944-77*20261121~\nN9*RMA*${reference}~\nPRO*MUG-WHITE*1*OK~\n`;
		for (const outcome of ['recorded', 'duplicate'])
			expect(await post('3pl', text('11'), 'text/plain')).toMatchObject({ status: 200, answer: { outcome } });
		expect(await state(reference)).toMatchObject({
			receipts: [{ id: '944-77' }],
			inspections: [{ lines: [{ destination: 'restock' }] }],
		});
		expect(await post('3pl', text('01'), 'text/plain')).toMatchObject({
			status: 200,
			answer: { outcome: 'recorded', type: 'receipt.canceled' },
		});
		expect(await post('3pl', 'ISA*00~', 'text/plain')).toMatchObject({ status: 422, answer: { field: 'reference' } });
	}, 180_000);

	it('a file is taken in row by row, and the answer says which was wrong', async () => {
		const reference = await sentOff('#1004', 'SOCKS-GREY');
		const file = [
			'rma,receipt,line,sku,received,grade,cancels',
			`${reference},G-9,1,SOCKS-GREY,1,,`,
			'RMA-0000000000,G-9,2,SOCKS-GREY,1,,',
		].join('\n');
		expect(await post('file', file, 'text/csv')).toMatchObject({
			status: 404,
			answer: [
				{ outcome: 'recorded', reference },
				{ outcome: 'refused', field: 'reference' },
			],
		});
		expect(await state(reference)).toMatchObject({ receipts: [{ id: 'G-9-1' }] });
	}, 180_000);
});
