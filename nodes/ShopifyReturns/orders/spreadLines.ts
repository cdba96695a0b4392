import { invalidInput } from '../../shared/model/effectError';
import type { ReturnableLine } from '../graphql';
import { tailOf } from '../graphql/gid';

/** Pieces of one line that shall come back, named by any of its ids or by SKU. */
export interface WantedLine {
	/** What a person calls it, for messages. */
	label: string;
	fulfillmentLine?: string;
	/** GraphQL ID of the order's line, or the number at its end. */
	orderLine?: string;
	sku?: string;
	quantity: number;
	reason?: string;
	note?: string;
	/** Percent of the line's price. */
	restockingFee?: number;
}

export interface SpreadLine extends Omit<WantedLine, 'fulfillmentLine' | 'orderLine'> {
	fulfillmentLine: string;
}

/**
 * Finds the delivered pieces that are meant, over several deliveries when one does not have enough. Throws EffectError when there
 * are too few, or when a SKU stands for several lines of the order: Shopify refuses the whole call for one bad line.
 */
export function spreadLines(wanted: WantedLine[], returnable: ReturnableLine[]): SpreadLine[] {
	const left = returnable.map((line) => ({ line, quantity: line.quantity }));
	return wanted.flatMap((one) => {
		const fitting = left.filter(({ line }) => fits(one, line));
		const orderLines = new Set(fitting.map(({ line }) => line.fulfillmentLineItem.lineItem.id));
		if (orderLines.size > 1)
			throw invalidInput(
				`SKU ${one.sku} stands on ${orderLines.size} lines of the order`,
				'Say which one: give "orderLine" instead (Order: Get Returnable Items shows it).',
				'lines',
			);
		const found = fitting.reduce((total, { quantity }) => total + quantity, 0);
		if (found < one.quantity) {
			throw invalidInput(
				`${one.quantity} x ${one.label} cannot be returned: ${found} of it were delivered and are in no return yet`,
				'Look at Order: Get Returnable Items; lower the quantity or take the line out.',
				'lines',
			);
		}
		let missing = one.quantity;
		const { label, sku, reason, note, restockingFee } = one;
		return fitting.flatMap((place) => {
			const quantity = Math.min(missing, place.quantity);
			if (!quantity) return [];
			missing -= quantity;
			place.quantity -= quantity;
			return [
				{ label, sku, reason, note, restockingFee, quantity, fulfillmentLine: place.line.fulfillmentLineItem.id },
			];
		});
	});
}

function fits(
	{ fulfillmentLine, orderLine, sku }: WantedLine,
	{ fulfillmentLineItem: { id, lineItem } }: ReturnableLine,
): boolean {
	if (fulfillmentLine) return id === fulfillmentLine || tailOf(id) === fulfillmentLine;
	if (orderLine) return lineItem.id === orderLine || tailOf(lineItem.id) === orderLine;
	return !!sku && lineItem.sku === sku;
}
