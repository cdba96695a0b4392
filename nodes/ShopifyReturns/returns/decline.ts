import { cutText, reasonsForCustomers, type Decision } from '../../shared/model';

export type DeclineReason = 'FINAL_SALE' | 'RETURN_PERIOD_ENDED' | 'OTHER';

const known: Record<string, DeclineReason> = { final_sale: 'FINAL_SALE', window_over: 'RETURN_PERIOD_ENDED' };

/** What customers are told of a decision. */
function toldToCustomer({ reasons }: Pick<Decision, 'reasons'>): string {
	return reasons
		.filter(({ code }) => (reasonsForCustomers as readonly string[]).includes(code))
		.map(({ message }) => message)
		.join(' ');
}

/** What Shopify and the customer are told: the reason chosen, or (`decision`) the first of the policy's reasons it has a word for; its texts for customers as the note. */
export function declineOf(
	choice: string,
	note: string,
	decision: Pick<Decision, 'reasons'> | undefined,
): { reason: DeclineReason; note: string } {
	const reasons = decision?.reasons ?? [];
	const reason =
		choice === 'decision'
			? (reasons.map(({ code }) => known[code]).find(Boolean) ?? 'OTHER')
			: (choice as DeclineReason);
	return { reason, note: note || cutText(toldToCustomer({ reasons }), 500) };
}
