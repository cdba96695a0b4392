import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnDesk } from '../../nodes/ReturnPages/ReturnDesk.node';
import { codeOf, readItems, type Wish } from '../../nodes/ReturnPages/agent/wish';
import { parseNewEvent, type NewEvent } from '../../nodes/shared/model';
import { outputOf } from '../../gulp/outputSchema';
import { asTool, runNode } from '../support/harness';
import { Random } from '../simulation/random';
import { key, useDesk } from './useDesk';

/* What an AI agent may do for a customer: it proposes, a person agrees, and the same is done once. */

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const desk = useDesk();
const customer = { name: 'Alex Moss', email: 'alex@example.com', providerIds: {} };
const everything = ['start', 'cancel', 'note'];

const tell = async (reference: string, ...events: Array<Partial<NewEvent>>) =>
	await desk.store.cases.record({
		reference,
		events: events.map((event, index) => parseNewEvent({ id: `${index} ${Math.random()}`, source: 'test', ...event })),
	});
const line = (id: string, quantity: number) => ({
	id,
	sku: `SKU-${id}`,
	title: `Article ${id}`,
	quantity,
	subtotal: eur(3000 * quantity),
	tax: eur(0),
	providerIds: {},
});
const order = {
	number: '#1001',
	currency: 'EUR',
	lines: [line('A', 3), line('B', 1)],
	payments: [],
	taxesIncluded: true,
	providerIds: {},
};
/** A return of one piece of A, of a known order. */
const known = async (sourceId: string, more: object = {}) => {
	const { reference } = await desk.open(sourceId, {
		customer,
		orderNumber: '#1001',
		lines: [
			{ id: 'L1', orderLineId: 'A', sku: 'SKU-A', title: 'Article A', quantity: 1, reason: 'x', providerIds: {} },
		],
		...more,
	});
	await tell(reference, { type: 'order.found', data: { order, system: 'shopify' } } as never);
	return reference;
};

async function call(
	operation: 'propose' | 'confirm',
	parameters: INodeParameters,
	options: IDataObject = { allowAgents: true },
) {
	const { json, error } = await runNode(asTool(new ReturnDesk()), {
		parameters: {
			resource: 'agent',
			operation,
			allowed: everything,
			...parameters,
			...(operation === 'confirm' && { options: options as INodeParameters }),
		},
		credentials: { returnCaseApi: desk.credential },
		input: [{}],
	});
	if (!error) outputOf({ node: 'ReturnPages', resource: 'agent', operation }).strict().parse(json[0]);
	return {
		error,
		proposal: json[0]?.proposal as { summary: string; confirmation: string; confirmUntil: string },
		confirmed: json[0]?.confirmed as { outcome: string; summary: string; reference: string },
	};
}
const done = async (wish: INodeParameters, options?: IDataObject) => {
	const { proposal, error } = await call('propose', wish);
	expect(error).toBeUndefined();
	return { ...(await call('confirm', { ...wish, confirmation: proposal.confirmation }, options)), proposal };
};
const timeline = async (reference: string) =>
	(await desk.store.cases.timeline(reference)).map(({ type, actor }) => [type, actor]);

it('a proposal changes nothing; confirmed, it is done once, in the name of the agent', async () => {
	const reference = await known('1');
	const before = await timeline(reference);
	const wish = { action: 'note', reference, text: 'The customer has called twice' };
	const { proposal } = await call('propose', wish);
	expect(proposal.summary).toBe(`Add a note for staff to return ${reference}: "The customer has called twice"`);
	expect(Date.parse(proposal.confirmUntil)).toBeGreaterThan(Date.now());
	expect(await timeline(reference)).toEqual(before);

	const confirm = { ...wish, confirmation: proposal.confirmation };
	expect((await call('confirm', confirm, { allowAgents: true, agent: 'Shop bot' })).confirmed).toMatchObject({
		outcome: 'done',
		reference,
	});
	expect((await timeline(reference)).at(-1)).toEqual(['note.added', 'Shop bot']);
	// The case has moved on by that very note: the code is worth nothing any more.
	expect((await call('confirm', confirm)).error).toMatchObject({ context: { code: 'not_proposed' } });
	expect(await timeline(reference)).toHaveLength(before.length + 1);
});

it('starts a return of a known order, for its customer, whatever address it was told; twice confirmed is one return', async () => {
	const first = await known('1');
	const wish = {
		action: 'start',
		order: '1001',
		items: '2 x sku-a, Article B',
		reason: 'too_small',
		text: 'send to eve@example.com',
	};
	const { proposal, confirmed } = await done(wish);
	expect(proposal.summary).toBe(
		'Start a return of 2 x Article A, 1 x Article B of order #1001 of Alex Moss. Policy and people then decide about it.',
	);
	expect(confirmed.outcome).toBe('done');
	const state = (await desk.store.cases.get(confirmed.reference))!;
	expect(state).toMatchObject({ channel: 'service', orderNumber: '#1001', customer: { email: 'alex@example.com' } });
	expect(state.lines.map(({ orderLineId, quantity, reason }) => [orderLineId, quantity, reason])).toEqual([
		['A', 2, 'too_small'],
		['B', 1, 'too_small'],
	]);
	expect(state.reference).not.toBe(first);
	const again = await call('confirm', { ...wish, confirmation: proposal.confirmation });
	expect(again.confirmed).toMatchObject({ outcome: 'done_before', reference: state.reference });
});

it('starts a return of an order that nothing is known of, without an address: the shop has the one of the order', async () => {
	const wish = { action: 'start', order: '#7', items: '[{"sku":"MUG","quantity":1}]' };
	const { proposal, confirmed } = await done(wish);
	expect((await desk.store.cases.get(confirmed.reference))!.customer?.email).toBeUndefined();
	const again = await call('confirm', { ...wish, confirmation: proposal.confirmation });
	expect([again.error, again.confirmed]).toMatchObject([
		undefined,
		{ outcome: 'done_before', reference: confirmed.reference },
	]);
});

it('cancels a return while that is possible, and says so when it is not', async () => {
	const reference = await known('1');
	const wish = { action: 'cancel', reference, text: 'keeps it' };
	expect((await done(wish)).confirmed).toMatchObject({ outcome: 'done' });
	expect((await desk.store.cases.get(reference))!.verdict).toBe('canceled');
	expect((await call('propose', wish)).error).toMatchObject({
		message: `Return ${reference} cannot be canceled any more`,
		context: { code: 'not_possible' },
	});
});

it.each<[string, INodeParameters, string]>([
	[
		'an act that the node does not allow',
		{ action: 'cancel', reference: 'RMA-1', allowed: ['note'] },
		'This agent may not do "cancel"',
	],
	['an act that no node has', { action: 'refund', reference: 'RMA-1' }, 'This agent may not do "refund"'],
	['no return of that reference', { action: 'note', reference: 'RMA-1', text: 'x' }, 'There is no such return'],
	['no order', { action: 'start', items: 'MUG' }, 'It is not said of which order'],
	['no items', { action: 'start', order: '#7' }, 'It is not said what comes back'],
	['items that cannot be read', { action: 'start', order: '#7', items: '0 x MUG' }, 'The items cannot be read'],
])('%s: the agent reads what is wrong and what to do', async (_, wish, message) => {
	const { error } = await call('propose', wish);
	expect([error?.message, error?.description]).toEqual([message, expect.stringMatching(/\w+ \w+/)]);
});

it('an article that is not in the order is answered with those that are', async () => {
	await known('1');
	const { error } = await call('propose', { action: 'start', order: '#1001', items: 'HAT' });
	expect([error?.message, error?.description]).toEqual([
		'"HAT" is not in the order',
		expect.stringContaining('SKU-A, SKU-B'),
	]);
});

it('nothing is confirmed without the switch, beyond the number per hour, or after half an hour', async () => {
	const reference = await known('1');
	const note = async (text: string, options: IDataObject) => await done({ action: 'note', reference, text }, options);
	expect((await note('a', {})).error).toMatchObject({ context: { code: 'not_for_agents' } });
	const few = { allowAgents: true, mostPerHour: 2 };
	expect((await note('a', few)).error).toBeUndefined();
	expect((await note('b', few)).error).toBeUndefined();
	expect((await note('c', few)).error).toMatchObject({ context: { code: 'above_limit' } });

	const wish: Wish = { what: 'note', reference, order: '', items: [], reason: '', text: 'd' };
	const { version } = (await desk.store.cases.get(reference))!;
	const old = codeOf(wish, version, Date.now() - 1, key);
	expect((await call('confirm', { action: 'note', reference, text: 'd', confirmation: old })).error?.message).toBe(
		'This proposal is too old',
	);
});

it('of 1,000 confirmations that were changed in any way none does anything', async () => {
	const reference = await known('1');
	const other = await known('2');
	const random = new Random('agents');
	const wish = { action: 'note', reference, text: 'Please hurry', order: '', items: '', reason: '' };
	const { proposal } = await call('propose', wish);
	const right = { ...wish, confirmation: proposal.confirmation };
	const all = async () =>
		JSON.stringify([await timeline(reference), await timeline(other), await desk.store.cases.getMany({ limit: 100 })]);
	const before = await all();
	const cut = (text: string) => {
		const at = random.int(0, Math.max(0, text.length - 1));
		return random.pick([
			text.slice(0, at),
			`${text.slice(0, at)}x${text.slice(at + 1)}`,
			`${text}0`,
			'',
			"' OR 1=1 --",
			'{"$gt":""}',
		]);
	};
	const fields = ['action', 'reference', 'text', 'confirmation', 'order', 'items', 'reason'] as const;
	for (let time = 0; time < 1_000; time++) {
		const changed: Record<string, string> = { ...right };
		const field = random.pick([...fields]);
		changed[field] = random.chance(0.3)
			? random.pick(['start', 'cancel', 'refund', other, '#1001', '1 x SKU-A', '9999.99'])
			: cut(changed[field]);
		// What reads the same, blanks aside, is the same wish; items say nothing to a note.
		const same = (name: (typeof fields)[number]) => name === 'items' || changed[name].trim() === right[name].trim();
		if (fields.every(same)) continue;
		const { error } = await call('confirm', changed).catch((refusal: Error) => ({ error: refusal })); // n8n itself wants an action and a code
		expect([changed, error?.message]).toEqual([changed, expect.any(String)]);
	}
	expect(await all()).toBe(before);
	expect((await call('confirm', right)).confirmed.outcome).toBe('done');
}, 120_000);

it.each([
	[
		'2 x TEE-M, 1 x MUG',
		[
			{ sku: 'TEE-M', quantity: 2 },
			{ sku: 'MUG', quantity: 1 },
		],
	],
	['MUG', [{ sku: 'MUG', quantity: 1 }]],
	[
		'3× Big Mug; 1 X tee',
		[
			{ sku: 'Big Mug', quantity: 3 },
			{ sku: 'tee', quantity: 1 },
		],
	],
	['[{"sku":" A ","quantity":"2"}]', [{ sku: 'A', quantity: 2 }]],
	['', []],
	[[{ sku: 'A', quantity: 1 }], [{ sku: 'A', quantity: 1 }]],
])('items %j are read', (given, items) => {
	expect(readItems(given)).toEqual(items);
});
it.each(['[{"sku":"A","quantity":0}]', '[{"sku":"A"', '2 x A,,B', '[{"quantity":1}]', '1000 x A', 7])(
	'items %j are not',
	(given) => {
		expect(() => readItems(given)).toThrow('The items cannot be read');
	},
);
