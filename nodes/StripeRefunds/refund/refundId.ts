import type { INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';

export const refundIdProperty: INodeProperties = {
	displayName: 'Refund ID',
	name: 'refundId',
	type: 'string',
	default: "={{ $json.refund?.id ?? '' }}",
	required: true,
	placeholder: 'e.g. re_3MtwBwLkdIwHu7ix2p9Q0a1B',
	description: 'ID of the refund in Stripe. The default takes it from the incoming item.',
};

/** The refund that an item is about. Throws EffectError when it is no id of Stripe's. */
export function refundIdOf(context: OperationContext): string {
	const id = String(context.param<unknown>('refundId', '') ?? '').trim();
	if (/^(re|pyr)_\w+$/.test(id)) return id;
	throw invalidInput('No refund is named', 'Give the id of a refund in Stripe (re_…) in Refund ID.', 'refundId');
}
