import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../../nodes/ShopifyReturns/setUp/scopes';
import { allScopes, scopeOf } from '../sandbox/shopify/rules';
import { legacyToken } from '../sandbox/shopify';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

interface Found {
	ready: boolean;
	checks: Array<{ what: string; light: string; is: string; fix: string }>;
}

async function check(parameters: { brand?: string } = {}): Promise<Found> {
	const { json, error } = await shop.run({ resource: 'setUp', operation: 'check', ...parameters }, { withStore: true });
	expect(error).toBeUndefined();
	return json[0].setUp as unknown as Found;
}

const scope = ({ checks }: Found, name: string) => checks.find(({ what }) => what === `Access scope ${name}`);

it('says which scopes the app has and lacks, by name, and changes nothing', async () => {
	const found = await check();
	expect(found.ready).toBe(true);
	expect(found.checks[0]).toEqual({ what: 'Shopify', light: 'ok', is: 'Answers for Sandbox.', fix: '' });
	expect(scope(found, 'write_returns')).toMatchObject({ light: 'ok', is: 'Granted; every return needs it.' });
	expect(scope(found, 'read_all_orders')).toMatchObject({
		light: 'look',
		is: expect.stringContaining('60 days'),
		fix: expect.stringMatching(/^If you need that: .*read_all_orders: Dev Dashboard/),
	});
	expect(found.checks.at(-1)).toMatchObject({ what: 'Secret of webhooks', light: 'ok' });
	expect(shop.journal.calls.map(({ operation }) => operation)).toEqual(['oauth.token', 'shop+currentAppInstallation']);
});

it('of a missing scope that every return needs says where it is given', async () => {
	shop.shopify.scopes.delete('write_returns');
	const found = await check();
	expect(found.ready).toBe(false);
	expect(scope(found, 'write_returns')).toEqual({
		what: 'Access scope write_returns',
		light: 'mend',
		is: 'Not granted; every return needs it.',
		fix: 'Give the app the access scope write_returns: Dev Dashboard > your app > Versions. Release the new version, and accept it in the shop.',
	});
	Object.assign(shop.credential, { authMode: 'accessToken', accessToken: legacyToken, clientSecret: '' });
	const older = await check();
	expect(scope(older, 'write_returns')!.fix).toContain("Shopify's admin");
	expect(older.checks.at(-1)).toMatchObject({ light: 'look', fix: expect.stringContaining('API secret key') });
});

it('an app that may write may read', async () => {
	shop.shopify.scopes.delete('read_returns');
	expect(scope(await check(), 'read_returns')).toMatchObject({ light: 'ok' });
});

it('tells the desk, by brand, also that Shopify could not be looked at', async () => {
	await check();
	await check({ brand: 'nord' });
	Object.assign(shop.credential, { authMode: 'accessToken', accessToken: 'wrong' });
	const { error } = await shop.run({ resource: 'setUp', operation: 'check' }, { withStore: true });
	expect(error?.message).toContain('401');
	expect(await (await shop.store()).setUpReports.list()).toMatchObject([
		{
			connection: 'shopify',
			brand: 'default',
			checks: [
				{ what: 'Shopify', light: 'mend', is: expect.stringContaining('401'), fix: expect.stringMatching(/keys/) },
			],
		},
		{
			connection: 'shopify',
			brand: 'nord',
			checks: expect.arrayContaining([expect.objectContaining({ light: 'ok' })]),
		},
	]);
});

it('looks for every scope that operations ask for in the stand-in and that the docs name', () => {
	const looked = needs.map((need) => need.scope).sort();
	expect(looked).toEqual(expect.arrayContaining([...new Set([...allScopes, ...Object.values(scopeOf)])]));
	const docs = readFileSync(join(__dirname, '../../docs/nodes/shopify-returns.md'), 'utf8');
	const [, section] = /## Access scopes\n(.*?)\n## /s.exec(docs)!;
	expect([...new Set(section.match(/(read|write)_[a-z_]+/g))].sort()).toEqual(looked);
});
