import type { OperationContext } from '../../shared/operation';
import { invalidInput, type Money, typedAmount, typedCurrency } from '../../shared/model';

/** An amount that a person typed. Throws EffectError naming the field. */
export function amountOf(text: string, currency: string, field: string): Money {
	const amount = typedAmount(text, typedCurrency(currency), field);
	if (amount.amount > 0) return amount;
	throw invalidInput('The amount must be more than zero', 'Give it with a point, e.g. 12.50.', field);
}

/** What is taken for sending the goods back, from `returnShippingFee` and `currency`; undefined when nothing is. */
export function shippingFeeOf(context: OperationContext): Money | undefined {
	const fee = String(context.param<unknown>('returnShippingFee', '') ?? '').trim();
	if (!fee || /^0+(\.0*)?$/.test(fee)) return undefined;
	return amountOf(fee, String(context.param<unknown>('currency', '') ?? ''), 'returnShippingFee');
}
