import type { NewEvent } from './caseEvent';
import type { DisputedPayment, DisputeMovement, disputeOutcomes, disputePhases } from './disputedPayment';
import type { Money } from './money';
import type { ProviderIds } from './order';

export type DisputeOutcome = 'open' | (typeof disputeOutcomes)[number];
export type DisputePhase = (typeof disputePhases)[number];

/** What a provider says of a dispute, as it is now. */
export interface DisputeNews {
	/** Who tells, e.g. `stripe`. */
	source: string;
	/** The dispute's own id. */
	id: string;
	amount: Money;
	/** The provider's word, e.g. `fraudulent`. */
	reason: string;
	outcome: DisputeOutcome;
	/** Left out: `dispute`. An inquiry may become a dispute under the same id. */
	phase?: DisputePhase;
	/** Until when evidence can be sent; what is no time is left out. */
	dueAt?: string;
	/** Evidence was sent to the bank. */
	answered?: boolean;
	/** What moved on the provider's balance. */
	movements?: DisputeMovement[];
	providerIds?: ProviderIds;
}

/**
 * What a case learns of a dispute as it is now. Ids are made of the dispute and what has become of it, so what is told again is stored once.
 * `known`: how the case has it; what was decided before an appeal is decided anew.
 */
export function disputeEvents(news: DisputeNews, known?: Pick<DisputedPayment, 'phase'>): NewEvent[] {
	const { source, id, amount, reason, outcome, answered, movements = [], providerIds = {} } = news;
	const phase: DisputePhase = known?.phase === 'appeal' ? 'appeal' : (news.phase ?? 'dispute');
	const [opened, about] = names(id, phase);
	const due = news.dueAt ? new Date(news.dueAt) : undefined;
	const dispute: DisputedPayment = {
		id,
		provider: source,
		phase,
		amount,
		reason,
		...(due && Number.isFinite(due.getTime()) && { dueAt: due.toISOString() }),
		providerIds,
	};
	return [
		{ source, id: opened, type: 'dispute.opened', data: { dispute } },
		...movements.map((movement): NewEvent => ({
			source,
			id: `${id}/${movement.id}`,
			type: 'dispute.funds_moved',
			data: { dispute: id, movement },
		})),
		...(answered
			? [{ source, id: `${about}/answered`, type: 'dispute.evidence_submitted' as const, data: { dispute: id } }]
			: []),
		...(outcome === 'open'
			? []
			: [{ source, id: `${about}/${outcome}`, type: 'dispute.decided' as const, data: { dispute: id, outcome } }]),
	];
}

/** What the opening of a phase is called, and what the rest of it begins with. */
function names(id: string, phase: DisputePhase): [opened: string, about: string] {
	if (phase === 'dispute') return [`${id}/opened`, id];
	return [`${id}/${phase}`, `${id}/${phase}`];
}
