import { money, type PolicySettings, type RefundIntent, type RefundTiming } from '../../shared/model';
import { nameOf } from '../links';
import { shippingOf, worthOf } from '../worth';
import { restockingFee, type Deduction } from './deductions';
import { feesOf } from './fees';
import { isWholeOrder, type DuePieces, type PricedCase } from './duePieces';

export type Part = RefundIntent['breakdown'][number];

/**
 * What a refund of these pieces is made of: each line without tax, its tax, shipping when the whole order has come back (once per
 * order, in whichever of its returns comes last), and the fees as negative parts. The return fee is taken once per case. `taken`: what inspection keeps of them. Pure; amounts in minor units of the order's currency.
 */
export function breakdownOf(
	input: PricedCase,
	due: DuePieces[],
	policy: PolicySettings,
	timing: RefundTiming,
	taken: Deduction[] = [],
): Part[] {
	const { order } = input;
	const part = (kind: Part['kind'], amount: number, description: string, more: Partial<Part> = {}): Part => ({
		kind,
		amount: money(amount, order.currency),
		description,
		...more,
	});
	const earlier = input.refunds.flatMap(({ intent }) => intent.breakdown);
	const ofOrder = [
		...earlier,
		...input.sisters.flatMap(({ refunds }) => refunds.flatMap(({ intent }) => intent.breakdown)),
	];
	const { ofReturn, percentOf, ofPiece } = feesOf(input, policy);
	const parts = due.flatMap(({ line, bought, from, quantity }) => {
		const { net, tax } = worthOf(bought, order.taxesIncluded, from, quantity);
		const fee = restockingFee(bought, order.taxesIncluded, from, quantity, percentOf(line.id));
		const each = ofPiece(line.id);
		return [
			part('line', net, `${quantity} x ${nameOf(line)}`, { line: line.id, quantity }),
			...(tax ? [part('tax', tax, `Tax on ${nameOf(line)}`, { line: line.id })] : []),
			...(fee
				? [
						part('fee', -fee, `Restocking fee of ${percentOf(line.id) / 100} % on ${nameOf(line)}`, {
							line: line.id,
						}),
					]
				: []),
			...(each?.amount
				? [part('fee', -each.amount * quantity, `${each.called} on ${quantity} x ${nameOf(line)}`, { line: line.id })]
				: []),
			...taken
				.filter((one) => one.line === line.id)
				.map(({ amount, reason }) => part('fee', -amount.amount, reason, { line: line.id })),
		];
	});
	const shipping = shippingOf(order);
	if (
		policy.refundShipping &&
		shipping.net + shipping.tax > 0 &&
		!ofOrder.some((one) => one.kind === 'shipping') &&
		isWholeOrder(input, due, timing)
	) {
		parts.push(part('shipping', shipping.net, 'Shipping'));
		if (shipping.tax) parts.push(part('tax', shipping.tax, 'Tax on shipping'));
	}
	if (ofReturn.amount && !earlier.some((one) => one.kind === 'fee' && one.line === undefined))
		parts.push(part('fee', -ofReturn.amount, ofReturn.called));
	return parts;
}
