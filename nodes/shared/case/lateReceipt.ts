import { usualReceiptDays, type NewEvent } from '../model';
import { rulesOf } from './apply';
import type { CaseState } from './caseState';
import { exceptionOf } from './exceptionOf';

/*
 * A parcel that the carrier has delivered and that nobody has received lies somewhere at the warehouse, or was given to somebody else: after the
 * days of the policy the warehouse is asked, once for each parcel.
 */

const dayMs = 24 * 3_600_000;

/** When the warehouse is asked next for a parcel, in milliseconds since 1970; undefined: never. Pure. */
export function nextLateReceiptAt(state: CaseState): number | undefined {
	return missingParcels(state)[0]?.at;
}

/** The exception of the parcel that is missing longest; undefined: none is. Pure. */
export function lateReceiptEvent(state: CaseState, now: number): NewEvent | undefined {
	const [late] = missingParcels(state);
	if (!late || late.at > now) return undefined;
	const { trackingNumber, deliveredAt } = late;
	const exception = exceptionOf(
		'not_received',
		`Parcel ${trackingNumber} was delivered on ${deliveredAt.slice(0, 10)}, says the carrier, and nobody has received it. Look for it at the door, and ask the carrier who signed for it. Count it when it is found; then resolve this exception.`,
		{ parcel: trackingNumber },
	);
	return {
		source: 'case',
		id: `${state.reference}/not_received/${trackingNumber}`,
		type: 'exception.opened',
		data: { exception },
	};
}

/** Parcels that were delivered, beyond as many as were received, and that nobody was asked for yet; the one that is missing longest first. */
function missingParcels(state: CaseState): Array<{ trackingNumber: string; deliveredAt: string; at: number }> {
	const { verdict, closedAt, logistics, parcels = [], receipts, exceptions } = state;
	const days = rulesOf(state)?.receiveWithinDays ?? usualReceiptDays;
	if (!days || verdict !== 'approved' || closedAt || logistics === 'received') return [];
	return parcels
		.flatMap(({ trackingNumber, deliveredAt }) => (deliveredAt ? [{ trackingNumber, deliveredAt }] : []))
		.sort((a, b) => Date.parse(a.deliveredAt) - Date.parse(b.deliveredAt))
		.slice(receipts.filter(({ canceled }) => !canceled).length)
		.filter(
			({ trackingNumber }) =>
				!exceptions.some(({ code, parcel }) => code === 'not_received' && parcel === trackingNumber),
		)
		.map((one) => ({ ...one, at: Date.parse(one.deliveredAt) + days * dayMs }));
}
