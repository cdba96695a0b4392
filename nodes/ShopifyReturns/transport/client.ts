import { EffectError, parsed } from '../../shared/model';
import type { Http } from '../../shared/effect/http';
import type { GraphqlDocument } from '../graphql';
import { readAnswer, type Reading } from './answer';
import { Pace } from './pace';

export const credentialType = 'returnsShopifyApi';
export const connection = 'shopify';

export interface ShopifyClient {
	/** Sends a document; its data, checked. Throws EffectError. */
	send<T>(document: GraphqlDocument<T>, variables: Record<string, unknown>): Promise<T>;
}

/** Longest time one call waits for Shopify's cost bucket before it is left to the step. */
const patienceMs = 15_000;

export interface ClientOptions {
	http: Http;
	endpoint: string;
	sleep: (ms: number) => Promise<void>;
	/** The cost bucket that this client shares with others of the same app and shop. */
	pace?: Pace;
}

/**
 * A client of one shop's Admin GraphQL API. It waits for the cost bucket before it sends; a request that is throttled all the same
 * was not carried out, so also a mutation is sent again.
 */
export function shopifyClient({ http, endpoint, sleep, pace = new Pace() }: ClientOptions): ShopifyClient {
	return {
		async send(document, variables) {
			let waited = 0;
			const pause = async (ms: number): Promise<void> => {
				if (waited + ms > patienceMs) {
					throw new EffectError('Shopify asks for fewer requests', {
						category: 'retryable',
						connection,
						code: 'THROTTLED',
						retryAfterMs: ms,
						advice:
							'Nothing is wrong; it is tried again later. When it happens often, lower the number of steps at once in the trigger.',
					});
				}
				waited += ms;
				await sleep(ms);
			};
			for (;;) {
				for (let ms = pace.waitFor(document.name); ms > 0; ms = pace.waitFor(document.name)) await pause(ms);
				const reading = await sendOnce(document, variables);
				if ('throttledForMs' in reading) {
					await pause(reading.throttledForMs);
					continue;
				}
				return parsed(
					document.answer,
					reading.data,
					({ at }) =>
						new EffectError(`Shopify's answer to ${document.name} lacks ${at || 'its data'}`, {
							category: document.repeatable ? 'retryable' : 'unknown_outcome',
							connection,
							advice: 'Choose another API Version in the Shopify credential; report it when it stays.',
						}),
				);
			}
		},
	};

	async function sendOnce(document: GraphqlDocument, variables: Record<string, unknown>): Promise<Reading> {
		const underWay = pace.begin(document.name);
		let reading: Reading | undefined;
		try {
			const answer = await http({
				method: 'POST',
				url: endpoint,
				repeatable: document.repeatable,
				expiringToken: true,
				body: { query: document.text, variables, operationName: document.name },
			});
			return (reading = readAnswer(answer, document));
		} finally {
			underWay.done(reading?.cost);
		}
	}
}
