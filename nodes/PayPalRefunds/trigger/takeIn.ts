import type { CaseStore } from '../../shared/store/store';
import { RefundIntake, type RefundNews, type TakenIn } from '../../shared/trigger/refundIntake';
import { newsOfDispute } from '../records/dispute';
import type { PayPalEvent } from '../records/event';
import type { News } from '../refund/news';

/** What PayPal says of refunds, payments and disputes, into cases. */
export const intake = new RefundIntake({
	source: 'paypal',
	actor: 'PayPal',
	refund: 'paypal.refund',
	payments: ['paypal.capture'],
});

/** Takes in a verified event (RefundIntake.takeIn). */
export async function takeIn(
	store: CaseStore,
	event: PayPalEvent,
	body: string,
	news: News,
	{ receiver, wanted }: { receiver: string; wanted: boolean },
): Promise<TakenIn> {
	return await intake.takeIn(store, { id: event.id, topic: event.event_type, body, receiver, wanted }, asNews(news));
}

/** The same for any payment provider. */
export function asNews({ subject, refunds, disputed, capture }: News): RefundNews {
	return {
		refunds,
		ofOneRefund: subject === 'refund',
		...(disputed && { disputed: { news: newsOfDispute(disputed.dispute), refunds: disputed.refunds } }),
		...(capture && { payment: { 'paypal.capture': capture } }),
	};
}
