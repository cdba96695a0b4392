import { creditNoteMisfit } from '../../shared/case/exceptionOf';
import { EffectError, format, fromNumber, toDecimal, type Money, type RefundIntent } from '../../shared/model';
import { documentKey, documentTable, intentNumber, type LoadTable, type Row } from '../transport/table';
import type { Invoice, InvoiceLine } from '../records/answers';
import { containsTax } from '../sale/prices';
import { goodsRows, type BilledGoods, type Credited, type CreditRow, type Discounted } from './creditRow';
import { creditedOf, discountRows } from './discounts';

/** What the credit note of one refund consists of. */
export interface CreditPlan {
	goods: Credited[];
	/** The original shipping, or part of it. */
	shipping?: { invoiceLine: InvoiceLine; share: number };
	/** The lines of invoices that it turns: goods, shipping, and what both bear of discounts. */
	rows: CreditRow[];
	/**
	 * Fees (negative), goodwill, shipping that Odoo never invoiced. With `like` the amount contains tax as that line's price does, else it has none. What is
	 * `notBilled` comes besides all that was invoiced, and takes nothing of it.
	 */
	others: Array<{ name: string; amount: Money; like?: InvoiceLine; notBilled?: true }>;
	/** Minor units that Odoo rounds amounts of the currency to, when these are more than one. */
	step?: number;
	/** Tax that the invoice has more or less than its lines say, for these goods: Odoo does not come to it by itself. */
	taxOff?: number;
	/** Tax that the refund counts with, in minor units, when it says so. */
	tax?: number;
	/** The account that these are booked on: that of the goods, as the invoice has it. */
	account?: number;
	amount: Money;
}

/** Parts of a refund that are on no invoice: a gift of the shop, what the shop took for others, what makes it an amount that can be paid. */
const besides: string[] = ['bonus', 'duties', 'rounding', 'coins'];
/** How a credit note's line says that it takes nothing of the invoices. */
const notBilledMark = ' (not on the invoice)';

/** Finds invoice lines by how a refund's breakdown names them. */
export interface Invoiced {
	goods(line: string): BilledGoods | undefined;
	shipping: InvoiceLine | undefined;
	/** What the shipping bears of discounts. */
	shippingDiscounts?: Discounted[];
	/** Minor units that Odoo rounds amounts of the currency to. */
	step?: number;
	/** What fees are taxed like, for goods with a tax for each piece; by the goods' invoice line. */
	feeTaxes?: Map<number, InvoiceLine>;
	/** Lines of the order's other credit notes. */
	earlier?: InvoiceLine[];
	/** The refund counts with the shop's prices, which know better than Odoo what a discount was for. */
	pricedByShop?: boolean;
	/** Where it was booked, for lines that stand for no goods of their own. */
	account?: number;
	/** What of the order was paid with a gift card, an eWallet or goods that it took back, in minor units: the invoices are less by it, and it goes back all the same. */
	paidOtherwise?: number;
}

/**
 * Turns a frozen refund into credit note lines. Goods and shipping are copied from the posted invoice, so that price, discount,
 * taxes and accounts are those that were billed; what the customer does not get back (fees) is a negative line, with the tax of the
 * goods when `feesTaxed`. Throws when the breakdown is missing, names something that was not invoiced, or is far from what the invoice says.
 */
export function planCreditNote(intent: RefundIntent, invoiced: Invoiced, { feesTaxed = false } = {}): CreditPlan {
	const { amount, breakdown } = intent;
	if (!breakdown.length)
		throw refused(
			`Refund ${intent.id} does not say what it is made of`,
			'Let Return Policy: Calculate Refund make the amount; it adds the breakdown.',
		);
	const goods = new Map<InvoiceLine, Credited>();
	for (const part of breakdown.filter(({ kind }) => kind === 'line')) {
		const found = invoiced.goods(part.line ?? '');
		if (!found)
			throw refused(
				`${part.description || part.line || 'A line'} of refund ${intent.id} is on no posted invoice of the order`,
				'Post the invoice in Odoo first, and check that its lines come from the order; then replay the step.',
			);
		if (!part.quantity || part.quantity < 0)
			throw refused(
				`Refund ${intent.id} does not say how many pieces of ${found.sku || part.line} it is for`,
				'Give each line of the breakdown its quantity.',
			);
		const before = goods.get(found.invoiceLine)?.quantity ?? 0;
		goods.set(found.invoiceLine, { ...found, quantity: before + part.quantity });
	}
	const of = (kind: string) => breakdown.filter((part) => part.kind === kind);
	const total = (parts: typeof breakdown) => parts.reduce((sum, part) => sum + part.amount.amount, 0);
	// Tax that belongs to no line of goods is the shipping's.
	const shippingTax = total(of('tax').filter(({ line }) => !line || !invoiced.goods(line)));
	const shipped = total(of('shipping'));
	const dearest = [...goods.values()].sort((a, b) => b.invoiceLine.price_total - a.invoiceLine.price_total)[0]
		?.invoiceLine;
	const others: CreditPlan['others'] = [...of('fee'), ...of('adjustment')].map((part) => {
		const goodsOf =
			feesTaxed && part.kind === 'fee' ? (part.line && invoiced.goods(part.line)?.invoiceLine) || dearest : undefined;
		const like = goodsOf && (invoiced.feeTaxes?.get(goodsOf.id) ?? goodsOf);
		return {
			name: part.description || (part.kind === 'fee' ? 'Return fee' : 'Adjustment'),
			amount: part.amount,
			...(like && { like }),
			...(part.amount.amount > 0 && besides.includes(part.name ?? '') && { notBilled: true as const }),
		};
	});
	const taxes = of('tax').filter(({ line }) => (line && invoiced.goods(line)) || (shipped && invoiced.shipping));
	const tax = taxes.length
		? total(taxes) +
			others.reduce((sum, { amount: fee, like }) => sum + (like ? fee.amount - netOf(fee, like).amount : 0), 0)
		: undefined;
	const account =
		goods.values().next().value?.invoiceLine.account_id ??
		(shipped ? invoiced.shipping?.account_id : undefined) ??
		invoiced.account;
	const plan: CreditPlan = {
		goods: [...goods.values()],
		rows: [],
		others,
		...(invoiced.step && invoiced.step > 1 && { step: invoiced.step }),
		...(tax !== undefined && { tax }),
		...(account && { account }),
		amount,
	};
	const shipping = shipped ? invoiced.shipping : undefined;
	if (shipping) {
		const off = (invoiced.shippingDiscounts ?? []).reduce((sum, one) => sum + one.net + one.tax, 0);
		const gross = fromNumber(shipping.price_total, amount.currency).amount + off;
		const net = fromNumber(shipping.price_subtotal, amount.currency).amount;
		const share = gross ? (shipped + shippingTax) / gross : 1;
		plan.shipping = { invoiceLine: shipping, share: share <= 1.0001 ? share : Math.min(1, shipped / net) };
	} else if (shipped) {
		const whole = { amount: shipped + shippingTax, currency: amount.currency };
		others.push({ name: 'Shipping', amount: whole, notBilled: true });
	}
	const taxOff = plan.goods.reduce((sum, one) => sum + taxOffOf(one, invoiced.earlier ?? []), 0);
	if (taxOff) plan.taxOff = taxOff;
	const bare = [...plan.goods.flatMap((one) => goodsRows(one, amount.currency)), ...shippingRows(plan)];
	const owed =
		amount.amount -
		others.reduce((sum, other) => sum + other.amount.amount, 0) -
		bare.reduce((sum, { gross }) => sum + gross, 0) -
		taxOff;
	plan.rows = [
		...bare,
		...discountRows({
			goods: plan.goods,
			shipping: (invoiced.shippingDiscounts ?? []).map((one) => ({ ...one, share: plan.shipping?.share ?? 0 })),
			earlier: invoiced.earlier ?? [],
			wanted: { amount: owed, currency: amount.currency },
			within: tolerance(plan),
			pricedByShop: invoiced.pricedByShop ?? false,
		}),
	];
	const expected = expectedTotal(plan);
	if (Math.abs(expected.amount - amount.amount) > tolerance(plan)) {
		throw refused(
			`By the invoice in Odoo refund ${intent.id} would be ${format(expected)}, but it is ${format(amount)}`,
			"The order was billed with other prices or taxes than the refund was computed with. Compare the invoice with the shop's order, then credit it by hand in Odoo or correct the invoice.",
		);
	}
	return plan;
}

function shippingRows({ shipping, amount: { currency } }: CreditPlan): CreditRow[] {
	if (!shipping) return [];
	const { invoiceLine: line, share } = shipping;
	return [
		{
			invoiceLine: line,
			quantity: 1,
			price: line.price_unit * line.quantity * share,
			discount: line.discount,
			gross: fromNumber(line.price_total, currency).amount * share,
		},
	];
}

/** What Odoo will about compute: each line's share of what was invoiced. */
export function expectedTotal({ rows, others, amount, taxOff = 0 }: CreditPlan): Money {
	const sum =
		taxOff +
		rows.reduce((total, { gross }) => total + gross, 0) +
		others.reduce((total, other) => total + other.amount.amount, 0);
	return { amount: Math.round(sum), currency: amount.currency };
}

/** What pieces bear of tax that no line stands for. */
function taxOffOf({ invoiceLine, billed, quantity, taxOff = 0 }: Credited, earlier: InvoiceLine[]): number {
	const before = creditedOf(invoiceLine, earlier);
	const upTo = (pieces: number) => Math.round((taxOff * Math.min(pieces, billed)) / billed);
	return upTo(before + quantity) - upTo(before);
}

/** Minor units that roundings may add up to, and what Odoo does not come to by itself: one, or one step, per piece and line (docs/facts/odoo.md#credit-notes-round-by-themselves). */
export function tolerance({
	goods,
	shipping,
	others,
	step = 1,
	taxOff = 0,
}: Pick<CreditPlan, 'goods' | 'shipping' | 'others' | 'step' | 'taxOff'>): number {
	const pieces = goods.reduce((total, { quantity }) => total + 1 + Math.ceil(quantity), 0);
	return (1 + pieces + (shipping ? 1 : 0) + others.length) * step + Math.abs(taxOff);
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

export function creditNoteTable(
	key: string,
	plan: CreditPlan,
	invoice: Invoice,
	header: { reference: string; journal: number; date: string },
): LoadTable {
	const copied = ({ invoiceLine: line, quantity, price, discount }: CreditRow): Row => ({
		'product_id/.id': line.product_id,
		name: line.name,
		quantity,
		'product_uom_id/.id': line.product_uom_id,
		price_unit: price,
		discount,
		'tax_ids/.id': line.tax_ids.join(','),
		'account_id/.id': line.account_id,
		'sale_line_ids/.id': line.sale_line_ids.join(','),
		...(line.analytic_distribution && { analytic_distribution: JSON.stringify(line.analytic_distribution) }),
	});
	return documentTable(
		key,
		{
			move_type: 'out_refund',
			'partner_id/.id': invoice.partner_id,
			'journal_id/.id': header.journal,
			'currency_id/.id': invoice.currency_id?.id,
			ref: header.reference,
			// One that is about more pieces than this invoice has reverses no single invoice.
			...(invoice.move_type !== 'out_refund' &&
				plan.rows.every(
					({ invoiceLine, quantity }) => invoiceLine.move_id === invoice.id && quantity <= invoiceLine.quantity,
				) && { 'reversed_entry_id/.id': invoice.id }),
			invoice_date: header.date,
			invoice_origin: invoice.invoice_origin,
		},
		'invoice_line_ids',
		[
			...plan.rows.map(copied),
			...plan.others.map(({ name, amount, like, notBilled }) => ({
				name: notBilled ? `${name}${notBilledMark}` : name,
				quantity: 1,
				price_unit: toDecimal(like && !containsTax(like) ? netOf(amount, like) : amount),
				'tax_ids/.id': like?.tax_ids.join(',') ?? '',
				'account_id/.id': plan.account,
			})),
		],
	);
}

/** What Odoo's own reversal keeps of an invoice: whose sale it was, and where it came from. */
const kept = [
	'invoice_user_id',
	'team_id',
	'partner_shipping_id',
	'fiscal_position_id',
	'campaign_id',
	'source_id',
	'medium_id',
] as const;

/**
 * What a draft credit note lacks of its invoice's salesperson and the like: Odoo takes the user of the key instead. Written to the draft,
 * not loaded with it: `load` refuses people and places that are archived by now.
 */
export function lackingOf(note: Invoice, invoice: Invoice): Record<string, number> {
	return Object.fromEntries(
		kept.flatMap((field) => {
			const value = invoice[field];
			return value && value !== note[field] ? [[field, value] as const] : [];
		}),
	);
}

/**
 * Throws when more of a line would be credited than was invoiced: nothing in Odoo stops that (docs/facts/odoo.md#nothing-caps-credit-notes).
 * `earlier`: lines of the credit notes; `paidOtherwise`: what of the order was not paid in money.
 */
export function assertNotOvercredited(
	plan: CreditPlan,
	invoices: Invoice[],
	notes: Invoice[],
	earlier: InvoiceLine[],
	paidOtherwise = 0,
): void {
	for (const { invoiceLine, quantity, billed, sku } of plan.goods) {
		const before = creditedOf(invoiceLine, earlier);
		if (before + quantity > billed + 1e-6)
			throw refused(
				`${quantity} x ${sku} shall be credited, but ${before} of the ${billed} invoiced already are`,
				'Look at the credit notes of the invoice in Odoo; somebody may have credited this return by hand.',
			);
	}
	const sum = (moves: Invoice[]) =>
		moves.reduce((total, { amount_total }) => total + fromNumber(amount_total, plan.amount.currency).amount, 0);
	const { currency } = plan.amount;
	const besidesBefore = earlier
		.filter(({ name }) => name?.endsWith(notBilledMark))
		.reduce((total, { price_total }) => total + fromNumber(price_total, currency).amount, 0);
	const left = { amount: sum(invoices) + paidOtherwise - sum(notes) + besidesBefore, currency };
	if (takenOf(plan) > left.amount)
		throw refused(
			`${format(plan.amount)} shall be credited, but only ${format(left)} of invoice ${invoices.map(({ name }) => name).join(', ')} is left`,
			'Look at the credit notes of the invoice in Odoo; somebody may have credited this return by hand.',
		);
}

/** Minor units that a credit note takes of what was invoiced. */
export function takenOf({ amount, others }: CreditPlan): number {
	return others.reduce((total, { notBilled, amount: part }) => total - (notBilled ? part.amount : 0), amount.amount);
}

/** The part of an amount that is not tax, by the taxes of an invoice line. */
function netOf({ amount, currency }: Money, { price_subtotal, price_total }: InvoiceLine): Money {
	return { amount: Math.round((amount * price_subtotal) / price_total), currency };
}

function refused(message: string, advice: string): EffectError {
	return new EffectError(message, {
		category: 'rejected',
		connection: 'odoo',
		code: creditNoteMisfit,
		field: 'intent',
		advice,
	});
}
