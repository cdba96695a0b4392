import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { EffectError, type NewEvent } from '../../shared/model';
import { reverseDispose, type ReturnNode } from '../graphql';
import { readReturn } from '../returns/readReturn';
import type { ShopifyClient } from '../transport/client';
import { DisposePlan, Disposition, planDispose } from './dispose';
import type { Inspected } from './dispositions';
import { signatureOf } from './inspected';

export const Disposed = DisposePlan.omit({ calls: true }).extend({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	inShopify: z.boolean(),
	/** What this run told Shopify. */
	disposed: z.array(Disposition),
});
export type Disposed = z.infer<typeof Disposed>;

/** Goods of a return that Shopify is told about: where they went. */
export interface Disposing {
	client: ShopifyClient;
	id: string;
	inspected: Inspected[];
	/** Where restocked goods go. */
	location?: string;
}

/** Tells Shopify where goods went; pieces that it knows of are not told again. */
export function disposingEffect(disposing: Disposing): Effect<Disposed> {
	const { client, id, inspected } = disposing;
	return {
		key: `${id}/${signatureOf(inspected)}`,
		kind: 'shopify.dispose',
		lookUp: async () => {
			const { node, plan } = await readPlan(disposing);
			return plan.calls.length ? undefined : view(node, plan);
		},
		act: async () => {
			const { node, plan } = await readPlan(disposing);
			for (const dispositions of plan.calls) await client.send(reverseDispose, { dispositions });
			return view(node, plan);
		},
		preview: async () => {
			const { node, plan } = await readPlan(disposing);
			return view(node, plan);
		},
	};
}

/** What the case learns. */
export function disposingEvents({ id, inspected }: Disposing, { disposed }: Disposed): NewEvent[] {
	return [
		{
			source: 'shopify',
			id: `${id}/sorted/${signatureOf(inspected)}`,
			type: 'shop_goods.sorted',
			data: {
				id,
				lines: disposed.map((one) => ({
					line: one.reverseFulfillmentOrderLineItemId,
					quantity: one.quantity,
					disposition: one.dispositionType.toLowerCase(),
				})),
			},
			references: { 'shopify.return': id },
		},
	];
}

async function readPlan({ client, id, inspected, location }: Disposing) {
	const node = await readReturn(client, id);
	const plan = planDispose(node, inspected, location);
	// A closed return of which all was told is done; one that is not open yet, or never will be, cannot be.
	if (node.status === 'OPEN' || (node.status === 'CLOSED' && !plan.calls.length)) return { node, plan };
	throw new EffectError(
		`Return ${node.name} is ${node.status.toLowerCase()} in Shopify; only goods of an open return are sorted`,
		{
			category: 'rejected',
			connection: 'shopify',
			code: 'INVALID_STATE',
			advice: node.status === 'REQUESTED' ? 'Approve it first.' : 'Use Return: Reopen, or Return Case: No Action.',
		},
	);
}

function view({ id, name, status }: ReturnNode, { calls, leftOver, differs }: DisposePlan): Disposed {
	return { id, name, status, inShopify: true, disposed: calls.flat(), leftOver, differs };
}
