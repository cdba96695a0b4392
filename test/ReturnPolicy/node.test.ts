import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { ReturnPolicy } from '../../nodes/ReturnPolicy/ReturnPolicy.node';
import { Decision, Inspection, Policy, RefundIntent } from '../../nodes/shared/model';
import { policyHash } from '../../nodes/shared/policy/policyHash';
import { runNode } from '../support/harness';
import { caseOf, eur, inspected, orderOf } from './cases';

const evaluate = { resource: 'decision', operation: 'evaluate' };
const calculate = { resource: 'refund', operation: 'calculate' };
const item = (given: object, more: object = {}) => ({ reference: 'RMA-7K2M9QX4TB', case: given, ...more }) as never;
const settings = { timeZone: 'Europe/Paris', policy: { windowDays: 30, refundTiming: 'after_inspection' } };

describe('Decision: Evaluate', () => {
	it("decides from the item's case and settings, and passes both on", async () => {
		const { json, items, error } = await runNode(new ReturnPolicy(), {
			parameters: evaluate,
			input: [item(caseOf(), { settings })],
		});
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			reference: 'RMA-7K2M9QX4TB',
			settings,
			case: { lines: [{}, {}] },
			decision: { outcome: 'approve', policy: expect.stringMatching(/^[0-9a-f]{12}$/) as string },
		});
		expect(Decision.parse(json[0].decision)).toEqual(json[0].decision);
		expect(items[0].pairedItem).toEqual({ item: 0 });
	});

	it('counts days up to when the return was asked for, or up to the time it is told', async () => {
		const run = async (options: object) =>
			(
				await runNode(new ReturnPolicy(), {
					parameters: { ...evaluate, options } as never,
					input: [item(caseOf(), { settings })],
				})
			).json[0].decision as unknown as Decision;
		const longAgo = caseOf({
			openedAt: '2020-01-20T10:00:00Z',
			order: orderOf({ placedAt: '2020-01-02T00:00:00Z', deliveredAt: '2020-01-05T00:00:00Z' }),
		});
		expect(
			(await runNode(new ReturnPolicy(), { parameters: evaluate, input: [item(longAgo)] })).json[0].decision,
		).toMatchObject({ outcome: 'approve' });
		expect(await run({ now: '2026-12-06T00:30:00' })).toMatchObject({
			outcome: 'decline',
			reasons: [{ message: expect.stringContaining('31 days after delivery') as string }, {}],
		});
		expect((await run({ now: '2026-12-05T23:30:00' })).outcome).toBe('approve');
	});

	it('takes overrides from the node, also without settings', async () => {
		const parameters = { ...evaluate, policyOverrides: { windowDays: 5, reviewAbove: '', refundTiming: 'at_receipt' } };
		const { json } = await runNode(new ReturnPolicy(), { parameters, input: [item(caseOf())] });
		expect(json[0].decision).toMatchObject({ outcome: 'decline', refundTiming: 'at_receipt' });
	});

	it('decides by rules that are typed as fields, and by what is known of the customer', async () => {
		const ruleBook = {
			windows: [{ name: 'Gold', days: 100, from: 'line', until: '', tiers: 'gold' }],
			gates: [{ name: 'Above 50', above: '50.00', people: 2, score: 0 }],
			limits: [{ name: 'Two a month', measure: 'returns', most: '2', period: 'month', effect: 'review' }],
			fees: [{ name: 'Mail', kind: 'per_return', amount: '4.90', taxBasisPoints: 19 }],
		};
		const facts = { tier: 'gold', history: '={{ $json.history }}' };
		const parameters = { ...evaluate, ruleBook, ruleCurrency: 'eur', facts, policyOverrides: { windowDays: 1 } };
		const history = [{ openedAt: '2026-11-15T10:00:00Z' }, { openedAt: '2026-11-16T10:00:00Z' }];
		const { json, error } = await runNode(new ReturnPolicy(), { parameters, input: [item(caseOf(), { history })] });
		expect(error).toBeUndefined();
		expect(json[0].decision).toMatchObject({
			outcome: 'review',
			reasons: [
				{ code: 'customer_limit', row: 'Two a month' },
				{ code: 'approval_needed', row: 'Above 50' },
			],
			approvals: { people: 2, value: eur(5820) },
			offers: [{ windowDays: 100 }, { windowDays: 100 }],
			fees: [{ row: 'Mail', amount: eur(490), tax: eur(78) }],
			rules: { book: { currency: 'EUR', windows: [{ name: 'Gold', tiers: ['gold'] }] } },
		});
		expect(Decision.parse(json[0].decision)).toEqual(json[0].decision);
		const owed = await runNode(new ReturnPolicy(), {
			parameters: calculate,
			input: [item({ ...inspected([2, 1]), decision: json[0].decision })],
		});
		expect([owed.error, owed.json[0].refund]).toMatchObject([undefined, { total: eur(5820 + 600 - 490) }]);
		const wrong = { ...parameters, ruleBook: { gates: [{ name: 'Above', above: 'much', people: 1 }] } };
		expect(
			(await runNode(new ReturnPolicy(), { parameters: wrong, input: [item(caseOf(), { history })] })).error?.message,
		).toContain('Rule "Above": Above: "much" is no amount in EUR');
	});

	it('works the same in a test run of the editor', async () => {
		const [live, manual] = [
			await runNode(new ReturnPolicy(), { parameters: evaluate, input: [item(caseOf())] }),
			await runNode(new ReturnPolicy(), { parameters: evaluate, input: [item(caseOf())], mode: 'manual' }),
		];
		expect(manual.error).toBeUndefined();
		expect(manual.json).toEqual(live.json);
	});

	it("keeps a bad item's failure to it, and names field and remedy", async () => {
		const order = orderOf();
		const bad = {
			...caseOf(),
			order: { ...order, lines: [{ ...order.lines[0], subtotal: { amount: 36.5, currency: 'EUR' } }] },
		};
		const { json, items } = await runNode(new ReturnPolicy(), {
			parameters: evaluate,
			input: [item(caseOf()), item(bad), item(caseOf()), { json: {} }],
			continueOnFail: true,
		});
		expect(json.map((one) => (one.decision as { outcome?: string } | undefined)?.outcome)).toEqual([
			'approve',
			undefined,
			'approve',
			undefined,
		]);
		expect(json[1]).toMatchObject({
			error: expect.stringContaining('case.order.lines.0.subtotal.amount') as string,
			details: {
				itemIndex: 1,
				category: 'invalid_input',
				field: 'case.order.lines.0.subtotal.amount',
				advice: expect.stringMatching(/./) as string,
			},
		});
		expect(json[3]).toMatchObject({
			error: 'This item carries no return case',
			details: { itemIndex: 3, field: 'case', advice: expect.stringContaining('Return Case') as string },
		});
		expect(items.map((one) => one.pairedItem)).toEqual([0, 1, 2, 3].map((at) => ({ item: at })));
	});

	it('stops at a bad item otherwise, saying which, what and what to do', async () => {
		const { error } = await runNode(new ReturnPolicy(), {
			parameters: evaluate,
			input: [item(caseOf()), item(caseOf(), { settings: { timeZone: 'Mars/Olympus' } })],
		});
		expect(error?.message).toContain('settings.timeZone: is no time zone');
		expect(error?.description).toContain('Field: settings.timeZone.');
		expect(error?.context).toMatchObject({ itemIndex: 1, category: 'invalid_input' });
	});
});

describe('Abuse: Assess', () => {
	const assess = { resource: 'abuse', operation: 'assess' };
	const ruleBook = {
		signals: [
			{ name: 'Much', signal: 'returned_value', points: 60, upTo: '10.00', full: '58.20', period: 'year' },
			{ name: 'Linked', signal: 'linked', points: 30, full: '2' },
		],
		gates: [{ name: 'Doubtful', above: '', people: 2, score: 70 }],
	};
	const facts = { history: '={{ $json.history }}', linked: '={{ $json.linked }}', boughtPieces: 3 };
	const parameters = { ...assess, ruleBook, ruleCurrency: 'EUR', facts };
	const linked = [{ by: 'address', reference: 'RMA-X' }];

	it('gives a score with its signs, which Evaluate then asks people for', async () => {
		const { json, error } = await runNode(new ReturnPolicy(), {
			parameters,
			input: [item(caseOf(), { history: [], linked })],
		});
		expect(error).toBeUndefined();
		expect(json[0].abuse).toMatchObject({
			score: 75,
			hold: true,
			people: 2,
			signals: [
				{ rule: 'Much', points: 60, of: 60 },
				{ rule: 'Linked', points: 15, of: 30, evidence: ['RMA-X (address)'] },
			],
		});
		const decided = await runNode(new ReturnPolicy(), {
			parameters: { ...evaluate, ruleBook, ruleCurrency: 'EUR', facts: { score: '={{ $json.abuse?.score }}' } },
			input: json.map((one) => ({ json: one })) as never,
		});
		expect(decided.json[0].decision).toMatchObject({
			outcome: 'review',
			reasons: [{ code: 'approval_needed', row: 'Doubtful' }],
			approvals: { people: 2 },
		});
		const without = await runNode(new ReturnPolicy(), {
			parameters: { ...evaluate, ruleBook, ruleCurrency: 'EUR', facts: { score: '={{ $json.abuse?.score }}' } },
			input: [item(caseOf())],
		});
		expect(without.json[0].decision).toMatchObject({ outcome: 'approve' });
	});

	it('says which fact is wrong', async () => {
		const { error } = await runNode(new ReturnPolicy(), {
			parameters,
			input: [item(caseOf(), { history: [{}], linked })],
		});
		expect(error?.message).toContain('facts.history.0.openedAt');
	});
});

describe('Goods: Sort', () => {
	it('says where inspected goods go, as lines of an inspection', async () => {
		const ruleBook = {
			sorting: [
				{ name: 'Worn', to: 'donate', because: 'used', conditions: 'worn', worthBelow: '30.00', olderThan: 0 },
				{ name: 'Fine', to: 'restock', because: 'fit_for_sale', conditions: 'as new', recoveryBasisPoints: 90 },
			],
		};
		const parameters = { resource: 'goods', operation: 'sort', ruleBook, ruleCurrency: 'EUR' };
		const inspection = {
			id: 'check-88',
			lines: [
				{ sku: 'TEE', quantity: 1, condition: 'worn', weight: 180 },
				{ sku: 'MUG', quantity: 1, condition: 'as new' },
				{ sku: 'TEE', quantity: 1, condition: 'torn' },
			],
		};
		const lines = caseOf().lines.map((line, at) => ({ ...line, sku: at ? 'MUG' : 'TEE' }));
		const { json, error } = await runNode(new ReturnPolicy(), {
			parameters,
			input: [item(caseOf({ lines }), { inspection })],
		});
		expect(error).toBeUndefined();
		expect(json[0].sorted).toMatchObject({
			id: 'check-88',
			ask: true,
			lines: [
				{ line: 'l1', destination: 'donate', rule: 'Worn', reason: 'used', weight: 180 },
				{ line: 'l2', destination: 'restock', rule: 'Fine', recovery: eur(1125) },
				{ line: 'l1', destination: 'quarantine', ask: true },
			],
			unreported: ['TEE'],
		});
		const none = await runNode(new ReturnPolicy(), { parameters, input: [item(caseOf())] });
		expect(none.error?.message).toBe('This item carries no inspection');
	});

	it('goes by the policy that the return was decided by, whatever this node or the settings say by now', async () => {
		const rules = (to: string) => ({ currency: 'EUR', sorting: [{ name: to, to, because: 'used', cost: 100 }] });
		const decidedBy = Policy.parse({ book: rules('donate') });
		const published = { name: 'default', version: policyHash(decidedBy), publishedAt: '2026-11-01T00:00:00.000Z' };
		const parameters = {
			resource: 'goods',
			operation: 'sort',
			policyJson: JSON.stringify({ book: rules('scrap') }),
		};
		const inspection = {
			id: 'check-1',
			lines: [{ line: 'l1', quantity: 1, condition: 'worn', weight: 180, cn: '8517' }],
		};
		const sorted = async (decision: object | undefined) => {
			const { json, error } = await runNode(new ReturnPolicy(), {
				parameters,
				input: [{ json: { case: { ...caseOf(), decision }, inspection } } as never],
			});
			expect(error).toBeUndefined();
			return json[0].sorted as { lines: Array<Record<string, unknown>> };
		};
		const found = await sorted({ outcome: 'approve', reasons: [], lines: [], rules: decidedBy, published });
		expect(found).toMatchObject({ policy: published.version, published, lines: [{ destination: 'donate' }] });
		// The case keeps why, what it weighs and what is expected of it.
		expect(Inspection.parse({ id: 'check-1', lines: found.lines }).lines[0]).toMatchObject({
			destination: 'donate',
			reason: 'used',
			weight: 180,
			cn: '8517',
			rule: 'donate',
			recovery: eur(-100),
		});
		for (const without of [undefined, { outcome: 'approve', reasons: [], lines: [], rules: Policy.parse({}) }])
			expect(await sorted(without)).toMatchObject({ lines: [{ destination: 'scrap' }] });
	});
});

describe('Policy: Check', () => {
	const check = { resource: 'policy', operation: 'check' };
	const ruleBook = {
		windows: [
			{ name: 'All', days: 30, from: 'line', until: '' },
			{ name: 'Shoes', days: 60, from: 'line', until: '', categories: 'Shoes, Shooes' },
		],
	};

	it('finds what is wrong with the rules that are typed, and gives the policy out', async () => {
		const parameters = { ...check, ruleBook, categories: 'Apparel > Shoes', options: { uninformed: true } };
		const { json, error } = await runNode(new ReturnPolicy(), { parameters, input: [{ json: { settings } } as never] });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			policy: { refundTiming: 'after_inspection', book: { windows: [{}, {}], law: { uninformed: true } } },
			check: {
				version: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
				clean: false,
				faults: 2,
				findings: expect.arrayContaining([
					expect.objectContaining({ code: 'shadowed', rule: 'Shoes' }),
					expect.objectContaining({ code: 'unknown_category', rule: 'Shoes' }),
					expect.objectContaining({ code: 'below_law', rule: 'All', clause: 'Art. 10' }),
				]) as object,
			},
		});
	});

	it('takes a policy as JSON, and says where it is wrong', async () => {
		const run = async (policyJson: unknown) =>
			await runNode(new ReturnPolicy(), { parameters: { ...check, policyJson } as never, input: [{ json: {} }] });
		const given = (await run({ windowDays: 14, book: { windows: [] } })).json[0];
		expect(given.policy).toMatchObject({ windowDays: 14 });
		expect((await run(JSON.stringify(given.policy))).json[0]).toEqual(given);
		expect((await run({ windowDays: 'long' })).error?.message).toContain('policyJson.windowDays');
		expect((await run({ book: { windows: [{ name: 'x' }] } })).error?.message).toContain(
			'policyJson.book.windows.0.days',
		);
	});
});

describe('Policy: Get Starter', () => {
	const parameters = { resource: 'policy', operation: 'getStarter', starter: 'electronics', currency: 'usd' };

	it('gives a policy that other nodes take', async () => {
		const { json, error } = await runNode(new ReturnPolicy(), { parameters, input: [{ json: {} }] });
		expect(error).toBeUndefined();
		const checked = await runNode(new ReturnPolicy(), {
			parameters: { resource: 'policy', operation: 'check', policyJson: '={{ $json.policy }}' },
			input: json.map((one) => ({ json: one })) as never,
		});
		expect(checked.json[0]).toMatchObject({ policy: { book: { currency: 'USD' } }, check: { clean: true } });
		const decided = await runNode(new ReturnPolicy(), {
			parameters: { ...evaluate, policyJson: '={{ $json.policy }}' },
			input: [item(caseOf(), json[0])],
		});
		expect(decided.json[0].decision).toMatchObject({
			outcome: 'review',
			policy: (checked.json[0].check as { version: string }).version,
		});
	});

	it('refuses what is no currency', async () => {
		const { error } = await runNode(new ReturnPolicy(), {
			parameters: { ...parameters, currency: 'euros' },
			input: [{ json: {} }],
		});
		expect(error?.message).toBe('"EUROS" is no currency');
	});
});

describe('Policy: Compare', () => {
	it('compares the policy of one node with that of the node before it', async () => {
		const rules = (days: number) => ({ ruleBook: { windows: [{ name: 'All', days, from: 'line', until: '' }] } });
		const check = { resource: 'policy', operation: 'check', ...rules(30) };
		const compare = { resource: 'policy', operation: 'compare', ...rules(60) };
		const before = await runNode(new ReturnPolicy(), { parameters: check, input: [{ json: {} }] });
		const input = before.json.map((json) => ({ json })) as never;
		const { json, error } = await runNode(new ReturnPolicy(), { parameters: compare, input });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({
			policy: { book: { windows: [{ days: 60 }] } },
			comparison: { same: false, changes: [{ what: 'changed', rule: 'All', message: '"All": Days: 30 → 60.' }] },
		});
		const none = await runNode(new ReturnPolicy(), { parameters: compare, input: [{ json: {} }] });
		expect(none.error?.message).toBe('There is no policy to compare with');
	});
});

describe('Policy: Back-Test', () => {
	const parameters = {
		resource: 'policy',
		operation: 'backTest',
		ruleBook: { windows: [{ name: 'Short', days: 5, from: 'line', until: '' }] },
	};
	const before = { windowDays: 30, refundTiming: 'at_receipt' };

	it('puts past cases through the policy of this node and another, and attaches the report', async () => {
		const cases = [caseOf(), { case: inspected([2, 1], { reference: 'RMA-2' }) }];
		const input = [{ json: { cases, policy: before } }] as never;
		const { json, items, error } = await runNode(new ReturnPolicy(), { parameters, input });
		expect(error).toBeUndefined();
		expect(json[0].backTest).toMatchObject({
			total: { returns: 2, changed: 2, before: { approve: 2 }, after: { decline: 2 } },
			rules: [{ rule: 'Short', changed: 2 }],
			changes: [{ reference: 'RMA-7K2M9QX4TB' }, { reference: 'RMA-2' }],
		});
		const files = Object.values(items[0].binary ?? {});
		expect(files.map(({ fileName, mimeType }) => [fileName, mimeType])).toEqual([
			['back-test.html', 'text/html'],
			['back-test.svg', 'image/svg+xml'],
			['back-test.csv', 'text/csv'],
		]);
		expect(Buffer.from(files[2].data, 'base64').toString()).toContain('RMA-2,2026-11,unknown,approve,decline');
	});

	it('takes a CSV, and says when there is nothing', async () => {
		const csv =
			'reference,opened_at,delivered_at,sku,quantity,price,currency\nRMA-1,2026-11-17T10:00:00Z,2026-11-05T12:00:00Z,TEE,1,36.00,EUR';
		const read = await runNode(new ReturnPolicy(), {
			parameters: { ...parameters, csv },
			input: [{ json: { policy: before } }] as never,
		});
		expect(read.json[0].backTest).toMatchObject({ total: { returns: 1, changed: 1 } });
		const none = await runNode(new ReturnPolicy(), { parameters, input: [{ json: { policy: before } }] as never });
		expect(none.error?.message).toBe('There are no past cases');
	});
});

describe('Refund: Calculate', () => {
	it('gives the refund of the inspected pieces as an intent', async () => {
		const { json } = await runNode(new ReturnPolicy(), {
			parameters: calculate,
			input: [item(inspected([1, 1]), { settings })],
		});
		const { refund } = json[0] as unknown as { refund: { intent: RefundIntent; intents: RefundIntent[] } };
		expect(refund).toMatchObject({
			nothingDue: false,
			total: eur(3660),
			intent: { id: 'RMA-7K2M9QX4TB/R1', amount: eur(3660) },
		});
		expect(RefundIntent.parse(refund.intent)).toEqual(refund.intent);
		expect(refund.intents).toEqual([refund.intent]);
	});

	it('takes overrides from the node', async () => {
		const policyOverrides = {
			refundTiming: 'at_approval',
			returnFee: '4.90',
			restockingFeePercent: 10,
			refundShipping: true,
		};
		const { json } = await runNode(new ReturnPolicy(), {
			parameters: { ...calculate, policyOverrides },
			input: [item(inspected([0, 0]), { settings })],
		});
		expect(json[0].refund).toMatchObject({ timing: 'at_approval', total: eur(5820 - 582 - 490 + 600) });
	});

	it('lets a flow branch when nothing is due', async () => {
		const { json } = await runNode(new ReturnPolicy(), {
			parameters: calculate,
			input: [item(inspected([0, 0]), { settings })],
		});
		expect(json[0].refund).toEqual({
			nothingDue: true,
			reason: '3 approved pieces are not yet inspected.',
			timing: 'after_inspection',
			intents: [],
		});
	});

	it.each([
		[[2, 1], {}, 'release'],
		[[1, 1], {}, 'wait'],
		[[1, 1], { logistics: 'missing' }, 'capture'],
	] as const)('says what becomes of an amount held on the card: %j came, %j', async (pieces, more, then) => {
		const holds = [
			{ id: 'RMA-7K2M9QX4TB/H1', amount: eur(5820), state: 'placed' },
			{ id: 'RMA-7K2M9QX4TB/H0', amount: eur(100), state: 'released' },
		];
		const { json, error } = await runNode(new ReturnPolicy(), {
			parameters: calculate,
			input: [item(inspected([...pieces], { holds, ...more }), { settings })],
		});
		expect(error).toBeUndefined();
		expect((json[0].refund as { holds: unknown }).holds).toEqual([
			{ id: 'RMA-7K2M9QX4TB/H1', amount: eur(5820), then, message: expect.stringContaining('58.20 EUR') as string },
		]);
	});

	it('reads a case written as JSON text', async () => {
		const { json } = await runNode(new ReturnPolicy(), {
			parameters: { ...calculate, case: JSON.stringify(inspected([2, 1])), settings: '' },
			input: [{ json: {} }],
		});
		expect(json[0].refund).toMatchObject({ total: eur(5820 + 600) });
	});

	it('keeps a case that cannot be priced to its item', async () => {
		const { json } = await runNode(new ReturnPolicy(), {
			parameters: calculate,
			input: [item(inspected([1, 0], { order: undefined })), item(inspected([1, 0]))],
			continueOnFail: true,
		});
		expect(json[0]).toMatchObject({
			error: expect.stringContaining('RMA-7K2M9QX4TB') as string,
			details: { itemIndex: 0, field: 'case.order', advice: expect.stringContaining('Find Order') as string },
		});
		expect(json[1].refund).toMatchObject({ total: eur(2160) });
	});
});

describe('an order that two systems know', () => {
	it('is completed by the other: one knows the delivery, the other who was paid', async () => {
		const order = orderOf({
			payments: [],
			deliveredAt: undefined,
			shipping: undefined,
			placedAt: '2026-01-01T00:00:00Z',
		});
		const both = item({ ...caseOf(), order, orders: { odoo: order, shopify: orderOf() } });
		expect((await runNode(new ReturnPolicy(), { parameters: evaluate, input: [both] })).json[0].decision).toMatchObject(
			{ outcome: 'approve' },
		);
		const owed = item({ ...inspected([2, 1]), order, orders: { odoo: order, shopify: orderOf() } });
		expect(
			(
				await runNode(new ReturnPolicy(), {
					parameters: { ...calculate, policyOverrides: { refundShipping: true } },
					input: [owed],
				})
			).json[0].refund,
		).toMatchObject({ total: eur(6420), intent: { payment: { id: 'p1' } } });
		const alone = item({ ...caseOf(), order, orders: { odoo: order } });
		expect(
			(await runNode(new ReturnPolicy(), { parameters: evaluate, input: [alone] })).json[0].decision,
		).toMatchObject({ outcome: 'review', reasons: [{ code: 'window_unknown' }, {}, {}] });
	});

	it('has the category that any of them says', () => {
		const shop = orderOf();
		const odoo = { ...shop, lines: shop.lines.map((line) => ({ ...line, category: 'Apparel / Shirts' })) };
		const known = (...orders: object[]) =>
			readCase({ ...caseOf(), order: shop, orders: { ...orders } }).order!.lines[0].category;
		expect([known(shop), known(shop, odoo)]).toEqual([undefined, 'Apparel / Shirts']);
	});

	it.each([
		['one line', [{ deliveredAt: '2026-01-09T00:00:00Z' }, {}], 'review'],
		['every line', [{ deliveredAt: '2026-01-09T00:00:00Z' }, { deliveredAt: '2026-01-09T00:00:00Z' }], 'decline'],
	])('whose other system knows the arrival of %s', async (_what, arrivals, outcome) => {
		const dates = { placedAt: '2026-01-01T00:00:00Z', deliveredAt: undefined };
		const erp = orderOf({
			...dates,
			deliveredAt: '2026-01-09T00:00:00Z',
			lines: orderOf().lines.map((line, index) => ({ ...line, ...arrivals[index] })),
		});
		const order = orderOf(dates);
		const both = item({ ...caseOf(), order, orders: { shopify: order, odoo: erp } });
		expect((await runNode(new ReturnPolicy(), { parameters: evaluate, input: [both] })).json[0].decision).toMatchObject(
			{ outcome },
		);
	});
});

describe('pieces that came back before', () => {
	it('are those of the system that knows of most, whichever told first', async () => {
		const known = (pieces: number | undefined) =>
			orderOf({
				lines: orderOf().lines.map((line) => (line.id === 'o1' ? { ...line, returnedBefore: pieces } : line)),
			});
		const decide = async (odoo: number | undefined, shopify: number | undefined) =>
			(
				await runNode(new ReturnPolicy(), {
					parameters: evaluate,
					input: [item({ ...caseOf(), order: known(0), orders: { odoo: known(odoo), shopify: known(shopify) } })],
				})
			).json[0].decision;
		expect(await decide(undefined, undefined)).toMatchObject({
			outcome: 'approve',
			lines: [{ quantity: 2 }, { quantity: 1 }],
		});
		expect(await decide(1, 0)).toMatchObject({
			outcome: 'approve',
			lines: [{ quantity: 1 }, { quantity: 1 }],
			reasons: [{ code: 'quantity_limited' }],
		});
		expect(await decide(1, 2)).toMatchObject({
			lines: [{ quantity: 0 }, { quantity: 1 }],
			reasons: [{ code: 'quantity_unavailable' }],
		});
	});
});

// What comes out is held to the operation's output by the harness (outputCheck.ts).
describe('gives out what its operation says', () => {
	const paidPart = orderOf({ payments: [{ ...orderOf().payments[0], refundable: eur(1) }] });
	it.each([
		['a decision with reasons', evaluate, caseOf({ lines: [{ id: 'l1', orderLineId: 'o1', quantity: 9 }] })],
		['refunds of which a part is paid by hand', calculate, inspected([2, 1], { order: paidPart })],
		['that nothing is due', calculate, inspected([0, 0])],
	])('%s', async (_what, parameters, found) => {
		const { json, error } = await runNode(new ReturnPolicy(), { parameters, input: [item(found, { settings })] });
		expect([json.length, error]).toEqual([1, undefined]);
	});
});
