import { z } from 'zod';
import { Money } from './money';
import { processorNames } from './providers';
import { Instant } from './time';

/** Ids of one object in other systems: `{ 'shopify.order': 'gid://…', 'odoo.order': '42' }`. */
export const ProviderIds = z.record(z.string(), z.string());
export type ProviderIds = z.infer<typeof ProviderIds>;

export const Address = z.object({
	name: z.string(),
	company: z.string().optional(),
	street1: z.string(),
	street2: z.string().optional(),
	city: z.string(),
	state: z.string().optional(),
	postalCode: z.string(),
	country: z.string().length(2),
	phone: z.string().optional(),
	email: z.string().optional(),
});
export type Address = z.infer<typeof Address>;

export const Customer = z.object({
	name: z.string().optional(),
	email: z.string().optional(),
	phone: z.string().optional(),
	address: Address.optional(),
	/** In which they ordered: a language tag such as `de` or `fr-CH`. */
	language: z.string().optional(),
	providerIds: ProviderIds.default({}),
});
export type Customer = z.infer<typeof Customer>;

/** A line of the order as it was sold. Amounts are of the whole line, before any return. */
export const OrderLine = z.object({
	id: z.string(),
	sku: z.string(),
	title: z.string().default(''),
	quantity: z.number().int().nonnegative(),
	/** What was sold of goods in parts of a unit: 0.75 kg, of which `quantity` counts the whole units. */
	exactQuantity: z.number().positive().optional(),
	/** What the customer paid for the line after discounts, without tax when the order's prices exclude it. */
	subtotal: Money,
	tax: Money,
	/** Minor units that its amounts are multiples of, where the books round coarser than the currency does: 100, to whole euros. */
	step: z.number().int().positive().optional(),
	/** Pieces that other returns have taken back already, as far as the system that knows the order can tell. */
	returnedBefore: z.number().int().nonnegative().optional(),
	/** Of those, pieces that refunds which are not ours paid back, and with what: the shop rounds as it likes. */
	paidBack: z.object({ quantity: z.number().int().positive(), subtotal: Money, tax: Money }).optional(),
	/** Pieces that are on invoices, and what they were billed at, where others of the line are not billed yet: these come back first. */
	billed: z.object({ quantity: z.number().int().positive(), subtotal: Money, tax: Money }).optional(),
	finalSale: z.boolean().default(false),
	/** As the shop sorts its goods, from the broad to the narrow: `Shoes / Running` or `Shoes > Running`. */
	category: z.string().optional(),
	/** Serial numbers or lots of the pieces that were sold. */
	serials: z.array(z.string()).optional(),
	/** Grams of one piece; absent: nobody knows. */
	weight: z.number().positive().optional(),
	/** When the last of it was sent. */
	fulfilledAt: Instant.optional(),
	/** False: nothing that could come back: a tip, gift wrap, a protection, a gift card, a download. The order is whole without it. */
	comesBack: z.boolean().optional(),
	/** When the last of it arrived; absent as long as the arrival of any parcel of it is not known. */
	deliveredAt: Instant.optional(),
	providerIds: ProviderIds.default({}),
});
export type OrderLine = z.infer<typeof OrderLine>;

export const Payment = z.object({
	id: z.string(),
	processor: z.enum(processorNames),
	/** How people call it: paypal, gift_card, cash. */
	method: z.string().optional(),
	/** `stripe.payment_intent`, `stripe.charge`, `shopify.transaction`, … */
	providerIds: ProviderIds.default({}),
	captured: Money,
	refunded: Money,
	refundable: Money,
	/** What of `refunded` are refunds of ours, when the one who was asked can tell. */
	refundedByUs: Money.optional(),
	/** What the bank has given the customer out of it, in a dispute that was lost. */
	chargedBack: Money.optional(),
	/** When the customer paid: when the money was put aside, however much later it was captured. */
	paidAt: Instant.optional(),
	/** Who took it pays the customer back itself, as a marketplace does: nothing here may, it is only recorded. */
	movesOwnMoney: z.boolean().optional(),
	/** Who took it and its ids there were searched at its processor (`payment.found`): the shop does not know them. */
	searched: z.boolean().optional(),
});
export type Payment = z.infer<typeof Payment>;

export const Order = z.object({
	number: z.string(),
	channel: z.string().default('shopify'),
	currency: Money.shape.currency,
	/** Whether line subtotals already contain tax. */
	taxesIncluded: z.boolean().default(false),
	placedAt: Instant.optional(),
	fulfilledAt: Instant.optional(),
	deliveredAt: Instant.optional(),
	customer: Customer.optional(),
	lines: z.array(OrderLine),
	/** What the customer paid for shipping; the subtotal contains the tax when the order's prices do. `paidBack`: what of it refunds that are not ours gave back. */
	shipping: z
		.object({ subtotal: Money, tax: Money, paidBack: z.object({ subtotal: Money, tax: Money }).optional() })
		.optional(),
	payments: z.array(Payment).default([]),
	/** What was captured in all; 0: nothing was paid. Left out by a system that does not know how the order was paid. */
	paid: Money.optional(),
	/** What the order came to, in its own currency and in the shop's, where that is another: what is set in the shop's currency is compared by it. */
	shopRate: z.object({ paid: Money, shop: Money }).optional(),
	/** Currencies of documents of it that are not in its own: what these say is not counted, and a person decides. */
	otherCurrencies: z.array(Money.shape.currency).optional(),
	/** Customs duties and other fees of the shop (a recycling or delivery fee of the state) that were paid with the order; no refund of goods contains them. */
	duties: Money.optional(),
	/** What of them refunds that are not ours gave back. */
	dutiesPaidBack: Money.optional(),
	/** What is still to be paid of it: a deposit was paid, or staff put goods on it. Absent: nothing, or nobody knows. */
	outstanding: Money.optional(),
	/** What was paid besides what the order came to and has not gone back: paid twice, say. No refund of goods contains it. */
	overpaid: Money.optional(),
	/** What a register took besides, since it takes coins that there are: it goes back with the whole order. */
	roundedUp: Money.optional(),
	/** Ids of the shop's returns that `returnedBefore` counts. A return may be approved there before its case knows it. */
	returnsCounted: z.array(z.string()).optional(),
	/** Refunds that were not ours, as far as whoever was asked for the order knows them: seen when the return was decided. */
	refundsOfOthers: z.array(z.object({ id: z.string(), amount: Money })).optional(),
	/** Store credit and gift cards of ours, as the shop remembers them: each with the refund or reference that it was given for. */
	credits: z
		.array(
			z.object({
				reference: z.string(),
				kind: z.enum(['store_credit', 'gift_card']),
				amount: Money,
				/** Absent: it was begun, and nobody knows whether it was given. */
				id: z.string().optional(),
			}),
		)
		.optional(),
	providerIds: ProviderIds.default({}),
});
export type Order = z.infer<typeof Order>;
