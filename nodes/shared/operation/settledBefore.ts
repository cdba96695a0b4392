import type { CaseState } from '../case/caseState';
import { EffectError, isIntentOf, sameMoney, type Money, type NewEvent } from '../model';

/** What to do when a provider has a refund of this name over another amount, as after a restore (docs/guides/backup.md#after-a-restore). */
export const otherAmountAdvice =
	"When the case store was restored from a backup, the return's refunds may have been paid under each other's numbers: compare, record each with Return Case: Settle by Hand, then replay the step.";

/** This very refund was settled before in another way, as the provider shows, and the case has forgotten it. `events`: what it is told. */
export class SettledBefore extends EffectError {
	constructor(
		intent: string,
		how: string,
		connection: string,
		readonly events: NewEvent[],
	) {
		super(`Refund ${intent} is not paid: it was settled before, ${how}.`, {
			category: 'rejected',
			connection,
			code: 'settled_before',
			advice: 'Nothing to do: the case is told.',
		});
	}
}

/** What a case is told of a credit of the shop; `intent`: the refund that it settles. */
export function creditIssued(
	system: string,
	{ id, kind, amount, reference }: { id: string; kind: 'store_credit' | 'gift_card'; amount: Money; reference: string },
	intent?: string,
): NewEvent {
	return {
		source: system,
		id: `${id}/issued`,
		type: 'store_credit.issued',
		data: { id, kind, amount, credit: reference, ...(intent && { intent }) },
		references: { [`${system}.${kind}`]: id },
	};
}

/**
 * Credit that the shop remembers for refunds of this case, and the case does not: a case store that was restored from a backup has
 * forgotten it. Throws SettledBefore when it is this very refund.
 */
export function forgottenCredits(
	{ reference, orders, refunds }: CaseState,
	intent: { id: string; amount: Money },
): Array<{ id: string; amount: Money }> {
	const known = refunds.filter((leg) => leg.storeCredit || leg.exchange).map((leg) => leg.intent.id);
	const all = Object.entries(orders).flatMap(([system, { credits = [] }]) =>
		credits.map((one) => ({ ...one, system })),
	);
	const forgotten = all.filter((one) => isIntentOf(reference, one.reference) && !known.includes(one.reference));
	for (const { id, system, ...credit } of forgotten) {
		if (!id || credit.reference !== intent.id || !sameMoney(credit.amount, intent.amount)) continue;
		const told = creditIssued(system, { id, ...credit }, intent.id);
		throw new SettledBefore(intent.id, `as credit ${id}`, system, [told]);
	}
	return forgotten
		.filter(({ amount }) => amount.currency === intent.amount.currency)
		.map(({ reference: credit, amount, id }) => ({ id: id ?? `credit ${credit}`, amount }));
}
