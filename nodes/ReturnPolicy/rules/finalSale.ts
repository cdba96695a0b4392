import type { LineRule } from './rule';

/** Goods sold as final sale are not taken back. */
export const finalSale: LineRule = {
	id: 'final_sale',
	compile:
		() =>
		({ sold, name }) =>
			sold?.finalSale
				? { code: 'final_sale', effect: 'decline', message: `${name} was sold as final sale.` }
				: undefined,
};
