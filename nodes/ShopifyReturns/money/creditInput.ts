import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { stoppedBy } from '../../shared/case/disputes';
import { settledBy } from '../../shared/case/refundLeg';
import type { RefundLeg } from '../../shared/case/caseState';
import { EffectError, invalidInput } from '../../shared/model';
import { assertWithinLimit, legToRefund, type OperationContext, refundProperty } from '../../shared/operation';
import { textOf } from '../transport/list';
import { amountOf } from './moneyInput';
import { orderIdOf, orderIdProperty } from '../orders/orderInput';
import { gidOf } from '../graphql/gid';

import { readOrder } from '../orders/readOrder';
import type { ShopifyClient } from '../transport/client';
import type { CreditOrder } from './giveOnce';

export const creditProperties: INodeProperties[] = [
	orderIdProperty,
	refundProperty(
		"Which refund of the return is given this way; amount, currency and reference are the refund's. Only looked at when Amount is empty. Empty: the only one that is due.",
	),
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		default: '',
		placeholder: 'e.g. 25.00',
		description: 'Decimal amount to give besides any refund. Empty: a refund of the case is given.',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: "={{ $json.order?.currency ?? $json.case?.order?.currency ?? '' }}",
		placeholder: 'e.g. EUR',
		description: 'Three-letter code of Amount',
	},
	{
		displayName: 'Customer ID',
		name: 'customerId',
		type: 'string',
		default: '',
		placeholder: 'e.g. gid://shopify/Customer/123',
		description: 'Who gets it. Empty: the customer of the order.',
	},
	{
		displayName: 'Credit Reference',
		name: 'creditReference',
		type: 'string',
		default: '',
		placeholder: 'e.g. RMA-7K2M9QX4TB/C1',
		description:
			"Names this credit once and for all: the same reference is given only once. Empty: the refund's, or with Amount one made of the case reference, which allows one for each return.",
	},
];

/** A credit to give; `leg` is the refund that it settles. */
export type WantedCredit = CreditOrder & { leg?: RefundLeg };

/** What to give, and at which order it is noted. `suffix` tells kinds of credit of one case apart. Throws EffectError naming the field. */
async function creditOrderOf(context: OperationContext, suffix: string): Promise<WantedCredit> {
	if (context.store && !textOf(context, 'amount')) return await creditOfRefund(context);
	const reference = textOf(context, 'creditReference') || (context.reference ? `${context.reference}/${suffix}` : '');
	if (!reference)
		throw invalidInput(
			'The credit has no reference',
			'Give Credit Reference, e.g. RMA-1001/C1: the same reference is given only once.',
			'creditReference',
		);
	if (reference.length > 100 || /[[\]]/.test(reference))
		throw invalidInput(
			'The credit reference is longer than 100 characters or has brackets',
			'Give a short one, e.g. RMA-1001/C1.',
			'creditReference',
		);
	return {
		orderId: await orderIdOf(context),
		reference,
		amount: amountOf(textOf(context, 'amount'), textOf(context, 'currency'), 'amount'),
	};
}

/** The credit that one refund of the case shall be. Throws EffectError when somebody else pays that refund. */
async function creditOfRefund(context: OperationContext): Promise<WantedCredit> {
	const state = await context.requireCase();
	const leg = legToRefund(state, textOf(context, 'intent'), { evenHeld: true });
	const { id, amount, payment } = leg.intent;
	const dispute = leg.state === 'succeeded' ? undefined : stoppedBy(state, leg.intent);
	if (dispute)
		throw new EffectError(`Refund ${id} waits until dispute ${dispute.id} is decided`, {
			category: 'rejected',
			connection: 'shopify',
			field: 'intent',
			advice:
				'The bank may pay the customer. The refund becomes due again by itself, or is canceled, when it has decided.',
		});
	const given = leg.state === 'failed' || payment.processor === 'store_credit' || payment.processor === 'other';
	if (!given)
		throw new EffectError(`Refund ${id} is not store credit but paid back by ${payment.processor}`, {
			category: 'rejected',
			connection: 'shopify',
			field: 'intent',
			advice: 'Route refunds by payment processor before this node, so that a refund is paid once.',
		});
	return { orderId: await orderIdOf(context), reference: id, amount, leg };
}

/**
 * The credit that an operation gives, within the node's limit; `done`: what is passed on when its refund is held or was settled before. `suffix` tells
 * kinds of credit of one case apart, `key` is that of the result, `name` what an analyst calls it.
 */
export async function creditToGive(
	context: OperationContext,
	{ suffix, key, name }: { suffix: string; key: string; name: string },
): Promise<WantedCredit | { done: IDataObject }> {
	const order = await creditOrderOf(context, suffix);
	const done = await settledBefore(context, order, key);
	if (done) return { done };
	assertWithinLimit(context, 'shopify', `${name} ${order.reference}`, order.amount);
	return order;
}

/** What is passed on when the refund is held for a person, or was settled before, by this credit or otherwise; undefined: it is still to be given. */
async function settledBefore(
	context: OperationContext,
	{ leg }: WantedCredit,
	resultKey: string,
): Promise<IDataObject | undefined> {
	if (leg?.state !== 'succeeded' && leg?.state !== 'held') return undefined;
	const state = await context.requireCase();
	if (leg.state === 'held')
		return {
			reference: state.reference,
			case: state as unknown as IDataObject,
			[resultKey]: {
				intent: leg.intent.id,
				amount: leg.intent.amount,
				outcome: 'held',
				message: `Refund ${leg.intent.id} is held: no credit is given before a person decides.`,
			} as unknown as IDataObject,
		};
	const { id, amount } = leg.storeCredit ?? { id: settledBy(leg), amount: leg.intent.amount };
	return {
		reference: state.reference,
		case: state as unknown as IDataObject,
		[resultKey]: { reference: leg.intent.id, id, amount, outcome: 'already_done' } as unknown as IDataObject,
	};
}

/** Who gets it: given, else the order's customer; undefined when the order has none. */
export async function customerOf(
	context: OperationContext,
	client: ShopifyClient,
	orderId: string,
): Promise<string | undefined> {
	const given = textOf(context, 'customerId');
	if (given) {
		const id = gidOf('Customer', given);
		if (!id)
			throw invalidInput(
				`"${given}" is no customer of Shopify`,
				'Give the ID, e.g. gid://shopify/Customer/123, or leave it empty.',
				'customerId',
			);
		return id;
	}
	return gidOf('Customer', (await readOrder(client, orderId)).customer?.id);
}
