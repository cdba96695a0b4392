import { allocate, fromNumber, portion } from '../../shared/model';
import { CashRounding, type PosConfig, type PosMethod, type PosOrder } from '../records/answers';
import type { Odoo } from '../transport/odoo';
import { takenBackIn, type ReceiptLine } from './receiptLines';

/** How a register rounds what is paid: to coins that there are (docs/facts/odoo.md#a-register-rounds-what-is-paid). */
export interface Coins {
	/** Minor units of the smallest coin. */
	step: number;
	/** Only what is paid in cash; else all that is paid. */
	onlyCash: boolean;
}

/** What of a sale its rounding depends on. */
interface Sale {
	order: Pick<PosOrder, 'currency_id' | 'amount_paid'>;
	coins?: Coins;
	/** The ways that it was paid. */
	methods?: PosMethod[];
	lines: ReceiptLine[];
	/** What gift cards paid of it, which is not rounded. */
	cardsPaid?: unknown[];
}

/** How a register rounds what is paid; undefined when it does not. Reads only. */
export async function readCoins(own: Odoo, config: PosConfig, currency: string): Promise<Coins | undefined> {
	if (!config.cash_rounding || !config.rounding_method) return undefined;
	const { rounding } = await own.get('account.cash.rounding', CashRounding, config.rounding_method);
	const step = fromNumber(rounding, currency).amount;
	return step > 1 ? { step, onlyCash: config.only_round_cash_method } : undefined;
}

/** Minor units that what is paid in this way is a multiple of, at a register that rounds so; 1 when it is not rounded. */
export function stepOfMethod(coins: Coins | undefined, { is_cash_count }: Pick<PosMethod, 'is_cash_count'>): number {
	return coins && (!coins.onlyCash || is_cash_count) ? coins.step : 1;
}

/** Minor units that what was paid for a sale is a multiple of; 1 when it was not rounded, or only a part of it was. */
export function stepOfSale({ order, lines, coins, methods = [], cardsPaid = [] }: Sale): number {
	if (!coins || cardsPaid.length || takenBackIn({ lines }).length || !methods.length) return 1;
	if (methods.some((one) => stepOfMethod(coins, one) === 1)) return 1;
	return paidFor({ order }) % coins.step ? 1 : coins.step;
}

/** All that was paid for a sale, in minor units. */
export function paidFor({ order }: Pick<Sale, 'order'>): number {
	return fromNumber(order.amount_paid, order.currency_id!.name).amount;
}

/** What lines of goods were paid for, of a sale that was rounded to coins: they add up to `total`, each a multiple of the step. */
export function inCoins(total: number, grosses: number[], step: number): number[] {
	return allocate(total / step, grosses).map((part) => part * step);
}

/** A part of an amount, to the next coin. */
export function portionInCoins(total: number, part: number, whole: number, step: number): number {
	return part === whole ? total : portion(total, part, whole * step) * step;
}
