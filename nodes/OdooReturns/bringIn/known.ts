import { isBroughtIn, orderKey, type ChannelOrder } from './channelOrder';
import { customerEmails } from './customer';
import type { SaleOrder } from '../records/answers';
import { ordersCalled } from '../sale/order';
import type { Situation } from './read';

/** Ids of the order in its channel, as connectors write them into Odoo. */
function idsOf({ channel, providerIds }: ChannelOrder): string[] {
	const id = providerIds[`${channel}.order`];
	const tail = id?.split('/').at(-1);
	// A short one may be anybody's number.
	return [id, tail].flatMap((one) => (one && one.length >= 10 ? [one] : []));
}

/**
 * The order when somebody else has put it into Odoo, under whatever name; undefined when nobody has. One that has only the bare number ("1001" for
 * "#1001") is it when it is the same customer's.
 */
export async function orderOfOthers(at: Pick<Situation, 'own' | 'order'>): Promise<SaleOrder | undefined> {
	const { own, order } = at;
	const bare = order.number.replace(/^#\s*/, '');
	const ids = idsOf(order);
	const found = await ordersCalled(own, [order.number, bare, ...ids]);
	if (!found.length) return undefined;
	const ours = await own.keysOf(
		'sale.order',
		found.map(({ id }) => id),
	);
	const others = found.filter(({ id }) => isOfOthers(ours.get(id), order));
	const sure = [order.number, `#${bare}`, ...ids];
	const meant = others.find((one) => namesOf(one).some((name) => sure.includes(name)));
	if (meant) return meant;
	const emails = await customerEmails(
		own,
		others.flatMap(({ partner_id, partner_shipping_id }) => [partner_id ?? [], partner_shipping_id ?? []].flat()),
	);
	const wanted = order.customer?.email?.trim().toLowerCase();
	return others.find(({ partner_id, partner_shipping_id }) =>
		[partner_id, partner_shipping_id].some(
			(one) => one !== undefined && wanted !== undefined && emails.get(one) === wanted,
		),
	);
}

/**
 * What this package has made (it has a key) is this very order, or another one: of another shop that counts alike, or an exchange. Unless it was
 * brought in once with and once without its id in the channel.
 */
function isOfOthers(key: string | undefined, order: ChannelOrder): boolean {
	if (!key) return true;
	const byNumber = orderKey({ ...order, providerIds: {} });
	return key !== orderKey(order) && (key === byNumber || (orderKey(order) === byNumber && isBroughtIn(key, order)));
}

function namesOf({ name, client_order_ref, origin }: SaleOrder): string[] {
	return [name, client_order_ref, origin].flatMap((one) => one ?? []);
}
