import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { outcome, realOption, type OperationContext } from '../../../shared/operation';
import { RefundOutput, StripeRefund, toRefund } from '../../records/refund';
import { z } from 'zod';
import { assertFields, metadataBody, saysAll } from '../../refund/metadata';
import { refundIdOf, refundIdProperty } from '../../refund/refundId';
import { stripeError } from '../../transport/stripeError';
import { answerOf, stripeOf } from '../../transport/stripe';

export const option = {
	name: 'Update',
	value: 'update',
	action: 'Update refund',
	description: 'Write IDs of other systems into a refund',
};

export const description: INodeProperties[] = [
	refundIdProperty,
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Field',
		default: {},
		description: "What the refund's metadata shall say besides, e.g. the IDs of its documents in other systems",
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. odoo_move' },
					{ displayName: 'Value', name: 'value', type: 'string', default: '', description: 'Empty removes the field' },
				],
			},
		],
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = z.object({
	refund: RefundOutput.extend({ metadata: z.record(z.string(), z.string()), outcome }),
});

/** Writes ids of other systems and notes into a refund's metadata; nothing else of a refund can be changed. Setting the same twice changes nothing. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = refundIdOf(context);
	const { field = [] } = context.param<{ field?: Array<{ name?: unknown; value?: unknown }> }>('fields', {});
	const fields = Object.fromEntries(field.map(({ name, value }) => [String(name ?? '').trim(), String(value ?? '')]));
	assertFields(fields);
	const stripe = await stripeOf(context);
	const before = await stripe.get(`/v1/refunds/${id}`, StripeRefund);
	const shown = (refund: StripeRefund, outcome: string) => ({
		refund: { ...toRefund(refund), metadata: refund.metadata ?? {}, outcome } as unknown as IDataObject,
	});
	if (saysAll(before.metadata ?? {}, fields)) return shown(before, 'already_done');
	if (context.dryRun)
		return shown({ ...before, metadata: withoutBlanks({ ...before.metadata, ...fields }) }, 'dry_run');
	const { status, body } = await stripe.post(`/v1/refunds/${id}`, metadataBody(fields));
	if (status >= 400) throw stripeError(status, body);
	return shown(answerOf(StripeRefund, body, 'unknown_outcome'), 'done');
}

function withoutBlanks(metadata: Record<string, string>): Record<string, string> {
	return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value));
}
