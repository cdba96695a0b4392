import { z } from 'zod';
import { performed, effectOptions, type OperationContext } from '../../../shared/operation';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { EffectError } from '../../../shared/model';
import type { EffectMemory } from '../../../shared/effect';
import { returnProcess, type ReturnNode } from '../../graphql';
import { planProcess, type Inspected, type ProcessPlan } from '../../goods/dispositions';
import { releases, ExchangeRelease } from '../../returns/exchange';
import { locationOf } from '../../goods/location';
import { returnIdOf } from '../../returns/input';
import { inspectedOf, inspectedProperties, signatureOf } from '../../goods/inspected';
import { readReturn } from '../../returns/readReturn';
import { arrivalMs } from '../../transport/arrival';
import type { ShopifyClient } from '../../transport/client';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Process',
	value: 'process',
	action: 'Process return',
	description: 'Tell Shopify what came back and where it went, without money',
};

export const description: INodeProperties[] = [
	...inspectedProperties(
		'For flows without a case store: all pieces inspected so far, not only the new ones. Destination: restock, quarantine, refurbish, vendor or scrap. Empty: taken from the case.',
	),
	{
		displayName: 'Release Exchange Items',
		name: 'releaseExchange',
		type: 'boolean',
		default: false,
		description: 'Whether the items that the customer gets instead are released for delivery, all that wait',
	},
	effectOptions,
];

const Processed = z.object({
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
type Processed = z.infer<typeof Processed>;

export const asTool = 'whenAllowed';

/** Without a return in Shopify only its blank ID. */
export const output = performed('shopifyReturn', Processed.partial().required({ id: true, inShopify: true }));

/** Tells Shopify what came back and where it went, without money; pieces that Shopify knows of are never told twice. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await returnIdOf(context);
	if (!id) return { shopifyReturn: { id: '', inShopify: false, outcome: 'done' } };
	const release = context.param<boolean>('releaseExchange', false);
	const inspected = await inspectedOf(context, { mayHaveNone: true });
	// Goods have come and nobody has looked at them yet: there is nothing to tell.
	if (!inspected.length && !release)
		return { shopifyReturn: { id, inShopify: true, processed: [], released: [], leftOver: [], outcome: 'done' } };
	const location = locationOf(context, 'location');
	const client = await shopifyOf(context);
	const signature = `${signatureOf(inspected)}${release ? '+exchange' : ''}`;
	return await context.perform<Processed>(
		'shopifyReturn',
		{
			key: `${id}/${signature}`,
			kind: 'shopify.return_process',
			lookUp: async ({ progress }) => {
				const node = await readReturn(client, id);
				const plan = planProcess(node, inspected, location);
				if (!plan.calls.length && !plan.blocked && !releases(node, release).length) return view(node, plan, [], []);
				assertArrived(node, progress.sentAt);
				return undefined;
			},
			act: async (memory) => await processNow(client, id, { inspected, location, release }, memory),
			preview: async () => {
				const node = await readReturn(client, id);
				const plan = planProcess(node, inspected, location);
				const released = releases(node, release);
				if (plan.calls.length || plan.blocked || released.length) assertOpen(node);
				return view(node, plan, plan.calls, released);
			},
		},
		({ processed }) => [
			{
				source: 'shopify',
				id: `${id}/processed/${signature}`,
				type: 'shop_return.processed',
				data: { id, lines: processed },
				references: { 'shopify.return': id },
			},
		],
	);
}

/** The mutation is not idempotent, so what is sent always comes from quantities read just before. */
async function processNow(
	client: ShopifyClient,
	id: string,
	{ inspected, location, release }: { inspected: Inspected[]; location?: string; release: boolean },
	{ note }: EffectMemory,
): Promise<Processed> {
	const node = await readReturn(client, id);
	const plan = planProcess(node, inspected, location);
	const released = releases(node, release);
	if (plan.calls.length || plan.blocked || released.length) assertOpen(node);
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
	return view(node, plan, plan.calls, released);
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

function view(
	{ id, name, status }: ReturnNode,
	{ leftOver }: ProcessPlan,
	calls: ProcessPlan['calls'],
	released: ExchangeRelease[],
): Processed {
	return {
		id,
		name,
		status,
		inShopify: true,
		processed: calls.flat().map((line) => ({ id: line.id, quantity: line.quantity })),
		released,
		leftOver,
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
