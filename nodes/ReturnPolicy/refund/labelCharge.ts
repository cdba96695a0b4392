import { isKept } from '../../shared/case/expected';
import { format } from '../../shared/model';
import { offerOf } from '../offers';
import type { Part } from './part';
import type { PricedCase } from './duePieces';

/** What the customer pays for the way back, in minor units of the order's currency, and why what the rules would take is not taken. */
export interface LabelCharge {
	amount: number;
	called: string;
	waived: string[];
}

/**
 * What labels cost the customer: of each that was bought and not given back, once. Only when the rules say so for every line that comes back;
 * else the shop pays. By the price of the rule (the lowest, of several), else what the label cost. `earlier`: parts of the case's refunds. Pure.
 */
export function labelCharge(input: PricedCase, earlier: Part[]): LabelCharge {
	const nothing: LabelCharge = { amount: 0, called: 'Return label', waived: [] };
	const offers = input.lines
		.filter(({ id, quantities }) => quantities.approved > 0 && !isKept(input, id))
		.map(({ id }) => offerOf(input, id));
	const labels = input.labels.filter(({ voided }) => !voided);
	if (!labels.length || !offers.length || !offers.every((offer) => offer?.labelPaidBy === 'customer')) return nothing;
	const { currency } = input.order;
	const prices = offers.flatMap((offer) => (offer?.labelPrice?.currency === currency ? [offer.labelPrice.amount] : []));
	const costs = prices.length ? labels.map(() => Math.min(...prices)) : [];
	const waived: string[] = [];
	if (!prices.length)
		for (const { id, cost } of labels)
			if (cost?.currency === currency) costs.push(cost.amount);
			else
				waived.push(
					cost
						? `Label ${id} cost ${format(cost)}, and the order is in ${currency}: it is not taken off.`
						: `What label ${id} cost is not known: it is not taken off.`,
				);
	const before = earlier.reduce((sum, { name, amount }) => sum - (name === 'label' ? amount.amount : 0), 0);
	const amount = costs.reduce((sum, cost) => sum + cost, 0) - before;
	return {
		amount: Math.max(0, amount),
		called: labels.length === 1 ? 'Return label' : `${labels.length} return labels`,
		waived,
	};
}
