import type { IDataObject } from 'n8n-workflow';
import type { Settings } from '../../shared/model';
import type { TakenIn } from '../../shared/trigger/refundIntake';
import { toEventItem, type StripeEvent } from '../records/event';
import type { News } from '../records/news';

/** What the flow gets: the event, its refund or dispute as it is now, and its case. */
export function itemOf(
	event: StripeEvent,
	{ refunds, disputed }: News,
	{ case: found }: TakenIn,
	settings: Settings | undefined,
): IDataObject {
	const [newest] = refunds;
	const reference = found?.reference ?? newest?.reference;
	return {
		...toEventItem(event),
		...(reference && { reference }),
		...(newest && { refund: newest.refund, refunds: refunds.map(({ refund }) => refund) }),
		...(disputed && { dispute: disputed.dispute }),
		...(found && { case: found }),
		...(settings && { settings }),
	} as unknown as IDataObject;
}
