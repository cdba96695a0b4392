import type { CaseStore } from '../../nodes/shared/store';
import { ReturnRequest } from '../../nodes/shared/model';
import { TestCredentialsHelper } from '../support/harness';
import { bench, eur, intentOf, type Bench } from './setUp';
import { openShopCase, type ShopCase } from './shopCase';
import { removeOwnStores, type StoreCredential } from '../support/ownStore';

let b: Bench;
beforeEach(async () => (b = await bench()));
afterEach(async () => await b.server.stop());

describe('with a case', () => {
	let credential: StoreCredential;
	let store: CaseStore;
	let reference: string;
	let record: ShopCase['record'];
	beforeEach(async () => {
		({ credential, store, reference, record } = await openShopCase(b));
	});
	afterEach(removeOwnStores);
	const step = async (operation: string, event?: object) =>
		await b.done(operation, {}, {
			input: [{ reference, ...(event && { event: { data: event } }) }],
			credentials: { returnCaseApi: credential },
		} as never);

	it('does the whole return from the reference alone', async () => {
		const line = (id: string, sku: string, quantity: number) => ({
			id,
			sku,
			quantity,
			subtotal: eur(100),
			tax: eur(20),
		});
		await record('order.found', {
			system: 'shopify',
			order: {
				number: '#1001',
				currency: 'EUR',
				lines: [line('gid-1', 'TEE-BLUE-M', 2), line('gid-2', 'MUG-WHITE', 1)],
			},
			lineLinks: { L1: 'gid-1', L2: 'gid-2' },
		});

		b.odoo.db.update('product.product', b.odoo.db.where('product.product', { default_code: 'TEE-BLUE-M' })[0], {
			weight: 0.25,
		});

		const found = await step('order.find');
		expect(found.case.order.lines.map(({ id }: { id: string }) => id)).toEqual(['gid-1', 'gid-2']);
		expect(found.case.orders.odoo.lines.slice(0, 2).map(({ weight }: { weight?: number }) => weight)).toEqual([
			250,
			undefined,
		]);
		expect(found.case.orders.odoo.lines.map(({ id }: { id: string }) => id).slice(0, 2)).toEqual(['gid-1', 'gid-2']);
		expect(found.case.lines).toMatchObject([
			{
				orderLineId: 'gid-1',
				providerIds: { 'odoo.order_line': expect.any(String), 'odoo.delivery_move': expect.any(String) },
			},
			{ orderLineId: 'gid-2' },
		]);

		await record('return.approved', {
			lines: [
				{ line: 'L1', quantity: 1 },
				{ line: 'L2', quantity: 1 },
			],
		});
		const created = await step('return.create');
		expect(created.case.ids['odoo.return']).toBe(created.return.id);
		expect((await store.cases.findByReference('odoo.return', created.return.id))?.reference).toBe(reference);

		await record('return.received', { receipt: { id: 'A', lines: [{ line: 'L1', quantity: 1 }] } });
		const received = await step('goods.receive');
		expect(received.receipt).toMatchObject({
			receipt: 'A',
			lines: [{ line: 'L1', quantity: 1, surplus: 0 }],
			backorder: expect.any(String),
		});

		await record('return.inspected', {
			inspection: { id: 'I', lines: [{ line: 'L1', quantity: 1, destination: 'quarantine' }] },
		});
		expect((await step('goods.sort')).case.lines[0].quantities.stock.quarantine).toBe(1);

		const { intent } = { intent: intentOf(reference, 'L1') };
		await record('refund.due', { intent });
		const issued = await step('creditNote.issue');
		expect(issued.case.refunds[0].creditNote).toMatchObject({ id: issued.creditNote.id, amount: eur(2160) });

		const refund = { id: 're_1', intent: intent.id, amount: intent.amount, status: 'succeeded' };
		await record('refund.succeeded', { refund });
		const booked = await step('creditNote.recordPayment');
		expect(booked.case.refunds[0].payment).toMatchObject({ id: booked.payment.id, refund: 're_1' });

		const before = b.writes().length;
		for (const operation of ['order.find', 'return.create', 'goods.receive', 'goods.sort']) await step(operation);
		expect((await step('creditNote.issue', { intent })).creditNote.outcome).toBe('already_done');
		expect((await step('creditNote.recordPayment', { refund })).payment.outcome).toBe('already_done');
		expect(b.writes()).toHaveLength(before);
		expect((await store.cases.timeline(reference)).map(({ type }) => type).sort()).toEqual([
			'credit_note.posted',
			'order.found',
			'order.found',
			'payment.recorded',
			'policy.kept',
			'receipt.posted',
			'refund.due',
			'refund.succeeded',
			'return.approved',
			'return.inspected',
			'return.received',
			'return.requested',
			'return_document.created',
			'stock.updated',
		]);
	});

	it('tells the next case what this one took back, and this one nothing of itself', async () => {
		await step('order.find');
		await record('return.approved', { lines: [{ line: 'L1', quantity: 1 }] });
		await step('return.create');
		const pieces = (item: { order: { lines: Array<{ sku: string; returnedBefore: number }> } }) =>
			Object.fromEntries(item.order.lines.map((line) => [line.sku, line.returnedBefore]));
		expect(pieces(await step('order.find'))).toMatchObject({ 'TEE-BLUE-M': 0, 'MUG-WHITE': 0 });
		const first = reference;
		({ reference } = await store.cases.open({
			request: ReturnRequest.parse({
				channel: 'shopify',
				orderNumber: '#1001',
				lines: [{ id: 'L1', sku: 'TEE-BLUE-M', quantity: 2 }],
			}),
			source: 'shopify',
			sourceId: '2',
		}));
		const found = await step('order.find');
		expect(pieces(found)).toMatchObject({ 'TEE-BLUE-M': 1, 'MUG-WHITE': 0 });
		expect(found.case.order.lines.find(({ sku }: { sku: string }) => sku === 'TEE-BLUE-M')).toMatchObject({
			returnedBefore: 1,
		});
		expect((await store.cases.timeline(first)).filter(({ type }) => type === 'order.found')).toHaveLength(1);
	});

	it('says what comes first when a step is out of order', async () => {
		const say = async (operation: string) =>
			(await b.node(operation, {}, { input: [{ reference }], credentials: { returnCaseApi: credential } })).error;
		expect((await say('return.create'))?.message).toBe(`Return ${reference} has no approved pieces`);
		expect((await say('goods.receive'))?.message).toBe('Nothing was received for this return yet');
		expect((await say('creditNote.issue'))?.message).toBe(`No refund of ${reference} waits for a credit note`);
		await record('return.received', { receipt: { id: 'A', lines: [{ line: 'L1', quantity: 1 }] } });
		expect(await say('goods.receive')).toMatchObject({
			message: `Odoo has no return document for ${reference}`,
			description: expect.stringContaining('Create Return'),
		});
	});
});

describe('without a case', () => {
	const lines = '[{"sku":"TEE-BLUE-M","quantity":1}]';
	const create = { reference: 'RMA-1', order: '#1001', lines };

	it('shows in a test run what would be done, and changes nothing', async () => {
		const dry = { mode: 'manual' as const };
		expect((await b.done('return.create', create, dry)).return).toMatchObject({
			outcome: 'dry_run',
			lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }],
		});
		await b.done('return.create', create);
		const writes = b.writes().length;
		const receipt = '{"id":"A","lines":[{"sku":"TEE-BLUE-M","quantity":2}]}';
		expect((await b.done('goods.receive', { reference: 'RMA-1', receipt }, dry)).receipt).toMatchObject({
			outcome: 'dry_run',
			lines: [{ line: 'TEE-BLUE-M', sku: 'TEE-BLUE-M', quantity: 1, surplus: 1 }],
			exceptions: [{ code: 'over_receipt', quantity: 1 }],
		});
		expect(
			(
				await b.done(
					'goods.sort',
					{
						reference: 'RMA-1',
						inspection: '{"id":"I","lines":[{"sku":"TEE-BLUE-M","quantity":1,"destination":"restock"}]}',
					},
					dry,
				)
			).sorting,
		).toMatchObject({ outcome: 'dry_run', movements: [{ destination: 'restock' }] });
		expect(
			(await b.done('creditNote.issue', { ...create, intent: JSON.stringify(intentOf('RMA-1')) }, dry)).creditNote,
		).toMatchObject({ outcome: 'dry_run', amount: eur(2160), expected: eur(2160) });
		expect((await b.done('note.add', { ...create, document: 'order', text: 'Hello' }, dry)).note).toMatchObject({
			outcome: 'dry_run',
			text: 'Hello',
		});
		expect(b.writes()).toHaveLength(writes);
	});

	it("keeps every call of a document in the order's company, in English, and asks for its fields only", async () => {
		const bodies: Array<{ path: string; context: Record<string, unknown>; fields?: string[]; specification?: object }> =
			[];
		const answer = b.odoo.answer.bind(b.odoo);
		b.odoo.answer = (request) => {
			bodies.push({ path: request.path, ...(request.json() as { context: Record<string, unknown> }) });
			return answer(request);
		};
		await b.done('return.create', create);
		expect(bodies.every(({ context }) => context.lang === 'en_US')).toBe(true);
		const [company] = b.odoo.db.all('res.company');
		const afterOrder = bodies.slice(bodies.findIndex(({ path }) => path.endsWith('sale.order/web_search_read')) + 1);
		expect(
			afterOrder
				.filter(({ path }) => /\/(load|action_confirm)$/.test(path))
				.every(({ context }) => JSON.stringify(context.allowed_company_ids) === JSON.stringify([company.id])),
		).toBe(true);
		expect(
			bodies
				.filter(({ path }) => path.endsWith('search_read'))
				.every(({ fields, specification }) => Object.keys(fields ?? specification ?? {}).length > 0),
		).toBe(true);
	});

	it('tries a lost race again, and gives up as retryable', async () => {
		b.odoo.loseLoads(2);
		expect((await b.done('return.create', create)).return.outcome).toBe('done');
		b.odoo.loseLoads(20);
		const { error } = await b.node('return.create', { ...create, reference: 'RMA-2' });
		expect(error?.context).toMatchObject({ category: 'retryable', connection: 'odoo' });
	});

	it('finds its own operation type for returns when none is set, and names the setting when it cannot', async () => {
		const { returnOperationType, inspectionLocation, ...rest } = b.odoo.settings();
		const found = await b.done('return.create', create, { input: [{ settings: { odoo: rest } as never }] });
		const picking = b.odoo.db.one('stock.picking', Number(found.return.id));
		expect([picking.picking_type_id, picking.location_dest_id]).toEqual([returnOperationType, inspectionLocation]);
		b.odoo.db.remove('stock.picking.type', returnOperationType!);
		const { error } = await b.node(
			'return.create',
			{ ...create, reference: 'RMA-2' },
			{ input: [{ settings: { odoo: rest } as never }] },
		);
		expect(error).toMatchObject({
			description: expect.stringContaining('odoo.inspectionLocation'),
			context: { category: 'configuration' },
		});
	});

	it('signs by itself, without the expression of the credential type, and with a key that was pasted with a space', async () => {
		const byN8n = jest.spyOn(TestCredentialsHelper.prototype, 'authenticate');
		const credential = { url: b.server.url, db: b.odoo.database, apiKey: ` ${b.odoo.key}\n` };
		const { error } = await b.node('order.find', { order: '#1001' }, { credentials: { odooApiKeyApi: credential } });
		expect([error, byN8n.mock.calls]).toEqual([undefined, []]);
		byN8n.mockRestore();
	});
	it('is refused without a key', async () => {
		const credential = { url: b.server.url, db: b.odoo.database, apiKey: '' };
		const { error } = await b.node('order.find', { order: '#1001' }, { credentials: { odooApiKeyApi: credential } });
		expect(error).toMatchObject({ message: 'Odoo refused the API key', context: { category: 'configuration' } });
	});

	it('names the credential when the key or the database is wrong', async () => {
		const with_ = async (more: object) =>
			(
				await b.node(
					'order.find',
					{ order: '#1001' },
					{ credentials: { odooApiKeyApi: { url: b.server.url, db: b.odoo.database, apiKey: b.odoo.key, ...more } } },
				)
			).error;
		expect(await with_({ apiKey: 'x' })).toMatchObject({
			message: 'Odoo refused the API key',
			context: { category: 'configuration' },
		});
		expect(await with_({ db: 'x' })).toMatchObject({
			message: 'There is no Odoo database at this address',
			context: { category: 'configuration' },
		});
		expect(await with_({ url: 'odoo.example' })).toMatchObject({ message: 'The Odoo credential has no address' });
	});

	it('goes on with other items, and keeps tracebacks to itself', async () => {
		const { json } = await b.node(
			'order.find',
			{ order: '={{ $json.number }}' },
			{ input: [{ number: '#nope' }, { number: '#1002' }], continueOnFail: true },
		);
		expect(json[0]).toMatchObject({
			error: 'There is no order #nope in Odoo',
			details: { itemIndex: 0, category: 'rejected', field: 'order' },
		});
		expect(json[1]).toMatchObject({ order: { number: '#1002' } });
		b.odoo.db.models['sale.order'].broken = 'char';
		delete b.odoo.db.models['sale.order'].origin;
		const { error } = await b.node('order.find', { order: '#1001' });
		expect(error?.message).toContain('builtins.ValueError');
		expect(JSON.stringify([error, error?.message, error?.description])).not.toContain('Traceback');
	});

	it('does not make a second return document behind the back of who canceled the first', async () => {
		const { return: made } = await b.done('return.create', create);
		b.odoo.db.update('stock.picking', b.odoo.db.one('stock.picking', Number(made.id)), { state: 'cancel' });
		const { error } = await b.node('return.create', create);
		expect(error?.message).toBe(`Return document ${made.name} was canceled in Odoo`);
	});

	it('books no payment in another currency than its credit note', async () => {
		const reference = 'RMA-USD';
		await b.done('creditNote.issue', { reference, order: '#1001', intent: JSON.stringify(intentOf(reference)) });
		const refund = {
			id: 're_usd',
			intent: `${reference}/R1`,
			amount: { amount: 2160, currency: 'USD' },
			status: 'succeeded',
		};
		for (const mode of ['manual', 'trigger'] as const) {
			const { error } = await b.node(
				'creditNote.recordPayment',
				{ reference, refund: JSON.stringify(refund) },
				{ mode },
			);
			expect(error).toMatchObject({
				message: expect.stringMatching(/^Refund re_usd is in USD, credit note RINV.* in EUR$/),
				context: { category: 'rejected' },
			});
		}
		expect(b.odoo.db.all('account.payment')).toEqual([]);
	});

	it.each(['\u200f#1001\u200e', '\u2066#1001\u2069 ', '1001', '# 1001'])(
		'finds an order by its number as a person typed or copied it: %j',
		async (order) => {
			expect((await b.done('order.find', { order })).order.number).toBe('#1001');
		},
	);

	it('finds an order that an older Odoo has locked', async () => {
		const [order] = b.odoo.db.where('sale.order', { client_order_ref: '#1001' });
		b.odoo.db.update('sale.order', order, { state: 'done' });
		expect((await b.done('order.find', { order: '#1001' })).odooOrder.id).toBe(order.id);
		b.odoo.db.update('sale.order', order, { state: 'draft' });
		expect((await b.node('order.find', { order: '#1001' })).error?.message).toContain('is not confirmed');
	});

	it("keeps the invoice's salesperson, team and analytic distribution", async () => {
		const { db } = b.odoo;
		const [order] = db.where('sale.order', { client_order_ref: '#1001' });
		const [invoice] = db.get('sale.order', order, 'invoice_ids') as number[];
		const seller = db.insert('res.users', { name: 'Seller Example', login: 'seller' }).id;
		const team = db.insert('crm.team', { name: 'Team' }).id;
		db.update('account.move', db.one('account.move', invoice), { invoice_user_id: seller, team_id: team });
		for (const line of db.where('account.move.line', { move_id: invoice, display_type: 'product' }))
			db.update('account.move.line', line, { analytic_distribution: { '7': 60, '8,9': 40 } });
		const reference = 'RMA-ANA';
		const { creditNote } = await b.done('creditNote.issue', {
			reference,
			order: '#1001',
			intent: JSON.stringify(intentOf(reference)),
		});
		const note = db.one('account.move', Number(creditNote.id));
		expect([note.invoice_user_id, note.team_id]).toEqual([seller, team]);
		expect(
			db.where('account.move.line', { move_id: note.id, display_type: 'product' })[0].analytic_distribution,
		).toEqual({
			'7': 60,
			'8,9': 40,
		});
	});

	it('will not book a payment without its credit note, nor one that failed', async () => {
		const refund = { id: 're_1', intent: 'RMA-1/R1', amount: eur(2160), status: 'succeeded' };
		expect(
			(await b.node('creditNote.recordPayment', { reference: 'RMA-1', refund: JSON.stringify(refund) })).error?.message,
		).toBe('Refund RMA-1/R1 has no posted credit note in Odoo');
		expect(
			(
				await b.node('creditNote.recordPayment', {
					reference: 'RMA-1',
					refund: JSON.stringify({ ...refund, status: 'failed' }),
				})
			).error?.message,
		).toBe('Refund re_1 is failed; there is nothing to book');
	});
});

// What comes out is held to the operation's output wherever a node runs (outputCheck.ts); here operations do, one after the other.
describe('the operations of a return and of an exchange', () => {
	it('give out what they say', async () => {
		const ask = { reference: 'RMA-1', order: '#1001' };
		const steps: Array<[string, object]> = [
			['order.find', ask],
			['return.create', { ...ask, lines: '[{"sku":"TEE-BLUE-M","quantity":2}]' }],
			['goods.receive', { ...ask, receipt: '{"id":"A","lines":[{"sku":"TEE-BLUE-M","quantity":1}]}' }],
			[
				'goods.sort',
				{ ...ask, inspection: '{"id":"I","lines":[{"sku":"TEE-BLUE-M","quantity":1,"destination":"restock"}]}' },
			],
			['creditNote.issue', { ...ask, intent: JSON.stringify(intentOf('RMA-1')) }],
			[
				'creditNote.recordPayment',
				{ ...ask, refund: JSON.stringify({ id: 're_1', intent: 'RMA-1/R1', amount: eur(2160), status: 'succeeded' }) },
			],
			['note.add', { ...ask, document: 'return', text: 'Back.' }],
			['creditNote.issue', { reference: 'RMA-2', order: '#1001', intent: JSON.stringify(intentOf('RMA-2')) }],
			[
				'exchange.create',
				{
					reference: 'RMA-2',
					order: '#1001',
					intent: JSON.stringify(intentOf('RMA-2')),
					lines: '[{"sku":"MUG-WHITE","quantity":1,"price":"10.00"}]',
				},
			],
			[
				'storeCredit.issue',
				{ reference: 'RMA-2', kind: 'gift_card', intent: JSON.stringify(intentOf('RMA-2')), expiresOn: '2029-12-31' },
			],
		];
		for (const [operation, parameters] of steps) {
			const output = await b.done(operation, parameters as never);
			delete output.settings; // carried along from the input
			expect(Object.keys(output).length).toBeGreaterThan(0);
		}
	});
});
