import { parseNewEvent } from '../../nodes/shared/model';
import { readTemplates } from '../../workflows/importer';
import { waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { agentKey } from '../sandbox';

/** Template 26 beside 01 to 04 and 22: an assistant connects by MCP, looks up, proposes, and does what a person agreed to. */

interface Answer {
	result?: {
		tools?: Array<{ name: string; description: string; inputSchema: { properties: object } }>;
		content?: Array<{ text: string }>;
		instructions?: string;
	};
	error?: { message: string };
}

let shop: Shop;
let session: string | undefined;
let count = 0;
beforeAll(async () => {
	shop = await openShop({ shared: true });
	await bring(shop.n8n, readTemplates(['22-return-through-service', '26']), shop.sandbox.credentials(), true);
}, 420_000);
afterAll(async () => await shop?.stop());

async function post(message: object, key = agentKey) {
	const response = await fetch(`${shop.n8n.url}/mcp/returns/agents`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			accept: 'application/json, text/event-stream',
			authorization: `Bearer ${key}`,
			...(session && { 'mcp-session-id': session }),
		},
		body: JSON.stringify({ jsonrpc: '2.0', ...message }),
	});
	session ??= response.headers.get('mcp-session-id') ?? undefined;
	const text = await response.text();
	const [, data = text] = /^data: (.*)$/m.exec(text) ?? [];
	return { status: response.status, text: data };
}
const ask = async (method: string, params: object = {}) =>
	JSON.parse((await post({ id: ++count, method, params })).text) as Answer;
/** What a tool says; an error in its own words. */
async function call(name: string, values: object = {}): Promise<string> {
	const { result, error } = await ask('tools/call', { name, arguments: values });
	return result?.content?.map(({ text }) => text).join('\n') ?? error!.message;
}
const proposalIn = (text: string) => /"confirmation":\s*\\?"([^"\\]+)/.exec(text)![1];
const money = () => shop.sandbox.stripe.refunds.size;

it('lets nobody in without the key', async () => {
	const { status } = await post({ id: 0, method: 'initialize', params: {} }, 'wrong');
	expect(status).toBe(403);
	session = undefined;
});

it('offers its tools, each with what it is for', async () => {
	const { result } = await ask('initialize', {
		protocolVersion: '2025-06-18',
		capabilities: {},
		clientInfo: { name: 'test', version: '1' },
	});
	expect(result!.instructions).toContain('Money is never moved here');
	await post({ method: 'notifications/initialized' });
	const { tools } = (await ask('tools/list')).result!;
	expect(tools!.map(({ name }) => name).sort()).toEqual([
		'Answer_Status',
		'Confirm',
		'Find_Customer',
		'Propose',
		'Read_Return',
	]);
	const propose = tools!.find(({ name }) => name === 'Propose')!;
	expect(propose.description).toContain('changes nothing');
	expect(Object.keys(propose.inputSchema.properties).sort()).toEqual([
		'action',
		'items',
		'order',
		'reason',
		'reference',
		'text',
	]);
});

it('starts a return when a person has agreed, which a reviewer decides as every return that service starts', async () => {
	const wish = { action: 'start', order: '#1001', items: '1 x MUG-WHITE', reason: 'unwanted', text: '', reference: '' };
	const proposed = await call('Propose', wish);
	expect(proposed).toContain('Start a return of 1 x MUG-WHITE of order #1001');
	expect((await shop.store.cases.getMany({ limit: 10 })).length).toBe(0);
	const confirmed = await call('Confirm', { ...wish, confirmation: proposalIn(proposed) });
	const [reference] = /RMA-\w+/.exec(confirmed)!;
	await waitForCase(shop.store, reference, 'in review', (one) => one.authorization === 'in_review');
	expect(await call('Find_Customer', { search: '#1001' })).toContain(reference);
	expect(await call('Answer_Status', { order: '#1001', email: '', language: 'en' })).toContain(reference);
	const approved = parseNewEvent({ id: 'decided', source: 'reviewer', type: 'return.approved', data: {} });
	await shop.store.cases.record({ reference, events: [{ ...approved, actor: 'kim@example.com' }] });
	await waitForCase(shop.store, reference, 'labelled', (one) => one.labels.length > 0);
	expect(await call('Read_Return', { reference })).toContain('return.approved');
	expect(money()).toBe(0);

	// A note is proposed of the case as it is now, and the code counts once.
	const note = { action: 'note', reference, text: 'Asked where the money is', order: '', items: '', reason: '' };
	const code = proposalIn(await call('Propose', note));
	expect(await call('Confirm', { ...note, confirmation: code })).toContain('done');
	expect(await call('Confirm', { ...note, confirmation: code })).toContain('not what was proposed');
});

it('moves no money and does nothing else, whatever it is told', async () => {
	const before = [money(), (await shop.store.cases.getMany({ limit: 50 })).length];
	const blank = { reference: '', order: '', items: '', reason: '', text: '' };
	const asked: Array<[object, string]> = [
		[{ action: 'refund', reference: 'RMA-1', text: '999.00' }, 'may not do'],
		[{ action: 'cancel', reference: 'RMA-1', text: 'x' }, 'may not do'],
		[{ action: 'start', order: '#1001', items: '99 x MUG-WHITE' }, 'cannot come back'],
	];
	for (const [values, words] of asked) expect(await call('Propose', { ...blank, ...values })).toContain(words);
	expect([money(), (await shop.store.cases.getMany({ limit: 50 })).length]).toEqual(before);
});
