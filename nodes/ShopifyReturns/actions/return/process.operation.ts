import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { EffectError, effectOptions, invalidInput, referenceProperty, type EffectMemory, type OperationContext } from '../../../shared/effect';
import { returnProcess, type ReturnNode } from '../../documents';
import { planProcess, type Inspected, type ProcessPlan } from '../../mapping/dispositions';
import { gidOf } from '../../mapping/gid';
import { returnIdOf } from '../../returns/input';
import { inspectedOf, signatureOf } from '../../returns/inspected';
import { returnIdProperty } from '../../returns/parameters';
import { readReturn } from '../../returns/readReturn';
import type { ShopifyClient } from '../../transport/client';
import { shopifyOf } from '../../transport/fromNode';

export const description: INodeProperties[] = [
	referenceProperty,
	returnIdProperty,
	{
		displayName: 'Restock At Location',
		name: 'location',
		type: 'string',
		default: '',
		placeholder: 'e.g. gid://shopify/Location/1234567890',
		description: 'Where Shopify adds restocked goods: a location\'s GraphQL ID or number. Empty: Shopify\'s stock is left alone, which is right when Odoo keeps the stock.',
	},
	{
		displayName: 'Lines Without a Case',
		name: 'lines',
		type: 'json',
		default: '[]',
		placeholder: '[{ "line": "L6200524949", "quantity": 1, "destination": "restock" }]',
		description: 'For flows without a case store: all pieces inspected so far, not only the new ones. Destination: restock, quarantine, refurbish, vendor or scrap. Empty: taken from the case.',
	},
	effectOptions,
];

/** By then a request whose answer was lost has been carried out, or never will be. */
const arrivalMs = 5 * 60_000;

interface Processed {
	id: string;
	name: string;
	status: string;
	inShopify: boolean;
	/** What this run told Shopify. */
	processed: Array<{ id: string; quantity: number }>;
	/** Inspected pieces that Shopify's return does not hold. */
	leftOver: ProcessPlan['leftOver'];
}

/** Tells Shopify what came back and where it went, without money; pieces that Shopify knows of are never told twice. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await returnIdOf(context);
	if (!id) return { shopifyReturn: { id: '', inShopify: false, outcome: 'done' } };
	const inspected = await inspectedOf(context);
	const location = locationOf(context.param<string>('location', ''));
	const client = await shopifyOf(context);
	const signature = signatureOf(inspected);
	return await context.perform<Processed>(
		'shopifyReturn',
		{
			key: `${id}/${signature}`,
			kind: 'shopify.return_process',
			lookUp: async ({ progress }) => {
				const node = await readReturn(client, id);
				const plan = planProcess(node, inspected, location);
				if (!plan.calls.length && !plan.blocked) return view(node, plan, []);
				assertArrived(node, progress.sentAt);
				return undefined;
			},
			act: async (memory) => await processNow(client, id, inspected, location, memory),
			preview: async () => {
				const node = await readReturn(client, id);
				const plan = planProcess(node, inspected, location);
				if (plan.calls.length || plan.blocked) assertOpen(node);
				return view(node, plan, plan.calls);
			},
		},
		({ processed }) => [{ source: 'shopify', id: `${id}/processed/${signature}`, type: 'shop_return.processed', data: { id, lines: processed }, references: { 'shopify.return': id } }],
	);
}

/** The mutation is not idempotent, so what is sent always comes from quantities read just before. */
async function processNow(client: ShopifyClient, id: string, inspected: Inspected[], location: string | undefined, { note }: EffectMemory): Promise<Processed> {
	const node = await readReturn(client, id);
	const plan = planProcess(node, inspected, location);
	if (plan.calls.length || plan.blocked) assertOpen(node);
	for (const returnLineItems of plan.calls) {
		await note({ sentAt: new Date().toISOString() });
		await client.send(returnProcess, { input: { returnId: id, notifyCustomer: false, returnLineItems } });
	}
	return view(node, plan, plan.calls);
}

/** A request without an answer may still be on its way: until it must have arrived, not finding its work proves nothing. */
function assertArrived({ name }: ReturnNode, sentAt: string | undefined): void {
	const left = sentAt ? new Date(sentAt).getTime() + arrivalMs - Date.now() : 0;
	if (left <= 0) return;
	throw new EffectError(`It is not known yet whether Shopify has processed return ${name}`, {
		category: 'retryable', code: 'not_known_yet', retryAfterMs: left, advice: 'Nothing to do: Shopify did not answer, and is asked again in a few minutes.',
	});
}

function view({ id, name, status }: ReturnNode, { leftOver }: ProcessPlan, calls: ProcessPlan['calls']): Processed {
	return { id, name, status, inShopify: true, processed: calls.flat().map((line) => ({ id: line.id, quantity: line.quantity })), leftOver };
}

function assertOpen({ name, status }: ReturnNode): void {
	if (status === 'OPEN') return;
	throw new EffectError(`Return ${name} is ${status.toLowerCase()} in Shopify; only an open return is processed`, {
		category: 'rejected', connection: 'shopify', code: 'INVALID_STATE', advice: status === 'REQUESTED' ? 'Approve it first.' : 'Reopen it in Shopify\'s admin, or use Return Case: No Action.',
	});
}

function locationOf(text: string): string | undefined {
	if (!text.trim()) return undefined;
	const id = gidOf('Location', text);
	if (!id) throw invalidInput(`"${text}" is no location of Shopify`, 'Give its ID, e.g. gid://shopify/Location/1234567890, or leave it empty.', 'location');
	return id;
}
