import type { Calendar, Decision, Money, Order, OrderLine, Policy } from '../../shared/model';
import { EffectError } from '../../shared/model/effectError';
import { leftToGiveBack } from '../../shared/case/leftToGiveBack';
import { shippingOf } from '../../shared/case/worth';
import { askedOf } from '../asked';
import type { CompiledPolicy, Judgement } from '../compile';
import { refundTotal } from '../refund/calculate';
import type { Asked, AskedLine } from '../rules/rule';
import { valueOf } from '../value';
import type { PastCase } from './pastCase';

/** What a policy would have done with a return. */
export interface Judged {
	outcome: Decision['outcome'];
	/** What would go back when all approved goods come as they should; undefined when that cannot be told. Of a review: when a person approves. */
	money?: Money;
	/** How many people would have to approve: 1 of a review that no gate asks for. */
	people: number;
	reasons: Decision['reasons'];
	lines: Decision['lines'];
}

/** A policy as past returns are judged by it. */
export interface Judge {
	policy: Policy;
	compiled: CompiledPolicy;
	/** Of the shop's time zone. */
	calendar: Calendar;
}

/** What two policies would have done with a past return, as of the time at which it was asked for. */
export function judgeBoth(past: PastCase, before: Judge, after: Judge): [Judged, Judged] {
	const question = { case: past.case, asOf: past.case.openedAt!, facts: past.facts };
	const read = askedOf(question, before.calendar);
	const was = before.compiled.judge(question, read);
	const is = after.compiled.judge(question, read);
	const old = judged(was, moneyOf(read, was, before));
	return [old, judged(is, isWorthTheSame(was, is, before, after) ? old.money : moneyOf(read, is, after))];
}

function judged({ outcome, approvals, reasons, lines }: Judgement, money: Money | undefined): Judged {
	return { outcome, money, people: outcome === 'review' ? (approvals?.people ?? 1) : 0, reasons, lines };
}

/** Whether two decisions give back the same for the same pieces, so that it need not be worked out twice: same settings, fees and terms. */
function isWorthTheSame(was: Judgement, is: Judgement, { policy: before }: Judge, { policy: after }: Judge): boolean {
	return (
		(was.outcome === 'decline') === (is.outcome === 'decline') &&
		was.lines.every(({ quantity }, at) => quantity === is.lines[at].quantity) &&
		moneySettings.every((name) => before[name] === after[name]) &&
		before.book?.law === after.book?.law &&
		before.deductions === after.deductions &&
		!was.fees?.length &&
		!is.fees?.length &&
		!was.offers?.some(changesMoney) &&
		!is.offers?.some(changesMoney)
	);
}

const moneySettings = [
	'currency',
	'refundShipping',
	'returnFee',
	'restockingFeeBasisPoints',
	'unrefundable',
] as const satisfies Array<keyof Policy>;

type Offer = NonNullable<Decision['offers']>[number];

function changesMoney({ route, labelPaidBy, duties, taxes, bonusBasisPoints }: Offer): boolean {
	return route === 'keep' || labelPaidBy === 'customer' || !!bonusBasisPoints || duties === 'refunded' || !!taxes;
}

function moneyOf(asked: Asked, decision: Judgement, { policy, calendar }: Judge): Money | undefined {
	const { case: past, order } = asked;
	const nothing = order && { amount: 0, currency: order.currency };
	if (decision.outcome === 'decline') return nothing;
	const plain = plainWorth(asked, decision, policy);
	if (plain) return plain;
	const whole = {
		...past,
		authorization: 'approved' as const,
		decision: { rules: policy, fees: decision.fees, offers: decision.offers },
		lines: past.lines.map((line, at) => {
			const pieces = decision.lines[at].quantity;
			return { ...line, quantities: { approved: pieces, received: pieces, inspected: { restock: pieces } } };
		}),
	};
	try {
		return refundTotal(whole, policy, 'after_inspection', calendar.zone) ?? nothing;
	} catch (error) {
		if (!(error instanceof EffectError)) throw error;
		// Goods that nobody can price: the decision leaves them to a person.
		return undefined;
	}
}

/**
 * What goes back where nothing is taken off and nothing given besides, which most returns are: what the goods are worth, what was paid for
 * shipping when the whole order comes back, and no more than was paid. Undefined where it is more than that to work out. A property test compares
 * it with the refund itself.
 */
export function plainWorth(asked: Asked, decision: Judgement, policy: Policy): Money | undefined {
	const { case: past, order, lines, currencies } = asked;
	if (
		!order ||
		currencies.length > 1 ||
		past.withdrawal ||
		past.refundTo === 'store_credit' ||
		policy.returnFee ||
		policy.restockingFeeBasisPoints ||
		decision.fees?.length ||
		decision.offers?.some(changesMoney)
	)
		return undefined;
	const allowed = new Map<string, number>();
	const taken = new Map<string, number>();
	for (const [at, { line, sold }] of lines.entries()) {
		const { quantity } = decision.lines[at];
		if (!quantity) continue;
		const before = sold && (taken.get(sold.id) ?? sold.returnedBefore ?? 0);
		if (before === undefined || before + quantity > sold!.quantity) return undefined;
		taken.set(sold!.id, before + quantity);
		allowed.set(line.id, quantity);
	}
	const goods = valueOf(asked, allowed);
	const left = leftToGiveBack(order, []);
	if (!goods || left === 0) return undefined;
	const worth = goods + (policy.refundShipping ? shippingBack(order, lines, taken) : 0);
	return { amount: Math.min(worth, left ?? worth), currency: order.currency };
}

/** What was paid for shipping, in minor units, when every piece of the order that can come back has come back; else 0. `taken`: pieces by line of the order. */
function shippingBack(order: Order, lines: AskedLine[], taken: ReadonlyMap<string, number>): number {
	const isBack = (bought: OrderLine) => (taken.get(bought.id) ?? bought.returnedBefore ?? 0) === bought.quantity;
	const canStay = (bought: OrderLine) => bought.comesBack === false && !lines.some(({ sold }) => sold === bought);
	if (!order.lines.every((bought) => isBack(bought) || canStay(bought))) return 0;
	const { net, tax } = shippingOf(order);
	return net + tax;
}
