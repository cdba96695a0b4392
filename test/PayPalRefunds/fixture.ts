import { PayPalRefunds } from '../../nodes/PayPalRefunds/PayPalRefunds.node';
import { runNode, type NodeOptions, type NodeResult } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { captureIdOf, createPayPal, type PayPalStandIn } from '../sandbox/paypal';
import { Journal, serve } from '../sandbox/server';

/** The payment of 36.00 EUR that order #1007 was paid with. */
export const capture = captureIdOf('#1007');

export interface PayPalFixture {
	paypal: PayPalStandIn;
	journal: Journal;
	url: string;
	credential: { clientId: string; clientSecret: string; baseUrl: string };
	/** Runs an operation, e.g. `refund.create`, on the stand-in. */
	run(operation: string, parameters?: NodeOptions['parameters'], options?: Partial<NodeOptions>): Promise<NodeResult>;
	/** What was asked beside signing in, e.g. `GET /v2/payments/captures/…`. */
	asked(): string[];
	stop(): Promise<void>;
}

export const credentialAt = (baseUrl: string) => ({
	clientId: sandboxSecrets.paypalClientId,
	clientSecret: sandboxSecrets.paypalClientSecret,
	baseUrl,
});

/** The stand-in with the catalogue's payment, and the node that speaks to it. */
export async function startPayPal(): Promise<PayPalFixture> {
	const journal = new Journal();
	const paypal = createPayPal();
	const server = await serve(paypal, journal);
	paypal.listensAt(server.url);
	const credential = credentialAt(server.url);
	return {
		paypal,
		journal,
		url: server.url,
		credential,
		run: async (name, parameters = {}, options = {}) => {
			const [resource, operation] = name.split('.');
			return await runNode(new PayPalRefunds(), {
				parameters: { resource, operation, ...parameters },
				...options,
				credentials: { returnsPayPalApi: credential, ...options.credentials },
			});
		},
		asked: () =>
			paypal.exchanges.filter(({ path }) => path !== '/v1/oauth2/token').map(({ method, path }) => `${method} ${path}`),
		stop: server.stop,
	};
}
