/*
 * Every company and system that this package works with, one row each. What the rest must know of one stands in its row: who adds a row is
 * told by the compiler what is missing, and the lists that analysts choose from have it (docs/add/carrier.md, docs/add/payment-provider.md).
 */

interface ConnectionRow {
	/** As people call it. */
	name: string;
	/** `carrier`: sells labels; `tracking`: only says where parcels are. Both have a folder in nodes/CarrierLabels/carriers. */
	kind: 'carrier' | 'tracking' | 'payments' | 'shop' | 'erp';
	/** Credential types that sign in there. */
	credentials: readonly [string, ...string[]];
	/** The node that works there, and can finish a step. */
	node: string;
	/** Its trigger keeps messages in the case store's inbox. */
	sendsMessages: boolean;
	/** Its effects that give a customer money, credit or goods: before them the case must be what its events made of it (assertIntact.ts). */
	gives: readonly string[];
}

/** What the package calls, by the name that pauses it, that events come from, and that ids there begin with. */
export const connections = {
	aftership: {
		name: 'AfterShip',
		kind: 'tracking',
		credentials: ['returnsAfterShipApi'],
		node: 'carrierLabels',
		sendsMessages: false,
		gives: [],
	},
	easypost: {
		name: 'EasyPost',
		kind: 'carrier',
		credentials: ['returnsEasyPostApi'],
		node: 'carrierLabels',
		sendsMessages: true,
		gives: [],
	},
	karrio: {
		name: 'Karrio',
		kind: 'carrier',
		credentials: ['returnsKarrioApi'],
		node: 'carrierLabels',
		sendsMessages: true,
		gives: [],
	},
	odoo: {
		name: 'Odoo',
		kind: 'erp',
		credentials: ['odooApiKeyApi', 'odooApi'],
		node: 'odooReturns',
		sendsMessages: true,
		gives: ['store_credit', 'exchange', 'pos_refund'],
	},
	paypal: {
		name: 'PayPal',
		kind: 'payments',
		credentials: ['returnsPayPalApi'],
		node: 'payPalRefunds',
		sendsMessages: true,
		gives: ['refund'],
	},
	sendcloud: {
		name: 'Sendcloud',
		kind: 'carrier',
		credentials: ['returnsSendcloudApi'],
		node: 'carrierLabels',
		sendsMessages: true,
		gives: [],
	},
	shippo: {
		name: 'Shippo',
		kind: 'carrier',
		credentials: ['returnsShippoApi'],
		node: 'carrierLabels',
		sendsMessages: true,
		gives: [],
	},
	shipstation: {
		name: 'ShipStation',
		kind: 'carrier',
		credentials: ['returnsShipStationApi'],
		node: 'carrierLabels',
		sendsMessages: true,
		gives: [],
	},
	shopify: {
		name: 'Shopify',
		kind: 'shop',
		credentials: ['returnsShopifyApi'],
		node: 'shopifyReturns',
		sendsMessages: true,
		gives: ['refund', 'store_credit', 'gift_card'],
	},
	stripe: {
		name: 'Stripe',
		kind: 'payments',
		credentials: ['returnsStripeApi'],
		node: 'stripeRefunds',
		sendsMessages: true,
		gives: ['refund', 'hold_capture'],
	},
} as const satisfies Record<string, ConnectionRow>;

export type ConnectionName = keyof typeof connections;
export const connectionNames = Object.keys(connections) as ConnectionName[];
type OfKind<K extends ConnectionRow['kind']> = {
	[N in ConnectionName]: (typeof connections)[N]['kind'] extends K ? N : never;
}[ConnectionName];
/** Those that sell labels. */
export type CarrierName = OfKind<'carrier'>;
/** Those that say where parcels are. */
export type FollowerName = OfKind<'carrier' | 'tracking'>;
export const carrierNames = connectionNames.filter((name): name is CarrierName => connections[name].kind === 'carrier');

/** How a processor's API counts money in integers. */
export interface Counting {
	/** Decimals of currencies that are not those of ISO's minor unit. */
	decimals: Record<string, number>;
	/** The smallest step of currencies with three decimals, in their minor unit. */
	stepOfThousandths: number;
}

interface ProcessorRow {
	/** As people call it. */
	name: string;
	/** Where it pays back by itself; null: nothing does. */
	paidBy: ConnectionName | null;
	/** For APIs that take integers. */
	counting: Counting | null;
}

/**
 * Who moves the money back. Only one system may: chosen by a payment's `processor`. What was paid with a gift card or store credit goes back as
 * store credit, `other` goes to a person.
 */
export const processors = {
	// ISK and UGX go to Stripe with two decimals although they have none (docs/facts/stripe.md#some-amounts-are-not-in-the-smallest-unit).
	stripe: {
		name: 'Stripe',
		paidBy: 'stripe',
		counting: { decimals: { ISK: 2, UGX: 2, MGA: 0 }, stepOfThousandths: 10 },
	},
	// PayPal takes no fractions of HUF and TWD (docs/facts/paypal.md#three-currencies-have-no-decimals).
	paypal: { name: 'PayPal', paidBy: 'paypal', counting: { decimals: { HUF: 0, TWD: 0 }, stepOfThousandths: 1 } },
	shopify_payments: { name: 'Shopify Payments', paidBy: 'shopify', counting: null },
	odoo_stripe: { name: 'Odoo Through Stripe', paidBy: 'odoo', counting: null },
	store_credit: { name: 'Store Credit', paidBy: null, counting: null },
	other: { name: 'Other', paidBy: null, counting: null },
} as const satisfies Record<string, ProcessorRow>;

export type Processor = keyof typeof processors;
export const processorNames = Object.keys(processors) as [Processor, ...Processor[]];
type Having<F extends keyof ProcessorRow> = {
	[N in Processor]: (typeof processors)[N][F] extends null ? never : N;
}[Processor];
/** Those that pay back by themselves. */
export type PayingProcessor = Having<'paidBy'>;
/** Those whose API takes integers. */
export type CountingProcessor = Having<'counting'>;

/** Whether a processor pays back by itself. */
export function paysItself(processor: string): processor is PayingProcessor {
	return Object.hasOwn(processors, processor) && processors[processor as Processor].paidBy !== null;
}

/** Choices for an analyst, in the order of their names. */
export function choicesOf<T extends string>(
	table: Record<T, { name: string; description?: string }>,
): Array<{ name: string; value: T; description?: string }> {
	return (Object.keys(table) as T[])
		.map((value) => {
			const { name, description } = table[value];
			return { name, value, ...(description && { description }) };
		})
		.sort((a, b) => a.name.localeCompare(b.name));
}
