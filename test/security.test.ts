import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../nodes/ShopifyReturns/setUp/scopes';

/* docs/guides/security.md names each right that the code asks for, and none that it does not. */

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const page = read('docs/guides/security.md');
const part = (heading: string) => page.split(`## ${heading}`)[1].split('\n## ')[0];
const sourcesOf = (folder: string) =>
	readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => read(join(folder, file)))
		.join('\n');
const all = (text: string, pattern: RegExp) =>
	[...new Set([...text.matchAll(pattern)].map(([, found]) => found))].sort();

it('every access scope of Shopify', () => {
	expect(all(part('Shopify'), /`((?:read|write)_\w+)`/g)).toEqual(needs.map(({ scope }) => scope).sort());
});

it('every list and record of Stripe that is asked for, and each right by the name that the desk shows', () => {
	const asked = all(sourcesOf('nodes/StripeRefunds'), /['"`](\/v1\/[a-z_]+)/g);
	expect(all(part('Stripe'), /`(\/v1\/[a-z_]+)`/g)).toEqual(asked);
	const rights = all(read('nodes/StripeRefunds/setUp/rights.ts'), /right: '([^']+)'/g);
	expect(rights.filter((right) => !part('Stripe').includes(`| ${right}: `))).toEqual([]);
});

it('every part of PayPal that is asked for', () => {
	const named = all(part('PayPal'), /`(\/v[12]\/[a-z/]+)`/g);
	const asked = all(sourcesOf('nodes/PayPalRefunds'), /['"`](\/v[12]\/[a-z-]+(?:\/[a-z-]+)?)/g);
	expect(asked.filter((path) => !named.some((one) => path.startsWith(one)))).toEqual([]);
	expect(named.filter((one) => !asked.some((path) => path.startsWith(one)))).toEqual([]);
});

it("every group of Odoo's user", () => {
	const groups = all(read('nodes/OdooReturns/setUp/rights.ts'), /group: '[^']+',\s*name: '([^']+)'/g);
	expect(groups.length).toBeGreaterThan(6);
	expect(groups.filter((group) => !part('Odoo').includes(group))).toEqual([]);
});

it('how the key of each account is changed', () => {
	const accounts = all(read('docs/credentials.md'), /^## (.+)$/gm);
	// By another name: the store's password, the secrets of signed webhooks, and keys in headers.
	const otherwise: Record<string, string> = {
		'Return Case': 'PostgreSQL',
		'Signed Webhook': 'Signed webhooks',
		'AI agents': 'agents',
		Helpdesk: 'helpdesk',
		'Others in the templates of a return': 'SMTP',
	};
	const rows = part('Changing a key');
	expect(accounts.filter((account) => !rows.includes(otherwise[account] ?? account))).toEqual([]);
});

it('no node sends anything to an address that no credential names', () => {
	const hosts = (text: string) => all(text, /https?:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)+)/g);
	// What people read or open in a browser, and names that only look like addresses.
	const opened = [
		'dashboard.stripe.com',
		'docs.n8n.io',
		'github.com',
		'my-organization.odoo.com',
		'my-shop.myshopify.com',
	];
	const names = ['uri.paypal.com', 'www.shopify.com', 'www.w3.org'];
	const known = [...opened, ...names, ...hosts(sourcesOf('credentials'))];
	expect(
		hosts(sourcesOf('nodes')).filter(
			(host) => !known.includes(host) && !/\.example(\.com)?$|^example\.com$/.test(host),
		),
	).toEqual([]);
	expect(known).toContain('api.stripe.com');
});

it('a secret manager can fill every field of every credential: each takes an expression', () => {
	expect(sourcesOf('credentials')).not.toContain('noDataExpression');
	expect(page).toContain('{{ $secrets.');
});
