import type { IDataObject } from 'n8n-workflow';
import type { Settings } from '../../shared/model';
import type { TakenIn } from '../../shared/trigger/refundIntake';
import { toDispute } from '../records/dispute';
import { toEventItem, type PayPalEvent } from '../records/event';
import type { News } from '../refund/news';

/** What the flow gets: the event, its refund or dispute as it is now, and its case. */
export function itemOf(
	event: PayPalEvent,
	{ refunds, disputed, capture }: News,
	{ case: found }: TakenIn,
	settings: Settings | undefined,
): IDataObject {
	const [first] = refunds;
	const reference = found?.reference ?? first?.reference;
	return {
		...toEventItem(event),
		...(reference && { reference }),
		...(first && { refund: first.refund, refunds: refunds.map(({ refund }) => refund) }),
		...(capture && { payment: { id: capture } }),
		...(disputed && { dispute: toDispute(disputed.dispute) }),
		...(found && { case: found }),
		...(settings && { settings }),
	} as unknown as IDataObject;
}
