import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { cutText, invalidInput } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import type { WantedLine } from '../orders/spreadLines';
import { listOf } from '../transport/list';

const Given = z
	.object({
		sku: z.string().min(1),
		orderLine: z.string().min(1),
		fulfillmentLine: z.string().min(1),
		reason: z.string(),
		note: z.string().max(200),
		restockingFee: z.number().min(0).max(100),
	})
	.partial()
	.extend({ quantity: z.number().int().positive() })
	.strict()
	.refine((line) => line.sku || line.orderLine || line.fulfillmentLine, 'needs sku, orderLine or fulfillmentLine');

const example = '[{ "sku": "TEE-BLUE-M", "quantity": 1, "reason": "defective" }]';

/** What of the order shall come back. */
export const wantedLinesProperty: INodeProperties = {
	displayName: 'Lines',
	name: 'lines',
	type: 'json',
	default: '[]',
	placeholder: example,
	description:
		'What comes back: sku (or orderLine, or fulfillmentLine from Get Returnable Items) and quantity; where it applies reason, note and restockingFee in percent. Empty: the lines of the case.',
};

/** The pieces that are meant: given in the node, else the case's (approved ones once it is approved). Throws EffectError when there are none. */
export async function wantedLinesOf(context: OperationContext): Promise<WantedLine[]> {
	const given = listOf(context, 'lines', 'Lines', Given, example);
	const lines =
		given.length || !context.store
			? given.map((line) => ({ ...line, label: line.sku ?? line.orderLine ?? line.fulfillmentLine! }))
			: await linesOfCase(context);
	if (lines.length) return lines;
	throw invalidInput(
		'Nothing to return is named',
		`Give Lines, e.g. ${example}; or choose a Return Case credential, so that they come from the case.`,
		'lines',
	);
}

async function linesOfCase(context: OperationContext): Promise<WantedLine[]> {
	const { lines, verdict } = await context.requireCase();
	return lines
		.map(({ sku, id, orderLineId, quantity, quantities, reason, note, providerIds }) => ({
			label: sku || id,
			...(providerIds['shopify.fulfillment_line'] && { fulfillmentLine: providerIds['shopify.fulfillment_line'] }),
			...((providerIds['shopify.line_item'] ?? orderLineId) && {
				orderLine: providerIds['shopify.line_item'] ?? orderLineId,
			}),
			...(sku && { sku }),
			quantity: verdict === 'approved' ? quantities.approved : quantity,
			reason,
			...(note && { note: cutText(note, 200) }),
		}))
		.filter((line) => line.quantity > 0);
}
