import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { factsOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { labelRefunds, type NewEvent } from '../../../shared/model';
import { carrierOf, type ChosenCarrier } from '../../transport/carrierOf';
import { asksSeller, carrierForLabel, isFrom, labelById, sellerOf } from '../../labels/labelsOf';
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
	const prices: Array<{ source: string; price: LabelPrice }> = [];
	for (const { chosen, id } of await labelsToAsk(context)) {
		const { label, standing, refund = '' } = await chosen.service.read(chosen.api, id);
		const { carrier = '', trackingNumber = '' } = standing ?? label ?? {};
		const said = standing?.refundStatus;
		const price: LabelPrice = { id, carrier, trackingNumber, refund, ...(said && { refundStatus: said }) };
		prices.push({ source: chosen.id, price });
	}
	const events = prices.flatMap(({ source, price }) => eventOf(source, price) ?? []);
	return {
		...(events.length ? await context.recordFacts(events) : {}),
		refunds: { labels: prices.map(({ price }) => price) },
	};
}

async function labelsToAsk(context: OperationContext): Promise<Array<{ chosen: ChosenCarrier; id: string }>> {
	const named = String(context.param<unknown>('labelId', '') ?? '').trim();
	if (named) return [{ chosen: await carrierForLabel(context, await labelById(context, named)), id: named }];
	const isSeller = asksSeller(context);
	const own = isSeller ? undefined : await carrierOf(context);
	if (!context.store && !isSeller) return [];
	const open = (await context.requireCase()).labels.filter(
		(label) =>
			label.voided &&
			(own ? isFrom(own.service, label) : sellerOf(label)) &&
			(label.refund ?? 'requested') === 'requested',
	);
	const asked: Array<{ chosen: ChosenCarrier; id: string }> = [];
	for (const label of open) asked.push({ chosen: own ?? (await carrierForLabel(context, label)), id: label.id });
	return asked;
}

/** What the case learns of a label's price, once it is decided. */
export function eventOf(source: string, { id, refund }: Pick<LabelPrice, 'id' | 'refund'>): NewEvent | undefined {
	if (refund === '' || refund === 'requested') return undefined;
	return { source, id: `${id}.refund.${refund}`, type: 'label.refund_decided', data: { label: id, refund } };
}
