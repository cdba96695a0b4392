import { z } from 'zod';
import { deductionRule, format, Money, money, ruleOf, type PolicySettings } from '../../shared/model';
import { isKept } from '../../shared/case/expected';
import { nameOf } from '../../shared/case/soldLine';
import { offerOf } from '../offers';
import { percentOfLine, upTo, worthOf } from '../../shared/case/worth';
import { feesOf } from './fees';
import type { DuePieces, PricedCase } from './duePieces';

/** What inspection takes of pieces of a line, and why. */
export const Deduction = z.object({
	line: z.string(),
	/** Pieces it is taken of. */
	quantity: z.number().int(),
	amount: Money,
	inspection: z.string(),
	destination: z.string(),
	condition: z.string(),
	note: z.string(),
	evidence: z.string(),
	/** For the customer. */
	reason: z.string(),
});
export type Deduction = z.infer<typeof Deduction>;

export interface Deducted {
	taken: Deduction[];
	/** What the rules would take and is paid all the same, a sentence each. */
	waived: string[];
}

type Finding = PricedCase['inspections'][number]['lines'][number] & { inspection: string };

/**
 * What the brand's rules take of the pieces that are due now: never more than a piece is worth, less its restocking fee; never without an
 * inspector's note and evidence; of a withdrawal only when the brand allows it (docs/facts/law.md#a-deduction-needs-an-inspectors-note-and-evidence). Pieces count in the order in which they
 * were inspected, so that it does not matter whether they come together or one by one. Pure.
 */
export function deductionsOf(input: PricedCase, due: DuePieces[], policy: PolicySettings): Deducted {
	const rules = policy.deductions;
	const result: Deducted = { taken: [], waived: [] };
	if (!rules || !Object.keys(rules).length) return result;
	const { order } = input;
	const { percentOf, ofPiece } = feesOf(input, policy);
	for (const { line, bought, from, quantity, covered } of due) {
		if (isKept(input, line.id)) continue;
		const found = findingsOf(input, line).slice(covered, covered + quantity);
		const sums = new Map<Finding, { pieces: number; amount: number }>();
		for (const [index, finding] of found.entries()) {
			const rule = deductionRule(rules, finding.destination, finding.condition);
			const takes = rule && ruleOf(rule, order.currency);
			if (!takes || ('amount' in takes && policy.currency && policy.currency !== order.currency)) continue;
			const { net, tax } = worthOf(bought, order.taxesIncluded, from + index, 1);
			const fee = partOfPieces(bought, order.taxesIncluded, from + index, 1, percentOf(line.id));
			const taxKept = offerOf(input, line.id)?.taxes === 'kept' ? tax : 0;
			const cap = Math.max(0, net + tax - taxKept - fee - (ofPiece(line.id)?.amount ?? 0));
			const wanted =
				'all' in takes ? cap : 'amount' in takes ? takes.amount : percentOfLine(bought, net + tax, takes.basisPoints);
			const before = sums.get(finding) ?? { pieces: 0, amount: 0 };
			sums.set(finding, { pieces: before.pieces + 1, amount: before.amount + Math.min(cap, wanted) });
		}
		for (const [finding, { pieces, amount }] of sums) {
			if (!amount) continue;
			const { inspection, destination, condition, note = '', evidence = '' } = finding;
			const what = `${format(money(amount, order.currency))} for ${pieces} x ${nameOf(line)} (${destination}, ${condition})`;
			const lacking = whyNot(input, policy, note, evidence);
			if (lacking) {
				result.waived.push(`${what} is not taken off: ${lacking}.`);
				continue;
			}
			result.taken.push({
				line: line.id,
				quantity: pieces,
				amount: money(amount, order.currency),
				inspection,
				destination,
				condition,
				note: note.trim(),
				evidence: evidence.trim(),
				reason: `Deduction of ${what}: ${note.trim()}. See ${evidence.trim()}`,
			});
		}
	}
	return result;
}

/** Hundredths of a percent of what pieces `from` to `from + quantity` are worth, tax included: one by one they add up to those of the line. */
export function partOfPieces(
	bought: DuePieces['bought'],
	taxesIncluded: boolean,
	from: number,
	quantity: number,
	basisPoints: number,
): number {
	const part = (pieces: number) => {
		const worth = upTo(bought, taxesIncluded, pieces);
		return percentOfLine(bought, worth.net + worth.tax, basisPoints);
	};
	return part(from + quantity) - part(from);
}

/** The inspected pieces of a line, one by one, in the order in which they were inspected. */
function findingsOf({ inspections, lines }: PricedCase, { id, sku }: { id: string; sku: string }): Finding[] {
	const isFirst = lines.find((line) => line.sku === sku)?.id === id;
	return inspections.flatMap((inspection) =>
		inspection.lines
			.filter((one) => (one.line ? one.line === id : !!sku && one.sku === sku && isFirst))
			// What goes back to the customer is not refunded, so nothing is taken of it.
			.filter(({ destination }) => destination !== 'customer')
			.flatMap((one) => {
				const finding = { ...one, inspection: inspection.id };
				return Array.from({ length: one.quantity }, () => finding);
			}),
	);
}

/** Why nothing is taken off although a rule says so. */
function whyNot(
	{ withdrawal }: PricedCase,
	{ deductFromWithdrawals }: PolicySettings,
	note: string,
	evidence: string,
): string | undefined {
	if (withdrawal && !deductFromWithdrawals) return 'the customer has withdrawn from the contract';
	if (!note.trim()) return 'the inspection has no note that says what is wrong';
	if (!evidence.trim()) return 'the inspection has no evidence, such as a link to a picture';
	return undefined;
}
