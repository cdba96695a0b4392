import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { isProtected } from '../../../shared/case/commands';
import { RefundIntent } from '../../../shared/model';
import { jsonParam, referenceProperty, type OperationContext } from '../../../shared/operation';
import { CheckedNote, checkNotes } from '../../money/checkNote';
import { connect } from '../../transport/connect';
import { orderName, orderProperty } from '../inputs';
import { feesAreTaxed, feesProperty } from '../refundInput';

export const option = {
	name: 'Check',
	value: 'check',
	action: 'Check credit note',
	description: 'See before a refund is released whether its credit note would fit the invoice',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Refunds',
		name: 'intents',
		type: 'json',
		default: '={{ $json.refund.intents }}',
		description: 'What is owed, as Return Policy: Calculate gives it. An empty list asks Odoo nothing.',
	},
	orderProperty,
	feesProperty,
];

/** It decides nothing by itself: what it checked is still to be released. */
export const endsStep = false as const;

export const asTool = 'free';

/** `fit`: no refund has a credit note that does not fit. Return Case: Release Refund holds those that do not. */
export const output = z.object({ creditNotes: z.object({ fit: z.boolean(), refunds: z.array(CheckedNote) }) });

/** Says what the credit notes of refunds would be, or why they do not fit. Reads only. A withdrawal by law waits for no books: nothing is asked. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const intents =
		jsonParam(context, 'intents', RefundIntent.array(), 'Use the output of Return Policy: Calculate.') ?? [];
	const refunds = intents.length ? await check(context, intents) : [];
	return {
		creditNotes: { fit: refunds.every(({ outcome }) => outcome !== 'misfit'), refunds } as unknown as IDataObject,
	};
}

async function check(context: OperationContext, intents: RefundIntent[]): Promise<CheckedNote[]> {
	const reference = context.requireReference();
	const found = await context.findCase();
	if (found && isProtected(found))
		return intents.map(({ id }) => ({
			intent: id,
			outcome: 'nothing_to_check',
			message: 'The customer has withdrawn by law: the refund waits for no books.',
		}));
	const of = {
		odoo: await connect(context),
		reference,
		order: await orderName(context),
		found,
		feesTaxed: feesAreTaxed(context),
		settings: await context.settings(),
	};
	return await checkNotes(intents.map((intent) => ({ ...of, intent })));
}
