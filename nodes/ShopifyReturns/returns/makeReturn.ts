import type { IDataObject } from 'n8n-workflow';
import type { NewEvent } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import type { ShopifyClient } from '../transport/client';
import { shopifyOf } from '../transport/fromNode';
import { findMarked, lineInput, prepare, type MadeReturn, type NewReturn, type NoteField } from './newReturn';

/** One of Shopify's two ways to make a return. */
export interface Way {
	/** Of the effect. */
	kind: string;
	/** Which note carries the mark. */
	note: NoteField;
	/** How the return begins. */
	status: 'OPEN' | 'REQUESTED';
	/** `lines`: as the mutation takes them. */
	send(
		client: ShopifyClient,
		order: NewReturn,
		lines: Array<ReturnType<typeof lineInput>>,
	): Promise<Omit<MadeReturn, 'orderId'>>;
}

/** Makes a return in Shopify, one for each mark, however often it is run. */
export async function makeReturn(
	context: OperationContext,
	order: NewReturn,
	{ kind, note, status, send }: Way,
	eventsOf: (made: MadeReturn) => NewEvent[],
): Promise<IDataObject> {
	const client = await shopifyOf(context);
	const { orderId, mark } = order;
	const find = async () => await findMarked(client, order, note);
	const make = async (): Promise<MadeReturn> => {
		const { lines, reasons } = await prepare(client, order);
		const {
			id,
			name,
			status: now,
			totalQuantity,
		} = await send(
			client,
			order,
			lines.map((line) => lineInput(line, reasons, mark, note)),
		);
		return { id, name, status: now, totalQuantity, orderId };
	};
	return await context.perform<MadeReturn>(
		'shopifyReturn',
		{
			key: `${orderId}/${mark}`,
			kind,
			lookUp: find,
			act: async () => (await find()) ?? (await make()),
			preview: async () => {
				const found = await find();
				if (found) return found;
				const { lines } = await prepare(client, order);
				return { status, totalQuantity: lines.reduce((total, { quantity }) => total + quantity, 0), orderId };
			},
		},
		eventsOf,
	);
}
