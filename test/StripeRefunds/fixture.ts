import { StripeRefunds } from '../../nodes/StripeRefunds/StripeRefunds.node';
import { runNode, type NodeOptions, type NodeResult } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve } from '../sandbox/server';
import { createStripe, type StripeStandIn } from '../sandbox/stripe';

export interface StripeFixture {
	stripe: StripeStandIn;
	journal: Journal;
	url: string;
	credential: { secretKey: string; baseUrl: string };
	/** Runs an operation, e.g. `refund.getMany`, on the stand-in. */
	run(operation: string, parameters?: NodeOptions['parameters'], options?: Partial<NodeOptions>): Promise<NodeResult>;
	/** Makes a refund in Stripe itself, without the node. */
	refundByHand(fields: Record<string, string>): Promise<{ id: string }>;
	stop(): Promise<void>;
}

/** The stand-in with the catalogue's payments, and the node that speaks to it. */
export async function startStripe(): Promise<StripeFixture> {
	const journal = new Journal();
	const stripe = createStripe();
	const server = await serve(stripe, journal);
	const credential = { secretKey: sandboxSecrets.stripeKey, baseUrl: server.url };
	return {
		stripe,
		journal,
		url: server.url,
		credential,
		run: async (name, parameters = {}, options = {}) => {
			const [resource, operation] = name.split('.');
			return await runNode(new StripeRefunds(), {
				parameters: { resource, operation, ...parameters },
				...options,
				credentials: { returnsStripeApi: credential, ...options.credentials },
			});
		},
		refundByHand: async (fields) => {
			const answer = await fetch(`${server.url}/v1/refunds`, {
				method: 'POST',
				headers: { authorization: `Bearer ${sandboxSecrets.stripeKey}` },
				body: new URLSearchParams(fields),
			});
			return (await answer.json()) as { id: string };
		},
		stop: server.stop,
	};
}
