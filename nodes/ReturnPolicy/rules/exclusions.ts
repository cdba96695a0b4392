import type { exclusionKinds } from '../../shared/model';
import { checksOf } from './book/choose';
import type { LineRule } from './rule';

const why: Record<(typeof exclusionKinds)[number], string> = {
	final_sale: 'it was sold as final sale',
	hygiene: 'goods that were unsealed cannot be sold again for reasons of hygiene',
	made_to_order: 'it was made to order',
	perishable: 'it does not keep',
	sealed_media: 'it is a sealed recording or program',
	digital: 'it is no thing that could come back',
	other: 'it is not taken back',
};

/** Goods that the book takes back not at all, or only when a person says so. */
export const exclusions: LineRule = {
	id: 'exclusions',
	compile: ({ book }) =>
		checksOf(book?.exclusions, ({ name: row, kind, effect }) => ({ name }) => ({
			code: 'not_returnable',
			effect,
			message: `${name}: ${why[kind]} (rule "${row}").`,
		})),
};
