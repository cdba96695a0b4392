import { usualExpiryDays, type CaseException, type EventType, type NewEvent } from '../model';
import { exceptionOf } from './exceptionOf';
import { isKept, isNothingExpected } from './expected';
import { rulesOf } from './apply';
import type { CaseState } from './caseState';

/*
 * An approved return of which nothing comes must not stay open for ever. `cases.expires_at` is when it is looked at: set when the return
 * is approved (or opened again), by the policy it goes by, and taken out when it ends. A return that nobody has sent then expires; one
 * of which something has moved is for a person.
 */

const dayMs = 24 * 3_600_000;

/** What tells that something of the return has moved: goods, a parcel, or what the customer gets for them. */
export const moved = [
	'shop_parcel.announced',
	'shipment.in_transit',
	'shipment.delivered',
	'shipment.exception',
	'return.received',
	'receipt.canceled',
	'return.inspected',
	'receipt.posted',
	'stock.updated',
	'refund.submitted',
	'refund.succeeded',
	'store_credit.issued',
	'exchange.created',
] as const satisfies EventType[];
export type Moved = (typeof moved)[number];

/** `expires_at` of a case after it was written; undefined: as it was. `begun`: its time begins now. */
export function expiryOf(state: CaseState, begun: boolean, now: number): number | null | undefined {
	if (!isOpen(state)) return null;
	if (!begun) return undefined;
	const days = rulesOf(state)?.expireAfterDays ?? usualExpiryDays;
	return days ? now + days * dayMs : null;
}

/** What is recorded of a return whose time is over at `expiresAt`; undefined when nothing is missing. Pure. */
export function overdueEvent(state: CaseState, told: Moved[], expiresAt: number): NewEvent | undefined {
	const { reference, lines } = state;
	if (
		!isOpen(state) ||
		isNothingExpected(state) ||
		(lines.some(({ quantities }) => quantities.received) &&
			lines.every(({ id, quantities }) => isKept(state, id) || quantities.received >= quantities.approved))
	)
		return undefined;
	const why = whyAsked(state, told);
	if (!why) return { source: 'case', id: `${reference}/expired`, type: 'return.expired', data: {} };
	const exception: CaseException = exceptionOf(
		'missing',
		`${why} Ask the customer and the carrier. When nothing more is to come, close the return, or cancel it when nothing was paid; then resolve this exception.`,
	);
	return { source: 'case', id: `${reference}/missing/${expiresAt}`, type: 'exception.opened', data: { exception } };
}

function isOpen({ verdict, closedAt }: CaseState): boolean {
	return verdict === 'approved' && !closedAt;
}

/** Why a person decides and not the calendar; undefined when nobody has sent or got anything. */
function whyAsked({ lines, refunds, withdrawal }: CaseState, told: Moved[]): string | undefined {
	const sum = (of: 'received' | 'approved') => lines.reduce((total, { quantities }) => total + quantities[of], 0);
	if (sum('received'))
		return `${sum('received')} of ${sum('approved')} pieces have arrived, and the rest has not come in time.`;
	if (
		refunds.some(({ state }) => state !== 'held') ||
		told.some((type) => /^(refund|store_credit|exchange)\./.test(type))
	)
		return 'The customer has got money, credit or new goods for this return, and nothing has come back in time.';
	if (told.length) return 'A parcel of this return was announced or is on its way, and nothing has arrived in time.';
	return withdrawal
		? 'The customer has withdrawn from the contract, and nothing has come back in time. That right does not end by itself.'
		: undefined;
}
