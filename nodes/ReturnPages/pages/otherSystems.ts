import { isObject } from '../../shared/model/jsonValues';

/* Where what an event or a case names can be looked at in the systems themselves. */

/** Where a system's pages are, when it is known; by its connection. */
export type Sites = Partial<Record<string, string>>;

interface Place {
	/** What it is, as a link says it. */
	text: string;
	address(id: string, site: string): string;
}

/** Odoo leads from this address to any record, in every version; it is in the mails that Odoo itself writes. */
const inOdoo = (text: string, model: string): Place => ({
	text: `Odoo ${text}`,
	address: (id, site) => `${site}/mail/view?${new URLSearchParams({ model, res_id: id }).toString()}`,
});
/** Shopify leads from this address to the shop that somebody is signed in to. */
const inShopify = (text: string, path: string): Place => ({
	text: `Shopify ${text}`,
	address: (id) => `https://www.shopify.com/admin/${path}/${id}`,
});
const inStripe = (text: string, path: string): Place => ({
	text: `Stripe ${text}`,
	address: (id) => `https://dashboard.stripe.com/${path}${id}`,
});

const places: Record<string, Place> = {
	'odoo.order': inOdoo('order', 'sale.order'),
	'odoo.exchange': inOdoo('exchange', 'sale.order'),
	'odoo.return': inOdoo('return', 'stock.picking'),
	'odoo.transfer': inOdoo('transfer', 'stock.picking'),
	'odoo.credit_note': inOdoo('credit note', 'account.move'),
	'odoo.exchange_invoice': inOdoo('invoice', 'account.move'),
	'odoo.payment': inOdoo('payment', 'account.payment'),
	'odoo.pos_order': inOdoo('register order', 'pos.order'),
	'odoo.pos_refund': inOdoo('register refund', 'pos.order'),
	'odoo.partner': inOdoo('customer', 'res.partner'),
	'odoo.repair': inOdoo('repair', 'repair.order'),
	'shopify.order': inShopify('order', 'orders'),
	'shopify.customer': inShopify('customer', 'customers'),
	'stripe.payment_intent': inStripe('payment', 'payments/'),
	'stripe.charge': inStripe('payment', 'payments/'),
	'stripe.refund': inStripe('refund', 'search?query='),
	'stripe.dispute': inStripe('dispute', 'disputes/'),
};

/** A link to a record of another system. */
export interface OutsideLink {
	text: string;
	address: string;
}

/** Links to whatever some JSON names in other systems, each once. Ids that are none, and systems whose address is not known, are left out. Pure. */
export function linksIn(json: unknown, sites: Sites): OutsideLink[] {
	const found = new Map<string, OutsideLink>();
	for (const [kind, value] of namedIn(json)) {
		const place = places[kind];
		const id = /^(?:gid:\/\/shopify\/\w+\/)?([A-Za-z0-9_]{1,80})$/.exec(value)?.[1];
		const site = kind.startsWith('odoo.') ? sites.odoo : '';
		if (!place || !id || site === undefined) continue;
		const address = place.address(id, site);
		if (!found.has(address)) found.set(address, { text: place.text, address });
	}
	return [...found.values()];
}

function namedIn(json: unknown): Array<[kind: string, value: string]> {
	if (Array.isArray(json)) return json.flatMap(namedIn);
	if (!isObject(json)) return [];
	return Object.entries(json).flatMap(([key, value]) =>
		Object.hasOwn(places, key) && typeof value === 'string' ? [[key, value] as [string, string]] : namedIn(value),
	);
}
