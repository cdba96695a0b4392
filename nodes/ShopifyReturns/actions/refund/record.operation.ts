import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { CaseState } from '../../../shared/case/caseState';
import {
	assertWithinLimit,
	directOf,
	moneyOptions,
	outcome,
	recordedOutput,
	referenceProperty,
	type OperationContext,
	refundProperty,
} from '../../../shared/operation';
import { NotRecorded, recordEvents, recordingEffect, ShopRecord } from '../../money/record';
import { orderOfInput } from '../../money/refundOrder';
import { refundToRecord, type NothingToRecord, type ToRecord } from '../../money/refundToRecord';
import { shopifyOf } from '../../transport/fromNode';
import { textOf } from '../../transport/list';
import { description as createDescription } from './create.operation';

export const option = {
	name: 'Record',
	value: 'record',
	action: 'Record refund made elsewhere',
	description:
		'Write down in Shopify what went back by Stripe, at a register or by hand, so that it offers only what is left',
};

export const description: INodeProperties[] = [
	referenceProperty,
	refundProperty('Which refund of the return to write down. Empty: the only one that Shopify does not show yet.', {
		default:
			"={{ $json.event?.data?.refund?.intent ?? $json.event?.data?.intent?.id ?? $json.event?.data?.intent ?? '' }}",
		hint: 'One that Shopify paid itself, and one of an order that is not in Shopify, is only passed on',
	}),
	{
		displayName: 'Gateways That Only Record',
		name: 'recordingGateways',
		type: 'string',
		default: '',
		placeholder: 'e.g. stripe, external checkout',
		description:
			'Names of payment gateways, as Shopify shows them, that cannot pay back from Shopify, because your own checkout or marketplace wrote the orders. Manual payments and cash need not be named. Never name one that the Refund button of Shopify pays through: the customer would get the money twice.',
	},
	createDescription.find(({ name }) => name === 'direct')!,
	moneyOptions,
];

export const asTool = 'limited';

export const output = recordedOutput.extend({
	shopRecord: ShopRecord.partial().extend({
		inShopify: z.boolean().optional(),
		outcome: z.enum([...outcome.options, 'nothing_to_do', 'not_recorded']),
	}),
});

/** Writes a refund that went back outside Shopify down there, once, so that Shopify offers only what is left. No money is moved. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const direct = directOf(context);
	if (direct) return await record(context, toRecordOf(direct, gatewaysOf(context)));
	const state = await context.requireCase();
	const wanted = refundToRecord(state, textOf(context, 'intent'), gatewaysOf(context));
	return 'order' in wanted ? await record(context, wanted) : passedOn(state, wanted);
}

/** What cannot be written down is told to finance, when there is a case. */
async function record(context: OperationContext, { order, open }: ToRecord): Promise<IDataObject> {
	assertWithinLimit(context, 'shopify', `Refund ${order.intent}`, order.amount);
	const client = await shopifyOf(context);
	const eventsOf = (made: ShopRecord) => recordEvents(made, open);
	try {
		return await context.perform('shopRecord', recordingEffect(client, order), eventsOf);
	} catch (error) {
		if (!(error instanceof NotRecorded) || !context.store) throw error;
		const { intent, amount } = order;
		const notMade = { intent, amount, recorded: { ...amount, amount: 0 }, message: error.message };
		return {
			...(await context.recordEvents(eventsOf(notMade))),
			shopRecord: { ...notMade, outcome: 'not_recorded' } as unknown as IDataObject,
		};
	}
}

function toRecordOf(direct: IDataObject, gateways: string[]): ToRecord {
	const { intent, amount, orderId, parentId } = orderOfInput(direct);
	return { open: false, order: { intent, amount, orderId, transaction: parentId, gateways } };
}

function passedOn(state: CaseState, { leg, message, inShopify }: NothingToRecord): IDataObject {
	const about = leg && { intent: leg.intent.id, amount: leg.intent.amount };
	return {
		reference: state.reference,
		case: state as unknown as IDataObject,
		shopRecord: { ...about, message, inShopify, outcome: 'nothing_to_do' } as unknown as IDataObject,
	};
}

function gatewaysOf(context: OperationContext): string[] {
	return textOf(context, 'recordingGateways')
		.split(',')
		.map((name) => name.trim().toLowerCase())
		.filter(Boolean);
}
