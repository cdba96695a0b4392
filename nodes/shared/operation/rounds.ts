import type { CaseStore } from '../store/store';
import type { OperationContext } from './operationContext';

/**
 * Key of a change that can be undone and be made again (closed, reopened, closed). A claim is done for good, so each round has a
 * key of its own: the first one that is not done yet; or, when things are as wanted already, the last one that is.
 * Returns the key and the number of the round, from 1.
 */
export async function roundOf(
	context: OperationContext,
	kind: string,
	key: string,
	isThere: () => Promise<boolean>,
): Promise<{ key: string; round: number }> {
	if (!context.store || context.dryRun) return { key, round: 1 };
	let round = 1;
	while ((await context.store.claims.get(`${kind}:${named(key, round)}`))?.state === 'done') round++;
	if (round > 1 && (await isThere())) round--;
	return { key: named(key, round), round };
}

/** Whether our own node is at such a change, or died at it: then it is the one to record it. */
export async function isUnderWay(store: CaseStore, kind: string, key: string): Promise<boolean> {
	for (let round = 1; ; round++) {
		const claim = await store.claims.get(`${kind}:${named(key, round)}`);
		if (claim?.state !== 'done') return !!claim && claim.state !== 'failed';
	}
}

function named(key: string, round: number): string {
	return round === 1 ? key : `${key}#${round}`;
}
