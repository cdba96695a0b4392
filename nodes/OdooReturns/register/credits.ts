import { allocate, EffectError, fromNumber } from '../../shared/model';
import {
	LoyaltyHistory,
	CardLine,
	PaymentProgram,
	RegisterCard,
	type PosLine,
	type PosOrder,
} from '../records/answers';
import type { Odoo } from '../transport/odoo';

/**
 * What of a receipt a gift card or an eWallet paid: a line below zero, but no discount (docs/facts/odoo.md#a-gift-card-at-a-register-is-a-line-below-zero).
 * Amounts in minor units, above zero.
 */
export interface CardPaid {
	line: PosLine;
	kind: 'gift_card' | 'ewallet';
	amount: number;
	/** What went back on the card. */
	back: number;
	/** Points of the card that the whole amount took. */
	points: number;
	/** Undefined: Odoo does not say which one it was. */
	card?: RegisterCard;
}

/** So much of a refund goes back on the card that had paid. `amount` in minor units. */
export interface CardShare {
	paid: CardPaid;
	amount: number;
}

/** Programs whose rewards are payments and whose products are no goods. */
const paymentPrograms = ['gift_card', 'ewallet'];

/** What cards paid of a receipt. Asks only when it has a line below zero. Reads only. */
export async function readCardsPaid(
	own: Odoo,
	order: PosOrder,
	all: PosLine[],
	refunds: PosOrder[],
): Promise<CardPaid[]> {
	const below = all.filter((line) => line.order_id === order.id && line.price_subtotal_incl < 0 && line.qty > 0);
	if (!below.length) return [];
	const paying = await ofLoyalty(
		async () =>
			await own.search('pos.order.line', CardLine, [
				['id', 'in', below.map(({ id }) => id)],
				['reward_id.program_id.program_type', 'in', paymentPrograms],
			]),
	);
	const cards = await own.read(
		'loyalty.card',
		RegisterCard,
		paying.flatMap(({ coupon_id }) => coupon_id ?? []),
	);
	const minor = (value: number) => fromNumber(value, order.currency_id!.name).amount;
	return paying.map((one): CardPaid => {
		const line = below.find(({ id }) => id === one.id)!;
		const card = cards.find(({ id }) => id === one.coupon_id);
		const back = all.filter(
			({ refunded_orderline_id, order_id }) =>
				refunded_orderline_id === line.id && refunds.some(({ id, state }) => id === order_id && state !== 'cancel'),
		);
		return {
			line,
			kind: card?.program_type === 'ewallet' ? 'ewallet' : 'gift_card',
			amount: -minor(line.price_subtotal_incl),
			back: back.reduce((sum, { price_subtotal_incl }) => sum + minor(price_subtotal_incl), 0),
			points: one.points_cost,
			...(card && { card }),
		};
	});
}

/** Lines by which a card or credit was sold: what comes back of them can still be spent. `services`: lines that are no goods. Reads only. */
export async function readCardsSold(own: Odoo, services: PosLine[]): Promise<number[]> {
	if (!services.length) return [];
	const programs = await ofLoyalty(
		async () => await own.search('loyalty.program', PaymentProgram, [['program_type', 'in', paymentPrograms]]),
	);
	const products = programs.flatMap(({ trigger_product_ids }) => trigger_product_ids);
	return services.filter(({ product_id }) => products.includes(product_id!)).map(({ id }) => id);
}

/** An Odoo without the app of gift cards at registers knows neither its fields nor its records. */
async function ofLoyalty<T>(search: () => Promise<T[]>): Promise<T[]> {
	try {
		return await search();
	} catch (error) {
		if (
			error instanceof EffectError &&
			(error.details.httpStatus === 404 || /reward_id|loyalty|trigger_product_ids/.test(error.message))
		)
			return [];
		throw error;
	}
}

/**
 * Shares what is owed for goods of a receipt between the cards and the money that paid it, in proportion to what is left of each; minor units.
 * `money`: what was paid otherwise and has not gone back. Pure.
 */
export function sharesOfCards(owed: number, paid: CardPaid[], money: number): CardShare[] {
	const left = paid.map(({ amount, back }) => Math.max(0, amount - back));
	const parts = allocate(owed, [...left, Math.max(0, money)]);
	return paid
		.map((one, index) => ({ paid: one, amount: Math.min(left[index], parts[index]) }))
		.filter(({ amount }) => amount > 0);
}

/** Throws when something cannot go back on its card. `day`: today, where the shop is. Pure. */
export function assertCardsTake(shares: CardShare[], day: string): void {
	for (const {
		paid: { card, line },
	} of shares) {
		const name = (line.full_product_name ?? 'Gift card').split('\n')[0];
		if (!card)
			throw refused(
				`Which card paid line "${name}" of the receipt is not known in Odoo`,
				"Give the goods back on the register's own screen, and record the refund with the form Paid by Hand.",
			);
		if (card.expiration_date && card.expiration_date < day)
			throw refused(
				`Card ${card.id} that paid a part of the receipt has expired on ${card.expiration_date}`,
				'What it paid goes back on it: extend it in Odoo (Point of Sale, Products, Gift cards & eWallet), then replay the step. Nothing was given back.',
			);
	}
}

/**
 * Puts what cards had paid back on them, once for each refund: Odoo keeps in a card's history for which order something was added, and does not do
 * it again (docs/facts/odoo.md#a-gift-card-at-a-register-is-a-line-below-zero).
 */
export async function putBackOnCards(own: Odoo, refund: number, shares: CardShare[]): Promise<void> {
	if (!shares.length) return;
	const points = new Map<number, { points: number; program_id: number }>();
	for (const {
		paid: { card, amount: whole, points: cost },
		amount,
	} of shares) {
		const before = points.get(card!.id)?.points ?? 0;
		points.set(card!.id, {
			points: before + Math.round((cost * amount * 1e4) / whole) / 1e4,
			program_id: card!.program_id!.id,
		});
	}
	await own.call(
		'pos.order',
		'confirm_coupon_programs',
		{ ids: [refund], coupon_data: Object.fromEntries(points) },
		{ repeatable: true },
	);
}

/** Whether all cards of a refund have got what goes back on them. Reads only. */
export async function areCardsFilled(own: Odoo, refund: number, shares: CardShare[]): Promise<boolean> {
	if (!shares.length) return true;
	const filled = await own.search('loyalty.history', LoyaltyHistory, [
		['order_model', '=', 'pos.order'],
		['order_id', '=', refund],
	]);
	return shares.every(({ paid: { card } }) => !card || filled.some(({ card_id }) => card_id === card.id));
}

function refused(message: string, advice: string): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'odoo', field: 'order', advice });
}
