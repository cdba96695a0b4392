import type { LineRule } from './rule';

/** What never comes back (a tip, gift wrap, a gift card) is not given back by itself, only because it is asked for: a person decides. */
export const comesBack: LineRule = {
	id: 'comes_back',
	compile:
		() =>
		({ sold, name }) =>
			sold?.comesBack === false
				? {
						code: 'never_comes_back',
						effect: 'review',
						message: `${name} is nothing that could come back, such as a tip, a service or a gift card; a person decides whether it is paid back.`,
					}
				: undefined,
};
