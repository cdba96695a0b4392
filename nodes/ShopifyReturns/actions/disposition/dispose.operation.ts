import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { performed, effectOptions, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { EffectError } from '../../../shared/model';
import { reverseDispose, type ReturnNode } from '../../graphql';
import { locationOf } from '../../goods/location';
import { planDispose, DisposePlan, Disposition } from '../../goods/dispose';
import { returnIdOf } from '../../returns/input';
import { inspectedOf, inspectedProperties, signatureOf } from '../../goods/inspected';
import { readReturn } from '../../returns/readReturn';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Dispose',
	value: 'dispose',
	action: 'Dispose returned goods',
	description: 'Tell Shopify where returned goods went',
};

export const description: INodeProperties[] = [
	...inspectedProperties(
		'For flows without a case store, or to say that pieces are missing: all pieces counted so far, not only the new ones. Destination: restock, quarantine, refurbish, vendor, scrap or missing. Empty: taken from the case.',
	),
	effectOptions,
];

const Disposed = DisposePlan.omit({ calls: true }).extend({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	inShopify: z.boolean(),
	/** What this run told Shopify. */
	disposed: z.array(Disposition),
});
type Disposed = z.infer<typeof Disposed>;

export const asTool = 'whenAllowed';

/** Without a return in Shopify only its blank ID. */
export const output = performed('shopifyReturn', Disposed.partial().required({ id: true, inShopify: true }));

/** Tells Shopify where the goods of a return went; pieces that it knows of are not told again, and never more than there are. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await returnIdOf(context);
	if (!id) return { shopifyReturn: { id: '', inShopify: false, outcome: 'done' } };
	const inspected = await inspectedOf(context, { withMissing: true });
	const location = locationOf(context, 'location');
	const client = await shopifyOf(context);
	const read = async () => {
		const node = await readReturn(client, id);
		const plan = planDispose(node, inspected, location);
		// A closed return of which all was told is done; one that is not open yet, or never will be, cannot be.
		if (node.status !== 'OPEN' && (plan.calls.length || node.status !== 'CLOSED'))
			throw new EffectError(
				`Return ${node.name} is ${node.status.toLowerCase()} in Shopify; only goods of an open return are sorted`,
				{
					category: 'rejected',
					connection: 'shopify',
					code: 'INVALID_STATE',
					advice: node.status === 'REQUESTED' ? 'Approve it first.' : 'Use Return: Reopen, or Return Case: No Action.',
				},
			);
		return { node, plan };
	};
	return await context.perform<Disposed>(
		'shopifyReturn',
		{
			key: `${id}/${signatureOf(inspected)}`,
			kind: 'shopify.dispose',
			lookUp: async () => {
				const { node, plan } = await read();
				return plan.calls.length ? undefined : view(node, plan);
			},
			act: async () => {
				const { node, plan } = await read();
				for (const dispositions of plan.calls) await client.send(reverseDispose, { dispositions });
				return view(node, plan);
			},
			preview: async () => {
				const { node, plan } = await read();
				return view(node, plan);
			},
		},
		({ disposed }) => [
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
		],
	);
}

function view({ id, name, status }: ReturnNode, { calls, leftOver, differs }: DisposePlan): Disposed {
	return { id, name, status, inShopify: true, disposed: calls.flat(), leftOver, differs };
}
