import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import { invalidInput } from '../../shared/model';
import { gidOf } from '../graphql/gid';
import { notInShop, type RecordOrder } from './record';

/** A refund to write down. */
export interface ToRecord {
	order: RecordOrder;
	/** Finance was told that Shopify does not show it. */
	open: boolean;
}

/** Nothing is to be written down, and why. */
export interface NothingToRecord {
	leg?: RefundLeg;
	message: string;
	inShopify: boolean;
}

/** The refund of a case to write down: the one of this name, else the only one that Shopify does not show. Throws EffectError when that is not clear. */
export function refundToRecord(state: CaseState, intent: string, gateways: string[]): ToRecord | NothingToRecord {
	const leg = legOf(state, intent);
	const orderId = gidOf('Order', state.ids['shopify.order'] ?? state.orders.shopify?.providerIds['shopify.order']);
	if (!orderId) return { leg, message: 'The order is not in Shopify.', inShopify: false };
	if (!leg) return { message: 'Shopify shows every refund that went back elsewhere.', inShopify: true };
	const why = whyNot(leg);
	if (why) return { leg, message: why, inShopify: true };
	const { id } = leg.intent;
	return {
		open: state.exceptions.some((one) => one.code === notInShop && one.intent === id && !one.resolved),
		order: {
			intent: id,
			amount: leg.refund!.amount,
			orderId,
			transaction: transactionOf(state, leg),
			elsewhere: leg.elsewhere,
			before: state.orders.shopify?.refundsOfOthers?.map((one) => one.id),
			gateways,
		},
	};
}

/** Why Shopify need not be told of a refund; undefined: it must. */
function whyNot({ state, refund, storeCredit, exchange }: RefundLeg): string | undefined {
	if (storeCredit || exchange) return 'It was given as credit or goods, which is no refund of the order.';
	if (state !== 'succeeded' || !refund) return 'It has not reached the customer.';
	return refund.id.startsWith('gid://shopify/Refund/') ? 'Shopify paid it itself.' : undefined;
}

/** The payment in Shopify that a refund was of: as the refund names it, or the one with the same id at its processor. */
function transactionOf({ orders }: CaseState, { intent: { payment } }: RefundLeg): string | undefined {
	const own = gidOf('OrderTransaction', payment.providerIds['shopify.transaction']);
	if (own) return own;
	const same = orders.shopify?.payments.find(({ providerIds }) =>
		Object.entries(payment.providerIds).some(([system, id]) => providerIds[system] === id),
	);
	return gidOf('OrderTransaction', same?.providerIds['shopify.transaction']);
}

/** The refund of this name; without a name the only one that Shopify does not show, undefined when there is none. */
function legOf({ reference, refunds }: CaseState, intent: string): RefundLeg | undefined {
	const legs = refunds.filter((leg) => (intent ? leg.intent.id === intent : !leg.shopRecord && !whyNot(leg)));
	if (legs.length === 1 || (!intent && !legs.length)) return legs[0];
	throw invalidInput(
		intent
			? `Return ${reference} has no refund ${intent}`
			: `Return ${reference} has ${legs.length} refunds that Shopify does not show`,
		'Say which one in Refund.',
		'intent',
	);
}
