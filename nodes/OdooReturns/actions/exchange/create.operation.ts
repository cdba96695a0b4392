import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { legOf } from '../../../shared/case/refundLeg';
import type { RefundIntent } from '../../../shared/model';
import {
	effectOptions,
	jsonParam,
	performed,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { isBack } from '../../goods/returnDocument';
import {
	assertExchanged,
	canBeExchanged,
	exchangeKeys,
	Replacement,
	type Exchange,
	type Pricing,
	type WantedExchange,
} from '../../money/exchange';
import {
	Exchanged,
	exchangeEffect,
	exchangeEvents,
	ExchangePreview,
	nextStage,
	readOriginal,
} from '../../money/makeExchange';
import { connect } from '../../transport/connect';
import { orderName, orderProperty, wantedLines } from '../inputs';
import { intentOf, intentProperty } from '../refundInput';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create exchange',
	description: 'Order new goods for returned ones, and pay them with the credit note',
};

export const description: INodeProperties[] = [
	referenceProperty,
	orderProperty,
	{
		displayName: 'New Goods',
		name: 'lines',
		type: 'json',
		default: '',
		placeholder: '[{ "sku": "TEE-BLUE-L", "quantity": 1, "insteadOf": "TEE-BLUE-M" }]',
		description:
			'What the customer gets, by SKU. Leave blank for the same goods again: the approved pieces of the case.',
	},
	{
		displayName: 'Prices',
		name: 'pricing',
		type: 'options',
		options: [
			{
				name: 'As Paid for the Returned Goods',
				value: 'paid',
				description: 'No difference when as many pieces go out as come back',
			},
			{ name: 'Current', value: 'current', description: "As Odoo's price list says today" },
		],
		default: 'paid',
	},
	{
		displayName: 'Confirm',
		name: 'confirm',
		type: 'options',
		options: [
			{ name: 'At Once', value: 'now', description: 'The new goods leave before the old ones are back' },
			{
				name: 'When the Goods Are Back',
				value: 'received',
				description: 'Until then the new order stays a quotation; run this again when they were received',
			},
		],
		default: 'now',
	},
	intentProperty(
		'Whose credit note pays for the new goods',
		'the first refund of the case that has a credit note and was not paid',
	),
	{
		displayName: 'When the New Goods Cost Less',
		name: 'rest',
		type: 'options',
		options: [
			{
				name: 'Give the Rest as Store Credit',
				value: 'store_credit',
				description: 'The rest becomes a refund of the case that is due as store credit',
			},
			{ name: 'Leave It Open', value: 'leave', description: 'It stays on the credit note' },
			{
				name: 'Refund the Rest',
				value: 'refund',
				description: 'The rest becomes a refund of the case that is due; who pays refunds pays it',
			},
		],
		default: 'refund',
	},
	{
		displayName: 'Exchange Number',
		name: 'exchange',
		type: 'string',
		default: 'X1',
		description:
			'Names this exchange within the return: the same number is never made twice. Give a second exchange of the same return another one.',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = performed(
	'exchange',
	Exchanged.partial()
		.required({ state: true })
		.merge(ExchangePreview.partial({ lines: true })),
);

/** Makes the order of an exchange once, confirms it when it may be, invoices it, and pays it with the credit note. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const exchange = await readExchange(context);
	return await context.perform('exchange', exchangeEffect(exchange), (made) =>
		exchangeEvents(exchange, made as Exchanged),
	);
}

async function readExchange(context: OperationContext): Promise<Exchange> {
	const reference = context.requireReference();
	const number = String(context.param<unknown>('exchange', 'X1')).trim() || 'X1';
	const { timeZone } = await context.settings();
	const odoo = await connect(context);
	const replacements = await replacementsOf(context);
	const waits = context.param<string>('confirm', 'now') === 'received' && !(await isBack(odoo, reference));
	const wanted: WantedExchange = {
		odoo,
		...(await readOriginal(odoo, await orderName(context))),
		reference,
		number,
		keys: exchangeKeys(reference, number),
		replacements,
		pricing: context.param<Pricing>('pricing', 'paid'),
		restTo: context.param<WantedExchange['restTo']>('rest', 'refund'),
		timeZone,
	};
	const stage = waits ? 'held' : await nextStage(wanted);
	return stage === 'settled' ? { ...wanted, stage, intent: await exchangedIntent(context) } : { ...wanted, stage };
}

/** The refund whose credit note pays for the new goods. Throws when it is paid back otherwise. */
async function exchangedIntent(context: OperationContext): Promise<RefundIntent> {
	const intent = await intentOf(
		context,
		(leg) => !!leg.creditNote && canBeExchanged(leg),
		(of) => ({
			message: `No refund of ${of} has a credit note that could pay for the exchange`,
			advice: 'Run Odoo Returns: Issue Credit Note for the returned goods first, then replay this step.',
		}),
	);
	const found = await context.findCase();
	const leg = found && legOf(found, intent.id);
	if (leg) assertExchanged(leg);
	return intent;
}

async function replacementsOf(context: OperationContext): Promise<Replacement[]> {
	const given = jsonParam(
		context,
		'lines',
		Replacement.array().min(1),
		'Give a list such as [{"sku": "TEE-BLUE-L", "quantity": 1}], or leave it blank for the same goods again.',
	);
	if (given) return given;
	return (await wantedLines(context)).map(({ sku, quantity }) => ({ sku, quantity }));
}
