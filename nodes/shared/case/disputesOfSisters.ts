import type { NewEvent } from '../model';
import type { CaseDispute, CaseState } from './caseState';
import { disputeOf } from './disputes';

/**
 * What a return learns that was opened after the order's payment was disputed: the disputes that other returns of the order know, as they stand. Who
 * told those tells this one, too, from then on. Pure.
 */
export function disputesOfSisters(state: CaseState, sisters: Array<Pick<CaseState, 'disputes'>>): NewEvent[] {
	const known = new Map(sisters.flatMap(({ disputes = [] }) => disputes).map((one) => [one.id, one]));
	return [...known.values()].filter(({ id }) => !disputeOf(state, id)).flatMap(eventsOf);
}

function eventsOf({
	id,
	provider,
	phase,
	amount,
	reason,
	dueAt,
	submittedAt,
	providerIds,
	state: outcome,
}: CaseDispute): NewEvent[] {
	const dispute = { id, provider, phase, amount, reason, ...(dueAt && { dueAt }), providerIds };
	return [
		{ source: 'case', id: `${id}/${phase}/told`, type: 'dispute.opened', data: { dispute } },
		...(submittedAt
			? [
					{
						source: 'case',
						id: `${id}/${phase}/answered/told`,
						type: 'dispute.evidence_submitted' as const,
						data: { dispute: id },
					},
				]
			: []),
		...(outcome === 'open'
			? []
			: [
					{
						source: 'case',
						id: `${id}/${outcome}/told`,
						type: 'dispute.decided' as const,
						data: { dispute: id, outcome },
					},
				]),
	];
}
