import { money } from '../../nodes/shared/model';
import { shopWorth } from '../../nodes/shared/case/exceptionOf';
import type { CaseState } from '../../nodes/shared/case';
import { currencyOf, type CatalogueOrder } from '../sandbox/catalogue';
import type { ReturnState } from '../sandbox/shopify/state';
import type { Random } from './random';
import type { Piece, Scenario } from './scenario';
import { stepOf, worthOf } from './shop';
import type { World } from './world';

/* An exchange that staff make in Shopify: the customer gets another article for the goods, and money only for what that costs less. */

export interface Exchange {
	/** Beside what comes back. */
	how: 'cheaper' | 'of the same price' | 'dearer';
	/** What the other article costs with tax, in minor units of the order's currency. */
	price: number;
}

/** An article for pieces of an order. */
export function exchangeOf(random: Random, order: CatalogueOrder, pieces: Piece[]): Exchange {
	const { worth } = worthOf(order, pieces);
	const step = stepOf(order);
	const how = random.pick(['cheaper', 'cheaper', 'of the same price', 'dearer'] as const);
	const percent = { cheaper: random.int(20, 90), 'of the same price': 100, dearer: random.int(105, 160) }[how];
	return { how, price: Math.max(step, Math.round((worth * percent) / 100 / step) * step) };
}

/** Staff make the return with its exchange in Shopify, once somebody is on the lookout: what was made before is from the time before. */
export async function makeExchange(
	world: World,
	{ order, lines }: Scenario,
	{ price }: Exchange,
): Promise<ReturnState> {
	const {
		time,
		providers: { shopify },
	} = world;
	while (!(await world.isOnLookout())) await time.sleep(1_000);
	const variantId = `gid://shopify/ProductVariant/${world.played.length + 1}`;
	shopify.state.variants.set(variantId, {
		title: 'Another article',
		price: money(price, currencyOf(world.order(order))),
	});
	return await shopify.exchange(order, lines, [{ variantId, quantity: 1 }]);
}

/**
 * What finance has paid of a held refund of an exchanged return, in minor units: what the article leaves of it after what it has taken of
 * the refunds before.
 */
export function leftOfRefund(
	{ decided }: World,
	{ price }: Exchange,
	{ refunds, exceptions }: CaseState,
	id: string,
): number {
	const isAsked = (intent: string) =>
		exceptions.some((one) => one.code === shopWorth && one.intent === intent && !one.resolved);
	let left = refunds
		.filter(({ state, intent }) => state === 'dropped' && decided.has(intent.id))
		.reduce((rest, { intent }) => rest - (intent.amount.amount - decided.get(intent.id)!), price);
	for (const { intent } of refunds.filter((leg) => isAsked(leg.intent.id))) {
		const taken = Math.min(intent.amount.amount, Math.max(0, left));
		if (intent.id === id) return intent.amount.amount - taken;
		left -= taken;
	}
	throw new Error(`nobody asks about refund ${id}`);
}
