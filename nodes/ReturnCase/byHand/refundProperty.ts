import type { INodeProperties } from 'n8n-workflow';

export const refundProperty: INodeProperties = {
	displayName: 'Refund',
	name: 'intent',
	type: 'string',
	default: "={{ $json.event?.data?.intent?.id ?? '' }}",
	placeholder: 'e.g. RMA-7K2M9QX4TB/R1',
	description: 'Which refund of the return this is about. Empty: the only one that is due.',
};
