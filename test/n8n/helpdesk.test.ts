import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { importTemplates, readTemplates, type Template } from '../../workflows/importer';
import { N8nSession } from '../../workflows/n8nApi';
import { waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { helpdeskKey } from '../sandbox';
import { waitFor } from './waitFor';
import { reportInspected, reportReceived } from './warehouse';
import { unpublish } from './workflows';

/** Templates 24 beside 01 to 04: tickets become returns or find them, and what their helpdesks are told is counted there. */

interface Call {
	method: string;
	path: string;
	authorization?: string;
	body: Record<string, unknown>;
}

let shop: Shop;
let helpdesks: Server;
let address: string;
const calls: Call[] = [];
/** Paths of what is down. */
let down: RegExp | undefined;
const pages = 'https://(your-company\\.(zendesk|freshdesk|gorgias)|helpdesk\\.example)\\.com';

beforeAll(async () => {
	helpdesks = createServer((request, response) => {
		let raw = '';
		request.on('data', (part: Buffer) => (raw += part.toString()));
		request.on('end', () => {
			const { method = '', url: path = '', headers } = request;
			const isDown = down?.test(path);
			if (!isDown)
				calls.push({ method, path, authorization: headers.authorization, body: JSON.parse(raw) as Call['body'] });
			response.writeHead(isDown ? 503 : 200, { 'content-type': 'application/json' }).end('{}');
		});
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => helpdesks.once('listening', resolve));
	address = `http://127.0.0.1:${(helpdesks.address() as AddressInfo).port}`;
	shop = await openShop({ leaseSeconds: 15 });
}, 420_000);
afterAll(async () => {
	await shop?.stop();
	helpdesks?.close();
});

/** The templates, with the address of each helpdesk replaced. */
const templates = () =>
	readTemplates(['24']).map(
		(template) =>
			JSON.parse(
				JSON.stringify(template).replaceAll(new RegExp(pages, 'g'), (_, name: string, own?: string) =>
					[address, own ?? 'other'].join('/'),
				),
			) as Template,
	);
const post = async (path: string, body: object, key: string | undefined = helpdeskKey) => {
	const answer = await fetch(`${shop.n8n.url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...(key && { 'x-helpdesk-key': key }) },
		body: JSON.stringify(body),
	});
	const text = await answer.text();
	return { status: answer.status, answer: (answer.ok || answer.status === 422 ? JSON.parse(text) : {}) as Answer };
};
interface Answer {
	outcome: string;
	reference: string;
	field?: string;
	text: string;
	language: string;
	returns: object[];
}
const notesOf = (path: string) =>
	calls.filter((one) => one.path === path && noteIn(one.body)).map(({ body }) => noteIn(body)!);
/** What has happened, note by note. */
const happenedIn = (path: string) => notesOf(path).map((note) => /<strong>Return .*: (.*)<\/strong>/.exec(note)![1]);
/** The note that a helpdesk got, as each has it. */
function noteIn(body: Record<string, unknown>): string | undefined {
	const {
		ticket,
		body: freshdesk,
		body_html: gorgias,
		note,
	} = body as {
		ticket?: { comment?: { html_body: string; public: boolean } };
		body?: string;
		body_html?: string;
		note?: { html: string };
	};
	return ticket?.comment?.html_body ?? freshdesk ?? gorgias ?? note?.html;
}
/** What placeholders of the guide's body for a helpdesk become. */
function bodyOf(helpdesk: string, values: Record<string, string>): object {
	const guide = readFileSync(join(__dirname, '../../docs/guides/helpdesk.md'), 'utf8');
	const [, body] = new RegExp(`\`\`\`json ${helpdesk}\\n(.*?)\`\`\``, 's').exec(guide)!;
	const filled = body.replace(/\{\{(.*?)\}\}/g, (_, name: string) => {
		const value = values[name.trim()];
		if (value === undefined) throw new Error(`The guide's body for ${helpdesk} names ${name}`);
		return value;
	});
	return JSON.parse(filled) as object;
}
const zendesk = (id: string, articles: string, order = '#1001') =>
	bodyOf('zendesk', {
		'ticket.id': id,
		'ticket.ticket_field_1001': order,
		'ticket.ticket_field_1002': articles,
		'ticket.ticket_field_1003': 'changed_mind',
		'ticket.requester.email': 'alex@example.com',
	});

it('is published without the accounts of any helpdesk', async () => {
	const [tell] = templates().filter(({ key }) => key === '24-helpdesk-tell');
	const text = JSON.stringify(tell)
		.replace(/"name":"(Zendesk|Freshdesk|Gorgias|Other helpdesk)"/g, `"name":"nobody's"`)
		.replaceAll('returns/helpdesk/status', 'returns/nobody')
		.replaceAll('Tell helpdesk', 'Tell nobody');
	const [result] = await importTemplates({
		url: shop.n8n.url,
		apiKey: shop.n8n.apiKey,
		session: new N8nSession(shop.n8n.url, shop.n8n.cookie),
		templates: [{ ...(JSON.parse(text) as Template), key: 'nobody' }],
		publish: true,
		backupFolder: join(shop.n8n.userFolder, 'backups'),
	});
	expect([result.publication, result.errors, result.missing.length]).toEqual(['published', [], 7]);
	await unpublish(shop.n8n, result.id!);
	await bring(shop.n8n, templates(), shop.sandbox.credentials(), true);
});

it('a ticket of Zendesk becomes a return, once, and is told of it to the end, each event once', async () => {
	const body = zendesk('4711', '1 x MUG-WHITE');
	const { status, answer } = await post('returns/helpdesk', body);
	expect([status, answer.outcome]).toEqual([200, 'opened']);
	const { reference } = answer;
	expect(await post('returns/helpdesk', body)).toMatchObject({
		status: 200,
		answer: { outcome: 'duplicate', reference },
	});
	const path = '/zendesk/api/v2/tickets/4711.json';
	// Lanes are told side by side, in no order of their own.
	const told = async (...events: string[]) =>
		await waitFor(
			`notes of ${events.join(', ')}`,
			async () => events.every((event) => happenedIn(path).includes(event)) || undefined,
		);
	await told('return approved', 'label issued');
	await reportReceived(shop, reference);
	await reportInspected(shop, reference);
	await waitForCase(shop.store, reference, 'booked and closed', (one) => !!one.closedAt);
	const all = ['label issued', 'refund succeeded', 'return approved', 'return closed', 'return received'];
	await told(...all);
	expect(happenedIn(path).sort()).toEqual(all);
	const [first] = notesOf(path);
	expect(first).toContain(`page=case&amp;case=${reference}`);
	for (const { body: sent, authorization } of calls.filter((one) => one.path === path)) {
		expect(authorization).toBe(
			`Basic ${Buffer.from('agent@example.com/token:sandbox-zendesk-token').toString('base64')}`,
		);
		expect((sent.ticket as { comment?: { public: boolean } }).comment?.public ?? false).toBe(false);
	}
	const statuses = calls.flatMap((one) =>
		one.path === path ? ((one.body.ticket as { status?: string }).status ?? []) : [],
	);
	expect([statuses[0], statuses.at(-1)]).toEqual(['pending', 'solved']);
});

it('a ticket about goods that come back already finds that return, whatever way it came, and hears how it stands', async () => {
	const opened = await post('returns/helpdesk', zendesk('5001', 'TEE-BLUE-M'));
	const { reference } = opened.answer;
	const first = '/zendesk/api/v2/tickets/5001.json';
	await waitFor('the note of the label', async () => happenedIn(first).includes('label issued') || undefined);
	const freshdesk = bodyOf('freshdesk', {
		'ticket.id': '77',
		'ticket.cf_order_number': '1001',
		'ticket.cf_articles': '1 x tee-blue-m',
		'ticket.cf_reason': '',
		'ticket.requester.email': 'Alex@Example.com',
	});
	expect(await post('returns/helpdesk', freshdesk)).toMatchObject({ answer: { outcome: 'found', reference } });
	const path = '/freshdesk/api/v2/tickets/77/notes';
	await waitFor('the note in Freshdesk', async () => happenedIn(path).includes('note added') || undefined);
	expect(calls.find((one) => one.path === path)).toMatchObject({
		authorization: `Basic ${Buffer.from('sandbox-freshdesk-key:X').toString('base64')}`,
		body: { private: true },
	});
	expect(calls.find((one) => one.path === '/freshdesk/api/v2/tickets/77')).toMatchObject({
		method: 'PUT',
		body: { status: 3 },
	});

	// A helpdesk that is down, and up again; a status that it refuses is no reason to keep the note.
	const gorgias = bodyOf('gorgias', {
		'ticket.id': '88',
		'ticket.customer.integrations.shopify.orders[0].name': '#1001',
		'ticket.customer.email': 'alex@example.com',
	});
	down = /gorgias/;
	expect(await post('returns/helpdesk', gorgias)).toMatchObject({ answer: { outcome: 'found', reference } });
	await waitFor('a try that has failed', async () => {
		const { tries } = await triesOf(reference);
		return tries > 1 || undefined;
	});
	expect(notesOf('/gorgias/api/tickets/88/messages')).toEqual([]);
	down = /gorgias\/api\/tickets\/88$/;
	await waitFor('the note in Gorgias', async () => notesOf('/gorgias/api/tickets/88/messages').length || undefined);
	down = undefined;
	expect(calls.find((one) => one.path === '/gorgias/api/tickets/88/messages')).toMatchObject({
		authorization: `Basic ${Buffer.from('agent@example.com:sandbox-gorgias-key').toString('base64')}`,
		body: { channel: 'internal-note', via: 'api', from_agent: true, sender: { email: 'agent@example.com' } },
	});

	const other = {
		id: 'T-1',
		channel: 'helpdesk',
		sender: 'zammad',
		orderNumber: '#1001',
		lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }],
	};
	expect(await post('returns/helpdesk', other)).toMatchObject({ answer: { outcome: 'found', reference } });
	await waitFor(
		'the note of another helpdesk',
		async () => happenedIn('/other/notes').includes('note added') || undefined,
	);
	expect(calls.find((one) => one.path === '/other/notes')).toMatchObject({
		authorization: 'Bearer sandbox',
		body: { ticket: { helpdesk: 'zammad', id: 'T-1', status: 'pending' } },
	});
	for (const path of ['/freshdesk/api/v2/tickets/77/notes', '/gorgias/api/tickets/88/messages', '/other/notes'])
		expect(happenedIn(path)).toEqual(['note added']);
	expect(await shop.store.cases.ofOrder('1001', 9)).toEqual([]);
});
/** How often the step that tells the ticket was tried. */
async function triesOf(reference: string): Promise<{ tries: number }> {
	const steps = await shop.store.steps.of(reference);
	return {
		tries: Math.max(0, ...steps.filter(({ name }) => name === 'Tell helpdesk').map(({ attempts }) => attempts)),
	};
}

it.each<[string, object, number, string | undefined]>([
	['without articles, of an order without a return', zendesk('9001', '', '#1002'), 422, 'lines'],
	['of another channel', { ...zendesk('9002', 'MUG-WHITE'), channel: 'pos' }, 422, 'channel'],
])('a ticket %s opens nothing, and is told why', async (_what, body, status, field) => {
	const answered = await post('returns/helpdesk', body);
	expect([answered.status, answered.answer.field]).toEqual([status, field]);
});

it.each(['returns/helpdesk', 'returns/helpdesk/status'])('a wrong key is refused at %s', async (path) => {
	const before = (await shop.store.cases.getMany({ limit: 100 })).length;
	for (const key of ['wrong', '']) expect((await post(path, zendesk('9003', 'MUG-WHITE'), key)).status).toBe(403);
	expect(await shop.store.cases.getMany({ limit: 100 })).toHaveLength(before);
});

it('says where a return is, in the language that is asked for, and as a note for the ticket that asks', async () => {
	const { answer } = await post('returns/helpdesk/status', {
		orderNumber: '#1001',
		email: 'alex@example.com',
		language: 'de',
		sender: 'zendesk',
		ticket: '4711',
	});
	expect(answer).toMatchObject({ status: 200, language: 'de' });
	expect(answer.returns.length).toBeGreaterThan(1);
	expect(answer.text).toMatch(/Erstattung: Gezahlt, 15,00/);
	const path = '/zendesk/api/v2/tickets/4711.json';
	await waitFor(
		'the answer as a note',
		async () => notesOf(path).some((note) => note.includes('Gezahlt')) || undefined,
	);
	expect(await post('returns/helpdesk/status', {})).toMatchObject({ status: 422 });
});

it('leaves nothing stuck', async () => expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]));
