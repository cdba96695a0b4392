import { catalogue } from './catalogue';
import type { Sandbox } from './index';

/** What a person needs to set n8n up against the sandbox and to play: names, values to type, orders, commands. `library`: where the templates are served. */
export function leafletOf(
	{ credentials, settings, urls, mail }: Pick<Sandbox, 'credentials' | 'settings' | 'urls' | 'mail'>,
	library: string,
): string {
	const fields = (data: Record<string, unknown>) =>
		Object.entries(data).map(
			([field, value]) => `    ${field.padEnd(14)} ${value === '' ? '(leave empty)' : String(value)}`,
		);
	const [first] = catalogue;
	const played = JSON.stringify({ order: first.number, lines: [{ sku: first.lines[0].sku, quantity: 1 }] });
	return [
		'CREDENTIALS for n8n (they open nothing else). Give them these names: the templates find them by name.',
		...Object.entries(credentials()).flatMap(([name, { type, data }]) => [`  ${name} (${type})`, ...fields(data)]),
		'  As the file for n8n-returns-import --credentials: add `--credentials FILE` to this command.',
		'',
		"TEMPLATES in n8n's own page Templates, with pictures and a set-up for the accounts, when n8n is started with",
		`  N8N_TEMPLATES_HOST=${library}`,
		'',
		`SETTINGS that fit (curl ${urls.control}/settings). Locations and journals in Odoo: run Set-Up: Install, or choose them from the lists.`,
		JSON.stringify({ ...settings(), odoo: undefined }, null, 2),
		'',
		'ORDERS to return',
		...catalogue.map(
			({ number, processor, total, lines }) =>
				`  ${number}  ${total.padStart(8)} EUR by ${processor.padEnd(16)} ${lines.map(({ sku, quantity }) => `${quantity} x ${sku}`).join(', ')}`,
		),
		'',
		'PLAY',
		`  a customer asks for a return    ${urls.control}/shop in a browser`,
		`  the same from the command line  curl -d '${played}' ${urls.control}/returns`,
		`  a refund fails at the bank      curl -d '{"refund":"re_made1","status":"failed"}' ${urls.control}/refunds/outcome`,
		`  a call fails                    curl -d '{"provider":"stripe","operation":"POST /v1/refunds","kind":"drop_after_commit"}' ${urls.control}/faults`,
		"  the warehouse reports           fill in the form Receive Goods, or send template 03's webhook what docs/events.md shows",
		'',
		'SEE',
		`  the e-mails                     ${urls.control}/mail in a browser (mail server 127.0.0.1, port ${mail.port})`,
		`  every call to a service         curl ${urls.control}/calls`,
		`  what was paid back              curl ${urls.control}/refunds`,
	].join('\n');
}
