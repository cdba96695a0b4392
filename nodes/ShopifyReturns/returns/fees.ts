import type { INodeProperties } from 'n8n-workflow';

export const shippingFeeProperties: INodeProperties[] = [
	{
		displayName: 'Return Shipping Fee',
		name: 'returnShippingFee',
		type: 'string',
		default: '',
		placeholder: 'e.g. 4.90',
		description: 'Taken off what the customer gets back. Empty: none.',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: "={{ $json.order?.currency ?? $json.case?.order?.currency ?? '' }}",
		placeholder: 'e.g. EUR',
		description: 'Of the return shipping fee: the currency the customer paid in',
	},
];
