import { EffectError } from '../../shared/effect/effectError';
import type { Http } from '../../shared/effect/http';
import type { GraphqlDocument } from '../documents';
import { readAnswer } from './answer';

export const credentialType = 'returnsShopifyApi';
export const connection = 'shopify';

export interface ShopifyClient {
	/** Sends a document; its data, checked. Throws EffectError. */
	send<T>(document: GraphqlDocument<T>, variables: Record<string, unknown>): Promise<T>;
}

/** Longest time one call waits for Shopify's cost bucket before it is left to the step. */
const patienceMs = 15_000;

/** A client of one shop's Admin GraphQL API. A throttled request was not carried out, so also a mutation is sent again. */
export function shopifyClient({ http, endpoint, sleep }: { http: Http; endpoint: string; sleep: (ms: number) => Promise<void> }): ShopifyClient {
	return {
		async send(document, variables) {
			for (let waited = 0; ; ) {
				const answer = await http({
					method: 'POST', url: endpoint, repeatable: document.repeatable, expiringToken: true,
					body: { query: document.text, variables, operationName: document.name },
				});
				const reading = readAnswer(answer, document);
				if ('throttledForMs' in reading) {
					const { throttledForMs: ms } = reading;
					if (waited + ms > patienceMs) {
						throw new EffectError('Shopify asks for fewer requests', { category: 'retryable', connection, code: 'THROTTLED', retryAfterMs: ms, advice: 'Nothing is wrong; it is tried again later. When it happens often, lower the number of steps at once in the trigger.' });
					}
					waited += ms;
					await sleep(ms);
					continue;
				}
				const parsed = document.answer.safeParse(reading.data);
				if (parsed.success) return parsed.data;
				const [{ path }] = parsed.error.issues;
				throw new EffectError(`Shopify's answer to ${document.name} lacks ${path.join('.') || 'its data'}`, {
					category: document.repeatable ? 'retryable' : 'unknown_outcome', connection, advice: 'Choose another API Version in the Shopify credential; report it when it stays.',
				});
			}
		},
	};
}
