import { carrierNames, connections, EffectError, type CarrierName } from '../../shared/model';
import type { CaseStore, ClaimState } from '../../shared/store/store';

/**
 * Throws EffectError unless no other carrier service has, or may have, a label for the same parcel of a return: one that asked several of
 * them, one after the other, would pay twice when the first did not answer. Called when the parcel's own claim is held, so of two that
 * begin together neither buys. `key`: the effect's, which is the parcel's.
 */
export async function assertNoOther(store: CaseStore | undefined, own: CarrierName, key: string): Promise<void> {
	for (const { id, state } of store ? await claimsOf(store, key) : []) {
		if (id === own) continue;
		const { name } = connections[id];
		if (state === 'done')
			throw new EffectError(`This parcel has a label of ${name} already`, {
				category: 'rejected',
				connection: own,
				code: 'has_label',
				advice:
					'Use that one. For a further parcel, or to replace a label that was given back, give another Parcel Number.',
			});
		if (state === 'begun' || state === 'unknown')
			throw new EffectError(`${name} may have sold a label for this parcel`, {
				category: 'retryable',
				connection: own,
				code: 'label_in_doubt',
				advice: `It is looked up at ${name} when this step is tried again: no other carrier service is asked before that is known.`,
			});
	}
}

/** How the carrier services that were ever asked for a parcel's label stand. `key`: the effect's, which is the parcel's. */
export async function claimsOf(store: CaseStore, key: string): Promise<Array<{ id: CarrierName; state: ClaimState }>> {
	const all = await Promise.all(
		carrierNames.map(async (id) => ({ id, claim: await store.claims.get(`${id}.label:${key}`) })),
	);
	return all.flatMap(({ id, claim }) => (claim ? [{ id, state: claim.state }] : []));
}
