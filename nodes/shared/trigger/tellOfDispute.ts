import type { CaseState } from '../case/caseState';
import { disputeOf } from '../case/disputes';
import { disputeEvents, format, type DisputeNews } from '../model';
import type { CaseStore } from '../store/store';

/**
 * Tells cases of a disputed payment of their order, and the other returns of that order: each may hold a refund on it. A dispute that belongs to no
 * return opens nothing; finance is told of it, once for each thing that becomes of it.
 */
export async function tellOfDispute(
	store: Pick<CaseStore, 'cases' | 'notices'>,
	news: DisputeNews,
	found: CaseState[],
	actor: string,
): Promise<{ case?: CaseState; changed: boolean }> {
	if (!found.length) {
		await store.notices.put(noticeOf(news, actor));
		return { changed: false };
	}
	const sisters = await Promise.all(found.map(async ({ reference }) => await store.cases.sistersOf(reference)));
	const cases = new Map([...found, ...sisters.flat()].map((one) => [one.reference, one]));
	let [first, changed]: [CaseState | undefined, boolean] = [undefined, false];
	for (const [reference, state] of cases) {
		const events = disputeEvents(news, disputeOf(state, news.id)).map((event) => ({ actor, ...event }));
		const recorded = await store.cases.record({ reference, events });
		changed ||= recorded.events.some(({ duplicate }) => !duplicate);
		first ??= recorded.case;
	}
	return { case: first, changed };
}

/** What finance hears of a dispute that no return knows. */
function noticeOf({ id, amount, reason, phase = 'dispute', outcome, dueAt }: DisputeNews, actor: string) {
	const due = dueAt && outcome === 'open' ? ` Evidence can be sent until ${dueAt.slice(0, 10)}.` : '';
	const state = outcome === 'open' ? 'is open' : `has ended: ${outcome}`;
	return {
		key: `dispute/${id}/${phase}/${outcome}`,
		owner: 'finance' as const,
		message: `${phase === 'inquiry' ? 'Inquiry' : 'Dispute'} ${id} of ${format(amount)} at ${actor} (${reason || 'no reason given'}) belongs to no return and ${state}.`,
		advice: `Look at ${actor} what was sold, and answer it there.${due}`,
	};
}
