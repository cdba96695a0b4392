import { takes, takesCase } from '../../../nodes/shared/store/channels';

it.each([
	[[], ['shopify', 'phone', 'register']],
	[
		['shopify', 'phone'],
		['shopify', 'phone'],
	],
	[['-register'], ['shopify', 'phone']],
	[['- register', '-phone'], ['shopify']],
	[['phone', 'register', '-register'], ['phone']],
	[['register', '-register'], []],
])('a list of %j takes %j', (list, taken) => {
	expect(['shopify', 'phone', 'register'].filter((channel) => takes(list, channel))).toEqual(taken);
});

it.each([
	[{ brands: [], channels: [] }, true],
	[{ brands: ['nord'], channels: [] }, true],
	[{ brands: ['sued'], channels: ['portal'] }, false],
	[{ brands: ['nord'], channels: ['-portal'] }, false],
	[{ brands: ['-nord'], channels: [] }, false],
])('a trigger of %j takes a case of brand nord by portal: %s', (scope, taken) => {
	expect(takesCase(scope, { brand: 'nord', channel: 'portal' })).toBe(taken);
});
