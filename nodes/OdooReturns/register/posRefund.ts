import { createHash } from 'node:crypto';
import { EffectError, toDecimal } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { PosLot, PosMethod, PosOperationType, PosSession, type PosLine } from '../records/answers';
import type { RegisterSale } from './posOrder';
import { paidBy } from './paidBy';
import { goodsOf } from './receiptLines';

/** Pieces of a receipt that come back. */
export interface GivenBack {
	sku: string;
	quantity: number;
	/** Odoo's receipt line, when it is known. */
	posLine?: number;
	serials: string[];
}

/** So much of one receipt line. */
export interface PlannedBack {
	line: PosLine;
	quantity: number;
	serials: string[];
}

/** One line of the refund as the register would send it; amounts as Odoo computes them for this quantity and price. */
export interface PricedBack extends PlannedBack {
	/** Of one piece, before the line's discount. */
	price: number;
	net: number;
	gross: number;
}

/** Spreads what comes back over the receipt's lines. Throws when more comes back than was sold and not given back yet: Odoo refunds anything again. */
export function planPosRefund(
	wanted: GivenBack[],
	{ order, lines, cardsSold = [] }: Pick<RegisterSale, 'order' | 'lines' | 'cardsSold'>,
): PlannedBack[] {
	const left = new Map(lines.map(({ line }) => [line.id, line.qty - line.refunded_qty]));
	return wanted.flatMap((one) => {
		const sold = goodsOf({ lines }).filter(({ line, sku }) =>
			one.posLine ? line.id === one.posLine : one.sku !== '' && sku === one.sku,
		);
		if (!sold.length)
			throw refused(
				`${one.sku || `line ${one.posLine}`} is not on receipt ${order.pos_reference ?? order.name}`,
				"Compare the goods with the receipt; a SKU is Odoo's Internal Reference.",
			);
		const card = sold.find(({ line }) => cardsSold.includes(line.id));
		if (card)
			throw refused(
				`${(card.line.full_product_name ?? card.sku).split('\n')[0]} is a card or credit that was sold: it can still be spent`,
				"Take it back on the register's own screen, and see in Odoo that what is left on it is taken off.",
			);
		let open = one.quantity;
		const serials = [...one.serials];
		const planned = sold.flatMap(({ line }) => {
			const quantity = Math.min(open, left.get(line.id)!);
			if (quantity <= 0) return [];
			left.set(line.id, left.get(line.id)! - quantity);
			open -= quantity;
			return [{ line, quantity, serials: serials.splice(0, quantity) }];
		});
		if (open > 1e-6)
			throw refused(
				`${one.quantity} x ${one.sku || `line ${one.posLine}`} shall be given back, only ${one.quantity - open} can`,
				'The rest was given back before: look at the refunds of the receipt in Odoo.',
			);
		return planned;
	});
}

/** Serial numbers and lots of the lines: named, or all that were sold when all of a line comes back. */
export async function withPosLots(own: Odoo, planned: PlannedBack[]): Promise<PlannedBack[]> {
	const ids = planned.flatMap(({ line }) => line.pack_lot_ids);
	const lots = await own.read('pos.pack.operation.lot', PosLot, ids);
	return planned.map((one) => {
		const sold = lots
			.filter(({ pos_order_line_id }) => pos_order_line_id === one.line.id)
			.flatMap(({ lot_name }) => lot_name ?? []);
		const stranger = one.serials.find((serial) => !sold.includes(serial));
		if (stranger)
			throw refused(
				`Serial number ${stranger} was not sold with this receipt`,
				'Check the piece; only what was sold on this receipt can be given back on it.',
			);
		if (!sold.length || one.serials.length) return one;
		if (sold.length === 1 || one.quantity === one.line.qty) return { ...one, serials: sold };
		throw refused(`Which of ${sold.length} serial numbers comes back is not said`, 'Give the line its "serials".');
	});
}

/** So much is handed out in one way; minor units. */
export interface HandedOut {
	method: PosMethod;
	amount: number;
}

/** An id that two refunds of one receipt cannot both have, when they were planned on the same state of it. */
export function refundUuid(order: number, refunds: number): string {
	const hex = createHash('sha256').update(`n8n-nodes-returns pos ${order} ${refunds}`).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The register of a sale with its open session, and where its goods come back to. */
export async function registerOf(
	own: Odoo,
	{ config }: Pick<RegisterSale, 'config'>,
): Promise<{ session: number; methods: number[]; returnsTo?: string; forSale: boolean }> {
	const [session] = await own.search(
		'pos.session',
		PosSession,
		[
			['config_id', '=', config.id],
			['state', '=', 'opened'],
		],
		{ limit: 1 },
	);
	if (!session)
		throw new EffectError(`Register ${config.name} is not open`, {
			category: 'rejected',
			connection: 'odoo',
			advice:
				"A refund is booked in the register's open session: open it in Odoo (Point of Sale), then replay the step.",
		});
	const [type] = config.picking_type_id
		? await own.read('stock.picking.type', PosOperationType, [config.picking_type_id])
		: [];
	const [back] = type?.return_picking_type_id
		? await own.read('stock.picking.type', PosOperationType, [type.return_picking_type_id])
		: [];
	const place = back ? back.default_location_dest_id : type?.default_location_src_id;
	return {
		session: session.id,
		methods: config.payment_method_ids,
		returnsTo: place?.name,
		forSale: place !== undefined && place.id === type?.default_location_src_id?.id,
	};
}

/** How it is paid back: as chosen, else the way it was paid. Throws when that is not one way, or the register does not take it. */
export async function methodOf(
	own: Odoo,
	sale: RegisterSale,
	allowed: number[],
	chosen: number | undefined,
): Promise<PosMethod> {
	const ways = paidBy(sale).filter(({ captured }) => captured > 0);
	const paid = ways.flatMap(({ method }) => method?.id ?? []);
	const wanted = chosen ?? (paid.length === 1 ? paid[0] : undefined);
	if (!wanted)
		throw refused(
			paid.length
				? 'The receipt was paid in several ways'
				: ways.length
					? 'The receipt was paid with goods that were taken back'
					: 'Nothing was paid for the receipt',
			'Choose Refund With in this node.',
			'method',
		);
	const [method] = await own.read('pos.payment.method', PosMethod, [wanted]);
	if (!method || !allowed.includes(wanted))
		throw refused(
			`The register does not take ${method?.name ?? `payment method ${wanted}`}`,
			"Choose another way in Refund With, or allow this one in the register's settings.",
			'method',
		);
	if (method.split_transactions && !sale.order.partner_id)
		throw refused(
			`${method.name} needs a customer, and the receipt has none`,
			'Choose another way in Refund With.',
			'method',
		);
	return method;
}

/**
 * The refund as a register sends it: order, lines and payments in one transaction, found again by its uuid (sync_from_ui). `given`: what is handed
 * out and how, minor units; nothing when cards get all of it.
 */
export function registerOrder(
	{ order }: Pick<RegisterSale, 'order'>,
	lines: PricedBack[],
	{ uuid, key, session, given }: { uuid: string; key: string; session: number; given: HandedOut[] },
): Record<string, unknown> {
	const round = (value: number) => Math.round(value * 1e6) / 1e6;
	const total = round(lines.reduce((sum, { gross }) => sum + gross, 0));
	const tax = round(lines.reduce((sum, { gross, net }) => sum + gross - net, 0));
	const { name: currency } = order.currency_id!;
	const decimal = (amount: number) => Number(toDecimal({ amount, currency }));
	const paid = decimal(given.reduce((sum, { amount }) => sum + amount, 0));
	const derived = (part: string) => createHash('sha256').update(`${uuid} ${part}`).digest('hex').slice(0, 32);
	return {
		uuid,
		access_token: derived('access'),
		session_id: session,
		state: 'paid',
		is_refund: true,
		floating_order_name: key,
		partner_id: order.partner_id ?? false,
		fiscal_position_id: order.fiscal_position_id ?? false,
		// What was invoiced is credited by Odoo itself.
		to_invoice: order.account_move !== undefined && order.partner_id !== undefined,
		amount_tax: -tax,
		amount_total: -total,
		amount_paid: -paid,
		amount_return: 0,
		lines: lines.map(({ line, quantity, price, net, gross, serials }, index) => [
			0,
			0,
			{
				uuid: derived(`line ${index}`),
				product_id: line.product_id,
				full_product_name: line.full_product_name ?? '',
				qty: -quantity,
				price_unit: price,
				discount: line.discount,
				price_subtotal: -net,
				price_subtotal_incl: -gross,
				tax_ids: [[6, 0, line.tax_ids]],
				refunded_orderline_id: line.id,
				pack_lot_ids: serials.map((lot_name) => [0, 0, { lot_name }]),
			},
		]),
		payment_ids: given.map(({ method, amount }, index) => [
			0,
			0,
			{
				amount: -decimal(amount),
				payment_method_id: method.id,
				uuid: derived(index ? `payment ${index}` : 'payment'),
			},
		]),
	};
}

function refused(message: string, advice: string, field = 'lines'): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'odoo', field, advice });
}
