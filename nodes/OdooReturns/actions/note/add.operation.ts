import { createHash } from 'node:crypto';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	performed,
	effectOptions,
	noteIdProperty,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { escapeHtml, invalidInput } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import { requireReturn } from '../../goods/returnDocument';
import { customerOfOrder } from '../../sale/customerView';
import { readOrder } from '../../sale/order';
import { connect } from '../../transport/connect';
import { orderName, orderProperty } from '../inputs';

export const option = {
	name: 'Add',
	value: 'add',
	action: 'Add note',
	description: 'Write an internal note on the order, its customer or the return',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Write To',
		name: 'document',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Customer',
				value: 'customer',
				description: 'The contact who bought the order; of a person at a company, the company',
			},
			{ name: 'Order', value: 'order', description: 'The sales order in Odoo' },
			{ name: 'Return Document', value: 'return', description: 'The transfer that the goods come back on' },
		],
		default: 'order',
	},
	{ ...orderProperty, displayOptions: { show: { document: ['order', 'customer'] } } },
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		description: 'What Odoo users shall read in the log of the document. Customers do not see it.',
	},
	noteIdProperty,
	effectOptions,
];

const Message = z.object({ id: z.number().int() });
const Note = z.object({ id: z.string().optional(), model: z.string(), document: z.string(), text: z.string() });

export const asTool = 'whenAllowed';

export const output = performed('note', Note);

/** Writes an internal note. The same note of the same case is written once; two at the very same moment may both be. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const text = context.param('text', '').trim();
	if (!text) throw invalidInput('There is nothing to write', 'Set Text.', 'text');
	const document = context.param<'order' | 'customer' | 'return'>('document', 'order');
	const odoo = await connect(context);
	const { model, id } = await target();
	// A note has no key in Odoo, so it carries one where people can live with it: at its end.
	const one = String(context.param<unknown>('noteId', '') ?? '').trim() || text;
	const mark = `[${reference} ${createHash('sha256').update(`${document}\n${one}`).digest('hex').slice(0, 8)}]`;
	// As HTML, since Odoo shows a text of several lines as one; what others wrote stands in it as it is, and does nothing.
	const body = `<p>${escapeHtml(`${text} ${mark}`).replace(/\r?\n/g, '<br>')}</p>`;

	const effect: Effect<z.infer<typeof Note>> = {
		key: `${reference}/${mark}`,
		kind: 'odoo.note',
		lookUp: async () => {
			const [message] = await odoo.search(
				'mail.message',
				Message,
				[
					['model', '=', model],
					['res_id', '=', id],
					['body', 'ilike', mark],
				],
				{ limit: 1 },
			);
			return message && shown(message.id);
		},
		act: async () => {
			const answer = await odoo.call(
				model,
				'message_post',
				{ ids: [id], body, body_is_html: true, message_type: 'comment', subtype_xmlid: 'mail.mt_note' },
				{ repeatable: false },
			);
			return shown(z.union([z.number(), z.array(z.number()).transform(([one]) => one)]).parse(answer));
		},
		preview: async () => shown(),
	};

	function shown(message?: number) {
		return { ...(message && { id: String(message) }), model, document: String(id), text };
	}

	async function target(): Promise<{ model: string; id: number }> {
		if (document === 'return') return { model: 'stock.picking', id: (await requireReturn(odoo, reference)).root.id };
		const { order } = await readOrder(odoo, await orderName(context));
		if (document === 'order') return { model: 'sale.order', id: order.id };
		if (!order.partner_id)
			throw invalidInput(`Order ${order.name} has no customer in Odoo`, 'Set one in Odoo.', 'order');
		return { model: 'res.partner', id: (await customerOfOrder(odoo, order.partner_id))[0] };
	}

	return await context.perform('note', effect, () => []);
}
