import type { CaseLine, CaseState, RefundLeg } from '../../shared/case/caseState';
import { worthOf } from '../../shared/case/worth';
import { money, type Money } from '../../shared/model';

/** A refund of a return, as far as the books must have it. */
export interface Leg {
	reference: string;
	intent: string;
	way: 'money' | 'store_credit' | 'exchange';
	amount: Money;
	/** Names of the refund at whoever paid, as a memo of the books carries it. */
	names: string[];
	processor: string;
	/** When its money moved; absent while it has not, or for credit and new goods. */
	paidAt?: number;
	creditNote?: Money;
	booked: boolean;
}

/** A return, as a month's end looks at it. */
export interface Return {
	reference: string;
	openedAt: number;
	received: number;
	legs: Leg[];
	/** What is approved and not credited yet, without tax. */
	owed?: Money;
}

/** The return of a case; undefined for one in shadow mode, of which nothing is done outside. */
export function returnOf(state: CaseState): Return | undefined {
	if (state.shadow) return undefined;
	const owed = owedOf(state);
	return {
		reference: state.reference,
		openedAt: Date.parse(state.openedAt),
		received: state.lines.reduce((sum, { quantities }) => sum + quantities.received, 0),
		legs: state.refunds.flatMap((leg) => legOf(state.reference, leg) ?? []),
		...(owed && owed.amount > 0 && { owed }),
	};
}

/** What a register took it gives back in an order of its own, without credit note or payment. */
function legOf(
	reference: string,
	{ intent, state, refund, storeCredit, exchange, creditNote, payment }: RefundLeg,
): Leg | undefined {
	if (intent.payment.id.startsWith('odoo.pos/')) return undefined;
	const moved = state === 'succeeded' || state === 'pending';
	const credit = !!storeCredit || (intent.payment.processor === 'store_credit' && !refund);
	return {
		reference,
		intent: intent.id,
		way: exchange ? 'exchange' : credit ? 'store_credit' : 'money',
		amount: intent.amount,
		names: [refund?.id, payment?.refund, ...Object.values(refund?.providerIds ?? {})].filter(
			(name) => name !== undefined,
		),
		processor: intent.payment.processor,
		...(moved && refund?.createdAt && { paidAt: Date.parse(refund.createdAt) }),
		...(creditNote && { creditNote: creditNote.amount }),
		booked: !!payment,
	};
}

/** What an approved return is worth without tax, less what was credited of it; undefined when its order is not known. */
function owedOf(state: CaseState): Money | undefined {
	const { order, authorization, closedAt, settlement, lines, refunds } = state;
	if (!order || authorization !== 'approved' || closedAt || settlement === 'settled') return undefined;
	const approved = lines.reduce((sum, line) => sum + netOf(order, line), 0);
	const credited = refunds
		.filter(({ creditNote, state: leg }) => creditNote || leg === 'dropped')
		.reduce((sum, { intent }) => sum + netOfIntent(intent), 0);
	return money(Math.max(0, approved - credited), order.currency);
}

function netOf(order: NonNullable<CaseState['order']>, { orderLineId, quantities }: CaseLine): number {
	const line = order.lines.find(({ id }) => id === orderLineId);
	return line ? worthOf(line, order.taxesIncluded, 0, Math.min(quantities.approved, line.quantity)).net : 0;
}

function netOfIntent({ amount, breakdown }: RefundLeg['intent']): number {
	if (!breakdown.length) return amount.amount;
	return breakdown.reduce((sum, part) => (part.kind === 'tax' ? sum : sum + part.amount.amount), 0);
}
