import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { runEffect } from '../../../shared/effect';
import { invalidInput } from '../../../shared/model';
import {
	effectOptions,
	jsonParam,
	performed,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { BringInPreview, BroughtIn, bringInEffect } from '../../bringIn/bringIn';
import { ChannelOrder } from '../../bringIn/channelOrder';
import { readSituation, type Wanted } from '../../bringIn/read';
import { TaxChoice } from '../../bringIn/taxes';
import { connect } from '../../transport/connect';
import { idOf, locatorOf } from '../locators';

export const option = {
	name: 'Bring In',
	value: 'bringIn',
	action: 'Bring in order',
	description: 'Take an order of a sales channel into Odoo once, delivered, invoiced and paid as it was',
};

const productSku = (name: string, displayName: string, value: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: value,
	placeholder: `e.g. ${value || 'SUBSTITUTE'}`,
	description,
});

export const description: INodeProperties[] = [
	{ ...referenceProperty, description: 'The return case that waits for the order. Without one it is left blank.' },
	{
		displayName: 'Order of the Channel',
		name: 'channelOrder',
		type: 'json',
		required: true,
		default: '={{ $json.order }}',
		description:
			'As Shopify Returns: Get (Order) gives it, or the canonical order of any other channel. The default takes it from the incoming item.',
	},
	{
		displayName: 'Goods',
		name: 'goods',
		type: 'options',
		options: [
			{
				name: 'Deliver What Was Sent',
				value: 'sent',
				description: 'Pieces that the channel has sent are booked as delivered; the rest stays open',
			},
			{ name: 'Leave Deliveries to Odoo', value: 'leave', description: 'Its deliveries stay open in Odoo' },
		],
		default: 'sent',
	},
	locatorOf('warehouse', {
		displayName: 'Warehouse',
		name: 'warehouse',
		description: "Whose order it becomes, and of which company. Leave blank when the API key's user has one company.",
	}),
	locatorOf('location', {
		displayName: 'Goods Left From',
		name: 'source',
		description:
			"Location that the sent goods are taken from. Leave blank for the warehouse's stock; for past orders, whose goods are no longer counted there, a location of type Inventory Loss.",
		displayOptions: { show: { goods: ['sent'] } },
	}),
	{
		displayName: 'Unknown Products',
		name: 'unknown',
		type: 'options',
		options: [
			{ name: 'Refuse the Order', value: 'refuse', description: 'The error names the SKU' },
			{
				name: 'Use a Substitute',
				value: 'substitute',
				description: 'One product stands for all that Odoo does not have',
			},
		],
		default: 'refuse',
	},
	{
		...productSku(
			'substitute',
			'Substitute Product',
			'',
			'SKU of the product that stands for those that Odoo does not have',
		),
		displayOptions: { show: { unknown: ['substitute'] } },
	},
	productSku('shippingProduct', 'Shipping Product', 'SHIPPING', 'SKU of the service that shipping is sold as'),
	productSku(
		'otherProduct',
		'Product for Other Amounts',
		'OTHER',
		'SKU of the service that duties are sold as, and cents that Odoo rounds otherwise than the channel. Without taxes.',
	),
	{
		displayName: 'Taxes',
		name: 'taxes',
		type: 'json',
		default: '',
		placeholder: '[{ "rate": 20, "taxes": [12] }]',
		description:
			"Which sales taxes of Odoo, by ID, stand for a rate in percent. Leave blank: the product's own where they fit, else the only one of that rate.",
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = performed(
	'broughtIn',
	BroughtIn.partial()
		.merge(BringInPreview.partial())
		.required({ state: true, number: true, total: true, warnings: true }),
);

/** Takes an order of a sales channel into Odoo, once; what was sent, paid or paid back since follows. Moves no money. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const effect = bringInEffect(await readSituation(await wantedOf(context)));
	if (context.reference) return await context.perform('broughtIn', effect, () => []);
	// An order of which nothing comes back is of no case: Odoo's keys alone make it once.
	const { result, outcome } = await runEffect(effect, { dryRun: context.dryRun });
	return { broughtIn: { ...result, outcome } };
}

async function wantedOf(context: OperationContext): Promise<Wanted> {
	const order = jsonParam(
		context,
		'channelOrder',
		ChannelOrder,
		'Give an order as Shopify Returns: Get (Order) does; docs/nodes/odoo-returns.md names every field.',
	);
	if (!order)
		throw invalidInput(
			'It is not known which order is to be brought in',
			'Set Order of the Channel, e.g. {{ $json.order }} behind Shopify Returns: Get (Order).',
			'channelOrder',
		);
	const sku = (name: string) => String(context.param<unknown>(name, '') ?? '').trim();
	const substitute = context.param<string>('unknown', 'refuse') === 'substitute' ? sku('substitute') : '';
	return {
		odoo: await connect(context),
		order,
		settings: await context.settings(),
		deliver: context.param<string>('goods', 'sent') === 'sent',
		...(substitute && { substitute }),
		shipping: sku('shippingProduct') || 'SHIPPING',
		other: sku('otherProduct') || 'OTHER',
		choices:
			jsonParam(
				context,
				'taxes',
				TaxChoice.array(),
				'Give a list such as [{ "rate": 20, "taxes": [12] }], or leave it blank.',
			) ?? [],
		warehouse: idOf(context, 'warehouse'),
		source: context.param<string>('goods', 'sent') === 'sent' ? idOf(context, 'source') : undefined,
	};
}
