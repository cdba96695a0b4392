import type { InboxRow } from '../../shared/store';

/* What page Operations and the numbers for Prometheus have in common. */

/** Of so many effects at providers it is told how long they took. */
export const mostEffects = 500;

/** How many messages of each source there are, and since when; `messages` are the oldest first. */
export function bySource(messages: InboxRow[]): Array<{ source: string; count: number; oldest: string }> {
	const sources = new Map<string, { source: string; count: number; oldest: string }>();
	for (const { source, receivedAt } of messages) {
		const known = sources.get(source) ?? { source, count: 0, oldest: receivedAt };
		known.count++;
		sources.set(source, known);
	}
	return [...sources.values()];
}
