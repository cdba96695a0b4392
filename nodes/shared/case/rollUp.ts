import type { InspectionStatus, LogisticsStatus, SettlementStatus } from '../model';
import { canOf } from './can';
import { isKept, isNothingExpected } from './expected';
import { refusedInFull } from './exceptionOf';
import { sentBack, totalOf } from './quantities';
import type { CaseState, RollUps } from './caseState';

/** The four tracks of a case and what may still be done, computed from its quantities and legs. */
export function rollUp(state: Omit<CaseState, keyof RollUps>): RollUps {
	return {
		authorization: state.verdict,
		logistics: logistics(state),
		inspection: inspection(state),
		settlement: settlement(state),
		can: canOf(state),
	};
}

function logistics(state: Omit<CaseState, keyof RollUps>): LogisticsStatus {
	const { lines, labels, tracking, exceptions } = state;
	const received = lines.reduce((total, line) => total + line.quantities.received, 0);
	const complete = lines.every(
		(line) => isKept(state, line.id) || line.quantities.received >= line.quantities.approved,
	);
	if (received) return complete ? 'received' : 'part_received';
	if (isNothingExpected(state)) return 'not_expected';
	if (exceptions.some((one) => one.code === 'missing' && !one.resolved)) return 'missing';
	if (tracking?.status === 'delivered') return 'delivered';
	if (tracking) return 'in_transit';
	return labels.some((label) => !label.voided) ? 'label_issued' : 'none';
}

function inspection({ lines }: Omit<CaseState, keyof RollUps>): InspectionStatus {
	const inspected = lines.reduce((total, line) => total + totalOf(line.quantities.inspected), 0);
	if (!inspected) return 'none';
	return lines.every((line) => totalOf(line.quantities.inspected) >= line.quantities.received) ? 'done' : 'partial';
}

/**
 * A return of which every approved piece goes back to the customer, or of which inspection has left nothing to pay, is settled: nothing is owed
 * for it.
 */
function settlement(state: Omit<CaseState, keyof RollUps>): SettlementStatus {
	const { refunds, lines } = state;
	const states = refunds.map((leg) => leg.state).filter((one) => one !== 'dropped');
	if (!states.length) {
		const approved = lines.filter(({ quantities }) => quantities.approved > 0);
		const allBack = approved.length > 0 && approved.every(({ quantities: one }) => sentBack(one) === one.approved);
		return refunds.length || allBack || isRefused(state) ? 'settled' : 'none';
	}
	if (states.every((state) => state === 'succeeded')) return 'settled';
	if (states.includes('failed')) return 'failed';
	if (states.includes('succeeded')) return 'part_settled';
	if (states.includes('pending')) return 'pending';
	return states.includes('due') ? 'due' : 'held';
}

/** Every approved piece was inspected, and a refusal knows all inspections. */
function isRefused({ lines, inspections, exceptions }: Omit<CaseState, keyof RollUps>): boolean {
	return (
		inspections.length > 0 &&
		lines.every(({ quantities }) => totalOf(quantities.inspected) >= quantities.approved) &&
		exceptions.some(
			({ code, inspections: known = [] }) =>
				code === refusedInFull && inspections.every(({ id }) => known.includes(id)),
		)
	);
}
