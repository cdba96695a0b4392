import type { IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';
import { readSources } from '../../nodes/ReturnReconciliation/actions/record/settings';
import { ReturnReconciliation } from '../../nodes/ReturnReconciliation/ReturnReconciliation.node';
import { outputOf } from '../../gulp/outputSchema';
import { runWorkflow, TestCredentialsHelper, TestNodeTypes } from '../support/harness';
import { readCsv } from '../../nodes/shared/model';
import { goodRefund, now, plantable, spoilers } from './books';

/* eslint-disable @n8n/community-nodes/node-usable-as-tool -- nodes of this test only */
/** Gives out the items in its parameter, as a node that reads a system does. */
class Reader implements INodeType {
	description = {
		displayName: 'Reader',
		name: 'reader',
		group: ['transform' as const],
		version: 1,
		description: '',
		defaults: { name: 'Reader' },
		inputs: ['main' as const],
		outputs: ['main' as const],
		properties: [{ displayName: 'Items', name: 'items', type: 'json' as const, default: '[]' }],
	};
	async execute(this: { getNodeParameter(name: string, item: number): unknown }): Promise<INodeExecutionData[][]> {
		return [(JSON.parse(this.getNodeParameter('items', 0) as string) as IDataObject[]).map((json) => ({ json }))];
	}
}
class Start implements INodeType {
	description = { ...new Reader().description, displayName: 'Start', name: 'start', properties: [] };
	async execute(this: { getInputData(): INodeExecutionData[] }): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

const formats = ['Credit Notes', 'ERP Payments', 'Stripe', 'Shopify', 'Cases', 'Payouts'];
const roles = ['erp', 'erp', 'payment', 'shop', 'cases', 'payout'];
const sources = formats.map((name, index) => ({
	name,
	role: roles[index],
	format: 'record',
	expects: ['payment', 'shop', 'payout'].includes(roles[index]) ? 'processors' : 'every',
	processors: [['stripe'], ['shopify_payments'], ['stripe', 'shopify_payments']][Math.max(0, [2, 3, 5].indexOf(index))],
}));
const parameters = {
	resource: 'record',
	operation: 'reconcile',
	sources: { source: sources },
	tolerance: 0,
	cutOffHours: 24,
	lateDays: 10,
	options: { now: new Date(now).toISOString() },
};

/** Runs the node in n8n-core with a reader before each input that is given; `undefined` leaves the input unconnected. */
async function run(inputs: Array<object[] | undefined>, more: { parameters?: object; continueOnFail?: boolean } = {}) {
	const node = (name: string, type: string, its: object, extra: object = {}) => ({
		id: name,
		name,
		type: `test.${type}`,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: its as IDataObject,
		...extra,
	});
	const given = inputs.flatMap((items, index) => (items ? [{ name: `Read ${index}`, items, index }] : []));
	const json = {
		nodes: [
			node('Start', 'start', {}),
			...given.map(({ name, items }) =>
				node(name, 'reader', { items: JSON.stringify(items) }, { alwaysOutputData: true }),
			),
			node(
				'Reconcile',
				'returnReconciliation',
				{ ...parameters, ...more.parameters },
				more.continueOnFail ? { onError: 'continueRegularOutput' } : {},
			),
		],
		connections: {
			Start: { main: [given.map(({ name }) => ({ node: name, type: 'main' as const, index: 0 }))] },
			...Object.fromEntries(
				given.map(({ name, index }) => [name, { main: [[{ node: 'Reconcile', type: 'main' as const, index }]] }]),
			),
		},
		settings: { executionOrder: 'v1' as const },
	};
	const types = {
		'test.start': new Start(),
		'test.reader': new Reader(),
		'test.returnReconciliation': new ReturnReconciliation(),
	} as unknown as Record<string, INodeType>;
	const result = await runWorkflow(json as never, {
		nodeTypes: new TestNodeTypes(types),
		credentialsHelper: new TestCredentialsHelper({}, {}),
		start: 'Start',
	});
	const runs = result.data.resultData.runData.Reconcile ?? [];
	const outputs = (runs[0]?.data?.main ?? []).map((items) => items ?? []);
	return {
		runs: runs.length,
		outputs,
		matched: outputs[0],
		unmatched: outputs[1],
		summary: outputs[2]?.[0]?.json as IDataObject & { report: string; warnings: string[] },
		error: result.data.resultData.error,
	};
}
const columns = (...books: object[][][]) => formats.map((_, index) => books.flatMap((one) => one[index]));

describe('Return Reconciliation in n8n', () => {
	it('compares all its inputs in one run, and gives out what agrees, what does not, and a summary', async () => {
		const { runs, matched, unmatched, summary, error } = await run(
			columns(
				goodRefund(0),
				goodRefund(1),
				spoilers.missing_in_erp(goodRefund(2), 2),
				spoilers.duplicate(goodRefund(4), 4),
			),
		);
		expect(error).toBeUndefined();
		expect(runs).toBe(1);
		expect(matched.map(({ json }) => json.intent)).toEqual(['RMA-000000/R1', 'RMA-000000/R2']);
		expect(unmatched.map(({ json }) => [json.class, json.reference, json.owner, json.onCase])).toEqual([
			['missing_in_erp', 'RMA-000001', 'finance', true],
			['duplicate', 'RMA-000002', 'finance', true],
		]);
		expect(summary).toMatchObject({
			matched: 2,
			drifts: 2,
			records: { 'Credit Notes': 3, 'ERP Payments': 4, Stripe: 4, Shopify: 1, Cases: 4 },
		});
	});
	it('gives the summary as a page, and all drifts as a sheet in which nothing is a formula', async () => {
		const evil = '=HYPERLINK("http://example.com";"open")';
		const missing = spoilers.missing_in_erp(goodRefund(2), 2);
		const named = missing.map((records) =>
			records.map((record) => ({ ...record, reference: evil, intent: `${evil}/R1` })),
		);
		const { summary, outputs, unmatched } = await run(
			columns(goodRefund(0), goodRefund(1), named, spoilers.duplicate(goodRefund(4), 4)),
		);
		const { data } = outputs[2][0].binary!;
		expect(data).toMatchObject({
			fileName: `drifts-${new Date(now).toISOString().slice(0, 10)}.csv`,
			mimeType: 'text/csv',
		});
		const rows = readCsv(Buffer.from(data.data, 'base64').toString());
		expect(rows).toHaveLength(1 + unmatched.length);
		const [head, ...lines] = rows;
		const told = Object.fromEntries(
			lines.map((line) => [line[0], Object.fromEntries(head.map((name, at) => [name, line[at]]))]),
		);
		expect(told.missing_in_erp).toMatchObject({
			Return: `'${evil}`,
			Refund: `'${evil}/R1`,
			State: 'new',
			Currency: 'EUR',
		});
		expect(told.duplicate).toMatchObject({ Return: 'RMA-000002', 'At risk': '20.00', 'Mended by': 'by_hand' });
		const { html } = summary as unknown as { html: string };
		expect(html).toContain('<h1>2 drifts</h1>');
		expect(html).toMatch(/Found by this run<\/td><td class="n">2</);
		expect(html).toContain('=HYPERLINK(&#34;http://example.com&#34;;&#34;open&#34;)/R1');
		expect(html).not.toContain('HYPERLINK("');
	});
	it('gives out what its operation says: of what agrees, and of every class of drift', async () => {
		// Every third refund was paid by the shop.
		const place = (drift: string, index: number) => 12 + 3 * index + (drift === 'missing_in_shop' ? 0 : 1);
		const { matched, unmatched } = await run(
			columns(
				goodRefund(0),
				goodRefund(1),
				...plantable.map((drift, index) => spoilers[drift](goodRefund(place(drift, index)), place(drift, index))),
			),
		);
		expect(matched).toHaveLength(2);
		expect(unmatched).toHaveLength(plantable.length);
		// Its operation's outputs are held to these by the harness (outputCheck.ts).
	});
	it('goes on from the last run, and lets be what a person accepted', async () => {
		const bad = columns(
			goodRefund(0),
			goodRefund(1),
			spoilers.missing_in_erp(goodRefund(2), 2),
			spoilers.duplicate(goodRefund(4), 4),
			spoilers.late(goodRefund(7), 7),
		);
		const [missing, twice, late] = (await run(bad)).unmatched.map(({ json }) => json);
		const next = columns(
			goodRefund(0),
			goodRefund(1),
			goodRefund(2),
			spoilers.duplicate(goodRefund(4), 4),
			spoilers.late(goodRefund(7), 7),
		);
		const options = {
			...parameters.options,
			before: JSON.stringify([missing, twice, late]),
			accepted: [{ id: late.id, amount: late.amount }, {}],
		};
		const { unmatched, outputs, summary } = await run(next, { parameters: { options } });
		expect(unmatched.map(({ json }) => [json.class, json.state])).toEqual([['duplicate', 'open']]);
		expect(outputs[3].map(({ json }) => [json.class, json.state])).toEqual([
			['late', 'accepted'],
			['missing_in_erp', 'healed'],
		]);
		expect(summary).toMatchObject({ drifts: 1, newDrifts: 0, accepted: 1, healed: 1 });
	});
	it.each([
		['no list', '{', 'options.before is no JSON'],
		['what is no drift', [{ id: 'x' }], 'options.before'],
	])('refuses %s as the last run', async (_name, before, message) => {
		const { error } = await run(columns(goodRefund(0), goodRefund(1)), {
			parameters: { options: { ...parameters.options, before } },
		});
		expect(error?.message).toContain(message);
	});
	it('gives out the drifts of goods beside those of money', async () => {
		const thing = (kind: string, days: number, more: object) => ({
			source: 'x',
			kind,
			id: `${kind} ${days}`,
			time: new Date(now - days * 86_400_000).toISOString(),
			...more,
		});
		const value = { amount: 900, currency: 'EUR' };
		const serial = { serials: ['SN1'], reference: 'RMA-3' };
		const goods = [
			thing('label', 50, { reference: 'RMA-1', tracking: 'T1', value }),
			thing('movement', 5, { reference: 'RMA-2', from: 'inspection', to: 'restock' }),
			thing('receipt', 50, { reference: 'RMA-3' }),
			thing('movement', 20, { ...serial, from: 'inspection', to: 'quarantine', value }),
			thing('movement', 10, { serials: ['SN1'], from: 'restock', to: 'customer' }),
		];
		const { unmatched, summary } = await run([[], goods], {
			parameters: {
				sources: { source: [sources[0], { ...sources[0], name: 'Stock', format: 'goods', expects: 'optional' }] },
			},
		});
		expect(unmatched.map(({ json }) => [json.class, json.reference, json.amount])).toEqual([
			['label_unused', 'RMA-1', value],
			['stock_without_receipt', 'RMA-2', undefined],
			['received_not_refunded', 'RMA-3', undefined],
			['sold_in_quarantine', 'RMA-3', value],
		]);
		expect(unmatched[3].pairedItem).toEqual([3, 4].map((item) => ({ item, input: 1 })));
		expect(summary).toMatchObject({ drifts: 4, records: { Stock: 5 } });
	});
	it('says from which items of which inputs each result was made', async () => {
		const { matched } = await run(columns(goodRefund(0), goodRefund(1)));
		expect(matched[1].pairedItem).toEqual([0, 1, 2, 4, 5].map((input) => ({ item: input === 2 ? 0 : 1, input })));
	});
	it('takes an empty item for no record, an input without data for a source that is empty, and says so', async () => {
		const [notes, payments, stripe, , cases, payouts] = columns(goodRefund(1));
		const { unmatched, summary, error } = await run([notes, payments, stripe, [], cases, payouts]);
		expect([error, unmatched]).toEqual([undefined, []]);
		expect(summary.warnings).toEqual([expect.stringContaining('Shopify gave no records')]);
		expect((await run([notes, payments, stripe, undefined, cases, payouts])).summary.warnings).toEqual([
			expect.stringContaining('Shopify gave no records'),
		]);
	});
	it('reads what other nodes give out, each input in its own format', async () => {
		const state = {
			reference: 'RMA-1',
			updatedAt: '2026-11-18T00:00:00.000Z',
			orders: {},
			refunds: [
				{
					state: 'succeeded',
					intent: {
						id: 'RMA-1/R1',
						amount: { amount: 1250, currency: 'EUR' },
						payment: { id: 'p1', processor: 'stripe', providerIds: {} },
					},
					refund: { id: 're_1', providerIds: { 'stripe.refund': 're_1' } },
				},
			],
		};
		const { matched, unmatched, error } = await run(
			[
				[
					{
						id: 17,
						move_type: 'out_refund',
						state: 'posted',
						ref: 'RMA-1',
						amount_total: 12.5,
						currency_id: [1, 'EUR'],
						create_date: '2026-11-18 10:00:00',
					},
				],
				[
					{
						id: 5,
						payment_type: 'outbound',
						state: 'paid',
						memo: 're_1',
						amount: 12.5,
						currency_id: [1, 'EUR'],
						create_date: '2026-11-18 10:00:01',
					},
				],
				[
					{
						reference: 'RMA-1',
						refund: {
							id: 're_1',
							intent: 'RMA-1/R1',
							amount: { amount: 1250, currency: 'EUR' },
							status: 'succeeded',
							createdAt: '2026-11-18T09:00:00.000Z',
							providerIds: { 'stripe.refund': 're_1' },
						},
					},
				],
				[],
				[{ reference: 'RMA-1', case: state }],
			],
			{
				parameters: {
					sources: {
						source: sources.map((source, index) => ({
							...source,
							format: ['odooCreditNote', 'odooPayment', 'stripeRefund', 'shopifyRefund', 'case'][index],
						})),
					},
				},
			},
		);
		expect([error, unmatched]).toEqual([undefined, []]);
		expect(matched.map(({ json }) => (json.records as object[]).length)).toEqual([4]);
	});
	it('names input, item and field of what it cannot read', async () => {
		const [notes, payments, stripe, shopify, cases] = columns(goodRefund(1));
		const broken = [...stripe, { ...stripe[0], amount: { amount: 1.5, currency: 'EUR' } }];
		const { error } = await run([notes, payments, broken, shopify, cases]);
		expect(error?.message).toContain('Stripe, item 1: amount.amount');
		expect((error as { description?: string }).description).toContain('Choose the format');
		const { unmatched, summary } = await run([notes, payments, broken, shopify, cases], { continueOnFail: true });
		expect(unmatched).toEqual([]);
		expect(summary).toMatchObject({ unreadable: [{ input: 'Stripe', item: 1 }] });
		expect(summary.report).toContain('Attention: not read: Stripe, item 1');
	});
	it.each<[string, object, string]>([
		['two of one name', { sources: { source: [sources[0], sources[0]] } }, 'Two sources are called "Credit Notes"'],
		['a time that is none', { options: { now: 'soon' } }, '"soon" is not a time'],
	])('refuses %s', async (_name, wrong, message) => {
		expect((await run(columns(goodRefund(1)), { parameters: wrong })).error?.message).toContain(message);
	});
	it('reads which place each location is', () => {
		const given = { ...sources[0], format: 'odooMove', places: ' WH/Sperrlager = quarantine\n\nWH/A=B = scrap' };
		const [{ places }] = readSources({ source: [given, sources[1]] });
		expect([...places]).toEqual([
			['WH/Sperrlager', 'quarantine'],
			['WH/A=B', 'scrap'],
		]);
		expect(() => readSources({ source: [{ ...given, places: 'WH/Sperrlager = jail' }, sources[1]] })).toThrow(
			'Places: "WH/Sperrlager = jail"',
		);
	});
	it.each([0, 1, 11])('refuses %i sources', (count) => {
		expect(() =>
			readSources({ source: Array.from({ length: count }, (_, index) => ({ ...sources[0], name: String(index) })) }),
		).toThrow(/^sources\.source: /);
	});
	describe('the report of a month', () => {
		const eur = (amount: number) => ({ amount, currency: 'EUR' });
		const trade = { sales: eur(0), credited: eur(0) };
		const figures = {
			month: '2026-11',
			from: '2026-11-01',
			to: '2026-11-30',
			asOf: '2026-12-03T05:00:00.000Z',
			company: 'Example',
			currency: 'EUR',
			locks: [],
			drafts: 0,
			creditNotes: [{ name: 'RMA-A', when: 'month', count: 1, amount: eur(2160) }],
			payments: [{ name: 're_1', when: 'month', count: 1, amount: eur(2160) }],
			openCredits: [],
			goods: [],
			stock: [],
			trade: { month: trade, window: { ...trade, days: 30 }, year: trade },
			balances: {},
		};
		const state = (version: number, more: object = {}) => ({
			reference: 'RMA-A',
			case: {
				reference: 'RMA-A',
				version,
				openedAt: '2026-11-05T10:00:00.000Z',
				updatedAt: '2026-11-12T10:00:00.000Z',
				authorization: 'approved',
				settlement: 'settled',
				lines: [],
				refunds: [],
				...more,
			},
		});
		const refunds = [
			{
				intent: { id: 'RMA-A/R1', amount: eur(2160), breakdown: [], payment: { id: 'p', processor: 'stripe' } },
				state: 'succeeded',
				refund: { id: 're_1', createdAt: '2026-11-10T10:00:00.000Z', providerIds: { 'stripe.refund': 're_1' } },
				creditNote: { id: '7', amount: eur(2160), providerIds: { 'odoo.credit_note': '7' } },
				payment: { id: '8', refund: 're_1', providerIds: { 'odoo.payment': '8' } },
			},
		];
		const paid = {
			refund: {
				id: 're_1',
				intent: 'RMA-A/R1',
				amount: eur(2160),
				status: 'succeeded',
				createdAt: '2026-11-10T10:00:00.000Z',
			},
		};
		const month = (more: object = {}) => ({
			parameters: {
				resource: 'month',
				operation: 'report',
				sources: {
					source: [
						{ name: 'Cases', role: 'cases', format: 'case' },
						{ name: 'Open Cases', role: 'cases', format: 'case' },
						{ name: 'Stripe', role: 'payment', format: 'stripeRefund', expects: 'processors', processors: ['stripe'] },
					],
				},
				figures: JSON.stringify(figures),
				timeZone: 'UTC',
				options: {},
				...more,
			},
		});
		it('is one item with its page as a file; a case that came twice counts as it is now', async () => {
			const { outputs, error } = await run([[state(9, { refunds })], [state(3), {}], [paid]], month());
			expect(error).toBeUndefined();
			expect(outputs).toHaveLength(1);
			const [{ json, binary }] = outputs[0];
			expect(json.report).toMatchObject({ agrees: true, differences: [], fileName: 'returns-2026-11.html' });
			expect(binary?.data).toMatchObject({ mimeType: 'text/html', fileName: 'returns-2026-11.html' });
			expect(outputOf({ node: 'ReturnReconciliation', resource: 'month', operation: 'report' }).parse(json)).toEqual(
				json,
			);
		});
		it('names what was not read, and then nothing agrees', async () => {
			const { outputs } = await run([[state(9, { refunds })], [], [paid, { refund: { id: 're_2', amount: 1.5 } }]], {
				...month(),
				continueOnFail: true,
			});
			expect(outputs[0][0].json.report).toMatchObject({
				agrees: false,
				warnings: [expect.stringMatching(/^Not read: Stripe/), expect.anything()],
			});
		});
		it.each([
			[{ figures: '{' }, /no JSON/],
			[{ figures: '{"month":"11"}' }, /figures\.month/],
			[{ timeZone: 'Nowhere' }, /no time zone/],
			[{ options: { returnRate: 140 } }, /options\.returnRate/],
		])('refuses %j', async (more, said) => {
			expect((await run([[state(9)], [], []], month(more))).error?.message).toMatch(said);
		});
	});
	describe('duplicates of customers', () => {
		const parameters = (source: object[]) => ({
			parameters: { resource: 'customer', operation: 'findDuplicates', sources: { source } },
		});
		const sources = [
			{ name: 'Odoo', format: 'odooContact' },
			{ name: 'Stripe', format: 'stripeCustomer' },
		];
		it('are an item per person, of all inputs', async () => {
			const { outputs, error } = await run(
				[
					[{ id: 1, name: 'Jo Example', email: 'jo@example.com' }, { id: 2, email: 'jo@example.com' }, {}],
					[{ id: 'cus_1', email: 'jo@example.com', created: 1 }],
				],
				parameters(sources),
			);
			expect(error).toBeUndefined();
			expect(outputs).toHaveLength(1);
			expect(outputs[0]).toMatchObject([
				{
					json: { duplicate: { merges: [{ system: 'odoo', keep: { id: '1' }, merge: [{ id: '2' }] }] } },
					pairedItem: [
						{ item: 0, input: 0 },
						{ item: 1, input: 0 },
					],
				},
			]);
			expect(
				outputOf({ node: 'ReturnReconciliation', resource: 'customer', operation: 'findDuplicates' }).parse(
					outputs[0][0].json,
				),
			).toEqual(outputs[0][0].json);
		});
		it.each([
			[[{ name: 'Odoo', format: 'odooPayment' }], /format/],
			[sources, /Odoo, item 0: there is no id/],
		])('refuses %j', async (given, said) => {
			const { error } = await run([[{ email: 'secret@example.com' }], []], parameters(given as object[]));
			expect(error?.message).toMatch(said);
			expect(JSON.stringify(error)).not.toContain('secret@example.com');
		});
	});
	it('has an input for each source, in order', () => {
		const { inputs, outputs } = new ReturnReconciliation().description;
		expect(inputs).toContain('$parameter.sources');
		expect(outputs).toContain('["Matched","Unmatched","Summary","Closed"]');
	});
});
