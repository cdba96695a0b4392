import { EffectError, format, fromNumber, money } from '../../shared/model';
import { invoiceTable } from '../money/exchange';
import { postMove } from '../money/invoice';
import { roundingTable } from '../money/rounding';
import { Invoice, InvoiceLine, type BroughtOrder, type PricedLine } from '../records/answers';
import { today } from '../records/clock';
import { refused } from './channelOrder';
import { linesInOdoo } from './place';
import { toleranceOf } from './plan';
import type { Situation } from './read';
import type { Deliveries } from './deliver';

/** The invoices of an order, and what is still to be billed of its lines. */
export interface Billing {
	invoices: Invoice[];
	/** Pieces by line in Odoo. */
	open: number[];
	/** Lines of goods and services of the invoices. */
	lines: InvoiceLine[];
}

const eps = 1e-6;

/** Whether an order is one that is billed: something was paid, or sent. */
function isBilled({ plan, order }: Situation): boolean {
	return plan.lines.some(({ sent }) => sent > 0) || order.payments.some(({ captured }) => captured.amount > 0);
}

/** Reads what was billed of an order, by whomever, and what its products' invoice policy lets bill besides. */
export async function readBilling(at: Situation, sale: PricedLine[], { delivered }: Deliveries): Promise<Billing> {
	const { own, plan } = at;
	const lines = await own.search('account.move.line', InvoiceLine, [
		['sale_line_ids', 'in', sale.map(({ id }) => id)],
		['move_type', '=', 'out_invoice'],
		['parent_state', '!=', 'cancel'],
	]);
	const invoices = await own.read('account.move', Invoice, [...new Set(lines.flatMap(({ move_id }) => move_id ?? []))]);
	const open = sale.map((line, index) => {
		const planned = plan.lines[index];
		const billed = lines
			.filter(({ sale_line_ids }) => sale_line_ids.includes(line.id))
			.reduce((sum, { quantity }) => sum + quantity, 0);
		const whole = planned?.quantity ?? line.product_uom_qty;
		const byDelivery = planned?.product.type !== 'service' && planned?.product.invoice_policy === 'delivery';
		const due = byDelivery ? Math.min(whole, delivered[index]) : whole;
		return isBilled(at) ? Math.max(0, due - billed) : 0;
	});
	return { invoices: invoices.sort((a, b) => a.id - b.id), open, lines };
}

/** Makes and posts the invoice of all that is still to be billed, once; an invoice that was begun is finished. */
export async function billOrder(at: Situation, order: BroughtOrder, deliveries: Deliveries): Promise<Billing> {
	const { own, key, order: channel, settings } = at;
	const sale = await linesInOdoo(at, order);
	const header = {
		reference: channel.number,
		date: today(settings.timeZone, channel.placedAt ?? new Date().toISOString()),
	};
	for (let number = 1; ; number++) {
		const name = `${key}.inv.${number}`;
		const id = (await own.find(name)) ?? (await make());
		if (!id) break;
		await post(at, id, name, sale, deliveries);

		async function make(): Promise<number | undefined> {
			const { open } = await readBilling(at, sale, deliveries);
			const rows = sale.flatMap((line, index) =>
				open[index] > eps ? [{ ...line, product_uom_qty: open[index] }] : [],
			);
			return rows.length ? (await own.load('account.move', invoiceTable(name, order, rows, header)))[0] : undefined;
		}
	}
	return await readBilling(at, sale, deliveries);
}

/** Posts a draft, which comes to what is left of the order when it is its last. */
async function post(
	at: Situation,
	id: number,
	name: string,
	sale: PricedLine[],
	deliveries: Deliveries,
): Promise<void> {
	const { own, plan } = at;
	const invoice = await own.get('account.move', Invoice, id);
	if (invoice.state === 'posted') return;
	if (invoice.state !== 'draft')
		throw new EffectError('The invoice of an order that was brought in was canceled in Odoo', {
			category: 'rejected',
			connection: 'odoo',
			advice: 'When it shall be billed after all, set it back to draft in Odoo and run this again.',
		});
	const { currency } = plan.total;
	const { invoices, lines } = await readBilling(at, sale, deliveries);
	const isLast = sale.every((line, index) => {
		const billed = lines
			.filter(({ sale_line_ids }) => sale_line_ids.includes(line.id))
			.reduce((sum, { quantity }) => sum + quantity, 0);
		return billed >= (plan.lines[index]?.quantity ?? line.product_uom_qty) - eps;
	});
	const minor = ({ amount_total }: Invoice) => fromNumber(amount_total, currency).amount;
	const others = invoices.filter((one) => one.id !== id).reduce((sum, one) => sum + minor(one), 0);
	const rest = isLast ? plan.total.amount - others - minor(invoice) : 0;
	if (Math.abs(rest) > toleranceOf(plan)) {
		await own.call('account.move', 'unlink', { ids: [id] }, { repeatable: true });
		throw refused(
			`Odoo computes ${format(money(minor(invoice), currency))} for the invoice, ${format(money(minor(invoice) + rest, currency))} of the order is left`,
			'Somebody changed prices or taxes of the order in Odoo. Bill it there by hand.',
			'taxes',
		);
	}
	if (rest) {
		const account = lines.find(({ move_id }) => move_id === id)?.account_id;
		await own.load('account.move.line', roundingTable(name, id, money(rest, currency), account));
	}
	await postMove(own, id);
	const after = await own.get('account.move', Invoice, id);
	if (after.state === 'posted') return;
	throw new EffectError('Odoo did not post the invoice of an order that was brought in', {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Open the draft invoice in Odoo and press Confirm: it says what is missing. Then run this again.',
	});
}
