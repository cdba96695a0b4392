import type { INodeProperties } from 'n8n-workflow';

/** Which refund of the return; the default takes it from the step's event. `description` says what for, and what blank means. */
export function refundProperty(description: string, more: Partial<INodeProperties> = {}): INodeProperties {
	return {
		displayName: 'Refund',
		name: 'intent',
		type: 'string',
		default: "={{ $json.event?.data?.intent?.id ?? '' }}",
		placeholder: 'e.g. RMA-7K2M9QX4TB/R1',
		description,
		...more,
	};
}
