import { ownerAddress, Settings } from '../../../nodes/shared/model';

describe('the address of an owner', () => {
	const owners = { finance: 'finance@example.com', operator: 'night@example.com' };
	it.each([
		['their own', { operator: 'old@example.com', owners }, 'finance', 'finance@example.com'],
		[
			"the operator's among the owners, when they have none",
			{ operator: 'old@example.com', owners },
			'warehouse',
			'night@example.com',
		],
		[
			"the operator's as it was set before owners came",
			{ operator: 'old@example.com' },
			'warehouse',
			'old@example.com',
		],
		['no blanks', { operator: 'old@example.com', owners: { finance: ' ' } }, 'finance', 'old@example.com'],
		['none where nobody is named', {}, 'finance', undefined],
	] as const)('is %s', (_what, input, owner, address) => {
		expect(ownerAddress(Settings.parse(input), owner)).toBe(address);
	});
});
