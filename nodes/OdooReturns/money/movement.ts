import { z } from 'zod';
import { invalidInput, Money, parsed } from '../../shared/model';

export const movementKinds = ['charge', 'refund', 'refund_failure', 'fee', 'payout', 'dispute', 'other'] as const;
export type MovementKind = (typeof movementKinds)[number];

/** What moved on the balance of a payment provider. */
export interface Movement {
	/** As the provider calls it. */
	id: string;
	kind: MovementKind;
	payer: 'stripe' | 'shopify_payments';
	/** Above zero when it came onto the balance; its fee is a further one that leaves. */
	amount: Money;
	fee: Money;
	/** Instant. */
	at: string;
	/** What a payment in Odoo may carry as its memo. */
	names: string[];
	/** Under which of these a case is known: system and id. */
	known: Array<[string, string]>;
	/** What the bank statement line says. */
	text: string;
	payout?: string;
}

const Stripe = z.object({
	reference: z.string().optional(),
	transaction: z.object({
		id: z.string().min(1),
		type: z.string(),
		category: z.string(),
		amount: Money,
		fee: Money,
		source: z.string().default(''),
		intent: z.string().optional(),
		createdAt: z.string().datetime({ offset: true }),
	}),
	payout: z.object({ id: z.string() }).optional(),
});

const Shopify = z.object({
	settlement: z.object({
		id: z.string().min(1),
		type: z.string(),
		amount: Money,
		fee: Money,
		date: z.string().datetime({ offset: true }),
		transaction: z.string().optional(),
		orderNumber: z.string().optional(),
		payoutId: z.string().optional(),
	}),
});

const advice =
	'Give an item of Stripe Refunds: Payout: Get Transactions (Simplify on) or of Shopify Returns: Settlement: Get Transactions.';

/** Reads what moved from an item of either reader. Throws EffectError when it is none, or an amount of it is no whole amount of its currency. */
export function movementOf(item: unknown): Movement {
	const isShopify = typeof item === 'object' && item !== null && 'settlement' in item;
	return isShopify ? shopifyMovement(read(Shopify, item)) : stripeMovement(read(Stripe, item));
}

function read<T extends z.ZodTypeAny>(schema: T, item: unknown): z.output<T> {
	return parsed(schema, item, ({ at, message }) =>
		invalidInput(`This is no movement on a provider's balance (${at || 'item'} ${message})`, advice, 'movement'),
	);
}

const stripeKinds: Record<string, MovementKind> = {
	charge: 'charge',
	refund: 'refund',
	refund_failure: 'refund_failure',
	fee: 'fee',
	payout: 'payout',
	payout_reversal: 'payout',
	dispute: 'dispute',
	dispute_reversal: 'dispute',
};

function stripeMovement({ transaction, payout, reference }: z.output<typeof Stripe>): Movement {
	const { id, category, type, amount, fee, source, intent, createdAt } = transaction;
	const kind = stripeKinds[category] ?? 'other';
	return {
		id,
		kind,
		payer: 'stripe',
		amount,
		fee,
		at: createdAt,
		names: [source, intent].filter((one): one is string => !!one),
		known: source ? [[kind === 'charge' ? 'stripe.charge' : 'stripe.refund', source]] : [],
		text: [kind === 'other' ? type : kind, source, intent ?? reference].filter(Boolean).join(' '),
		...(payout && { payout: payout.id }),
	};
}

const shopifyKinds: Record<string, MovementKind> = {
	charge: 'charge',
	refund: 'refund',
	refund_failure: 'refund_failure',
	fee: 'fee',
	transfer: 'payout',
	payout: 'payout',
	chargeback: 'dispute',
	dispute: 'dispute',
	dispute_withdrawal: 'dispute',
	dispute_reversal: 'dispute',
};

function shopifyMovement({ settlement }: z.output<typeof Shopify>): Movement {
	const { id, type, amount, fee, date, transaction, orderNumber, payoutId } = settlement;
	const kind = shopifyKinds[type.toLowerCase()] ?? 'other';
	return {
		id,
		kind,
		payer: 'shopify_payments',
		amount,
		fee,
		at: date,
		names: transaction ? [transaction] : [],
		known: transaction ? [['shopify.transaction', transaction]] : [],
		text: [kind === 'other' ? type : kind, orderNumber, transaction].filter(Boolean).join(' '),
		...(payoutId && { payout: payoutId }),
	};
}
