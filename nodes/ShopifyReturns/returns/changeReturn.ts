import { z } from 'zod';
import type { IDataObject } from 'n8n-workflow';
import { EffectError, type NewEvent } from '../../shared/model';
import { performed, roundOf, type OperationContext } from '../../shared/operation';
import { ReturnStatusNode } from '../graphql';
import type { ShopifyClient } from '../transport/client';
import { shopifyOf } from '../transport/fromNode';
import { returnIdOf } from './input';
import { readStatus } from './readReturn';

/** A change of a return's status that Shopify makes only from one status, so that a repeat is seen by looking. */
export interface StatusChange {
	/** e.g. `shopify.return_approve`; see webhook/takeIn.ts, which asks whether we are at it. */
	kind: string;
	/** Statuses it can be made from. */
	from: string[];
	to: string;
	/** Statuses that only come after this change. */
	also?: string[];
	advice: string;
	send(client: ShopifyClient, id: string): Promise<ReturnStatusNode>;
	/** The event, without its name; absent when the case has no word for it. */
	event?: Omit<NewEvent, 'id' | 'source'>;
	/** The case has ended already: whatever Shopify says, it learns nothing more. */
	silent?: boolean;
	/** Whether it can be undone and be made again, as closing can. */
	again?: boolean;
	/** Last part of the event's id, e.g. `approved`; a webhook of the same change has the same. */
	name: string;
	/** Throws when something else must happen first. */
	ready?(client: ShopifyClient, id: string): Promise<void>;
}

/** What customer or staff may have done to a requested return before us; named as the webhooks of these changes are. */
const overtaking: Record<string, Pick<StatusChange, 'name' | 'event'>> = {
	CANCELED: { name: 'canceled', event: { type: 'return.canceled', data: {} } },
	DECLINED: { name: 'declined', event: { type: 'return.declined', data: { reason: 'other' } } },
};

/** What an operation that changes a status gives. */
export const Changed = ReturnStatusNode.extend({
	/** False when the case has no return in Shopify: then only the case learns it. */
	inShopify: z.boolean(),
});
export type Changed = z.infer<typeof Changed>;

/** What each operation that changes a status gives. */
export const changedOutput = performed('shopifyReturn', Changed);

/**
 * Changes a return's status once, and records it. A requested return that was canceled or declined in Shopify meanwhile needs no
 * decision any more: then the case learns that instead.
 */
export async function changeReturn(context: OperationContext, change: StatusChange): Promise<IDataObject> {
	const id = await returnIdOf(context);
	if (!id) return await recordOnly(context, change);
	const client = await shopifyOf(context);
	const seen = (now: ReturnStatusNode): Changed | undefined =>
		now.status === change.to || change.also?.includes(now.status) ? { ...now, inShopify: true } : undefined;
	const overtaken = (now: ReturnStatusNode) =>
		context.store && !change.silent && [change.from].flat().includes('REQUESTED') && !seen(now)
			? overtaking[now.status]
			: undefined;
	const { key, round } = change.again
		? await roundOf(context, change.kind, id, async () => !!seen(await readStatus(client, id)))
		: { key: id, round: 1 };
	return await context.perform<Changed>(
		'shopifyReturn',
		{
			key,
			kind: change.kind,
			lookUp: async () => seen(await readStatus(client, id)),
			act: async () => {
				const now = await readStatus(client, id);
				const done = seen(now);
				if (done) return done;
				if (overtaken(now)) return { ...now, inShopify: true };
				assertFrom(now, change);
				await change.ready?.(client, id);
				return { ...(await sent(client, id, change)), inShopify: true };
			},
			preview: async () => {
				const now = await readStatus(client, id);
				const settled = !!seen(now) || !!overtaken(now);
				if (!settled) assertFrom(now, change);
				return { id, name: now.name, status: settled ? now.status : change.to, inShopify: true };
			},
		},
		(now) => {
			const { event, name } = overtaken(now) ?? change;
			return event && !change.silent
				? [
						{
							...event,
							source: 'shopify',
							id: `${id}/${name}${round > 1 ? `/${round}` : ''}`,
							references: { 'shopify.return': id },
						},
					]
				: [];
		},
	);
}

/** The return came through another channel: there is nothing to change in Shopify. */
async function recordOnly(
	context: OperationContext,
	{ kind, to, event, name, silent }: StatusChange,
): Promise<IDataObject> {
	const reference = context.requireReference();
	const result: Changed = { id: '', name: '', status: to, inShopify: false };
	const there = async () => result;
	return await context.perform<Changed>(
		'shopifyReturn',
		{ key: reference, kind, lookUp: there, act: there, preview: there },
		() => (event && !silent ? [{ ...event, source: 'case', id: `${reference}/${name}` }] : []),
	);
}

/** Makes the change. Somebody may decide between our look and our request: then that is the reason, and not what Shopify says of statuses. */
async function sent(client: ShopifyClient, id: string, change: StatusChange): Promise<ReturnStatusNode> {
	try {
		return await change.send(client, id);
	} catch (error) {
		if (error instanceof EffectError && error.category === 'rejected')
			assertFrom(await readStatus(client, id).catch(() => Promise.reject(error)), change);
		throw error;
	}
}

/** What became of a return that was asked for, in the words of who would have decided it. */
const decided: Record<string, string> = {
	OPEN: 'approved',
	CLOSED: 'approved, and is closed',
	DECLINED: 'declined',
	CANCELED: 'canceled',
};

function assertFrom({ name, status }: ReturnStatusNode, { from, to, advice }: StatusChange): void {
	if (from.includes(status)) return;
	const words = from.includes('REQUESTED') ? decided[status] : undefined;
	if (words)
		throw new EffectError(`Return ${name} was ${words} meanwhile, so it cannot be ${decided[to]} any more`, {
			category: 'rejected',
			connection: 'shopify',
			code: 'INVALID_STATE',
			advice: `Somebody else has decided; the case says who and when. ${advice}`,
		});
	throw new EffectError(`Return ${name} is ${status.toLowerCase()} in Shopify; it cannot become ${to.toLowerCase()}`, {
		category: 'rejected',
		connection: 'shopify',
		code: 'INVALID_STATE',
		advice,
	});
}
