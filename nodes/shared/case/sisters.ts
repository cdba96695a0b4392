import { createHash } from 'node:crypto';
import type { CaseState } from './caseState';

/** Two shops may give out the same number: where both cases know an order's id in one system, it must be one id. */
export function isSameOrder(a: CaseState, b: CaseState): boolean {
	const systems = Object.keys(a.ids).filter((system) => system.endsWith('.order') && b.ids[system]);
	return systems.length ? systems.every((system) => a.ids[system] === b.ids[system]) : a.channel === b.channel;
}

/** Names what the other returns of an order have given back so far: refunds that were worked out beside other ones are out of date. */
export function basisOf(sisters: CaseState[]): string {
	const given = sisters
		.flatMap(({ refunds }) => refunds.map(({ intent, state }) => [intent.id, intent.amount.amount, state === 'failed']))
		.map((one) => JSON.stringify(one))
		.sort();
	return createHash('sha256').update(given.join('\n')).digest('hex').slice(0, 16);
}
