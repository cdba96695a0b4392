import { createEasyPost, type EasyPostStandIn } from '../sandbox/easypost';
import { createOdoo, type OdooStandIn } from '../sandbox/odoo';
import { Journal, type StandIn } from '../sandbox/server';
import { createShopify, type Shopify } from '../sandbox/shopify';
import { createStripe, type StripeStandIn } from '../sandbox/stripe';
import { sandboxSecrets, type CatalogueOrder } from '../sandbox/catalogue';
import type { Care } from './inspection';
import { withdrawalSecret } from './withdrawals';

export interface SentMail {
	to: string;
	subject: string;
}

/** The sandbox's stand-ins, without their sockets. What happened is counted in their own state. */
export class Providers {
	readonly shopify: Shopify;
	readonly stripe: StripeStandIn;
	readonly easypost: EasyPostStandIn;
	readonly odoo: OdooStandIn;
	readonly mails: SentMail[] = [];
	/** Id of the server action in Odoo that makes several calls in one request, if it is installed. */
	odooBatch?: number;
	readonly hosts: Record<string, StandIn>;

	constructor(
		orders: CatalogueOrder[],
		private readonly care: Care = { sentBack: 0 },
		/** What its policy says besides. */
		private readonly policy: object = {},
	) {
		this.shopify = createShopify(new Journal(), { orders });
		this.stripe = createStripe({ orders });
		this.easypost = createEasyPost();
		this.odoo = createOdoo(orders);
		this.hosts = {
			'shopify.test': this.shopify,
			'stripe.test': this.stripe,
			'easypost.test': this.easypost,
			'odoo.test': this.odoo,
		};
	}

	/** Fields of each credential of n8n, by type. */
	credentials(): Record<string, Record<string, string>> {
		return {
			returnCaseApi: { storage: 'embedded', auditKey: 'simulation' },
			returnsShopifyApi: {
				authMode: 'clientCredentials',
				shop: 'sandbox',
				clientId: sandboxSecrets.shopifyClientId,
				clientSecret: sandboxSecrets.shopifyClientSecret,
				baseUrl: 'http://shopify.test',
			},
			returnsStripeApi: { secretKey: sandboxSecrets.stripeKey, baseUrl: 'http://stripe.test' },
			returnsSignedWebhookApi: { secret: withdrawalSecret },
			returnsEasyPostApi: {
				apiKey: sandboxSecrets.easypostKey,
				baseUrl: 'http://easypost.test/v2',
				webhookSecret: sandboxSecrets.easypostWebhookSecret,
			},
			odooApiKeyApi: { url: 'http://odoo.test', db: sandboxSecrets.odooDatabase, apiKey: sandboxSecrets.odooKey },
		};
	}

	/** Settings that fit the stand-ins. */
	settings(): { policy: object } & Record<string, unknown> {
		const { deductions, confirmDeductions } = this.care;
		return {
			timeZone: 'America/Chicago',
			sender: 'returns@example.com',
			operator: 'operator@example.com',
			returnAddress: {
				name: 'Returns',
				company: 'Example Shop',
				street1: '9 Warehouse Road',
				city: 'Springfield',
				state: 'IL',
				postalCode: '62704',
				country: 'US',
				phone: '5550100100',
			},
			parcel: { weight: 800, length: 30, width: 20, height: 10 },
			odoo: { ...this.odoo.settings(), ...(this.odooBatch !== undefined && { batchAction: this.odooBatch }) },
			policy: {
				windowDays: 30,
				reviewAbove: 50_000,
				refundTiming: 'after_inspection',
				refundShipping: false,
				...this.policy,
				...(deductions && { deductions, confirmDeductions }),
			},
		};
	}
}
