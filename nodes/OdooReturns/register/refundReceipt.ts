import { z } from 'zod';
import type { RefundLeg } from '../../shared/case/caseState';
import type { Effect } from '../../shared/effect';
import { EffectError, format, fromNumber, Money, sameMoney, type NewEvent, type Refund } from '../../shared/model';
import { idsOf } from '../../shared/operation';
import { PosOrder } from '../records/answers';
import type { Odoo } from '../transport/odoo';
import { readPosOrder, type RegisterSale } from './posOrder';
import {
	methodOf,
	planPosRefund,
	refundUuid,
	registerOf,
	registerOrder,
	withPosLots,
	type GivenBack,
	type PricedBack,
} from './posRefund';
import { priceRefund } from './priceRefund';
import { goodsOf } from './receiptPrices';

/** What goods of a receipt are given back with. */
export interface Refunding {
	odoo: Odoo;
	/** Names this refund once and for all. */
	name: string;
	/** Which receipt. */
	receipt: { id?: number; number?: string };
	wanted: GivenBack[];
	/** The refund of the case that it pays, if any. */
	leg: RefundLeg | undefined;
	/** How the money is given back; undefined: as the receipt was paid. */
	method: number | undefined;
	/** Throws when it may not be so much. */
	assertAllowed(amount: Money): void;
}

export const Refunded = z.object({
	id: z.string(),
	name: z.string(),
	receipt: z.string().optional(),
	/** What is handed out. */
	amount: Money,
	/** What the goods come to in the books, where what is handed out is rounded to coins. */
	goods: Money.optional(),
	method: z.string().optional(),
	lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
	/** Where the goods are now. */
	goodsAt: z.string().optional(),
	providerIds: idsOf('odoo.pos_refund'),
	warnings: z.array(z.string()),
});
export type Refunded = z.infer<typeof Refunded>;
type Preview = Pick<Refunded, 'amount' | 'lines' | 'method' | 'goodsAt' | 'warnings'>;

/** How often it is planned anew when others refund the same receipt. */
const mostRounds = 5;

/** Gives goods of a receipt back at its register, once: refund order, payment and stock in one transaction. */
export function refundingEffect(at: Refunding): Effect<Refunded | Preview> {
	return {
		key: at.name,
		kind: 'odoo.pos_refund',
		async lookUp() {
			const sale = await readSale(at);
			const made = findMade(at, sale);
			return made && shown(sale, made);
		},
		act: async () => await refundReceipt(at),
		async preview() {
			const sale = await readSale(at);
			return planned(sale, await plan(at, sale));
		},
	};
}

/** What the case learns of goods that were given back at a register, and of its refund that was paid with it. */
export function refundingEvents({ name, leg }: Refunding, made: Refunded): NewEvent[] {
	const { id, name: document, amount, goods } = made;
	const events: NewEvent[] = [
		{
			source: 'odoo',
			id: `${name}.pos`,
			type: 'return_document.created',
			data: { id, system: 'odoo_pos', name: document },
			references: { 'odoo.pos_refund': id },
		},
	];
	if (!leg) return events;
	const refund: Refund = {
		id: `odoo.pos/${id}`,
		intent: leg.intent.id,
		// To coins is rounded what is handed out, not what is owed.
		amount: goods && sameMoney(goods, leg.intent.amount) ? goods : amount,
		status: 'succeeded',
		providerIds: { 'odoo.pos_refund': id },
	};
	return [...events, { source: 'odoo', id: `${name}.paid`, type: 'refund.succeeded', data: { refund } }];
}

async function refundReceipt(at: Refunding, round = 1): Promise<Refunded> {
	const sale = await readSale(at);
	const made = findMade(at, sale);
	if (made) return shown(sale, made);
	const back = await plan(at, sale);
	const refund = await send(at, sale, back);
	if (refund?.floating_order_name === at.name) return { ...shown(sale, refund), ...planned(sale, back) };
	// Another refund of the receipt was planned on the same state and was first; what is left now is looked at again.
	if (round < mostRounds) return await refundReceipt(at, round + 1);
	throw new EffectError(`Receipt ${sale.order.name} is being refunded by others at this moment`, {
		category: 'retryable',
		connection: 'odoo',
		advice: 'Nothing to do: it is tried again.',
	});
}

async function readSale({ odoo, receipt }: Refunding): Promise<RegisterSale> {
	return await readPosOrder(odoo, receipt);
}

function findMade({ name }: Refunding, { refunds }: RegisterSale): PosOrder | undefined {
	return refunds.find(({ floating_order_name, state }) => floating_order_name === name && state !== 'cancel');
}

/** What is given back, and how. */
interface Back {
	own: Odoo;
	lines: PricedBack[];
	/** What is handed out. */
	amount: Money;
	method: Awaited<ReturnType<typeof methodOf>>;
	register: Awaited<ReturnType<typeof registerOf>>;
}

async function plan(at: Refunding, sale: RegisterSale): Promise<Back> {
	const own = at.odoo.forCompany(sale.order.company_id);
	const pieces = await withPosLots(own, planPosRefund(at.wanted, sale));
	const register = await registerOf(own, sale);
	const method = await methodOf(own, sale, register.methods, at.method);
	const { lines, owed, given } = await priceRefund(own, sale, pieces, method);
	const currency = sale.order.currency_id!.name;
	const amount = { amount: given, currency };
	at.assertAllowed(amount);
	assertOwed(at, { amount: owed, currency });
	return { own, lines, amount, method, register };
}

function assertOwed({ leg }: Refunding, owed: Money): void {
	if (!leg || sameMoney(leg.intent.amount, owed)) return;
	const { id, amount } = leg.intent;
	throw new EffectError(`Refund ${id} is over ${format(amount)}, these goods are ${format(owed)} on the receipt`, {
		category: 'rejected',
		connection: 'odoo',
		field: 'intent',
		advice:
			'A register gives back what was paid for the goods. Leave Refund blank and settle the difference another way, or correct the refund.',
	});
}

/** Sends the refund to the register. Gives back what stands there under its number: this refund, or one that was first. */
async function send({ name }: Refunding, sale: RegisterSale, back: Back): Promise<PosOrder | undefined> {
	const { own, lines, amount, method, register } = back;
	const uuid = refundUuid(sale.order.id, sale.refunds.length);
	const order = registerOrder(sale, lines, {
		uuid,
		key: name,
		session: register.session,
		method: method.id,
		given: amount.amount,
	});
	await own
		.call('pos.order', 'sync_from_ui', { orders: [order] }, { repeatable: true, context: { generate_pdf: false } })
		.catch((error: unknown) => {
			// The other of two at the same moment was first: its order carries the same uuid.
			if (!(error instanceof EffectError) || !/uuid already exists|duplicate key/.test(error.message)) throw error;
		});
	return (await own.search('pos.order', PosOrder, [['uuid', '=', uuid]])).at(0);
}

function planned(sale: RegisterSale, { lines, amount, method, register }: Back): Preview {
	const { returnsTo, forSale } = register;
	return {
		amount,
		method: method.name,
		lines: goodsAmong(sale, lines),
		...(returnsTo && { goodsAt: returnsTo }),
		warnings: forSale
			? [
					`The goods go to ${returnsTo} and are for sale at once. To hold them until they are inspected, give the register's operation type a return type that leads to the inspection location.`,
				]
			: [],
	};
}

function shown(sale: RegisterSale, refund: PosOrder): Refunded {
	const { order, refundPayments, refundLines } = sale;
	const { name: currency } = order.currency_id!;
	const paid = refundPayments.find(({ pos_order_id }) => pos_order_id === refund.id);
	const amount = fromNumber(-refund.amount_paid, currency);
	const goods = fromNumber(-refund.amount_total, currency);
	return {
		id: String(refund.id),
		name: refund.name,
		receipt: refund.pos_reference,
		amount,
		...(!sameMoney(amount, goods) && { goods }),
		...(paid && { method: paid.payment_method_id?.name }),
		lines: refundLines
			.filter(({ order_id }) => order_id === refund.id)
			.map(({ refunded_orderline_id, qty }) => ({ sku: skuOf(sale, refunded_orderline_id!), quantity: -qty })),
		providerIds: { 'odoo.pos_refund': String(refund.id) },
		warnings: [],
	};
}

/** What is given back, without the discounts that go with it. */
function goodsAmong(sale: RegisterSale, lines: PricedBack[]): Refunded['lines'] {
	const goods = goodsOf(sale).map(({ line }) => line.id);
	return lines
		.filter(({ line }) => goods.includes(line.id))
		.map(({ line, quantity }) => ({ sku: skuOf(sale, line.id), quantity }));
}

function skuOf({ lines }: RegisterSale, id: number): string {
	return lines.find(({ line }) => line.id === id)?.sku ?? '';
}
