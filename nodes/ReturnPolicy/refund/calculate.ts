import { z } from 'zod';
import { invalidInput } from '../../shared/model/effectError';
import {
	byHand,
	calendarOf,
	format,
	Money,
	money,
	type Order,
	RefundIntent,
	refundTimings,
	type Policy,
	type RefundTiming,
} from '../../shared/model';
import { leftToGiveBack, paidFor } from '../../shared/case/leftToGiveBack';
import type { PolicyCase } from '../input/policyCase';
import { currenciesOf } from '../currencies';
import { lawfulRefund, type RefundRules } from '../law/minimum';
import { withdrawalOf } from '../law/period';
import { bonusFor } from './bonus';
import { breakdownOf } from './breakdown';
import { Deduction, deductionsOf } from './deductions';
import { coveredPieces, duePieces, reached, sentBack, waitsFor, type DuePieces, type PricedCase } from './duePieces';
import type { Part } from './part';
import { spread } from './spread';

/** The refunds that are due now; or that nothing is, with the reason. */
export const RefundResult = z.object({
	nothingDue: z.boolean(),
	reason: z.string().optional(),
	timing: z.enum(refundTimings),
	total: Money.optional(),
	/** The first of `intents`; orders paid in one payment have only this one. */
	intent: RefundIntent.optional(),
	/** They add up to `total`. */
	intents: z.array(RefundIntent),
	/** What of it nothing can pay back by itself: the intent whose payment is `by_hand`. */
	shortfall: Money.optional(),
	/** What of `total` is a gift on top of what is owed: store credit is worth so much more. */
	bonus: Money.optional(),
	/** What inspection takes off, a named part of the refund each. */
	deductions: z.array(Deduction).optional(),
	/** What the rules would take off and is paid all the same, with the reason. */
	waived: z.array(z.string()).optional(),
	/** A person confirms the first refund before it is paid. */
	confirm: z.boolean().optional(),
	/** Inspection leaves nothing to pay: what a person is told, and the inspections that it was worked out from. */
	refused: z.object({ message: z.string(), inspections: z.array(z.string()) }).optional(),
});
export type RefundResult = z.infer<typeof RefundResult>;

/** What is owed, before it is shared over payments. */
interface Owed {
	timing: RefundTiming;
	rules: RefundRules;
	priced: PricedCase;
	due: DuePieces[];
	/** What the pieces are worth, and the same down to what the order can still give back. */
	worth: Part[];
	parts: Part[];
	taken: Deduction[];
	waived: string[];
	/** Minor units that the order can still give back; undefined: not known. */
	left: number | undefined;
}

/**
 * Works out what a case is owed now: the pieces that have come as far as the timing asks and that no earlier refund covers.
 * Never more than was paid and has not gone back by any way, whatever the goods are worth. The timing is the node's override, else what the
 * case was decided by, else the policy's. Pure: the same case and policy always give the same intents. Throws EffectError when the case
 * cannot be priced.
 */
export function calculateRefund(
	given: PolicyCase,
	written: Policy,
	override?: RefundTiming,
	timeZone = 'UTC',
): RefundResult {
	const found = owedOf(given, written, override, timeZone);
	if ('nothingDue' in found) return found;
	const { priced, due, worth, parts, taken, waived, timing, rules, left } = found;
	const { policy, refundTo } = rules;
	const { currency } = priced.order;
	const owed = totalOf(parts);
	const bonus = refundTo === 'store_credit' ? bonusFor(priced, due, worth, owed) : 0;
	const intents = spread(
		priced,
		parts,
		{ refundTo, unrefundable: policy.unrefundable, tenderOrder: policy.tenderOrder, most: left },
		bonus,
	);
	const paid = intents.reduce((sum, { amount }) => sum + amount.amount, 0);
	const rounded = intents[0].breakdown.find(({ name }) => name === 'rounding')?.amount.amount ?? 0;
	const worthAll = parts.reduce((sum, { name, amount }) => sum + (name === 'rounding' ? 0 : amount.amount), 0);
	const gift = paid - worthAll - rounded;
	const shortfall = intents.find(({ payment }) => payment.id === byHand)?.amount;
	return {
		nothingDue: false,
		timing,
		total: money(paid, currency),
		intent: intents[0],
		intents,
		...(gift > 0 && { bonus: money(gift, currency) }),
		...(shortfall && { shortfall }),
		...(taken.length && { deductions: taken, ...(policy.confirmDeductions && { confirm: true }) }),
		...(waived.length && { waived }),
	};
}

/** The total of that alone, for who asks about many returns; undefined when nothing is due. Throws as calculateRefund does. */
export function refundTotal(
	given: PolicyCase,
	written: Policy,
	override: RefundTiming,
	timeZone: string,
): Money | undefined {
	// A bonus goes on top of what is given as credit, which the payments say.
	if (given.refundTo === 'store_credit') return calculateRefund(given, written, override, timeZone).total;
	const found = owedOf(given, written, override, timeZone);
	return 'nothingDue' in found ? undefined : money(totalOf(found.parts), found.priced.order.currency);
}

function owedOf(
	given: PolicyCase,
	written: Policy,
	override: RefundTiming | undefined,
	timeZone: string,
): Owed | RefundResult {
	const rules = rulesFor(given, written, override, timeZone);
	const { policy, timing, decision } = rules;
	const input = { ...given, decision };
	const nothing = (reason: string): RefundResult => ({ nothingDue: true, reason, timing, intents: [] });
	if (input.authorization && input.authorization !== 'approved')
		return nothing(`The return is ${input.authorization.replace('_', ' ')}; only an approved return is refunded.`);
	const { order } = input;
	if (!order)
		throw invalidInput(
			`The order of ${input.reference} is unknown, so nothing can be priced`,
			'Let a Find Order operation run before this node.',
			'case.order',
		);
	const currencies = currenciesOf(order);
	if (currencies.length > 1)
		throw invalidInput(
			`Order ${order.number} has amounts in ${currencies.join(' and ')}`,
			'Refund it by hand, in the currency that the customer paid.',
			'case.order.currency',
		);

	const priced = { ...input, order };
	const due = duePieces(priced, timing);
	if (!due.length) return nothing(whyNothing(input, timing));
	const { taken, waived: notTaken } = deductionsOf(priced, due, policy);
	const { parts: worth, waived: notCharged } = breakdownOf(priced, due, policy, timing, taken);
	if (worth.every(({ kind, amount }) => kind === 'fee' || !amount.amount))
		return nothing('The goods cost nothing, so nothing is owed for them.');
	if (totalOf(worth) <= 0 && taken.length)
		return {
			...nothing('Inspection leaves nothing to pay for these goods. They count with the next refund of this return.'),
			deductions: taken,
			refused: {
				message: `Inspection leaves nothing to pay of return ${input.reference}: ${taken.map(({ reason }) => reason).join('; ')}. Tell the customer, then resolve this exception.`,
				inspections: input.inspections.map(({ id }) => id),
			},
		};
	if (totalOf(worth) <= 0)
		return nothing('The goods are worth no more than the fees. They count with the next refund of this return.');
	const left = leftToGiveBack(
		order,
		input.refunds,
		input.sisters.flatMap(({ refunds }) => refunds),
	);
	if (left === 0) return nothing(whyNothingLeft(order));
	const paid = lessOutstanding(worth, priced);
	if (totalOf(paid) <= 0)
		return nothing(
			`${format(order.outstanding!)} of order ${order.number} are still to be paid; what these goods are worth comes off that. They count with the next refund of this return.`,
		);
	const parts = upToLeft(lessRounded(paid, input, order.currency), left, order.currency);
	return { timing, rules, priced, due, worth, parts, taken, waived: [...notTaken, ...notCharged], left };
}

/** What a refund goes by: the policy, and of a withdrawal in time never less than the law. */
function rulesFor(
	input: PolicyCase,
	policy: Policy,
	override: RefundTiming | undefined,
	timeZone: string,
): RefundRules {
	const rules: RefundRules = {
		policy,
		timing: override ?? input.refundTiming ?? policy.refundTiming,
		refundTo: input.refundTo ?? 'original',
		decision: input.decision,
	};
	const asOf = input.openedAt ?? input.order?.placedAt ?? new Date(0).toISOString();
	const withdrawal = withdrawalOf(input, calendarOf(timeZone), asOf, policy.book?.law?.uninformed);
	return withdrawal && !withdrawal.late ? lawfulRefund(input, rules) : rules;
}

function totalOf(parts: Part[]): number {
	return parts.reduce((sum, part) => sum + part.amount.amount, 0);
}

/** What the customer still has to pay for the order comes off what goes back, once over all refunds of the order. */
function lessOutstanding(parts: Part[], { order, refunds, sisters }: PricedCase): Part[] {
	const before = namedBefore('outstanding', { refunds, sisters });
	const open = Math.min((order.outstanding?.amount ?? 0) + before, totalOf(parts));
	if (open <= 0) return parts;
	const description = `Still to be paid for order ${order.number}`;
	return [...parts, { kind: 'adjustment', name: 'outstanding', amount: money(-open, order.currency), description }];
}

/** What parts of this name come to in earlier refunds of the order, in minor units. */
function namedBefore(wanted: Part['name'], { refunds, sisters }: Pick<PolicyCase, 'refunds' | 'sisters'>): number {
	return [...refunds, ...sisters.flatMap((sister) => sister.refunds)]
		.flatMap(({ state, intent }) => (state === 'dropped' ? [] : intent.breakdown))
		.reduce((sum, { name, amount }) => sum + (name === wanted ? amount.amount : 0), 0);
}

/** What earlier refunds of the order were rounded up by is the customer's already: all together come to what the goods are worth. */
function lessRounded(parts: Part[], earlier: PolicyCase, currency: string): Part[] {
	const before = namedBefore('rounding', earlier);
	if (!before || totalOf(parts) <= before) return parts;
	const description = 'Earlier refunds were rounded up';
	return [...parts, { kind: 'adjustment', name: 'rounding', amount: money(-before, currency), description }];
}

/** Parts that add up to no more than the order can still give back; what is missing is named. */
function upToLeft(parts: Part[], left: number | undefined, currency: string): Part[] {
	const over = left === undefined ? 0 : totalOf(parts) - left;
	if (over <= 0) return parts;
	const description = `No more goes back than was paid and has not gone back: ${format(money(left!, currency))}`;
	return [...parts, { kind: 'adjustment', name: 'not_paid', amount: money(-over, currency), description }];
}

function whyNothingLeft(order: Order): string {
	const paid = paidFor(order);
	return paid
		? `The ${format(money(paid, order.currency))} that were paid for order ${order.number} have gone back already, or are on their way.`
		: `Nothing was paid for order ${order.number}, so nothing is owed.`;
}

const awaited: Record<RefundTiming, string> = {
	at_approval: 'approved',
	at_first_scan: 'with a carrier',
	at_receipt: 'received',
	after_inspection: 'inspected',
};

function whyNothing(input: PolicyCase, timing: RefundTiming): string {
	const open = input.lines.reduce(
		(total, line) =>
			total + Math.max(0, line.quantities.approved - sentBack(line.quantities) - coveredPieces(input, line.id)),
		0,
	);
	const anything = input.lines.some((line) => reached(line, waitsFor(input, timing)));
	if (open) return `${open} approved ${open === 1 ? 'piece is' : 'pieces are'} not yet ${awaited[timing]}.`;
	if (!anything && input.lines.some((line) => sentBack(line.quantities)))
		return 'Every approved piece goes back to the customer, so nothing is owed.';
	return anything
		? 'Earlier refunds of this return cover every approved piece.'
		: 'No piece of this return is approved.';
}
