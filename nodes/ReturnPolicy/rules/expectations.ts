import { conditions } from '../../shared/model';
import { checksOf } from './book/choose';
import type { LineRule } from './rule';

const rankOf = (condition: string | undefined) =>
	conditions.findIndex((one) => one === condition?.trim().toLowerCase());

/** Goods come back in no worse condition than the book takes. When nobody said in which they are, a person decides. */
export const conditionTaken: LineRule = {
	id: 'condition',
	compile: ({ book }) =>
		checksOf(
			book?.expectations?.filter((row) => row.condition),
			({ condition: worst, effect }) =>
				({ line: { condition }, name }) => {
					const rank = rankOf(condition);
					if (rank < 0)
						return {
							code: 'condition_unknown',
							effect: 'review',
							message: `${name}: it is not known in which condition it is; taken back is ${worst} or better.`,
						};
					if (rank <= rankOf(worst)) return undefined;
					return {
						code: 'condition_worse',
						effect,
						message: `${name}: it is ${condition}; taken back is ${worst} or better.`,
						compared: { what: 'condition', is: `${condition}`, limit: `${worst}` },
					};
				},
		),
};

/** For some reasons a photo is needed. */
export const photoSent: LineRule = {
	id: 'photo',
	compile: ({ book }) =>
		checksOf(
			book?.expectations?.filter((row) => row.photo),
			({ effect }) =>
				({ line: { photos, reason }, name }) =>
					photos?.length
						? undefined
						: { code: 'photo_missing', effect, message: `${name}: a photo is needed for the reason "${reason}".` },
		),
};
