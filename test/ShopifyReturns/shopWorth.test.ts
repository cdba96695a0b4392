import type { CaseState } from '../../nodes/shared/case';
import { RefundLeg } from '../../nodes/shared/case/caseState';
import { worthQuestion } from '../../nodes/ShopifyReturns/returns/shopWorth';
import { start, type Fixture } from './fixture';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const set = (amount: string) => ({ presentmentMoney: { amount, currencyCode: 'EUR' } });
const leg = (amount: number, more: object = {}) =>
	RefundLeg.parse({
		state: 'due',
		intent: { id: 'RMA-1/R1', amount: eur(amount), payment: { id: '1', processor: 'stripe' } },
		...more,
	});

describe("what Shopify says an exchange or a fee leaves, beside the case's refunds", () => {
	const node = {
		id: 'gid://shopify/Return/1',
		name: '#1001-R1',
		returnLineItems: { nodes: [], pageInfo: { hasNextPage: false } },
	} as unknown as Parameters<typeof worthQuestion>[0];
	const exchange = { exchanges: [{ title: 'T-shirt L', quantity: 1 }], fees: eur(0) };
	const pays = (amount: string) => ({
		discountedSubtotal: set('0'),
		maximumRefundable: set('0'),
		totalTax: set('0'),
		financialTransfer: { __typename: 'RefundReturnOutcome' as const, amount: set(amount) },
	});
	const asks = (amount: string) => ({
		...pays(amount),
		financialTransfer: { __typename: 'InvoiceReturnOutcome' as const, amount: set(amount) },
	});
	const messageOf = (...of: Parameters<typeof worthQuestion>) =>
		(worthQuestion(...of)?.data.exception as { message: string } | undefined)?.message;

	it.each<[string, Parameters<typeof worthQuestion>[2], CaseState['refunds'], RegExp | undefined]>([
		[
			'a cheaper exchange, the case would pay all',
			pays('10.00'),
			[leg(2160)],
			/pays back 10.00 EUR.*come to 21.60 EUR/,
		],
		['a cheaper exchange, the case pays the rest', pays('10.00'), [leg(1000)], undefined],
		['the rest in two refunds', pays('10.00'), [leg(400), leg(600)], undefined],
		[
			'the rest, and another refund that was dropped',
			pays('10.00'),
			[leg(1000), leg(2160, { state: 'dropped' })],
			undefined,
		],
		['an exchange of the same price', pays('0.00'), [leg(2160)], /pays back 0.00 EUR.*come to 21.60 EUR/],
		['no transfer at all', { ...pays('0'), financialTransfer: null }, [leg(2160)], /pays back 0.00 EUR/],
		['a dearer exchange', asks('5.00'), [leg(2160)], /pays back 0 and asks the customer for 5.00 EUR.*21.60 EUR/],
		['a dearer exchange and nothing to pay', asks('5.00'), [], /asks the customer for 5.00 EUR/],
		['nothing decided yet', pays('10.00'), [], /pays back 10.00 EUR. The policy does not know it/],
		['a return that nobody approved yet', undefined, [], /does not say yet/],
	])('%s', (_what, outcome, refunds, message) => {
		const found = messageOf(node, exchange, outcome, refunds);
		if (message) expect(found).toMatch(message);
		else expect(found).toBeUndefined();
	});

	it('shipping is no part of it', () => {
		const shipped = leg(2760);
		shipped.intent.breakdown = [
			{ kind: 'line', line: 'l1', amount: eur(1800), description: '' },
			{ kind: 'tax', line: 'l1', amount: eur(360), description: '' },
			{ kind: 'shipping', amount: eur(500), description: '' },
			{ kind: 'tax', amount: eur(100), description: '' },
		];
		expect(messageOf(node, exchange, pays('21.60'), [shipped])).toBeUndefined();
		expect(messageOf(node, exchange, pays('27.60'), [shipped])).toMatch(/27.60 EUR.*21.60 EUR/);
	});

	it('names what is exchanged and what is kept', () => {
		expect(messageOf(node, { ...exchange, fees: eur(490) }, pays('1.00'), [])).toMatch(
			/has an exchange for 1 x T-shirt L and fees of 4.90 EUR in Shopify/,
		);
	});
});

describe('Shopify Returns: Get of a return with an exchange or fees', () => {
	let shop: Fixture;
	beforeEach(async () => (shop = await start({ webhooks: false })));
	afterEach(async () => await shop.stop());

	const lines = [{ sku: 'TEE-BLUE-M', quantity: 1 }];
	const exchanged = (price: number) => [
		{
			id: 'gid://shopify/ExchangeLineItem/1',
			variantId: 'gid://shopify/ProductVariant/1',
			quantity: 1,
			processed: 0,
			title: 'T-shirt L',
			price: eur(price),
		},
	];

	/** What Get says of a return that was changed so, and what its case is asked. */
	async function got(change: object, more: object = {}) {
		const { state } = shop.shopify;
		const made = state.request(
			state.order('#1001'),
			lines.map((line) => ({ ...line, ...more })),
		);
		state.approve(made.id);
		Object.assign(made, change);
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'shopify',
			sourceId: made.id,
			request: {
				channel: 'shopify',
				brand: 'default',
				orderNumber: '#1001',
				lines: [{ id: 'L1', quantity: 1, sku: 'TEE-BLUE-M', title: '', reason: 'unknown', providerIds: {} }],
				providerIds: { 'shopify.return': made.id, 'shopify.order': 'gid://shopify/Order/5001' },
			},
		});
		const get = async () =>
			await shop.run({ resource: 'return', operation: 'get' }, { input: [{ reference }], withStore: true });
		const { json, error } = await get();
		expect(error).toBeUndefined();
		await get();
		const { exceptions } = (await store.cases.get(reference))!;
		return {
			shown: json[0].shopifyReturn,
			exceptions: exceptions.map(({ code, owner, message }) => [code, owner, message]),
		};
	}

	it.each([
		['cheaper', 1000, 'Shopify pays back 11.60 EUR.'],
		['of the same price', 2160, 'Shopify pays back 0.00 EUR.'],
		['dearer', 3000, 'Shopify pays back 0 and asks the customer for 8.40 EUR.'],
	])('an exchange that is %s is asked of finance, once', async (_how, price, says) => {
		const { shown, exceptions } = await got({ exchanges: exchanged(price) });
		expect(shown).toMatchObject({ exchanges: [{ title: 'T-shirt L', quantity: 1 }], fees: eur(0) });
		expect(exceptions).toEqual([['shop_worth', 'finance', expect.stringContaining(says)]]);
	});

	it('an exchange that staff made in Shopify is priced by its article, and released once', async () => {
		const { shopify } = shop;
		shopify.state.variants.set('gid://shopify/ProductVariant/1', { title: 'T-shirt L', price: eur(1000) });
		const { id } = await shopify.exchange('#1001', lines, [
			{ variantId: 'gid://shopify/ProductVariant/1', quantity: 1 },
		]);
		const { json, error } = await shop.run({ resource: 'return', operation: 'get', returnId: id }, {});
		expect(error).toBeUndefined();
		expect(json[0].shopifyReturn).toMatchObject({
			status: 'OPEN',
			exchanges: [{ title: 'T-shirt L', quantity: 1 }],
		});
		shopify.releaseExchange(id);
		shopify.releaseExchange(id);
		expect(shopify.state.findReturn(id).exchanges).toMatchObject([{ quantity: 1, processed: 1, price: eur(1000) }]);
	});

	it('fees that a rule of the shop has put on it are named, with what is left', async () => {
		const { shown, exceptions } = await got({ shippingFee: eur(490) }, { restockingFee: 10 });
		expect(shown).toMatchObject({ exchanges: [], fees: eur(670) });
		expect(exceptions).toEqual([
			['shop_worth', 'finance', expect.stringMatching(/fees of 6.70 EUR in Shopify. Shopify pays back 14.90 EUR/)],
		]);
	});

	it('a return without either asks nobody', async () => {
		const { shown, exceptions } = await got({});
		expect(shown).not.toHaveProperty('fees');
		expect(exceptions).toEqual([]);
	});
});
