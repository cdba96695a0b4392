import { seal, unseal } from '../../../nodes/shared/effect/seal';

describe('a sealed secret', () => {
	it('is read with the secret it was sealed with, and shows nothing of itself', () => {
		const sealed = seal('whsec_test', 'sk_test');
		expect(sealed).not.toContain('whsec');
		expect(Buffer.from(sealed.slice(8), 'base64url').includes('whsec')).toBe(false);
		expect(unseal(sealed, 'sk_test')).toBe('whsec_test');
		expect(seal('whsec_test', 'sk_test')).not.toBe(sealed);
	});

	it('is unknown with another secret, when it was changed, and when it never was one', () => {
		const sealed = seal('whsec_test', 'sk_test');
		const changed = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
		for (const text of [sealed.slice(0, 20), changed, 'whsec_test', '', 'sealed1.'])
			expect(unseal(text, 'sk_test')).toBeUndefined();
		expect(unseal(sealed, 'sk_live')).toBeUndefined();
	});
});
