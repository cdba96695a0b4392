import type { OperationContext } from '../../shared/effect';

/**
 * Key of a change that can be undone and be made again (closed, reopened, closed). A claim is done for good, so each round has a
 * key of its own: the first one that is not done yet; or, when things are as wanted already, the last one that is.
 * Returns the key and the number of the round, from 1.
 */
export async function roundOf(context: OperationContext, kind: string, key: string, isThere: () => Promise<boolean>): Promise<{ key: string; round: number }> {
	const named = (round: number) => (round === 1 ? key : `${key}#${round}`);
	if (!context.store || context.dryRun) return { key, round: 1 };
	let round = 1;
	while ((await context.store.getClaim(`${kind}:${named(round)}`))?.state === 'done') round++;
	if (round > 1 && (await isThere())) round--;
	return { key: named(round), round };
}
