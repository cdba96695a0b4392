/** One payment of an order. */
export interface PaidPart {
	/** As Shopify calls it. */
	gateway: string;
	/** Decimal. */
	amount: string;
	paymentIntent?: string;
	charge?: string;
	told?: Told;
}

/** Where Shopify has Stripe's id of a payment of a Stripe gateway: in its authorization code unless it says otherwise. */
export type Told = 'authorization' | 'receipt' | 'nowhere';

/**
 * The shop that every stand-in is seeded with: orders, each one known to Shopify, to Odoo and to who was paid.
 * All people and places are made up. Amounts are decimal strings; every order is in EUR, prices without tax, 20 % tax, unless it says otherwise.
 */
export interface CatalogueOrder {
	/** Shopify's name; Odoo carries it as client_order_ref. */
	number: string;
	shopifyId: number;
	odooName: string;
	/** Absent: EUR. */
	currency?: string;
	/** Percent; absent: 20. */
	taxRate?: number;
	/** Whether prices, discounts and shipping contain their tax. */
	taxesIncluded?: boolean;
	/** What Odoo rounds amounts of the currency to; absent: its smallest unit. */
	rounding?: number;
	/** Who took the money, or most of it. */
	processor: 'stripe' | 'shopify_payments' | 'paypal';
	/** Only for orders paid directly with Stripe. */
	paymentIntent?: string;
	charge?: string;
	told?: Told;
	/** Where the customer paid in several ways: what was paid by others than `processor`, which took the rest of the total. */
	alsoPaid?: PaidPart[];
	customer: {
		name: string;
		email: string;
		street: string;
		city: string;
		zip: string;
		country: string;
		language?: string;
	};
	lines: Array<{
		sku: string;
		title: string;
		quantity: number;
		price: string;
		discount: string;
		tax: string;
		finalSale?: boolean;
		/** In Shopify: its own category of the product, as a path, and the type that the shop gave it. */
		category?: string;
		productType?: string;
		/** A custom item: of no product of the shop, so without a variant and without stock. */
		custom?: boolean;
	}>;
	shipping: { price: string; tax: string };
	/** What the customer paid: lines - discounts + shipping + tax that is not in the prices. */
	total: string;
	placedDaysAgo: number;
	deliveredDaysAgo: number;
	/** Nothing of it was sent yet. */
	unsent?: boolean;
}

export const catalogue: CatalogueOrder[] = [
	{
		number: '#1001',
		shopifyId: 5001,
		odooName: 'S00001',
		processor: 'stripe',
		paymentIntent: 'pi_sandbox_1001',
		charge: 'ch_sandbox_1001',
		customer: {
			name: 'Alex Example',
			email: 'alex@example.com',
			street: '1 Sample Street',
			city: 'Springfield',
			zip: '62701',
			country: 'US',
		},
		lines: [
			{ sku: 'TEE-BLUE-M', title: 'T-shirt blue M', quantity: 2, price: '20.00', discount: '4.00', tax: '7.20' },
			{ sku: 'MUG-WHITE', title: 'Mug white', quantity: 1, price: '12.50', discount: '0.00', tax: '2.50' },
		],
		shipping: { price: '5.00', tax: '1.00' },
		total: '64.20',
		placedDaysAgo: 12,
		deliveredDaysAgo: 8,
	},
	{
		number: '#1002',
		shopifyId: 5002,
		odooName: 'S00002',
		processor: 'shopify_payments',
		customer: {
			name: 'Sam Sample',
			email: 'sam@example.com',
			street: '2 Sample Street',
			city: 'Springfield',
			zip: '62702',
			country: 'US',
		},
		lines: [{ sku: 'CAP-RED', title: 'Cap red', quantity: 3, price: '15.00', discount: '0.00', tax: '9.00' }],
		shipping: { price: '5.00', tax: '1.00' },
		total: '60.00',
		placedDaysAgo: 9,
		deliveredDaysAgo: 5,
	},
	{
		number: '#1003',
		shopifyId: 5003,
		odooName: 'S00003',
		processor: 'stripe',
		paymentIntent: 'pi_sandbox_1003',
		charge: 'ch_sandbox_1003',
		told: 'receipt',
		customer: {
			name: 'Robin Probe',
			email: 'robin@example.com',
			street: '3 Sample Street',
			city: 'Springfield',
			zip: '62703',
			country: 'US',
		},
		lines: [{ sku: 'CAMERA-X', title: 'Camera X', quantity: 1, price: '1250.00', discount: '0.00', tax: '250.00' }],
		shipping: { price: '0.00', tax: '0.00' },
		total: '1500.00',
		placedDaysAgo: 6,
		deliveredDaysAgo: 3,
	},
	{
		number: '#1004',
		shopifyId: 5004,
		odooName: 'S00004',
		processor: 'stripe',
		paymentIntent: 'pi_sandbox_1004',
		charge: 'ch_sandbox_1004',
		customer: {
			name: 'Kim Muster',
			email: 'kim@example.com',
			street: '4 Sample Street',
			city: 'Springfield',
			zip: '62704',
			country: 'US',
		},
		lines: [{ sku: 'SOCKS-GREY', title: 'Socks grey', quantity: 20, price: '5.00', discount: '0.00', tax: '20.00' }],
		shipping: { price: '0.00', tax: '0.00' },
		total: '120.00',
		placedDaysAgo: 4,
		deliveredDaysAgo: 2,
	},
	{
		number: '#1005',
		shopifyId: 5005,
		odooName: 'S00005',
		processor: 'stripe',
		paymentIntent: 'pi_sandbox_1005',
		charge: 'ch_sandbox_1005',
		alsoPaid: [{ gateway: 'gift_card', amount: '20.00' }],
		customer: {
			name: 'Lee Specimen',
			email: 'lee@example.com',
			street: '5 Sample Street',
			city: 'Springfield',
			zip: '62705',
			country: 'US',
		},
		lines: [{ sku: 'SCARF-GREEN', title: 'Scarf green', quantity: 4, price: '12.50', discount: '0.00', tax: '10.00' }],
		shipping: { price: '0.00', tax: '0.00' },
		total: '60.00',
		placedDaysAgo: 5,
		deliveredDaysAgo: 2,
	},
	{
		number: '#1006',
		shopifyId: 5006,
		odooName: 'S00006',
		processor: 'stripe',
		paymentIntent: 'pi_sandbox_1006',
		charge: 'ch_sandbox_1006',
		alsoPaid: [
			{ gateway: 'shopify_payments', amount: '24.00' },
			{ gateway: 'stripe', amount: '12.00', paymentIntent: 'pi_sandbox_1006b', charge: 'ch_sandbox_1006b' },
		],
		customer: {
			name: 'Jo Placeholder',
			email: 'jo@example.com',
			street: '6 Sample Street',
			city: 'Springfield',
			zip: '62706',
			country: 'US',
		},
		lines: [{ sku: 'BELT-BROWN', title: 'Belt brown', quantity: 4, price: '12.50', discount: '0.00', tax: '10.00' }],
		shipping: { price: '0.00', tax: '0.00' },
		total: '60.00',
		placedDaysAgo: 5,
		deliveredDaysAgo: 2,
	},
	{
		number: '#1007',
		shopifyId: 5007,
		odooName: 'S00007',
		processor: 'paypal',
		customer: {
			name: 'Max Standin',
			email: 'max@example.com',
			street: '7 Sample Street',
			city: 'Springfield',
			zip: '62707',
			country: 'US',
		},
		lines: [{ sku: 'GLOVES-BLACK', title: 'Gloves black', quantity: 3, price: '10.00', discount: '0.00', tax: '6.00' }],
		shipping: { price: '0.00', tax: '0.00' },
		total: '36.00',
		placedDaysAgo: 5,
		deliveredDaysAgo: 2,
	},
	{
		number: '#1008',
		shopifyId: 5008,
		odooName: 'S00008',
		processor: 'stripe',
		paymentIntent: 'pi_sandbox_1008',
		charge: 'ch_sandbox_1008',
		told: 'nowhere',
		customer: {
			name: 'Toni Dummy',
			email: 'toni@example.com',
			street: '8 Sample Street',
			city: 'Springfield',
			zip: '62708',
			country: 'US',
		},
		lines: [{ sku: 'LAMP-DESK', title: 'Desk lamp', quantity: 2, price: '30.00', discount: '0.00', tax: '12.00' }],
		shipping: { price: '0.00', tax: '0.00' },
		total: '72.00',
		placedDaysAgo: 5,
		deliveredDaysAgo: 2,
	},
];

/** How an order was paid, the main payment first. */
export function paidParts({
	processor,
	total,
	paymentIntent,
	charge,
	told,
	alsoPaid = [],
}: CatalogueOrder): PaidPart[] {
	const others = alsoPaid.reduce((sum, { amount }) => sum + Number(amount), 0);
	const amount = (Number(total) - others).toFixed(total.split('.')[1]?.length ?? 0);
	return [{ gateway: processor, amount, paymentIntent, charge, told }, ...alsoPaid];
}

export function currencyOf({ currency = 'EUR' }: Pick<CatalogueOrder, 'currency'>): string {
	return currency;
}

/** Keys and secrets of the sandbox; they open nothing else. */
export const sandboxSecrets = {
	stripeKey: 'sandbox-stripe-key',
	paypalClientId: 'sandbox-paypal-client',
	paypalClientSecret: 'sandbox-paypal-secret',
	shopifyClientId: 'sandbox-client',
	shopifyClientSecret: 'sandbox-shopify-secret',
	easypostKey: 'sandbox-easypost-key',
	easypostWebhookSecret: 'sandbox-easypost-webhook-secret',
	karrioKey: 'sandbox-karrio-key',
	sendcloudPublicKey: 'sandbox-sendcloud-public',
	sendcloudSecretKey: 'sandbox-sendcloud-secret',
	shippoToken: 'sandbox-shippo-token',
	shipstationKey: 'sandbox-shipstation-key',
	aftershipKey: 'sandbox-aftership-key',
	odooDatabase: 'sandbox',
	odooKey: 'sandbox-odoo-key',
};
