import type { EndedEffect } from '../store/store';
import { effectLeaseMs } from './runEffect';

/** How an account has answered lately. */
export interface EffectTimes {
	/** The account, or the provider. */
	connection: string;
	/** Of each effect, in milliseconds, the newest first. */
	took: number[];
	/** How many of them have failed, or may have happened without anybody knowing. */
	failed: number;
	/** When the newest ended; milliseconds since 1970. */
	endedAt: number;
}

/**
 * How long effects took, account by account: from when the last try took hold of each until what came of it was recorded, with all calls in
 * between. A try that lost its hold counts as long as that lasted: who records its outcome later has not measured it. Pure.
 */
export function effectTimes(effects: EndedEffect[]): EffectTimes[] {
	const accounts = new Map<string, EffectTimes>();
	for (const { connection, state, leaseUntil, endedAt } of effects) {
		const known = accounts.get(connection) ?? { connection, took: [], failed: 0, endedAt };
		known.took.push(Math.min(effectLeaseMs, Math.max(0, endedAt - (leaseUntil - effectLeaseMs))));
		if (state !== 'done') known.failed++;
		known.endedAt = Math.max(known.endedAt, endedAt);
		accounts.set(connection, known);
	}
	return [...accounts.values()].sort((one, other) => one.connection.localeCompare(other.connection));
}
