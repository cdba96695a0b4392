import { isKept } from '../../shared/case/expected';
import { money, type PartName, type PolicySettings, type RefundTiming } from '../../shared/model';
import { nameOf } from '../../shared/case/soldLine';
import { offerOf } from '../offers';
import { percentOfLine, shippingOf, upTo, worthOf } from '../../shared/case/worth';
import { type Deduction, partOfPieces } from './deductions';
import { dutiesOf } from './duties';
import { feesOf } from './fees';
import { isWholeOrder, type DuePieces, type PricedCase } from './duePieces';
import { labelCharge } from './labelCharge';
import type { Part } from './part';

/** What a refund is made of, and what the rules would take and is paid all the same, a sentence each. */
export interface Worth {
	parts: Part[];
	waived: string[];
}

/**
 * What a refund of these pieces is made of, every part by its name: each line without tax, its tax, what is not paid back of it, duties,
 * shipping when the whole order has come back (once per order, in whichever of its returns comes last), and the fees as negative parts.
 * The return fee is taken once per case, and each label once. `taken`: what inspection keeps of the pieces. Pure; amounts in minor units
 * of the order's currency.
 */
export function breakdownOf(
	input: PricedCase,
	due: DuePieces[],
	policy: PolicySettings,
	timing: RefundTiming,
	taken: Deduction[] = [],
): Worth {
	const { order } = input;
	const part = (kind: Part['kind'], amount: number, description: string, more: Partial<Part> = {}): Part => ({
		kind,
		...more,
		amount: money(amount, order.currency),
		description,
	});
	/** What is taken off; nothing when it is nothing. */
	const off = (name: PartName, amount: number, description: string, line?: string): Part[] =>
		amount
			? [
					part(name === 'kept' || name === 'tax_kept' ? 'adjustment' : 'fee', -amount, description, {
						name,
						...(line !== undefined && { line }),
					}),
				]
			: [];
	const earlier = input.refunds.flatMap(({ intent }) => intent.breakdown);
	const ofOrder = [
		...earlier,
		...input.sisters.flatMap(({ refunds }) => refunds.flatMap(({ intent }) => intent.breakdown)),
	];
	const { ofReturn, percentOf, ofPiece } = feesOf(input, policy);

	const parts = due.flatMap(({ line, bought, from, quantity }) => {
		const { net, tax } = worthOf(bought, order.taxesIncluded, from, quantity);
		const called = nameOf(line);
		const { keptBasisPoints = 10_000, taxes } = offerOf(input, line.id) ?? {};
		const worth = [
			part('line', net, `${quantity} x ${called}`, { line: line.id, quantity }),
			...(tax ? [part('tax', tax, `Tax on ${called}`, { line: line.id })] : []),
		];
		const of = (basisPoints: number) => partOfPieces(bought, order.taxesIncluded, from, quantity, basisPoints);
		// What the customer keeps is not put in stock again, and nobody looks at it: no fee, no deduction.
		const keeps = isKept(input, line.id);
		const goesBack = keeps ? of(keptBasisPoints) : net + tax;
		const taxOf = (pieces: number) =>
			percentOfLine(bought, upTo(bought, order.taxesIncluded, pieces).tax, keeps ? keptBasisPoints : 10_000);
		const taxKept = taxes === 'kept' ? Math.min(goesBack, taxOf(from + quantity) - taxOf(from)) : 0;
		const kept = off(
			'kept',
			net + tax - goesBack,
			`${called} stays with the customer: ${keptBasisPoints / 100} % of its price goes back`,
			line.id,
		);
		const withoutTax = off('tax_kept', taxKept, `Tax on ${called} is not paid back`, line.id);
		if (keeps) return [...worth, ...kept, ...withoutTax];
		const percent = percentOf(line.id);
		const each = ofPiece(line.id);
		return [
			...worth,
			...withoutTax,
			...off('restocking_fee', of(percent), `Restocking fee of ${percent / 100} % on ${called}`, line.id),
			...off('piece_fee', (each?.amount ?? 0) * quantity, `${each?.called} on ${quantity} x ${called}`, line.id),
			...taken
				.filter((one) => one.line === line.id)
				.flatMap(({ amount, reason }) => off('deduction', amount.amount, reason, line.id)),
		];
	});

	const duties = dutiesOf(input, due);
	for (const { line, amount } of duties.shares)
		parts.push(part('adjustment', amount, `Duties on ${nameOf(line)}`, { name: 'duties', line: line.id }));

	const shipping = shippingOf(order);
	if (
		policy.refundShipping &&
		shipping.net + shipping.tax > 0 &&
		!ofOrder.some((one) => one.kind === 'shipping') &&
		isWholeOrder(input, due, timing)
	) {
		const before = order.shipping?.paidBack?.subtotal.amount ?? 0;
		parts.push(part('shipping', shipping.net, before ? 'Shipping, less what went back of it before' : 'Shipping'));
		if (shipping.tax) parts.push(part('tax', shipping.tax, 'Tax on shipping'));
	}

	const coins = order.roundedUp?.amount ?? 0;
	if (coins > 0 && !ofOrder.some(({ name }) => name === 'coins') && isWholeOrder(input, due, timing))
		parts.push(part('adjustment', coins, 'What was paid was rounded up to coins', { name: 'coins' }));

	const comesBack = input.lines.some(({ id, quantities }) => quantities.approved > 0 && !isKept(input, id));
	if (comesBack && !earlier.some(isReturnFee)) parts.push(...off('return_fee', ofReturn.amount, ofReturn.called));
	const label = labelCharge(input, earlier);
	parts.push(...off('label', label.amount, label.called));
	return { parts, waived: [...duties.waived, ...label.waived] };
}

/** Refunds that were made before parts had names have their return fee without one. */
function isReturnFee({ kind, line, name }: Part): boolean {
	return name === 'return_fee' || (kind === 'fee' && !name && line === undefined);
}
