import type { INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { textOf } from '../transport/list';

/** What the customer sends the goods with. */
export interface Parcel {
	number?: string;
	url?: string;
	labelUrl?: string;
}

export const parcelProperties: INodeProperties[] = [
	{
		displayName: 'Tracking Number',
		name: 'trackingNumber',
		type: 'string',
		default: "={{ $json.label?.trackingNumber ?? '' }}",
		placeholder: 'e.g. 00340434161094042557',
		description: 'Empty: of the newest label of the case',
	},
	{
		displayName: 'Tracking URL',
		name: 'trackingUrl',
		type: 'string',
		default: "={{ $json.label?.trackingUrl ?? '' }}",
		placeholder: 'e.g. https://carrier.example.com/track/123',
		description: 'Where the customer follows the parcel',
	},
	{
		displayName: 'Label URL',
		name: 'labelUrl',
		type: 'string',
		default: "={{ $json.label?.labelUrl ?? '' }}",
		placeholder: 'e.g. https://files.example.com/label.pdf',
		description: "Public https address of the label's file. Shopify copies the file and shows it to the customer.",
	},
];

/** The parcel as given, else of the case's newest label that was not voided. Throws EffectError for what is no address. */
export async function parcelOf(context: OperationContext): Promise<Parcel> {
	const given = {
		number: textOf(context, 'trackingNumber'),
		url: textOf(context, 'trackingUrl'),
		labelUrl: textOf(context, 'labelUrl'),
	};
	const label =
		given.number || given.url || given.labelUrl
			? undefined
			: (await context.findCase())?.labels.filter((one) => !one.voided).at(-1);
	const { number, url, labelUrl } = label
		? { number: label.trackingNumber, url: label.trackingUrl, labelUrl: label.labelUrl }
		: given;
	for (const [name, value] of Object.entries({ trackingUrl: url, labelUrl })) {
		if (value && !/^https?:\/\/[^\s]+$/.test(value))
			throw invalidInput(
				`"${value.slice(0, 40)}" is no web address`,
				'Shopify takes a public https address only.',
				name,
			);
	}
	return { ...(number && { number }), ...(url && { url }), ...(labelUrl && { labelUrl }) };
}
