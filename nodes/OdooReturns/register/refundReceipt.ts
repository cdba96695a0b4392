import { z } from 'zod';
import type { RefundLeg } from '../../shared/case/caseState';
import { settledBy } from '../../shared/case/refundLeg';
import type { Effect } from '../../shared/effect';
import {
	EffectError,
	format,
	fromNumber,
	Money,
	sameMoney,
	type NewEvent,
	type Refund,
	type StoreCredit,
} from '../../shared/model';
import { idsOf } from '../../shared/operation';
import { PosOrder } from '../records/answers';
import type { Odoo } from '../transport/odoo';
import { areCardsFilled, assertCardsTake, putBackOnCards, sharesOfCards, type CardShare } from './credits';
import { cardPaymentId, readPosOrder, type RegisterSale } from './posOrder';
import { leftPaid } from './paidBy';
import {
	methodOf,
	planPosRefund,
	refundUuid,
	registerOf,
	registerOrder,
	withPosLots,
	type GivenBack,
	type HandedOut,
	type PricedBack,
} from './posRefund';
import { priceGoods, priceRefund, worthOfLines } from './priceRefund';
import { goodsOf } from './receiptLines';

/** What goods of a receipt are given back with. */
export interface Refunding {
	odoo: Odoo;
	/** Names this refund once and for all. */
	name: string;
	/** Which receipt. */
	receipt: { id?: number; number?: string };
	wanted: GivenBack[];
	/** The refund of the case that it pays, and those that pay a part of it; none when none is named. */
	legs: RefundLeg[];
	/** Today, where the shop is: no card that has expired gets anything. */
	day: string;
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
	/** What goes back on the gift cards and eWallets that paid a part of the receipt. */
	credits: z.array(z.object({ kind: z.string(), card: z.string(), amount: Money })).optional(),
	lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
	/** Where the goods are now. */
	goodsAt: z.string().optional(),
	providerIds: idsOf('odoo.pos_refund'),
	warnings: z.array(z.string()),
});
export type Refunded = z.infer<typeof Refunded>;
type Preview = Pick<Refunded, 'amount' | 'lines' | 'method' | 'credits' | 'goodsAt' | 'warnings'>;

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
			// What goes back on a card is a call of its own: without it this is not done.
			const done = made && (await areCardsFilled(ownOf(at, sale), made.id, sharesIn(sale, made)));
			return done ? shown(sale, made) : undefined;
		},
		act: async () => await refundReceipt(at),
		async preview() {
			const sale = await readSale(at);
			return planned(sale, await plan(at, sale));
		},
	};
}

/** What the case learns of goods that were given back at a register, and of its refunds that were paid with it. */
export function refundingEvents({ name, legs }: Refunding, made: Refunded): NewEvent[] {
	const { id, name: document, credits = [] } = made;
	const events: NewEvent[] = [
		{
			source: 'odoo',
			id: `${name}.pos`,
			type: 'return_document.created',
			data: { id, system: 'odoo_pos', name: document },
			references: { 'odoo.pos_refund': id },
		},
	];
	const money = legs.filter((leg) => !paidByCard(leg));
	return [
		...events,
		...legs.map((leg, index): NewEvent => {
			const { id: intent, amount, payment } = leg.intent;
			if (paidByCard(leg)) {
				const card = payment.providerIds['odoo.loyalty_card'];
				const credit: StoreCredit = {
					id: `odoo.pos/${id}/${card}`,
					kind: credits.find((one) => one.card === card)?.kind ?? 'gift_card',
					amount,
					intent,
					providerIds: { 'odoo.pos_refund': id, 'odoo.loyalty_card': card },
				};
				return { source: 'odoo', id: `${name}.credit.${index}`, type: 'store_credit.issued', data: { ...credit } };
			}
			const refund: Refund = {
				id: `odoo.pos/${id}`,
				intent,
				amount: money.length > 1 ? amount : handedOut(made, amount),
				status: 'succeeded',
				providerIds: { 'odoo.pos_refund': id },
			};
			return {
				source: 'odoo',
				id: leg === money[0] ? `${name}.paid` : `${name}.paid.${index}`,
				type: 'refund.succeeded',
				data: { refund },
			};
		}),
	];
}

/** To coins is rounded what is handed out, not what is owed. */
function handedOut({ amount, goods, credits = [] }: Refunded, owed: Money): Money {
	return goods && !credits.length && sameMoney(goods, owed) ? goods : amount;
}

function paidByCard({ intent }: RefundLeg): boolean {
	return intent.payment.id.startsWith(cardPaymentId(''));
}

async function refundReceipt(at: Refunding, round = 1): Promise<Refunded> {
	const sale = await readSale(at);
	const before = findMade(at, sale);
	if (before) {
		await putBackOnCards(ownOf(at, sale), before.id, sharesIn(sale, before));
		return shown(sale, before);
	}
	const back = await plan(at, sale);
	const refund = await send(at, sale, back);
	if (refund?.floating_order_name === at.name) {
		await putBackOnCards(back.own, refund.id, back.shares);
		return { ...shown(sale, refund), ...planned(sale, back) };
	}
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

function ownOf({ odoo }: Refunding, { order }: RegisterSale): Odoo {
	return odoo.forCompany(order.company_id);
}

function findMade({ name }: Refunding, { refunds }: RegisterSale): PosOrder | undefined {
	return refunds.find(({ floating_order_name, state }) => floating_order_name === name && state !== 'cancel');
}

/** What is given back, and how. */
interface Back {
	own: Odoo;
	lines: PricedBack[];
	/** What goes back on cards. */
	shares: CardShare[];
	/** What is handed out. */
	given: HandedOut[];
	register: Awaited<ReturnType<typeof registerOf>>;
}

async function plan(at: Refunding, sale: RegisterSale): Promise<Back> {
	assertUnsettled(at);
	const own = ownOf(at, sale);
	const pieces = await withPosLots(own, planPosRefund(at.wanted, sale));
	const register = await registerOf(own, sale);
	const goods = await priceGoods(own, sale, pieces);
	const shares = sharesOf(at, sale, worthOfLines(sale, goods));
	assertCardsTake(shares, at.day);
	const ways = await waysOf(at, own, sale, register.methods, worthOfLines(sale, goods) - total(shares));
	const { lines, owed, given } = await priceRefund(own, sale, { planned: pieces, goods, shares, ways });
	const currency = sale.order.currency_id!.name;
	at.assertAllowed({ amount: total(given) + total(shares), currency });
	assertOwed(at, { amount: owed, currency }, worthOfLines(sale, goods));
	return { own, lines, shares, given, register };
}

/** What of it goes back on cards: as the case's refunds say, else in proportion to what is left of each. */
function sharesOf({ legs }: Refunding, sale: RegisterSale, owed: number): CardShare[] {
	const { cardsPaid = [] } = sale;
	if (!legs.length) return sharesOfCards(owed, cardsPaid, leftPaid(sale));
	return cardsPaid.flatMap((paid) => {
		const leg = legs.find(({ intent }) => intent.payment.id === cardPaymentId(paid.line.id));
		return leg ? { paid, amount: leg.intent.amount.amount } : [];
	});
}

/** How the money is given back, with how much by each of several ways: as chosen, as the case's refunds say, or the way it was paid. */
async function waysOf(
	{ legs, method }: Refunding,
	own: Odoo,
	sale: RegisterSale,
	allowed: number[],
	money: number,
): Promise<HandedOut[]> {
	if (money <= 0) return [];
	const byLeg = legs.filter((leg) => !paidByCard(leg));
	if (method || byLeg.length < 2)
		return [{ method: await methodOf(own, sale, allowed, method ?? methodIn(byLeg.at(0))), amount: money }];
	const ways: HandedOut[] = [];
	for (const leg of byLeg)
		ways.push({ method: await methodOf(own, sale, allowed, methodIn(leg)), amount: leg.intent.amount.amount });
	return ways;
}

/** The register's way of paying that a refund goes back by. */
function methodIn(leg: RefundLeg | undefined): number | undefined {
	const [, method] = /^odoo\.pos\/\d+\/(\d+)$/.exec(leg?.intent.payment.id ?? '') ?? [];
	return method ? Number(method) : undefined;
}

function total(parts: Array<{ amount: number }>): number {
	return parts.reduce((sum, { amount }) => sum + amount, 0);
}

/** What went back on cards with a refund that is there. */
function sharesIn({ cardsPaid = [], refundLines, order }: RegisterSale, { id }: PosOrder): CardShare[] {
	return cardsPaid.flatMap((paid) => {
		const back = refundLines.filter((one) => one.order_id === id && one.refunded_orderline_id === paid.line.id);
		const amount = back.reduce(
			(sum, { price_subtotal_incl }) => sum + fromNumber(price_subtotal_incl, order.currency_id!.name).amount,
			0,
		);
		return amount ? { paid, amount } : [];
	});
}

function creditsOf({ order }: RegisterSale, shares: CardShare[]): Pick<Refunded, 'credits'> {
	if (!shares.length) return {};
	const { name: currency } = order.currency_id!;
	return {
		credits: shares.map(({ paid: { kind, card }, amount }) => ({
			kind,
			card: String(card?.id ?? ''),
			amount: { amount, currency },
		})),
	};
}

/** One document pays all of them, or none: what somebody has paid meanwhile is not paid again. */
function assertUnsettled({ legs }: Refunding): void {
	const settled = legs.find((leg) => settledBy(leg));
	if (!settled) return;
	throw new EffectError(`Refund ${settled.intent.id} was paid another way already`, {
		category: 'rejected',
		connection: 'odoo',
		field: 'intent',
		advice: `See how refund ${settled.intent.id} was paid. What is still owed for these goods is given back on the register's own screen, then recorded with the form Paid by Hand.`,
	});
}

/** `worth`: what the goods come to, which may be more than is left of what was paid; minor units. */
function assertOwed({ legs }: Refunding, owed: Money, worth: number): void {
	const [leg] = legs;
	const due = legs.reduce((sum, { intent }) => sum + intent.amount.amount, 0);
	const isDue = (amount: Money) => leg && sameMoney({ ...leg.intent.amount, amount: due }, amount);
	if (!leg || isDue(owed) || isDue({ ...owed, amount: worth })) return;
	const { id, amount } = leg.intent;
	throw new EffectError(
		`Refund ${id} is over ${format({ ...amount, amount: due })}, these goods are ${format(owed)} on the receipt`,
		{
			category: 'rejected',
			connection: 'odoo',
			field: 'intent',
			advice:
				'A register gives back what was paid for the goods. Leave Refund blank and settle the difference another way, or correct the refund.',
		},
	);
}

/** Sends the refund to the register. Gives back what stands there under its number: this refund, or one that was first. */
async function send({ name }: Refunding, sale: RegisterSale, back: Back): Promise<PosOrder | undefined> {
	const { own, lines, given, register } = back;
	const uuid = refundUuid(sale.order.id, sale.refunds.length);
	const order = registerOrder(sale, lines, {
		uuid,
		key: name,
		session: register.session,
		given,
	});
	await own
		.call('pos.order', 'sync_from_ui', { orders: [order] }, { repeatable: true, context: { generate_pdf: false } })
		.catch((error: unknown) => {
			// The other of two at the same moment was first: its order carries the same uuid.
			if (!(error instanceof EffectError) || !/uuid already exists|duplicate key/.test(error.message)) throw error;
		});
	return (await own.search('pos.order', PosOrder, [['uuid', '=', uuid]])).at(0);
}

function planned(sale: RegisterSale, { lines, shares, given, register }: Back): Preview {
	const { returnsTo, forSale } = register;
	return {
		amount: { amount: total(given), currency: sale.order.currency_id!.name },
		...(given.length && { method: given.map(({ method }) => method.name).join(', ') }),
		...creditsOf(sale, shares),
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
	const { order, refundPayments, refundLines, cardsPaid = [] } = sale;
	const { name: currency } = order.currency_id!;
	const paid = refundPayments.filter(({ pos_order_id }) => pos_order_id === refund.id);
	const ways = paid.flatMap(({ payment_method_id }) => payment_method_id?.name ?? []);
	const amount = fromNumber(-refund.amount_paid, currency);
	const goods = fromNumber(-refund.amount_total, currency);
	return {
		id: String(refund.id),
		name: refund.name,
		receipt: refund.pos_reference,
		amount,
		...(!sameMoney(amount, goods) && { goods }),
		...(ways.length && { method: ways.join(', ') }),
		...creditsOf(sale, sharesIn(sale, refund)),
		lines: refundLines
			.filter(({ order_id, qty }) => order_id === refund.id && qty < 0)
			.filter(({ refunded_orderline_id }) => !cardsPaid.some(({ line }) => line.id === refunded_orderline_id))
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
