import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { CaseState, RefundLeg } from '../../../shared/case/caseState';
import { invalidInput } from '../../../shared/model';
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
import { gidOf } from '../../graphql/gid';
import {
	findRecord,
	makeRecord,
	notInShop,
	NotRecorded,
	previewRecord,
	recordEvents,
	ShopRecord,
	type RecordOrder,
} from '../../money/record';
import { orderOfInput } from '../../money/refundOrder';
import { textOf } from '../../transport/list';
import { shopifyOf } from '../../transport/fromNode';
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
	const wanted = direct ? recordOfInput(context, direct) : await recordOfCase(context);
	if ('skip' in wanted) return wanted.skip;
	const { order, open } = wanted;
	assertWithinLimit(context, 'shopify', `Refund ${order.intent}`, order.amount);
	const client = await shopifyOf(context);
	try {
		return await context.perform<ShopRecord>(
			'shopRecord',
			{
				key: order.intent,
				kind: 'shopify.refund_record',
				lookUp: async () => await findRecord(client, order),
				act: async () => await makeRecord(client, order),
				preview: async () => await previewRecord(client, order),
			},
			(record) => recordEvents(record, open),
		);
	} catch (error) {
		if (!(error instanceof NotRecorded) || !context.store) throw error;
		const { intent, amount } = order;
		const record = { intent, amount, recorded: { ...amount, amount: 0 }, message: error.message };
		return {
			...(await context.recordEvents(recordEvents(record, open))),
			shopRecord: { ...record, outcome: 'not_recorded' } as unknown as IDataObject,
		};
	}
}

interface Wanted {
	order: RecordOrder;
	/** Finance was told that Shopify does not show it. */
	open: boolean;
}

function recordOfInput(context: OperationContext, direct: IDataObject): Wanted {
	const { intent, amount, orderId, parentId } = orderOfInput(direct);
	return { open: false, order: { intent, amount, orderId, transaction: parentId, gateways: gatewaysOf(context) } };
}

/** The refund of the case to write down; `skip`: what is passed on when there is nothing to write. */
async function recordOfCase(context: OperationContext): Promise<Wanted | { skip: IDataObject }> {
	const state = await context.requireCase();
	const leg = legOf(state, textOf(context, 'intent'));
	const skip = (message: string, inShopify?: boolean) => ({
		skip: {
			reference: state.reference,
			case: state as unknown as IDataObject,
			shopRecord: {
				...(leg && { intent: leg.intent.id, amount: leg.intent.amount }),
				message,
				...(inShopify !== undefined && { inShopify }),
				outcome: 'nothing_to_do',
			} as unknown as IDataObject,
		},
	});
	const orderId = gidOf('Order', state.ids['shopify.order'] ?? state.orders.shopify?.providerIds['shopify.order']);
	if (!orderId) return skip('The order is not in Shopify.', false);
	if (!leg) return skip('Shopify shows every refund that went back elsewhere.', true);
	const why = whyNot(leg);
	if (why) return skip(why, true);
	const { intent, elsewhere } = leg;
	return {
		open: state.exceptions.some((one) => one.code === notInShop && one.intent === intent.id && !one.resolved),
		order: {
			intent: intent.id,
			amount: leg.refund!.amount,
			orderId,
			transaction: transactionOf(state, leg),
			elsewhere,
			before: state.orders.shopify?.refundsOfOthers?.map(({ id }) => id),
			gateways: gatewaysOf(context),
		},
	};
}

/** Why Shopify need not be told of a refund; undefined: it must. */
function whyNot({ state, refund, storeCredit, exchange }: RefundLeg): string | undefined {
	if (storeCredit || exchange) return 'It was given as credit or goods, which is no refund of the order.';
	if (state !== 'succeeded' || !refund) return 'It has not reached the customer.';
	return refund.id.startsWith('gid://shopify/Refund/') ? 'Shopify paid it itself.' : undefined;
}

/** The payment in Shopify that a refund was of: as the refund names it, or the one with the same id at its processor. */
function transactionOf({ orders }: CaseState, { intent: { payment } }: RefundLeg): string | undefined {
	const own = gidOf('OrderTransaction', payment.providerIds['shopify.transaction']);
	if (own) return own;
	const same = orders.shopify?.payments.find(({ providerIds }) =>
		Object.entries(payment.providerIds).some(([system, id]) => providerIds[system] === id),
	);
	return gidOf('OrderTransaction', same?.providerIds['shopify.transaction']);
}

/** The refund of this name; without a name the only one that Shopify does not show, undefined when there is none. */
function legOf({ reference, refunds }: CaseState, intent: string): RefundLeg | undefined {
	const legs = refunds.filter((leg) => (intent ? leg.intent.id === intent : !leg.shopRecord && !whyNot(leg)));
	if (legs.length === 1 || (!intent && !legs.length)) return legs[0];
	throw invalidInput(
		intent
			? `Return ${reference} has no refund ${intent}`
			: `Return ${reference} has ${legs.length} refunds that Shopify does not show`,
		'Say which one in Refund.',
		'intent',
	);
}

function gatewaysOf(context: OperationContext): string[] {
	return textOf(context, 'recordingGateways')
		.split(',')
		.map((name) => name.trim().toLowerCase())
		.filter(Boolean);
}
