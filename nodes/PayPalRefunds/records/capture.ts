import { z } from 'zod';
import { captureIn, links, PayPalMoney, word } from './fields';
import { PayPalRefund } from './refund';

/** A captured payment of PayPal's API, as far as it is read here. */
export const PayPalCapture = z.object({
	id: z.string(),
	status: z.string().nullish(),
	status_details: z.object({ reason: word }).nullish().catch(undefined),
	amount: PayPalMoney,
	invoice_id: word,
	custom_id: word,
	create_time: word,
	seller_receivable_breakdown: z
		.object({ paypal_fee: PayPalMoney.nullish(), net_amount: PayPalMoney.nullish() })
		.nullish()
		.catch(undefined),
	supplementary_data: z
		.object({ related_ids: z.object({ order_id: word }).nullish() })
		.nullish()
		.catch(undefined),
	links,
});
export type PayPalCapture = z.infer<typeof PayPalCapture>;

/** An order, for the captures and refunds that stand in it. */
export const PayPalOrder = z.object({
	id: z.string(),
	purchase_units: z
		.array(
			z.object({
				payments: z
					.object({
						captures: z.array(PayPalCapture).default([]),
						refunds: z.array(PayPalRefund).default([]),
					})
					.default({}),
			}),
		)
		.default([]),
});
export type PayPalOrder = z.infer<typeof PayPalOrder>;

/** Of an order the refunds of one capture. One that names no capture may be of any of its purchase unit. */
export function refundsIn({ purchase_units: units }: PayPalOrder, capture: string): PayPalRefund[] {
	return units
		.filter(({ payments: { captures } }) => captures.some(({ id }) => id === capture))
		.flatMap(({ payments: { refunds } }) => refunds)
		.filter((refund) => (captureIn(refund.links) ?? capture) === capture);
}

/** The order that a capture belongs to. */
export function orderOf({ supplementary_data: more, links: given }: PayPalCapture): string | undefined {
	const up = given.find(({ rel }) => rel === 'up')?.href ?? '';
	return more?.related_ids?.order_id ?? /\/checkout\/orders\/([A-Z0-9]+)$/.exec(up)?.[1];
}
