import { z } from 'zod';
import { Customer, Order, OrderLine, Payment } from '../../shared/model';
import { factsOutput, idsOf } from '../../shared/operation';

/** The canonical order, with the ids that Shopify knows. */
export const ShopifyOrder = Order.extend({
	customer: Customer.extend({ providerIds: idsOf('shopify.customer') }).optional(),
	lines: z.array(
		OrderLine.extend({
			/** Pieces that were sent. */
			sent: z.number().int().nonnegative().optional(),
			providerIds: idsOf('shopify.line_item'),
		}),
	),
	payments: z.array(
		Payment.extend({ providerIds: idsOf('shopify.transaction', 'stripe.payment_intent', 'stripe.charge') }),
	),
	providerIds: idsOf('shopify.order'),
});

/** What tellOrder gives; `lineLinks`: the order's line by the line of the case. */
export const orderOutput = factsOutput.extend({ order: ShopifyOrder, lineLinks: z.record(z.string(), z.string()) });
