import { PolicyCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { PolicySettings } from '../../nodes/shared/model';
import type { LineItemNode, OrderNode, RefundNode, Transaction } from '../../nodes/ShopifyReturns/graphql';
import { orderOf } from '../../nodes/ShopifyReturns/orders/canonicalOrder';
import { paidBackByOthers, piecesNotOfOthers, withBesidesPaidBack } from '../../nodes/ShopifyReturns/orders/paidBack';
import { returnedBefore } from '../../nodes/ShopifyReturns/returns/returnedBefore';

/** Orders that people reported of other software, as Shopify would have them: what is decided, and what goes back (docs/reliability.md#tried-against-public-reports). */

const bag = (amount: string, currencyCode = 'EUR') => ({ presentmentMoney: { amount, currencyCode } });
const idOf = (kind: string, id: number) => `gid://shopify/${kind}/${id}`;
const paid = (id: number, kind: string, amount: string, more: Partial<Transaction> = {}): Transaction => ({
	id: idOf('OrderTransaction', id),
	kind,
	status: 'SUCCESS',
	gateway: 'shopify_payments',
	amountSet: bag(amount),
	...more,
});
interface Sold {
	amount: string;
	quantity?: number;
	off?: string;
	tax?: string;
	more?: Partial<LineItemNode>;
}
const line = ({ amount, quantity = 1, off, tax, more }: Sold, index: number, currency: string): LineItemNode => ({
	id: idOf('LineItem', index + 1),
	sku: `S${index + 1}`,
	title: `Article ${index + 1}`,
	quantity,
	refundableQuantity: quantity,
	requiresShipping: true,
	isGiftCard: false,
	originalTotalSet: bag(amount, currency),
	discountAllocations: off ? [{ allocatedAmountSet: bag(off, currency) }] : [],
	taxLines: tax ? [{ priceSet: bag(tax, currency) }] : [],
	...more,
});
const refund = (id: number, transactions: Transaction[], goods: Array<[line: number, pieces: number]>): RefundNode => ({
	id: idOf('Refund', id),
	note: null,
	transactions: { nodes: transactions },
	refundLineItems: {
		nodes: goods.map(([of, quantity]) => ({
			lineItem: { id: idOf('LineItem', of) },
			quantity,
			subtotalSet: bag('0.0'),
			totalTaxSet: bag('0.0'),
		})),
	},
});

/** What is decided of a request for these pieces of each line, and what each payment gives back of those that came. */
function given(
	sold: Sold[],
	transactions: Transaction[],
	pieces: number[],
	{
		refunds = [],
		came = pieces,
		...more
	}: Partial<Omit<OrderNode, 'refunds'>> & { refunds?: RefundNode[]; came?: number[] } = {},
) {
	const currency = more.presentmentCurrencyCode ?? 'EUR';
	const node: OrderNode = {
		id: idOf('Order', 1),
		name: '#1001',
		createdAt: '2026-11-01T10:00:00Z',
		presentmentCurrencyCode: currency,
		taxesIncluded: true,
		customAttributes: [],
		lineItems: { nodes: sold.map((one, index) => line(one, index, currency)), pageInfo: { hasNextPage: false } },
		shippingLines: { nodes: [] },
		transactions,
		refunds,
		fulfillments: [],
		...more,
	};
	const before = returnedBefore(node, [], undefined, piecesNotOfOthers(refunds));
	const order = withBesidesPaidBack(orderOf(node, before, paidBackByOthers(refunds)), refunds);
	const state = (authorization?: 'approved') =>
		PolicyCase.parse({
			reference: 'RMA-7K2M9QX4TB',
			openedAt: '2026-11-10T10:00:00Z',
			...(authorization && { authorization }),
			order,
			lines: pieces.flatMap((quantity, index) =>
				quantity
					? [
							{
								id: `L${index + 1}`,
								orderLineId: `${index + 1}`,
								quantity,
								quantities: { approved: quantity, received: came[index], inspected: { restock: came[index] } },
							},
						]
					: [],
			),
		});
	const policy = PolicySettings.parse({ refundTiming: 'after_inspection', refundShipping: true });
	const { outcome, reasons } = decide({
		case: state(),
		policy,
		timeZone: 'UTC',
		asOf: '2026-11-10T10:00:00Z',
	});
	const { intents } = calculateRefund(state('approved'), policy);
	return {
		decided: [outcome, ...reasons.map(({ code }) => code)].join(' '),
		back: Object.fromEntries(intents.map(({ payment, amount }) => [payment.method ?? payment.id, amount.amount])),
	};
}

const card = (amount: number) => ({ shopify_payments: amount });
const approved = 'approve within_policy';

it.each<[string, ReturnType<typeof given>, string, Record<string, number>]>([
	[
		'mollie/Shopware6#1445, hyperswitch#3120: 30 of 50 captured, and the rest is not',
		given([{ amount: '50.0' }], [paid(1, 'AUTHORIZATION', '50.0'), paid(2, 'CAPTURE', '30.0')], [1], {
			totalOutstandingSet: bag('20.0'),
		}),
		approved,
		card(3000),
	],
	[
		'a deposit of 20 of 100, and the rest by hand and not yet',
		given(
			[{ amount: '100.0', quantity: 2 }],
			[paid(1, 'SALE', '20.0'), paid(2, 'SALE', '80.0', { status: 'PENDING', gateway: 'manual' })],
			[2],
			{ totalOutstandingSet: bag('80.0') },
		),
		approved,
		card(2000),
	],
	[
		'authorised 50, captured 60 with a tip of 10',
		given(
			[{ amount: '50.0' }, { amount: '10.0', more: { requiresShipping: false } }],
			[paid(1, 'AUTHORIZATION', '50.0'), paid(2, 'CAPTURE', '60.0')],
			[1, 0],
			{ totalOutstandingSet: bag('0.0') },
		),
		approved,
		card(5000),
	],
	[
		'killbill#334: 70 of 50 + 50 went back without naming a payment',
		given(
			[{ amount: '50.0' }, { amount: '50.0' }],
			[paid(1, 'CAPTURE', '50.0'), paid(2, 'CAPTURE', '50.0'), paid(3, 'REFUND', '70.0')],
			[1, 0],
		),
		approved,
		card(3000),
	],
	[
		'openfoodnetwork#5449: a refund of staff that failed, and one that is on its way',
		given(
			[{ amount: '100.0', quantity: 2 }],
			[
				paid(1, 'SALE', '100.0'),
				paid(2, 'REFUND', '100.0', { status: 'FAILURE' }),
				paid(3, 'REFUND', '60.0', { status: 'PENDING' }),
			],
			[2],
		),
		approved,
		card(4000),
	],
	[
		'allegro-api#6042: the refund of staff failed, so its pieces can come back',
		given([{ amount: '100.0', quantity: 2, more: { refundableQuantity: 0 } }], [paid(1, 'SALE', '100.0')], [2], {
			refunds: [refund(1, [paid(2, 'REFUND', '100.0', { status: 'FAILURE' })], [[1, 2]])],
		}),
		approved,
		card(10_000),
	],
	[
		'BCApps#7447: a piece taken off the order with its tax, 36.00 of 72.00 back',
		given(
			[{ amount: '60.0', quantity: 2, tax: '12.0', more: { refundableQuantity: 1 } }],
			[paid(1, 'SALE', '72.0'), paid(2, 'REFUND', '36.0')],
			[1],
			{ taxesIncluded: false, refunds: [refund(1, [paid(2, 'REFUND', '36.0')], [[1, 1]])] },
		),
		approved,
		card(3600),
	],
	[
		'a line taken off before it was paid',
		given(
			[{ amount: '50.0' }, { amount: '30.0', more: { refundableQuantity: 0 } }],
			[paid(1, 'SALE', '50.0')],
			[1, 0],
			{
				totalOutstandingSet: bag('0.0'),
				refunds: [refund(1, [], [[2, 1]])],
			},
		),
		approved,
		card(5000),
	],
	[
		'woocommerce#64668: 10 x 23.90 less 25 %, taxed line by line',
		given([{ amount: '239.0', quantity: 10, off: '59.75', tax: '29.875' }], [paid(1, 'SALE', '179.25')], [10]),
		approved,
		card(17_925),
	],
	[
		'easy-digital-downloads#8208: 44.00 less a fee of -22.00, 20 % on top',
		given([{ amount: '44.0', off: '22.0', tax: '4.4' }], [paid(1, 'SALE', '26.4')], [1], { taxesIncluded: false }),
		approved,
		card(2640),
	],
	[
		'a discount of more than its line',
		given([{ amount: '20.0', off: '25.0' }, { amount: '20.0' }], [paid(1, 'SALE', '15.0')], [1, 1]),
		approved,
		card(1500),
	],
	[
		'vendure#2393: a promotion on one of two lines',
		given([{ amount: '30.0', off: '6.0' }, { amount: '20.0' }], [paid(1, 'SALE', '44.0')], [1, 0]),
		approved,
		card(2400),
	],
	[
		'woocommerce-ios#10336: gift card, store credit and card',
		given(
			[{ amount: '100.0', quantity: 2 }],
			[
				paid(1, 'SALE', '30.0', { gateway: 'gift_card' }),
				paid(2, 'SALE', '20.0', { gateway: 'shopify_store_credit' }),
				paid(3, 'SALE', '50.0'),
			],
			[1],
		),
		approved,
		{ gift_card: 1500, shopify_store_credit: 1000, shopify_payments: 2500 },
	],
	[
		'odoo#190667: a register rounded down by 0.02; a person is asked because of the cash alone',
		given(
			[{ amount: '19.97' }, { amount: '10.0' }],
			[paid(1, 'SALE', '29.97', { gateway: 'cash', amountRoundingSet: bag('-0.02') })],
			[1, 0],
			{ totalOutstandingSet: bag('0.0') },
		),
		'review payment_unknown',
		{ cash: 1997 },
	],
	[
		'a negative payment of a register: goods of 10 were taken back in one go',
		given(
			[{ amount: '50.0' }],
			[paid(1, 'SALE', '50.0', { gateway: 'cash' }), paid(2, 'SALE', '-10.0', { gateway: 'cash' })],
			[1],
		),
		'review payment_unknown payment_unknown',
		{ cash: 4000 },
	],
	[
		'1000 JPY for three, two back',
		given([{ amount: '1000', quantity: 3 }], [paid(1, 'SALE', '', { amountSet: bag('1000', 'JPY') })], [2], {
			presentmentCurrencyCode: 'JPY',
		}),
		approved,
		card(667),
	],
	[
		'10.000 KWD for three, one back',
		given([{ amount: '10.0', quantity: 3 }], [paid(1, 'SALE', '', { amountSet: bag('10.0', 'KWD') })], [1], {
			presentmentCurrencyCode: 'KWD',
		}),
		approved,
		card(3333),
	],
	[
		'shipping that a discount made free',
		given([{ amount: '50.0' }], [paid(1, 'SALE', '50.0')], [1], {
			shippingLines: { nodes: [{ discountedPriceSet: bag('0.0'), taxLines: [] }] } as never,
		}),
		approved,
		card(5000),
	],
	[
		'shipping refunded by an amount alone before',
		given([{ amount: '50.0' }], [paid(1, 'SALE', '55.0'), paid(2, 'REFUND', '5.0')], [1], {
			shippingLines: { nodes: [{ discountedPriceSet: bag('5.0'), taxLines: [] }] } as never,
			refunds: [refund(1, [paid(2, 'REFUND', '5.0')], [])],
		}),
		approved,
		card(5000),
	],
	[
		'tax of 20 paid back after the purchase, all pieces back',
		given([{ amount: '100.0', quantity: 2, tax: '20.0' }], [paid(1, 'SALE', '120.0'), paid(2, 'REFUND', '20.0')], [2], {
			taxesIncluded: false,
			refunds: [refund(1, [paid(2, 'REFUND', '20.0')], [])],
		}),
		approved,
		card(10_000),
	],
	[
		'spree#14678: three announced, two received',
		given([{ amount: '269.97', quantity: 3 }], [paid(1, 'SALE', '269.97')], [3], { came: [2] }),
		approved,
		card(17_998),
	],
	[
		'a product that was deleted, of no SKU, beside a line of no pieces',
		given(
			[
				{ amount: '50.0', more: { sku: null } },
				{ amount: '0.0', quantity: 0 },
			],
			[paid(1, 'SALE', '50.0')],
			[1, 0],
		),
		approved,
		card(5000),
	],
	[
		'a payment that waits for an answer',
		given([{ amount: '50.0' }], [paid(1, 'SALE', '50.0', { status: 'AWAITING_RESPONSE' })], [1]),
		'review nothing_paid',
		{},
	],
])('%s', (_what, { decided, back }, expectedDecision, expectedBack) => {
	expect([decided, back]).toEqual([expectedDecision, expectedBack]);
});
