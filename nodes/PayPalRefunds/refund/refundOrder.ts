import { exponentOf, processors, toProviderAmount, type Money } from '../../shared/model';
import type { RefundOrder as AnyRefundOrder } from '../../shared/operation';
import { markOf } from '../records/mark';

/** One refund that shall be made, as PayPal needs it. */
export interface RefundOrder extends AnyRefundOrder {
	/** PayPal's id of the captured payment. */
	capture: string;
}

/** Body of a refund: a pure function of the order. `invoice_id` is what people find it by, and what PayPal takes no second time. */
export function bodyOf({ intent, amount }: RefundOrder) {
	return {
		amount: { currency_code: amount.currency, value: valueOf(amount) },
		custom_id: markOf(intent),
		invoice_id: intent,
	};
}

/** An amount as PayPal takes it. Throws RangeError when it cannot express it. */
export function valueOf(amount: Money): string {
	const own: Record<string, number> = processors.paypal.counting.decimals;
	const decimals = own[amount.currency] ?? exponentOf(amount.currency);
	const digits = String(toProviderAmount('paypal', amount)).padStart(decimals + 1, '0');
	return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
}
