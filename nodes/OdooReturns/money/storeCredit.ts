import { settledBy } from '../../shared/case/refundLeg';
import type { RefundLeg } from '../../shared/case/caseState';
import { EffectError, fromNumber, toDecimal, type Money } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { documentKey, documentTable, intentNumber, type LoadTable } from '../transport/table';
import { LoyaltyCard, Payment, SaleOrder, type Invoice, type LoyaltyProgram } from '../records/answers';

export const creditKinds = ['gift_card', 'ewallet'] as const;
export type CreditKind = (typeof creditKinds)[number];

/** Keys of the card and of the entry that pays for it. */
export function storeCreditKeys(reference: string, intent: string): { card: string; entry: string } {
	const card = documentKey(reference, 'credit', intentNumber(intent, reference));
	return { card, entry: `${card}.entry` };
}

export interface GivenCredit {
	card: LoyaltyCard;
	payment: Payment;
	amount: Money;
}

/** Store credit that was given for a refund; undefined until card and entry are both there. */
export async function findStoreCredit(
	odoo: Odoo,
	keys: { card: string; entry: string },
	currency: string,
): Promise<GivenCredit | undefined> {
	const id = await odoo.find(keys.card);
	const entry = id && (await odoo.find(keys.entry));
	if (!id || !entry) return undefined;
	const payment = await odoo.get('account.payment', Payment, entry);
	// What is on the card says nothing later: the customer spends it.
	return {
		card: await odoo.get('loyalty.card', LoyaltyCard, id),
		payment,
		amount: fromNumber(payment.amount, currency),
	};
}

/** A card with its amount and the line of its history, in one transaction. Odoo makes its code. */
export function cardTable(
	key: string,
	program: LoyaltyProgram,
	{ customer, amount, expiresOn, why }: { customer: number; amount: Money; expiresOn?: string; why: string },
): LoadTable {
	return documentTable(
		key,
		{ 'program_id/.id': program.id, 'partner_id/.id': customer, points: toDecimal(amount), expiration_date: expiresOn },
		'history_ids',
		[{ description: why, issued: toDecimal(amount) }],
	);
}

/** Points of a program are amounts of its currency. */
export function assertCurrency({ name, currency_id }: LoyaltyProgram, { currency }: Money): void {
	if (currency_id?.name === currency) return;
	throw new EffectError(`Program "${name}" is in ${currency_id?.name}, the credit note in ${currency}`, {
		category: 'rejected',
		connection: 'odoo',
		field: 'program',
		advice: `Choose a program whose currency is ${currency}, or refund in money.`,
	});
}

/** Who may spend it: the customer of the order, whom Odoo looks for cards of; the invoice may name somebody else. */
export async function customerOf(odoo: Odoo, note: Invoice): Promise<number> {
	const [order] = await odoo.search(
		'sale.order',
		SaleOrder,
		[['invoice_ids', 'in', [note.id, ...(note.reversed_entry_id ? [note.reversed_entry_id] : [])]]],
		{ limit: 1 },
	);
	return (order?.partner_id ?? note.partner_id)!;
}

/** One system pays a refund. What Stripe or the shop pays is not given as credit as well, unless they failed. */
export function assertIsCredit(leg: RefundLeg): void {
	const {
		intent: { id, payment },
		state,
	} = leg;
	const settled = settledBy(leg);
	if (
		settled
			? leg.storeCredit
			: state === 'failed' || payment.processor === 'store_credit' || payment.processor === 'other'
	)
		return;
	throw new EffectError(
		settled
			? `Refund ${id} was settled by ${settled} already`
			: `Refund ${id} is not store credit but paid back by ${payment.processor}`,
		{
			category: 'rejected',
			connection: 'odoo',
			field: 'intent',
			advice: 'Route refunds by payment processor before this node, so that a refund is paid once.',
		},
	);
}
