import { takesChannel } from '../../../nodes/shared/case/channels';

it.each([
	[[], ['shopify', 'phone', 'register']],
	[['shopify', 'phone'], ['shopify', 'phone']],
	[['-register'], ['shopify', 'phone']],
	[['- register', '-phone'], ['shopify']],
	[['phone', 'register', '-register'], ['phone']],
	[['register', '-register'], []],
])('a list of %j takes %j', (list, taken) => {
	expect(['shopify', 'phone', 'register'].filter((channel) => takesChannel(list, channel))).toEqual(taken);
});
