import type { CaseStore } from '../../shared/store/store';
import { RefundIntake, type RefundNews, type TakenIn } from '../../shared/trigger/refundIntake';
import { newsOfDispute } from '../records/dispute';
import type { StripeEvent } from '../records/event';
import type { News } from '../records/news';

/** What Stripe says of refunds and disputes, into cases. */
export const intake = new RefundIntake({
	source: 'stripe',
	actor: 'Stripe',
	refund: 'stripe.refund',
	payments: ['stripe.payment_intent', 'stripe.charge'],
});

/** Takes in a verified event (RefundIntake.takeIn). */
export async function takeIn(
	store: CaseStore,
	event: StripeEvent,
	body: string,
	news: News,
	{ receiver, wanted }: { receiver: string; wanted: boolean },
): Promise<TakenIn> {
	const message = { id: event.id, topic: event.type, body, receiver, wanted };
	return await intake.takeIn(store, message, asNews(news, event.data.object.object === 'refund'));
}

/** The same for any payment provider. */
export function asNews({ refunds, disputed }: News, ofOneRefund = false): RefundNews {
	return {
		refunds,
		ofOneRefund,
		...(disputed && {
			disputed: { news: newsOfDispute(disputed.dispute), refunds: disputed.refunds },
			payment: disputed.dispute.providerIds,
		}),
	};
}
