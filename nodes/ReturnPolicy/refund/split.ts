import { uncounted } from '../../shared/case/leftToGiveBack';
import {
	addTo,
	allocate,
	byHand,
	payableUnit,
	payableUnitOf,
	storeCredit,
	type Payment,
	type RefundIntent,
	type RefundWay,
	type TenderOrder,
	type UnrefundableWay,
} from '../../shared/model';
import type { PolicyCase } from '../input/policyCase';

/** So much of what is owed, and where it goes. `amount` in minor units, more than 0. */
export interface Share {
	payment: RefundIntent['payment'];
	amount: number;
}

export interface SplitRules {
	/** What the customer or a reviewer chose for this return. */
	refundTo: RefundWay;
	/** What becomes of money that cannot go back by itself. */
	unrefundable: UnrefundableWay;
	/** Which payments give back first; absent: in shares. */
	tenderOrder?: TenderOrder;
	/** Minor units that the order can give back in all; absent: not known. */
	most?: number;
}

type Refunds = PolicyCase['refunds'];

/** What is left of a payment, in minor units. */
interface Left {
	payment: Payment;
	/** Can go back on it. */
	payable: number;
	/** Was paid and has not gone back, but cannot go back on it: the card has expired, the bank looks into it. */
	blocked: number;
}

/**
 * Splits what is owed over an order's payments; the shares add up to it, or to a little more where what is left of it is less than a provider can
 * pay and the order has as much (Stripe pays thousandths in tens). Turn by turn as the policy orders them, and within a turn in
 * proportion to what can go back on each (largest remainder, the larger payment first, then by id), so never more than that, and the same
 * in whatever order the payments are listed. When store credit was chosen, it is one share instead. What the payments cannot take is for a person, or for store credit when the policy says so.
 * `others`: refunds of the order's other returns; `step`: what the books round to. Pure; `total` in minor units, no more than the order can give back (leftToGiveBack.ts).
 */
export function split(
	total: number,
	payments: Payment[],
	refunds: Refunds,
	currency: string,
	{ refundTo, unrefundable, tenderOrder = 'in_shares', most = Infinity }: SplitRules,
	others: Refunds = [],
	step = 1,
): Share[] {
	const lefts = [...payments].sort(inOrder).map((payment) => leftOf(payment, refunds, others));
	const [payable, blocked] = [sum(lefts.map((one) => one.payable)), sum(lefts.map((one) => one.blocked))];
	const back = Math.min(total, payable);
	const shares =
		refundTo === 'store_credit'
			? [{ payment: standIn(storeCredit), amount: back }]
			: inTurns(back, lefts, {
					currency,
					unit: unitOf(currency, step),
					room: most - total,
					unrefundable,
					order: tenderOrder,
				});
	const credit = unrefundable === 'store_credit' ? Math.min(total - back, blocked) : 0;
	return merged([
		...shares,
		{ payment: standIn(storeCredit), amount: credit },
		{ payment: standIn(byHand), amount: total - back - credit },
	]);
}

/** What every provider can pay and the books can hold. */
function unitOf(currency: string, step: number): number {
	const payable = payableUnit(currency);
	return payable % step === 0 ? payable : step % payable === 0 ? step : payable * step;
}

/** How amounts are shared. */
interface Sharing {
	currency: string;
	/** What every provider can pay and the books can hold. */
	unit: number;
	/** Minor units that may go back on top, so that a provider can pay it. */
	room: number;
	unrefundable: UnrefundableWay;
	order: TenderOrder;
}

/** Each turn gives what it can before the next one is asked. */
function inTurns(back: number, lefts: Left[], sharing: Sharing): Share[] {
	const turns = new Map<number, Left[]>();
	for (const left of lefts) {
		const turn = turnOf[sharing.order](left.payment);
		addTo(turns, turn, left);
	}
	let rest = back;
	const shares: Share[] = [];
	for (const [, ofTurn] of [...turns.entries()].sort(([one], [other]) => one - other)) {
		const now = Math.min(rest, sum(ofTurn.map(({ payable }) => payable)));
		const given = now > 0 ? overPayments(now, ofTurn, sharing) : [];
		rest -= sum(given.map(({ amount }) => amount));
		shares.push(...given);
	}
	// No provider can pay it: a person does, or it becomes store credit.
	const unpayable = standIn(sharing.unrefundable === 'store_credit' ? storeCredit : byHand);
	return [...shares, { payment: unpayable, amount: Math.max(0, rest) }];
}

const isGiftCard = ({ processor }: Payment) => processor === storeCredit;
const isByHand = ({ processor }: Payment) => processor === 'other';

/** When a payment's turn comes; payments of one number share. */
const turnOf: Record<TenderOrder, (payment: Payment) => number> = {
	in_shares: () => 0,
	gift_cards_first: (payment) => (isGiftCard(payment) ? 0 : 1),
	cards_first: (payment) => (isGiftCard(payment) ? 1 : isByHand(payment) ? 2 : 0),
	gift_cards_last: (payment) => (isGiftCard(payment) ? 1 : 0),
};

/** First in whole units, then what is left of them, as far as it can be paid. */
function overPayments(back: number, lefts: Left[], sharing: Sharing): Share[] {
	const { unit, unrefundable } = sharing;
	const units = lefts.map(({ payable }) => Math.floor(payable / unit));
	const whole = allocate(Math.min(Math.floor(back / unit), sum(units)), units).map((part) => part * unit);
	const rest = restOver(
		back - sum(whole),
		lefts.map(({ payment, payable }, index) => ({ payment, open: payable - whole[index] })),
		sharing,
	);
	return lefts.map(({ payment: { id, processor, method, movesOwnMoney, providerIds } }, index) => ({
		payment: {
			id,
			processor: processor === 'other' && !movesOwnMoney && unrefundable === 'store_credit' ? storeCredit : processor,
			...(method && { method }),
			providerIds,
		},
		amount: whole[index] + rest[index],
	}));
}

/**
 * Shares what is less than a unit: over the payments that take any amount, then rounded up on one whose provider does not, as long as the payment and
 * the order have as much.
 */
function restOver(
	rest: number,
	lefts: Array<{ payment: Payment; open: number }>,
	{ currency, room }: Sharing,
): number[] {
	const steps = lefts.map(({ payment }) => payableUnitOf(payment.processor, currency));
	const loose = lefts.map(({ open }, index) => (steps[index] === 1 ? open : 0));
	const anyway = Math.min(rest, sum(loose));
	const amounts = allocate(anyway, loose);
	let missing = rest - anyway;
	lefts.forEach(({ open }, index) => {
		const step = steps[index];
		if (step === 1 || missing <= 0) return;
		const wanted = Math.min(Math.ceil(missing / step), Math.floor(open / step)) * step;
		const given = wanted - missing > room ? wanted - step : wanted;
		amounts[index] += given;
		missing -= given;
	});
	return amounts;
}

/** A failed refund has paid nothing. */
function leftOf(payment: Payment, refunds: Refunds, others: Refunds): Left {
	const [own, theirs] = [refunds, others].map((legs) => legs.filter(({ state }) => state !== 'failed'));
	const used = uncounted(payment, own, theirs);
	const gone = payment.refunded.amount + (payment.chargedBack?.amount ?? 0);
	const open = Math.max(0, payment.captured.amount - gone - used);
	const payable = Math.min(open, Math.max(0, payment.refundable.amount - used));
	return { payment, payable, blocked: open - payable };
}

/** The main payment first. */
function inOrder(a: Payment, b: Payment): number {
	return b.captured.amount - a.captured.amount || (a.id < b.id ? -1 : 1);
}

function standIn(id: typeof storeCredit | typeof byHand): RefundIntent['payment'] {
	return { id, processor: id === byHand ? 'other' : storeCredit, providerIds: {} };
}

/** Shares of the same place as one, empty ones left out. */
function merged(shares: Share[]): Share[] {
	const places = new Map<string, Share>();
	for (const share of shares)
		places.set(share.payment.id, { ...share, amount: share.amount + (places.get(share.payment.id)?.amount ?? 0) });
	return [...places.values()].filter(({ amount }) => amount > 0);
}

function sum(amounts: number[]): number {
	return amounts.reduce((total, amount) => total + amount, 0);
}
