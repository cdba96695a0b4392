const minute = 60_000;

/** Longest pause of a step, or of a connection: what asks for more is looked at again after this. */
export const longestWaitMs = 60 * minute;
/** Longest pause of a step between two tries that the same failure ends. */
export const longestPauseMs = 15 * minute;
/** How much longer than its own length a lease may seem to last: what is more was given by a clock that has been set back since. */
const clockSlackMs = 10 * minute;

/** Whether a wait lies further ahead than any that is given: the clock was set back after it was. It is over, then. */
export function isBeyond(until: number, now: number, longestMs = longestWaitMs): boolean {
	return until - now > longestMs + clockSlackMs;
}

/** The latest end that a wait of at most `longestMs` can have; what ends later was given by another clock. */
export function beyond(now: number, longestMs = longestWaitMs): number {
	return now + longestMs + clockSlackMs;
}
