import { EffectError } from '../../shared/model/effectError';
import {
	webhookSubscriptionCreate,
	webhookSubscriptionDelete,
	webhookSubscriptions,
	type SubscriptionNode,
} from '../graphql';
import type { ShopifyClient } from '../transport/client';
import { topics, type Topic } from './topics';

const ours: string[] = Object.values(topics);

/** The app's webhooks of our topics at this address, which is this trigger's alone. */
export async function subscriptionsAt(client: ShopifyClient, uri: string): Promise<SubscriptionNode[]> {
	const found: SubscriptionNode[] = [];
	for (let after: string | null | undefined; ;) {
		const { nodes, pageInfo } = (await client.send(webhookSubscriptions, { uri, after })).webhookSubscriptions;
		found.push(...nodes.filter((one) => one.uri === uri && ours.includes(one.topic)));
		if (!pageInfo.hasNextPage) return found;
		after = pageInfo.endCursor;
	}
}

/** Whether exactly the wanted topics are registered at this address. */
export async function isRegistered(client: ShopifyClient, uri: string, wanted: Topic[]): Promise<boolean> {
	const have = (await subscriptionsAt(client, uri)).map(({ topic }) => topic);
	return (
		wanted.every((topic) => have.includes(topics[topic])) &&
		have.every((topic) => wanted.some((one) => topics[one] === topic))
	);
}

/**
 * Registers what is missing and removes what is no longer wanted. n8n calls it up to five times when it fails half-way
 * (docs/facts/n8n.md#registering-at-a-provider-may-run-five-times), so it always starts from what is there.
 */
export async function register(client: ShopifyClient, uri: string, wanted: Topic[]): Promise<void> {
	const have = await subscriptionsAt(client, uri);
	for (const topic of wanted) {
		if (have.some((one) => one.topic === topics[topic])) continue;
		try {
			await client.send(webhookSubscriptionCreate, {
				topic: topics[topic],
				webhookSubscription: { uri, format: 'JSON' },
			});
		} catch (error) {
			const taken = error instanceof EffectError && /already been taken/i.test(error.message);
			if (!taken || !(await subscriptionsAt(client, uri)).some((one) => one.topic === topics[topic])) throw error;
		}
	}
	for (const one of have)
		if (!wanted.some((topic) => topics[topic] === one.topic))
			await client.send(webhookSubscriptionDelete, { id: one.id });
}

/** Removes the webhooks at this address. */
export async function unregister(client: ShopifyClient, uri: string): Promise<void> {
	for (const { id } of await subscriptionsAt(client, uri)) {
		try {
			await client.send(webhookSubscriptionDelete, { id });
		} catch (error) {
			// Gone already, e.g. removed by Shopify after failed deliveries: that is what was wanted.
			if (!(error instanceof EffectError) || !/does not exist|not found|could not be found/i.test(error.message))
				throw error;
		}
	}
}
