import { EffectError, format, fromNumber, toDecimal } from '../../shared/model';
import { BroughtOrder, PricedLine, type SaleOrder } from '../records/answers';
import { documentTable, recordsTable } from '../transport/table';
import { refused } from './channelOrder';
import { customerOf } from './customer';
import { orderOfOthers } from './known';
import { rowOf, toleranceOf } from './plan';
import type { Situation } from './read';

/** The order that an earlier run has made. */
export async function findBrought({ own, key }: Pick<Situation, 'own' | 'key'>): Promise<BroughtOrder | undefined> {
	const id = await own.find(key);
	return id ? await own.get('sale.order', BroughtOrder, id) : undefined;
}

/**
 * Makes the order once, as a quotation, sees that it comes to what the customer paid, and confirms it. When somebody else has put the same order
 * into Odoo meanwhile, the quotation goes again: then theirs.
 */
export async function placeOrder(at: Situation): Promise<{ order: BroughtOrder } | { theirs: SaleOrder }> {
	const { own } = at;
	const id = (await own.find(at.key)) ?? (await makeQuotation(at));
	let order = await own.get('sale.order', BroughtOrder, id);
	if (order.state === 'cancel')
		throw new EffectError(`Order ${order.name}, which was brought in, was canceled in Odoo`, {
			category: 'rejected',
			connection: 'odoo',
			advice: 'When it shall be there after all, set it back to quotation in Odoo and run this again.',
		});
	if (order.state === 'draft' || order.state === 'sent') {
		await correct(at, order);
		const theirs = await orderOfOthers(at);
		if (theirs) {
			await own.call('sale.order', 'unlink', { ids: [id] }, { repeatable: true });
			return { theirs };
		}
		order = await confirm(at, id);
	}
	return { order: await dateBack(at, order) };
}

async function makeQuotation(at: Situation): Promise<number> {
	const { own, order, plan, key, company, warehouse, pricelist } = at;
	const { partner, shipTo } = await customerOf(at);
	const marksShipping = await canMarkShipping(at);
	const [id] = await own.load(
		'sale.order',
		documentTable(
			key,
			{
				'partner_id/.id': partner,
				'partner_invoice_id/.id': partner,
				'partner_shipping_id/.id': shipTo,
				'company_id/.id': company,
				...(pricelist && { 'pricelist_id/.id': pricelist }),
				...(warehouse && { 'warehouse_id/.id': warehouse }),
				...(order.placedAt && { date_order: odooTime(order.placedAt) }),
				client_order_ref: order.number,
			},
			'order_line',
			plan.lines.map((line) => rowOf(line, order.currency, marksShipping)),
		),
	);
	return id;
}

/** Odoo knows shipping lines only with its app Delivery Costs. */
async function canMarkShipping({ own, plan }: Situation): Promise<boolean> {
	if (!plan.lines.some(({ kind }) => kind === 'shipping')) return false;
	const fields = await own.call(
		'sale.order.line',
		'fields_get',
		{ allfields: ['is_delivery'], attributes: ['type'] },
		{ repeatable: true },
	);
	return typeof fields === 'object' && fields !== null && 'is_delivery' in fields;
}

/** Puts what roundings of Odoo leave on a line of its own. Throws when it is more than that: then the quotation goes again. */
async function correct(at: Situation, { id, name, amount_total, currency_id }: BroughtOrder): Promise<void> {
	const { own, plan, key, rounding, other } = at;
	const { total } = plan;
	const undo = async () => await own.call('sale.order', 'unlink', { ids: [id] }, { repeatable: true });
	if (currency_id?.name !== total.currency) {
		await undo();
		throw refused(
			`Odoo made a quotation in ${currency_id?.name}, the order is in ${total.currency}`,
			`Make a price list in ${total.currency} in Odoo that this company may use.`,
		);
	}
	const made = fromNumber(amount_total, total.currency);
	const rest = { amount: total.amount - made.amount, currency: total.currency };
	if (!rest.amount) return;
	if (Math.abs(rest.amount) > toleranceOf(plan)) {
		await undo();
		throw refused(
			`Odoo computes ${format(made)} for quotation ${name}, the customer paid ${format(total)}`,
			'Compare the taxes of its lines with those of the channel; name the right ones in Taxes.',
			'taxes',
		);
	}
	if (!rounding) {
		await undo();
		throw refused(
			`Odoo rounds the taxes of this order to ${format(rest)} less or more than the channel, and has no product ${other} to book that on`,
			'Make a product of type Service without taxes and with this Internal Reference in Odoo, or name another one in Product for Other Amounts.',
			'otherProduct',
		);
	}
	const values = {
		'order_id/.id': id,
		'product_id/.id': rounding.id,
		name: 'Rounding',
		product_uom_qty: 1,
		price_unit: toDecimal(rest),
		discount: 0,
		'tax_ids/.id': '',
		sequence: 1000,
	};
	await own.load('sale.order.line', recordsTable([{ key: `${key}.rounding`, values }]));
	const after = await own.get('sale.order', BroughtOrder, id);
	if (fromNumber(after.amount_total, total.currency).amount === total.amount) return;
	await undo();
	throw refused(
		`Odoo computes ${format(fromNumber(after.amount_total, total.currency))} for quotation ${name}, the customer paid ${format(total)}`,
		'Look at the taxes of the company in Odoo; enter this order by hand.',
		'taxes',
	);
}

async function confirm({ own }: Situation, id: number): Promise<BroughtOrder> {
	let refusal: unknown;
	await own.act('sale.order', 'action_confirm', [id]).catch((error: unknown) => {
		if (!(error instanceof EffectError) || error.category !== 'rejected') throw error;
		refusal = error;
	});
	const order = await own.get('sale.order', BroughtOrder, id);
	if (order.state === 'sale' || order.state === 'done') return order;
	throw (
		refusal ??
		new EffectError(`Odoo did not confirm quotation ${order.name}`, {
			category: 'rejected',
			connection: 'odoo',
			advice: 'Open the quotation in Odoo and press Confirm: it says what is missing. Then run this again.',
		})
	);
}

/** Odoo dates an order by when it was confirmed. */
async function dateBack({ own, order: { placedAt } }: Situation, order: BroughtOrder): Promise<BroughtOrder> {
	const wanted = placedAt && odooTime(placedAt);
	if (!wanted || (order.date_order && odooTime(order.date_order) === wanted)) return order;
	await own.call('sale.order', 'write', { ids: [order.id], vals: { date_order: wanted } }, { repeatable: true });
	return { ...order, date_order: placedAt };
}

/** A time as Odoo takes it. */
export function odooTime(instant: string): string {
	return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

/** The lines of an order in Odoo in the order of the plan; further ones come after them. Throws when a line of the plan is gone. */
export async function linesInOdoo({ own, plan }: Situation, { id, name }: BroughtOrder): Promise<PricedLine[]> {
	const lines = (await own.search('sale.order.line', PricedLine, [['order_id', '=', id]])).filter(
		({ display_type }) => !display_type,
	);
	if (plan.lines.every(({ product }, index) => lines[index]?.product_id === product.id)) return lines;
	throw new EffectError(`The lines of order ${name} are not those that were brought in`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Somebody changed them in Odoo. Book what has changed since by hand there.',
	});
}
