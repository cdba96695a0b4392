import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { factsOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { labelRefunds, type NewEvent } from '../../../shared/model';
import { carrierOf } from '../../transport/carrierOf';
import { isFrom } from './labelsOf';
import { labelIdProperty } from './request';

export const option = {
	name: 'Get Refund Status',
	value: 'getRefundStatus',
	action: 'Get refund status of return label',
	description: 'Ask what became of the price of labels that were given back',
};

export const description: INodeProperties[] = [
	referenceProperty,
	labelIdProperty('Empty: every label of the case that is voided, and whose price is not decided yet.'),
];

export const asTool = 'free';

const LabelPrice = z.object({
	id: z.string(),
	carrier: z.string(),
	trackingNumber: z.string(),
	/** Blank: nobody has asked for it back. */
	refund: z.enum([...labelRefunds, '']),
	/** The carrier service's own word. */
	refundStatus: z.string().optional(),
});
type LabelPrice = z.infer<typeof LabelPrice>;

export const output = factsOutput.extend({ refunds: z.object({ labels: z.array(LabelPrice) }) });

/** What became of the price of labels; the case learns what is decided. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { id: source, service, api } = await carrierOf(context);
	const labels: LabelPrice[] = [];
	for (const id of await labelsOf(context)) {
		const { label, standing, refund = '' } = await service.read(api, id);
		const { carrier = '', trackingNumber = '' } = standing ?? label ?? {};
		const said = standing?.refundStatus;
		labels.push({ id, carrier, trackingNumber, refund, ...(said && { refundStatus: said }) });
	}
	const events = labels.flatMap((label) => eventOf(source, label) ?? []);
	return { ...(events.length ? await context.recordFacts(events) : {}), refunds: { labels } };

	async function labelsOf({ store }: OperationContext): Promise<string[]> {
		const named = String(context.param<unknown>('labelId', '') ?? '').trim();
		if (named) return [named];
		if (!store) return [];
		return (await context.requireCase()).labels
			.filter((label) => label.voided && isFrom(service, label) && (label.refund ?? 'requested') === 'requested')
			.map(({ id }) => id);
	}
}

/** What the case learns of a label's price, once it is decided. */
export function eventOf(source: string, { id, refund }: Pick<LabelPrice, 'id' | 'refund'>): NewEvent | undefined {
	if (refund === '' || refund === 'requested') return undefined;
	return { source, id: `${id}.refund.${refund}`, type: 'label.refund_decided', data: { label: id, refund } };
}
