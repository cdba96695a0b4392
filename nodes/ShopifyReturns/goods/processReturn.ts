import { z } from 'zod';
import type { Effect, EffectMemory } from '../../shared/effect';
import { EffectError, type NewEvent } from '../../shared/model';
import { returnProcess, type ReturnNode } from '../graphql';
import { ExchangeRelease, releases } from '../returns/exchange';
import { readReturn } from '../returns/readReturn';
import { arrivalMs } from '../transport/arrival';
import type { ShopifyClient } from '../transport/client';
import { planProcess, type Inspected, type ProcessPlan } from './dispositions';
import { signatureOf } from './inspected';

export const Processed = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	inShopify: z.boolean(),
	/** What this run told Shopify. */
	processed: z.array(
		z.object({
			id: z.string(),
			quantity: z.number().int(),
		}),
	),
	/** Exchange items that this run released. */
	released: z.array(ExchangeRelease),
	/** Inspected pieces that Shopify's return does not hold. */
	leftOver: z.array(z.object({ line: z.string(), quantity: z.number().int() })),
});
export type Processed = z.infer<typeof Processed>;

/** A return that Shopify is told about: what came back and where it went. */
export interface Processing {
	client: ShopifyClient;
	id: string;
	inspected: Inspected[];
	/** Where restocked goods go. */
	location?: string;
	/** Whether the exchange items that wait are released. */
	release: boolean;
}

/** What a return still needs in this moment. */
interface Needed {
	node: ReturnNode;
	plan: ProcessPlan;
	released: ExchangeRelease[];
}

/** Tells Shopify what came back and where it went; pieces that Shopify knows of are never told twice. */
export function processingEffect(processing: Processing): Effect<Processed> {
	return {
		key: `${processing.id}/${nameOf(processing)}`,
		kind: 'shopify.return_process',
		lookUp: async ({ progress }) => {
			const needed = await readNeeded(processing);
			if (isDone(needed)) return view(needed, []);
			assertArrived(needed.node, progress.sentAt);
			return undefined;
		},
		act: async (memory) => await processNow(processing, memory),
		preview: async () => {
			const needed = await readNeeded(processing);
			if (!isDone(needed)) assertOpen(needed.node);
			return view(needed, needed.plan.calls);
		},
	};
}

/** What the case learns. */
export function processingEvents(processing: Processing, { processed }: Processed): NewEvent[] {
	const { id } = processing;
	return [
		{
			source: 'shopify',
			id: `${id}/processed/${nameOf(processing)}`,
			type: 'shop_return.processed',
			data: { id, lines: processed },
			references: { 'shopify.return': id },
		},
	];
}

function nameOf({ inspected, release }: Processing): string {
	return `${signatureOf(inspected)}${release ? '+exchange' : ''}`;
}

async function readNeeded({ client, id, inspected, location, release }: Processing): Promise<Needed> {
	const node = await readReturn(client, id);
	return { node, plan: planProcess(node, inspected, location), released: releases(node, release) };
}

function isDone({ plan, released }: Needed): boolean {
	return !plan.calls.length && !plan.blocked && !released.length;
}

/** The mutation is not idempotent, so what is sent always comes from quantities read just before. */
async function processNow(processing: Processing, { note }: EffectMemory): Promise<Processed> {
	const { client, id } = processing;
	const needed = await readNeeded(processing);
	const { plan, released } = needed;
	if (!isDone(needed)) assertOpen(needed.node);
	// Exchange items go with the first call, or alone.
	for (const [index, returnLineItems] of (plan.calls.length || !released.length ? plan.calls : [[]]).entries()) {
		await note({ sentAt: new Date().toISOString() });
		await client.send(returnProcess, {
			input: {
				returnId: id,
				notifyCustomer: false,
				returnLineItems,
				...(!index && released.length && { exchangeLineItems: released }),
			},
		});
	}
	return view(needed, plan.calls);
}

/** A request without an answer may still be on its way: until it must have arrived, not finding its work proves nothing. */
function assertArrived({ name }: ReturnNode, sentAt: string | undefined): void {
	const left = sentAt ? new Date(sentAt).getTime() + arrivalMs - Date.now() : 0;
	if (left <= 0) return;
	throw new EffectError(`It is not known yet whether Shopify has processed return ${name}`, {
		category: 'retryable',
		code: 'not_known_yet',
		retryAfterMs: left,
		advice: 'Nothing to do: Shopify did not answer, and is asked again within half an hour.',
	});
}

function view({ node: { id, name, status }, plan, released }: Needed, calls: ProcessPlan['calls']): Processed {
	return {
		id,
		name,
		status,
		inShopify: true,
		processed: calls.flat().map((line) => ({ id: line.id, quantity: line.quantity })),
		released,
		leftOver: plan.leftOver,
	};
}

function assertOpen({ name, status }: ReturnNode): void {
	if (status === 'OPEN') return;
	throw new EffectError(`Return ${name} is ${status.toLowerCase()} in Shopify; only an open return is processed`, {
		category: 'rejected',
		connection: 'shopify',
		code: 'INVALID_STATE',
		advice:
			status === 'REQUESTED' ? 'Approve it first.' : "Reopen it in Shopify's admin, or use Return Case: No Action.",
	});
}
