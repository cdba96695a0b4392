import { fromNumber } from '../../shared/model';
import { spreadDiscounts } from '../sale/discounts';
import type { PosConfig, PosMethod, PosOrder } from '../records/answers';
import type { CardPaid } from './credits';
import { inCoins, paidFor, stepOfSale, type Coins } from './cashRounding';
import { goodsOf, takenBackIn, type ReceiptLine } from './receiptLines';

/** What a receipt says of its goods, and of how it was paid. */
interface Receipt {
	order: Pick<PosOrder, 'currency_id' | 'amount_paid'>;
	lines: ReceiptLine[];
	cardsPaid?: CardPaid[];
	coins?: Coins;
	methods?: PosMethod[];
	config?: Partial<Pick<PosConfig, 'tip_product_id'>>;
}

/** What a line of a receipt was sold and paid for, all of it, with tax; minor units. */
export interface ReceiptPrice {
	/** Its price. */
	gross: number;
	/** Its share of what was paid, which may be rounded to coins. */
	paid: number;
	tax: number;
	/** Whether it bears a part of a discount that is a line of its own. */
	discounted: boolean;
}

/** What each line of a receipt was sold and paid for: discounts that are lines of their own are spread over the goods, not over a tip. Line id -> price. Pure. */
export function receiptPrices(receipt: Receipt): Map<number, ReceiptPrice> {
	const { order, cardsPaid = [], config } = receipt;
	// What a card paid takes nothing off the goods, nor do goods that paid for others.
	const paying = new Set([...cardsPaid.map(({ line }) => line.id), ...takenBackIn(receipt).map(({ id }) => id)]);
	const lines = receipt.lines.filter(({ line }) => !paying.has(line.id));
	const minor = (value: number) => fromNumber(value, order.currency_id!.name).amount;
	const document = lines.map(({ line, sku }) => {
		const net = minor(line.price_subtotal);
		const title = (line.full_product_name ?? sku).split('\n')[0];
		return {
			id: line.id,
			sku,
			product: title,
			title,
			taxes: line.tax_ids_after_fiscal_position,
			net,
			tax: minor(line.price_subtotal_incl) - net,
		};
	});
	const tips = new Set(
		lines.flatMap(({ line }) => (line.product_id && line.product_id === config?.tip_product_id ? line.id : [])),
	);
	const shares = spreadDiscounts(document.filter(({ id }) => !tips.has(id)));
	const prices = new Map(
		document.map(({ id, net, tax }) => {
			const off = shares.get(id) ?? [];
			const sum = (of: 'net' | 'tax') => off.reduce((total, share) => total + share[of], 0);
			const gross = net + tax + sum('net') + sum('tax');
			return [id, { gross, paid: gross, tax: tax + sum('tax'), discounted: off.length > 0 }];
		}),
	);
	const step = stepOfSale(receipt);
	const goods = goodsOf(receipt).map(({ line }) => prices.get(line.id)!);
	if (step > 1)
		inCoins(
			paidFor(receipt),
			goods.map(({ gross }) => gross),
			step,
		).forEach((paid, index) => (goods[index].paid = paid));
	return prices;
}
