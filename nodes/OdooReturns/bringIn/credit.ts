import { allocate, EffectError, format, fromNumber, isReference, money } from '../../shared/model';
import { postMove } from '../money/invoice';
import { roundingTable } from '../money/rounding';
import { Invoice, InvoiceLine, type BroughtOrder, type PricedLine } from '../records/answers';
import { today } from '../records/clock';
import { documentTable, type Row } from '../transport/table';
import type { Billing } from './bill';
import { outsideRefunds, refused, type ChannelOrder } from './channelOrder';
import { linesInOdoo } from './place';
import { priceOf, taxCell, type PlannedLine } from './plan';
import type { Situation } from './read';

/** What was credited of an order, and what is still to be for refunds that no case knows of. */
export interface Credits {
	/** Credit notes that are not of return cases. */
	notes: Invoice[];
	lines: InvoiceLine[];
	/** Minor units. */
	open: number;
}

/** Reads what was credited of an order, by whomever but return cases. */
export async function readCredits(
	{ own, order }: Situation,
	sale: PricedLine[],
	{ invoices }: Billing,
): Promise<Credits> {
	const { currency } = order;
	const posted = invoices.filter(({ state }) => state === 'posted').map(({ id }) => id);
	const linked = await own.search('account.move.line', InvoiceLine, [
		['sale_line_ids', 'in', sale.map(({ id }) => id)],
		['move_type', '=', 'out_refund'],
		['parent_state', '!=', 'cancel'],
	]);
	const reversing = posted.length
		? await own.search('account.move', Invoice, [
				['reversed_entry_id', 'in', posted],
				['state', '!=', 'cancel'],
			])
		: [];
	const more = await own.read('account.move', Invoice, [...new Set(linked.flatMap(({ move_id }) => move_id ?? []))]);
	const notes = [...new Map([...reversing, ...more].map((one) => [one.id, one])).values()]
		.filter(({ ref }) => !isReference(ref))
		.sort((a, b) => a.id - b.id);
	const credited = notes.reduce((sum, { amount_total }) => sum + fromNumber(amount_total, currency).amount, 0);
	const back = outsideRefunds(order).reduce((sum, { amount }) => sum + amount.amount, 0);
	return {
		notes,
		lines: linked.filter(({ move_id }) => notes.some(({ id }) => id === move_id)),
		open: posted.length ? Math.max(0, back - credited) : 0,
	};
}

/** Issues and posts the credit note of what refunds of the channel gave back since the last one, once; one that was begun is finished. */
export async function creditRefunds(at: Situation, order: BroughtOrder, billing: Billing): Promise<Credits> {
	const { own, key } = at;
	const sale = await linesInOdoo(at, order);
	for (let number = 1; ; number++) {
		const name = `${key}.cn.${number}`;
		const known = await own.find(name);
		const credits = await readCredits(at, sale, billing);
		if (!known && !credits.open) return credits;
		const id = known ?? (await make(at, { order, name, sale, billing, credits }));
		await post(at, id, name, { ...credits, billing });
	}
}

async function make(
	at: Situation,
	{
		order,
		name,
		sale,
		billing,
		credits,
	}: { order: BroughtOrder; name: string; sale: PricedLine[]; billing: Billing; credits: Credits },
): Promise<number> {
	const { own, order: channel, settings } = at;
	const { currency } = channel;
	const invoices = billing.invoices.filter(({ state }) => state === 'posted');
	const left =
		invoices.reduce((sum, { amount_total }) => sum + fromNumber(amount_total, currency).amount, 0) -
		credits.notes.reduce((sum, { amount_total }) => sum + fromNumber(amount_total, currency).amount, 0);
	if (credits.open > left)
		throw refused(
			`${format(money(credits.open, currency))} of order ${order.name} went back, and only ${format(money(left, currency))} of its invoices is left`,
			'Look at its invoices and credit notes in Odoo; somebody may have credited it by hand.',
		);
	const [invoice] = invoices;
	const rows = creditRows(at, { sale, billing, credits });
	const [id] = await own.load(
		'account.move',
		documentTable(
			name,
			{
				move_type: 'out_refund',
				'partner_id/.id': invoice.partner_id,
				'journal_id/.id': settings.odoo.creditNoteJournal ?? invoice.journal_id,
				'currency_id/.id': invoice.currency_id?.id,
				ref: channel.number,
				...(invoices.length === 1 && { 'reversed_entry_id/.id': invoice.id }),
				invoice_date: today(settings.timeZone),
				invoice_origin: order.name,
			},
			'invoice_line_ids',
			rows,
		),
	);
	return id;
}

/** What a line of the channel was paid back for, by refunds that are not ours. */
function backOf(
	order: ChannelOrder,
	{ line, kind, gross }: PlannedLine,
): { quantity: number; gross: number } | undefined {
	const grossOf = (back: { subtotal: { amount: number }; tax: { amount: number } }) =>
		back.subtotal.amount + (order.taxesIncluded ? 0 : back.tax.amount);
	if (line?.paidBack) return { quantity: line.paidBack.quantity, gross: grossOf(line.paidBack) };
	if (kind !== 'shipping' || !order.shipping?.paidBack) return undefined;
	const back = grossOf(order.shipping.paidBack);
	return { quantity: gross ? back / gross : 0, gross: back };
}

/**
 * Lines for the goods and the shipping that were paid back and are not credited yet, and one for each kind of tax that takes what is left of the
 * amount: a price reduction, or what was kept. Pure.
 */
function creditRows(
	{ order, plan }: Situation,
	{ sale, billing, credits }: { sale: PricedLine[]; billing: Billing; credits: Credits },
): Row[] {
	const { currency } = order;
	let rest = credits.open;
	const rows = plan.lines.flatMap((planned, index): Row[] => {
		const back = backOf(order, planned);
		const before = credits.lines
			.filter(({ sale_line_ids }) => sale_line_ids.includes(sale[index].id))
			.reduce((sum, { quantity }) => sum + quantity, 0);
		const quantity = back ? Number((back.quantity - before).toFixed(6)) : 0;
		const billed = billing.lines.find(({ sale_line_ids }) => sale_line_ids.includes(sale[index].id));
		if (!back || quantity <= 0 || !billed) return [];
		const gross = Math.round((back.gross * quantity) / back.quantity);
		rest -= gross;
		const { taxes, included } = planned.tax;
		const net = planned.gross ? (gross * planned.net) / planned.gross : gross;
		return [
			{
				'product_id/.id': planned.product.id,
				name: planned.name,
				quantity,
				'product_uom_id/.id': billed.product_uom_id,
				price_unit: priceOf(included ? gross : net, quantity, currency),
				'tax_ids/.id': taxCell(taxes),
				'account_id/.id': billed.account_id,
				'sale_line_ids/.id': sale[index].id,
			},
		];
	});
	return rest ? [...rows, ...restRows(plan.lines, rest, currency, billing.lines[0]?.account_id)] : rows;
}

/** An amount spread over the taxes of an order as its lines are. */
function restRows(lines: PlannedLine[], rest: number, currency: string, account: number | undefined): Row[] {
	const kinds = new Map<string, PlannedLine[]>();
	for (const line of lines) {
		const cell = String(taxCell(line.tax.taxes));
		kinds.set(cell, [...(kinds.get(cell) ?? []), line]);
	}
	const groups = [...kinds.values()];
	const sumOf = (of: PlannedLine[], what: 'gross' | 'net') => of.reduce((sum, line) => sum + line[what], 0);
	const parts = allocate(
		rest,
		groups.map((of) => Math.max(0, sumOf(of, 'gross'))),
	);
	return groups.flatMap((of, index): Row[] => {
		const gross = parts[index];
		if (!gross) return [];
		const { taxes, included } = of[0].tax;
		const net = (gross * sumOf(of, 'net')) / sumOf(of, 'gross');
		return [
			{
				name: 'Refund',
				quantity: 1,
				price_unit: priceOf(included ? gross : Math.round(net), 1, currency),
				'tax_ids/.id': taxCell(taxes),
				'account_id/.id': account,
			},
		];
	});
}

/** Posts a draft at exactly what is to be credited. */
async function post(
	at: Situation,
	id: number,
	name: string,
	{ notes, billing }: Credits & { billing: Billing },
): Promise<void> {
	const { own, order, plan } = at;
	const { currency } = order;
	const note = await own.get('account.move', Invoice, id);
	if (note.state === 'draft') {
		const minor = ({ amount_total }: Invoice) => fromNumber(amount_total, currency).amount;
		const back = outsideRefunds(order).reduce((sum, { amount }) => sum + amount.amount, 0);
		const wanted = back - notes.filter((one) => one.id !== id).reduce((sum, one) => sum + minor(one), 0);
		const rest = wanted - minor(note);
		if (Math.abs(rest) > 2 * (plan.lines.length + 1)) {
			await own.call('account.move', 'unlink', { ids: [id] }, { repeatable: true });
			throw refused(
				`Odoo computes ${format(money(minor(note), currency))} for the credit note, ${format(money(wanted, currency))} went back`,
				'Run this again; when it stays, credit the refund by hand in Odoo.',
			);
		}
		if (rest)
			await own.load('account.move.line', roundingTable(name, id, money(rest, currency), billing.lines[0]?.account_id));
		await postMove(own, id);
	}
	const after = await own.get('account.move', Invoice, id);
	if (after.state === 'posted') return;
	throw new EffectError('Odoo did not post the credit note of an order that was brought in', {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Open the draft credit note in Odoo and press Confirm: it says what is missing. Then run this again.',
	});
}
