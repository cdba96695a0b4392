import type { CaseState } from '../../shared/case/caseState';

/** What helpdesks call a ticket that needs an agent, that waits for somebody else, and that is done. */
export const ticketStatuses = ['open', 'pending', 'solved'] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

/** The status of a ticket by how its return stands. A declined one is an agent's: the customer may want to know why. Pure. */
export function ticketStatusOf({ verdict, closedAt, exceptions, refunds }: CaseState): TicketStatus {
	const needsSomebody =
		verdict === 'in_review' ||
		verdict === 'declined' ||
		exceptions.some(({ resolved }) => !resolved) ||
		refunds.some(({ state }) => state === 'failed');
	if (needsSomebody) return 'open';
	return closedAt || verdict === 'canceled' || verdict === 'expired' ? 'solved' : 'pending';
}
