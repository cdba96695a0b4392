import type { CaseStore } from '../store/store';
import { connectionNames, connections } from '../model';
import { EffectError } from '../model/effectError';

/** Effects that give a customer money, credit or goods for it. What they give is read from the case. */
const moneyKinds = connectionNames.flatMap((name) => connections[name].gives.map((what) => `${name}.${what}`));

/**
 * Before money moves: the case must be what its events made of it. Throws EffectError, `rejected`, when somebody changed the case, or
 * added, changed or deleted events behind the package's back.
 */
export async function assertIntact(store: CaseStore, reference: string | undefined, kind: string): Promise<void> {
	if (!reference || !moneyKinds.includes(kind)) return;
	const flaw = await store.cases.findFlaw(reference);
	if (!flaw) return;
	throw new EffectError(`The record of return ${reference} is not intact, so no money moves. ${flaw.message}`, {
		category: 'rejected',
		connection: 'case_store',
		code: 'not_intact',
		advice:
			'For finance and the operator: find out who changed the case store, and compare the refund with the order before it is paid by hand (Return Case: Settle by Hand). When the audit key of the Return Case credential was changed, put the old one back and replay the step; after a database was restored in part, restore it whole (docs/guides/backup.md).',
	});
}
