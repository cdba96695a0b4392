import { sandboxSecrets } from './catalogue';
import { serveControl } from './control';
import { createEasyPost, type EasyPostStandIn } from './easypost';
import { catchMail, type MailCatcher } from './mail';
import { createOdoo, type OdooStandIn } from './odoo';
import { createPayPal, type PayPalStandIn } from './paypal';
import { Journal, serve, type Running } from './server';
import { createShopify, type Shopify } from './shopify';
import { createStripe, type StripeStandIn } from './stripe';

export interface Sandbox {
	journal: Journal;
	shopify: Shopify;
	stripe: StripeStandIn;
	paypal: PayPalStandIn;
	easypost: EasyPostStandIn;
	odoo: OdooStandIn;
	mail: MailCatcher;
	/** Where each stand-in listens, on loopback. */
	urls: Record<'shopify' | 'stripe' | 'paypal' | 'easypost' | 'odoo' | 'control', string>;
	/** Where the case store is kept when not in the default place of n8n's user folder. */
	caseFile?: string;
	/** Credentials for n8n, as the importer's file has them. */
	credentials(): Record<string, { type: string; data: Record<string, unknown> }>;
	/** Settings that fit the stand-ins. */
	settings(): Record<string, unknown>;
	stop(): Promise<void>;
}

/** Key that the sandbox's warehouse signs in with at the webhook of template 03. */
export const warehouseKey = 'sandbox-warehouse-key';
/** What notices to the warehouse are signed with. */
export const warehouseSecret = 'sandbox-warehouse-secret';
/** Signs what a CRM is told. */
export const crmSecret = 'sandbox-crm-secret';
/** What the shop signs statements of withdrawal with. */
export const withdrawalSecret = 'sandbox-withdrawal-secret';
/** What a marketplace, another shop, a register or a call centre signs its requests with. */
export const channelSecret = 'sandbox-channel-secret';

/** What an AI agent of the sandbox shows. */
export const agentKey = 'sandbox-agent-key';
/** The header that a helpdesk sends its tickets with. */
export const helpdeskKey = 'sandbox-helpdesk-key';

/** Starts every stand-in with the catalogue's shop, and the control endpoint. `ports`: fixed ports for people, free ones for tests. */
export async function startSandbox(
	ports: Partial<Record<'shopify' | 'stripe' | 'paypal' | 'easypost' | 'odoo' | 'mail' | 'control', number>> = {},
): Promise<Sandbox> {
	const journal = new Journal();
	const shopify = createShopify(journal);
	const stripe = createStripe({ realTime: true });
	const paypal = createPayPal({ realTime: true });
	const easypost = createEasyPost();
	const odoo = createOdoo();
	const running: Record<string, Running> = {
		shopify: await serve(shopify, journal, ports.shopify),
		stripe: await serve(stripe, journal, ports.stripe),
		paypal: await serve(paypal, journal, ports.paypal),
		easypost: await serve(easypost, journal, ports.easypost),
		odoo: await serve(odoo, journal, ports.odoo),
	};
	paypal.listensAt(running.paypal.url);
	const mail = await catchMail(ports.mail);
	running.control = await serveControl(
		{ journal, shopify, mail, stripe, paypal, settings: () => settingsFor(odoo.settings()) },
		ports.control,
	);
	const urls = Object.fromEntries(Object.entries(running).map(([name, { url }]) => [name, url])) as Sandbox['urls'];
	const sandbox: Sandbox = {
		journal,
		shopify,
		stripe,
		paypal,
		easypost,
		odoo,
		mail,
		urls,
		credentials: () => ({
			'Return Case': {
				type: 'returnCaseApi',
				data: {
					storage: 'embedded',
					auditKey: 'sandbox-audit-key',
					...(sandbox.caseFile && { file: sandbox.caseFile }),
				},
			},
			Shopify: {
				type: 'returnsShopifyApi',
				data: {
					authMode: 'clientCredentials',
					shop: 'sandbox',
					clientId: sandboxSecrets.shopifyClientId,
					clientSecret: sandboxSecrets.shopifyClientSecret,
					baseUrl: urls.shopify,
				},
			},
			Stripe: { type: 'returnsStripeApi', data: { secretKey: sandboxSecrets.stripeKey, baseUrl: urls.stripe } },
			PayPal: {
				type: 'returnsPayPalApi',
				data: {
					clientId: sandboxSecrets.paypalClientId,
					clientSecret: sandboxSecrets.paypalClientSecret,
					baseUrl: urls.paypal,
				},
			},
			EasyPost: {
				type: 'returnsEasyPostApi',
				data: { apiKey: sandboxSecrets.easypostKey, baseUrl: `${urls.easypost}/v2` },
			},
			Odoo: {
				type: 'odooApiKeyApi',
				data: { url: urls.odoo, db: sandboxSecrets.odooDatabase, apiKey: sandboxSecrets.odooKey },
			},
			'Mail server': {
				type: 'smtp',
				data: { host: '127.0.0.1', port: mail.port, secure: false, disableStartTls: true, user: '', password: '' },
			},
			'Withdrawal key': { type: 'returnsSignedWebhookApi', data: { secret: withdrawalSecret } },
			'Channel key': { type: 'returnsSignedWebhookApi', data: { secret: channelSecret } },
			'Helpdesk key': { type: 'httpHeaderAuth', data: { name: 'X-Helpdesk-Key', value: helpdeskKey } },
			Zendesk: {
				type: 'zendeskApi',
				data: { subdomain: 'sandbox', email: 'agent@example.com', apiToken: 'sandbox-zendesk-token' },
			},
			Freshdesk: { type: 'freshdeskApi', data: { domain: 'sandbox', apiKey: 'sandbox-freshdesk-key' } },
			Gorgias: { type: 'httpBasicAuth', data: { user: 'agent@example.com', password: 'sandbox-gorgias-key' } },
			'Agent key': { type: 'httpBearerAuth', data: { token: agentKey } },
			'Other helpdesk': { type: 'httpHeaderAuth', data: { name: 'Authorization', value: 'Bearer sandbox' } },
			'Warehouse secret': { type: 'returnsSignedWebhookApi', data: { secret: warehouseSecret } },
			'CRM secret': { type: 'returnsSignedWebhookApi', data: { secret: crmSecret } },
			'Warehouse key': { type: 'httpHeaderAuth', data: { name: 'X-Warehouse-Key', value: warehouseKey } },
		}),
		settings: () => settingsFor(odoo.settings()),
		stop: async () => {
			await Promise.all([...Object.values(running).map(async (one) => await one.stop()), mail.stop()]);
		},
	};
	return sandbox;
}

/** Settings that fit the stand-ins, with the part of Odoo as it is given. */
function settingsFor(odoo: object): Record<string, unknown> {
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
		odoo,
		policy: { windowDays: 30, reviewAbove: 50_000, refundTiming: 'after_inspection', refundShipping: false },
	};
}
