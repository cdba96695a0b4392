import { EffectError } from '../../shared/effect';
import { format, fromNumber, subtract, toDecimal, type Money, type RefundIntent } from '../../shared/model';
import { documentKey, documentTable, intentNumber, recordsTable, type LoadTable, type Row } from '../transport/table';
import type { Invoice, InvoiceLine } from './answers';

/** Pieces of one invoiced line that are credited. */
export interface Credited {
	sku: string;
	invoiceLine: InvoiceLine;
	quantity: number;
}

/** What the credit note of one refund consists of. */
export interface CreditPlan {
	goods: Credited[];
	/** The original shipping, or part of it. */
	shipping?: { invoiceLine: InvoiceLine; share: number };
	/** Amounts without tax of their own: fees (negative), goodwill, shipping that Odoo never invoiced. */
	others: Array<{ name: string; amount: Money }>;
	/** The account that these are booked on: that of the goods, as the invoice has it. */
	account?: number;
	amount: Money;
}

/** Finds invoice lines by how a refund's breakdown names them. */
export interface Invoiced {
	goods(line: string): { sku: string; invoiceLine: InvoiceLine } | undefined;
	shipping: InvoiceLine | undefined;
	/** Where it was booked, for lines that stand for no goods of their own. */
	account?: number;
}

/**
 * Turns a frozen refund into credit note lines. Goods and shipping are copied from the posted invoice, so that price, discount,
 * taxes and accounts are those that were billed; what the customer does not get back (fees) is a negative line without tax.
 * Throws when the breakdown is missing, names something that was not invoiced, or is far from what the invoice says.
 */
export function planCreditNote(intent: RefundIntent, invoiced: Invoiced): CreditPlan {
	const { amount, breakdown } = intent;
	if (!breakdown.length) throw refused(`Refund ${intent.id} does not say what it is made of`, 'Let Return Policy: Calculate Refund make the amount; it adds the breakdown.');
	const goods = new Map<InvoiceLine, Credited>();
	for (const part of breakdown.filter(({ kind }) => kind === 'line')) {
		const found = invoiced.goods(part.line ?? '');
		if (!found) throw refused(`${part.description || part.line || 'A line'} of refund ${intent.id} is on no posted invoice of the order`, 'Post the invoice in Odoo first, and check that its lines come from the order; then replay the step.');
		if (!part.quantity || part.quantity < 0) throw refused(`Refund ${intent.id} does not say how many pieces of ${found.sku || part.line} it is for`, 'Give each line of the breakdown its quantity.');
		const before = goods.get(found.invoiceLine)?.quantity ?? 0;
		goods.set(found.invoiceLine, { ...found, quantity: before + part.quantity });
	}
	const of = (kind: string) => breakdown.filter((part) => part.kind === kind);
	const total = (parts: typeof breakdown) => parts.reduce((sum, part) => sum + part.amount.amount, 0);
	// Tax that belongs to no line of goods is the shipping's.
	const shippingTax = total(of('tax').filter(({ line }) => !line || !invoiced.goods(line)));
	const shipped = total(of('shipping'));
	const others = [...of('fee'), ...of('adjustment')].map((part) => ({ name: part.description || (part.kind === 'fee' ? 'Return fee' : 'Adjustment'), amount: part.amount }));
	const account = goods.values().next().value?.invoiceLine.account_id ?? (shipped ? invoiced.shipping?.account_id : undefined) ?? invoiced.account;
	const plan: CreditPlan = { goods: [...goods.values()], others, ...(account && { account }), amount };
	if (shipped && invoiced.shipping) {
		const gross = fromNumber(invoiced.shipping.price_total, amount.currency).amount;
		const net = fromNumber(invoiced.shipping.price_subtotal, amount.currency).amount;
		const share = (shipped + shippingTax) / gross;
		plan.shipping = { invoiceLine: invoiced.shipping, share: share <= 1.0001 ? share : Math.min(1, shipped / net) };
	} else if (shipped) {
		others.push({ name: 'Shipping', amount: { amount: shipped + shippingTax, currency: amount.currency } });
	}
	const expected = expectedTotal(plan);
	if (Math.abs(expected.amount - amount.amount) > tolerance(plan)) {
		throw refused(`By the invoice in Odoo refund ${intent.id} would be ${format(expected)}, but it is ${format(amount)}`, 'The order was billed with other prices or taxes than the refund was computed with. Compare the invoice with the shop\'s order, then credit it by hand in Odoo or correct the invoice.');
	}
	return plan;
}

/** What Odoo will about compute: each line's share of what was invoiced. */
export function expectedTotal({ goods, shipping, others, amount }: CreditPlan): Money {
	const share = (line: InvoiceLine, part: number) => fromNumber(line.price_total, amount.currency).amount * part;
	const sum = goods.reduce((total, { invoiceLine, quantity }) => total + share(invoiceLine, quantity / invoiceLine.quantity), 0)
		+ (shipping ? share(shipping.invoiceLine, shipping.share) : 0)
		+ others.reduce((total, other) => total + other.amount.amount, 0);
	return { amount: Math.round(sum), currency: amount.currency };
}

/** Minor units that roundings may add up to: one per piece and line (facts 0.7: 7 x 0.37 was off by 0.03). */
export function tolerance({ goods, shipping, others }: CreditPlan): number {
	return 1 + goods.reduce((total, { quantity }) => total + 1 + Math.ceil(quantity), 0) + (shipping ? 1 : 0) + others.length;
}

/** Key of a refund's credit note. */
export function creditNoteKey(reference: string, intent: string): string {
	return documentKey(reference, 'cn', intentNumber(creditedIntent(intent), reference));
}

const rest = '.rest';

/** Id of the refund that pays what an exchange left of another refund: `RMA-1/R1` -> `RMA-1/R1.rest`. */
export function restOf(intent: string): string {
	return `${intent}${rest}`;
}

/** The refund that a credit note was issued for: for the rest of one, that one. */
export function creditedIntent(intent: string): string {
	return intent.endsWith(rest) ? intent.slice(0, -rest.length) : intent;
}

export function creditNoteTable(key: string, plan: CreditPlan, invoice: Invoice, header: { reference: string; journal: number; date: string }): LoadTable {
	const copied = (line: InvoiceLine, quantity: number, price: number): Row => ({
		'product_id/.id': line.product_id,
		name: line.name,
		quantity,
		'product_uom_id/.id': line.product_uom_id,
		price_unit: price,
		discount: line.discount,
		'tax_ids/.id': line.tax_ids.join(','),
		'account_id/.id': line.account_id,
		'sale_line_ids/.id': line.sale_line_ids.join(','),
	});
	return documentTable(
		key,
		{
			move_type: 'out_refund',
			'partner_id/.id': invoice.partner_id,
			'journal_id/.id': header.journal,
			'currency_id/.id': invoice.currency_id?.id,
			ref: header.reference,
			'reversed_entry_id/.id': invoice.id,
			invoice_date: header.date,
			invoice_origin: invoice.invoice_origin,
		},
		'invoice_line_ids',
		[
			...plan.goods.map(({ invoiceLine, quantity }) => copied(invoiceLine, quantity, invoiceLine.price_unit)),
			...(plan.shipping ? [copied(plan.shipping.invoiceLine, 1, plan.shipping.invoiceLine.price_unit * plan.shipping.invoiceLine.quantity * plan.shipping.share)] : []),
			...plan.others.map(({ name, amount }) => ({ name, quantity: 1, price_unit: toDecimal(amount), 'tax_ids/.id': '', 'account_id/.id': plan.account })),
		],
	);
}

/** The line that takes what Odoo's roundings leave, under a key of its own; undefined when there is nothing to take. */
export function roundingTable(key: string, creditNote: number, total: Money, plan: CreditPlan): LoadTable | undefined {
	const rest = subtract(plan.amount, total);
	if (!rest.amount) return undefined;
	return recordsTable([{ key: `${key}.rounding`, values: { 'move_id/.id': creditNote, name: 'Rounding', quantity: 1, price_unit: toDecimal(rest), 'tax_ids/.id': '', 'account_id/.id': plan.account } }]);
}

/** Throws when more of a line would be credited than was invoiced: nothing in Odoo stops that (facts 0.7). */
export function assertNotOvercredited(plan: CreditPlan, invoice: Invoice, notes: Invoice[], earlier: InvoiceLine[]): void {
	for (const { invoiceLine, quantity, sku } of plan.goods) {
		const before = earlier.filter(({ sale_line_ids }) => sale_line_ids.some((one) => invoiceLine.sale_line_ids.includes(one))).reduce((total, line) => total + line.quantity, 0);
		if (before + quantity > invoiceLine.quantity + 1e-6) throw refused(`${quantity} x ${sku} shall be credited, but ${before} of the ${invoiceLine.quantity} invoiced already are`, 'Look at the credit notes of the invoice in Odoo; somebody may have credited this return by hand.');
	}
	const left = fromNumber(notes.reduce((rest, note) => rest - note.amount_total, invoice.amount_total), plan.amount.currency);
	if (plan.amount.amount > left.amount) throw refused(`${format(plan.amount)} shall be credited, but only ${format(left)} of invoice ${invoice.name} is left`, 'Look at the credit notes of the invoice in Odoo; somebody may have credited this return by hand.');
}

function refused(message: string, advice: string): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'odoo', field: 'intent', advice });
}
