import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { EffectError } from '../../shared/model/effectError';
import { format, Money, toDecimal, type NewEvent } from '../../shared/model';
import { refundCreate, type OrderRefundsNode, type RefundNode } from '../graphql';
import { readRefundOn, readRefunds } from '../orders/readOrder';
import { recordNoteOf } from '../orders/refundNote';
import type { ShopifyClient } from '../transport/client';
import { isTooLate } from './others';
import { idempotencyKey } from './refund';
import { goneOf, planRecord, recordOf, tooLittle, totalOf, type GoneElsewhere, type RecordPart } from './recordPlan';

/** What Shopify shows of a refund that went back elsewhere. */
export const ShopRecord = z.object({
	intent: z.string(),
	/** Shopify's refund that shows it. */
	id: z.string().optional(),
	/** What went back. */
	amount: Money,
	/** What of it Shopify shows. */
	recorded: Money,
	/** What a person must look at. */
	message: z.string().optional(),
});
export type ShopRecord = z.infer<typeof ShopRecord>;

/** A refund to write down, and gateways that a person says only record. */
export interface RecordOrder extends GoneElsewhere {
	orderId: string;
	gateways: string[];
}

/** Code of the exception that finance reads when Shopify does not show what went back. */
export const notInShop = 'not_in_shop';

/** Nothing was sent: a person must look. */
export class NotRecorded extends EffectError {
	constructor(message: string) {
		super(message, {
			category: 'rejected',
			connection: 'shopify',
			code: notInShop,
			undone: true,
			advice: 'Look at the refunds of the order in Shopify.',
		});
	}
}

/** Writes a refund that went back elsewhere down in Shopify, once. */
export function recordingEffect(client: ShopifyClient, order: RecordOrder): Effect<ShopRecord> {
	return {
		key: order.intent,
		kind: 'shopify.refund_record',
		lookUp: async () => await findRecord(client, order),
		act: async () => await makeRecord(client, order),
		preview: async () => await previewRecord(client, order),
	};
}

/** The record that this refund led to before, found by its note. */
async function findRecord(client: ShopifyClient, order: RecordOrder): Promise<ShopRecord | undefined> {
	return foundIn(await readRefunds(client, order.orderId), order);
}

/** What would be written down. Throws NotRecorded when nothing can be. */
async function previewRecord(client: ShopifyClient, order: RecordOrder): Promise<ShopRecord> {
	const known = await readRefunds(client, order.orderId);
	return foundIn(known, order) ?? planned(known, order).record;
}

/**
 * Writes a refund that went back elsewhere down in Shopify, where it moves nothing: looks for it first, and never writes more than Shopify
 * has left. Nothing is restocked: it names no goods. Throws NotRecorded when nothing can be written.
 */
async function makeRecord(client: ShopifyClient, order: RecordOrder): Promise<ShopRecord> {
	const known = await readRefunds(client, order.orderId);
	const found = foundIn(known, order);
	if (found) return found;
	const { record, parts } = planned(known, order);
	if (!parts.length) return record;
	try {
		const { refund } = (
			await client.send(refundCreate, {
				input: recordInput(order, parts),
				key: idempotencyKey(`${order.intent} ${toDecimal(record.recorded)}`, 'record'),
			})
		).refundCreate;
		return { ...record, ...shownBy(await readRefundOn(client, refund), known.name, order) };
	} catch (error) {
		if (!(error instanceof EffectError)) throw error;
		// Such a shop wants goods with every refund; those of a record it may count as refunded a second time.
		if (/arbitrary refund/i.test(error.message))
			throw new NotRecorded(
				`Refund ${order.intent} of ${format(order.amount)} went back outside Shopify, and this shop takes no refund of an amount alone. Refund its items on order ${known.name} in Shopify, as a manual payment and without restocking, then resolve this exception.`,
			);
		if (!isTooLate(error.details, error.message)) throw error;
		// Somebody refunded between our look and this: what is left now, the next try sees.
		throw new EffectError(`Less is left on order ${known.name} than a moment ago`, {
			category: 'retryable',
			connection: 'shopify',
			code: 'left_changed',
			undone: true,
			advice: 'It is tried again with what is left then.',
		});
	}
}

/** The record as it is sent; its gateways are those of the payments, which is what Shopify goes by. */
export function recordInput({ orderId, intent, amount }: RecordOrder, parts: RecordPart[]) {
	return {
		orderId,
		currency: amount.currency,
		note: recordNoteOf(intent),
		notify: false,
		transactions: parts.map(({ parentId, gateway, amount: part }) => ({
			orderId,
			parentId,
			amount: toDecimal(part),
			gateway,
			kind: 'REFUND',
		})),
	};
}

/** What the case is told: what Shopify shows, and what a person must look at. */
export function recordEvents({ intent, id, recorded, message }: ShopRecord, isOpen: boolean): NewEvent[] {
	const source = 'shopify';
	return [
		...(id && recorded.amount
			? [
					{
						source,
						id: `${id}/recorded`,
						type: 'shop_refund.recorded' as const,
						data: { id, intent, amount: recorded },
						references: { 'shopify.refund': id },
					},
				]
			: []),
		...(message
			? [
					{
						source,
						id: `${intent}/${notInShop}/${recorded.amount}`,
						type: 'exception.opened' as const,
						data: { exception: { code: notInShop, owner: 'finance', intent, message } },
					},
				]
			: isOpen
				? [
						{
							source,
							id: `${intent}/${notInShop}/resolved`,
							type: 'exception.resolved' as const,
							data: { code: notInShop, intent, note: 'Shopify shows it' },
						},
					]
				: []),
	];
}

function planned(known: OrderRefundsNode, order: RecordOrder): { record: ShopRecord; parts: RecordPart[] } {
	const { parts, there, problem } = planRecord(known, order, order.gateways);
	const { intent, amount } = order;
	if (there) return { parts, record: { intent, id: there, amount, recorded: amount } };
	if (!parts.length && problem) throw new NotRecorded(problem);
	return {
		parts,
		record: { intent, amount, recorded: totalOf(parts, amount.currency), ...(problem && { message: problem }) },
	};
}

function foundIn({ name, refunds }: OrderRefundsNode, order: RecordOrder): ShopRecord | undefined {
	const node = recordOf(refunds, order.intent);
	return node && { intent: order.intent, amount: order.amount, ...shownBy(node, name, order) };
}

/** What a record shows; a gateway that was only said to record, and is asked to pay, is told at once. */
function shownBy(
	node: RefundNode,
	name: string,
	{ intent, amount }: RecordOrder,
): Pick<ShopRecord, 'id' | 'recorded' | 'message'> {
	const recorded = goneOf(node) ?? { amount: 0, currency: amount.currency };
	const asked = node.transactions.nodes.find(({ status }) => status !== 'SUCCESS');
	const what = `Refund ${intent} of ${format(amount)} went back outside Shopify`;
	const message = asked
		? `${what}, and when it was written down on order ${name} Shopify asked ${asked.gateway ?? 'its gateway'} to pay it (${asked.status.toLowerCase()}). Stop that refund there, or take it back: the customer has the money. Take this gateway out of Gateways That Only Record. Then resolve this exception.`
		: recorded.amount < amount.amount
			? tooLittle(what, name, recorded, amount)
			: undefined;
	return { id: node.id, recorded, ...(message && { message }) };
}
