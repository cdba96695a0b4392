import { performed, type OperationContext } from '../../shared/operation';
import { z } from 'zod';
import { invalidInput, toDecimal, type Money, type NewEvent } from '../../shared/model';
import { orderReturns, returnReasons, type ReturnNotesNode } from '../graphql';
import type { ExchangeLine } from './exchangeInput';
import { textOf } from '../transport/list';
import { reasonHandle } from './reasons';
import { carriesMark, markedNote } from './returnMark';
import { spreadLines, type SpreadLine, type WantedLine } from '../orders/spreadLines';
import { readReturnable } from '../orders/returnable';
import type { ShopifyClient } from '../transport/client';

/** A return to make: what a repeat is known by is `mark`, which stands in the note of every line. */
export interface NewReturn {
	orderId: string;
	mark: string;
	wanted: WantedLine[];
	exchange: ExchangeLine[];
	fee?: Money;
}

export const MadeReturn = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	totalQuantity: z.number().int(),
	orderId: z.string(),
});
export type MadeReturn = z.infer<typeof MadeReturn>;

/** What the operations that make a return give; a test run knows no ID yet. */
export const madeOutput = performed('shopifyReturn', MadeReturn.partial({ id: true, name: true }));

/** What names the return once and for all: the parameter, else the case. Throws EffectError when there is neither. */
export function markOf(context: OperationContext): string {
	const mark = textOf(context, 'returnReference') || (context.reference ?? '');
	if (!mark)
		throw invalidInput(
			'The return has no reference',
			'Give Return Reference, e.g. RMA-1001: the same reference makes only one return of an order.',
			'returnReference',
		);
	if (mark.length > 40 || /[[\]]/.test(mark))
		throw invalidInput(
			'The return reference is longer than 40 characters or has brackets',
			'Give a short one, e.g. RMA-1001.',
			'returnReference',
		);
	return mark;
}

/** Which note carries the mark. Customers write the one, so a return that staff make is never known by it. */
export type NoteField = 'returnReasonNote' | 'customerNote';

/** The return that this reference led to before, on the same order. */
export async function findMarked(
	client: ShopifyClient,
	{ orderId, mark }: Pick<NewReturn, 'orderId' | 'mark'>,
	note: NoteField,
): Promise<MadeReturn | undefined> {
	for (let after: string | null | undefined; ;) {
		const { order } = await client.send(orderReturns, { id: orderId, after: after ?? null });
		if (!order)
			throw invalidInput(
				`Shopify has no order ${orderId}`,
				"Check the ID. Orders older than 60 days need the app's access scope read_all_orders.",
				'orderId',
			);
		const found = order.returns.nodes.find((one) => isMarked(one, mark, note));
		if (found)
			return { id: found.id, name: found.name, status: found.status, totalQuantity: found.totalQuantity, orderId };
		if (!order.returns.pageInfo.hasNextPage) return undefined;
		after = order.returns.pageInfo.endCursor;
	}
}

function isMarked({ returnLineItems }: ReturnNotesNode, mark: string, note: NoteField): boolean {
	return returnLineItems.nodes.some((line) => carriesMark(line[note], mark));
}

/** The lines as delivered, and Shopify's ids of their reasons. Throws EffectError when pieces cannot come back. */
export async function prepare(
	client: ShopifyClient,
	{ orderId, wanted }: NewReturn,
): Promise<{ lines: SpreadLine[]; reasons: Map<string, string> }> {
	const lines = spreadLines(wanted, await readReturnable(client, orderId));
	const handles = [...new Set([...lines.map((line) => reasonHandle(line.reason ?? '')), 'unknown'])];
	const { nodes } = (await client.send(returnReasons, { handles })).returnReasonDefinitions;
	return { lines, reasons: new Map(nodes.map(({ handle, id }) => [handle, id])) };
}

/** One line as both mutations take it. `note` names the field, since only one of them is a customer's own words. */
export function lineInput(line: SpreadLine, reasons: Map<string, string>, mark: string, note: NoteField) {
	return {
		fulfillmentLineItemId: line.fulfillmentLine,
		quantity: line.quantity,
		returnReasonDefinitionId: reasons.get(reasonHandle(line.reason ?? '')) ?? reasons.get('unknown'),
		// Shopify takes 255 characters of staff and 300 of a customer.
		[note]: markedNote(line.note, mark, note === 'customerNote' ? 300 : 255),
		...(line.restockingFee && { restockingFee: { percentage: line.restockingFee } }),
	};
}

export function feeInput(fee: Money | undefined) {
	return fee && { returnShippingFee: { amount: { amount: toDecimal(fee), currencyCode: fee.currency } } };
}

/** What the case learns: which return of Shopify is its own. A webhook of the same return tells the same. */
export function createdEvents({ id, name, orderId }: Pick<MadeReturn, 'id' | 'name' | 'orderId'>): NewEvent[] {
	return [
		{
			source: 'shopify',
			id: `${id}/created`,
			type: 'return_document.created',
			data: { id, system: 'shopify', name },
			references: { 'shopify.return': id, 'shopify.order': orderId },
		},
	];
}
