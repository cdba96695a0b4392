import { createHmac } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import type { CaseStore } from '../../nodes/shared/store';
import { ReturnRequest } from '../../nodes/shared/model';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';
import { replayMessages } from './replayMessages';

const toldAt = '2026-11-20T23:59:59+01:00';
const given = {
	name: 'Alex Example',
	contract: '#1001',
	email: 'alex@example.com',
	channel: 'phone',
	toldAt,
	statement: 'I withdraw.',
};
const secret = 'a long random text';
const signed = (body: unknown, by = secret) => {
	const raw = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	return { raw, signature: `sha256=${createHmac('sha256', by).update(raw).digest('hex')}` };
};

let credential: StoreCredential;
let store: CaseStore;
beforeEach(async () => {
	({ credential, store } = await openOwnStore());
	await store.settings.save('default', { timeZone: 'Europe/Berlin' });
});
afterEach(removeOwnStores);

const run = async (parameters: INodeParameters, item: IDataObject, mode: 'trigger' | 'manual' = 'trigger') =>
	await runNode(new ReturnCase(), {
		parameters: { resource: 'case', ...parameters },
		credentials: { returnCaseApi: credential },
		input: [item],
		mode,
	});
const declare = async (item: object = {}, parameters: INodeParameters = {}) => {
	const { json, error } = await run({ operation: 'declareWithdrawal', ...parameters }, { ...given, ...item });
	expect(error).toBeUndefined();
	return json[0] as IDataObject & { reference: string; case: IDataObject };
};
const types = async (reference: string) => (await store.cases.timeline(reference)).map(({ type }) => type);
const cases = async () => await store.cases.getMany({ limit: 50, kind: 'withdrawal' });

describe('Declare Withdrawal', () => {
	it('opens a case with a clock, and gives the receipt', async () => {
		const { reference, outcome, statement, receipt, case: state } = await declare();
		expect({ outcome, statement, state }).toMatchObject({
			outcome: 'done',
			statement: { toldAt: '2026-11-20T22:59:59.000Z', channel: 'phone', email: 'alex@example.com' },
			state: {
				kind: 'withdrawal',
				channel: 'withdrawal',
				orderNumber: '#1001',
				openedAt: '2026-11-20T22:59:59.000Z',
				clock: { refundDueBy: '2026-12-04', held: true },
			},
		});
		expect((receipt as { text: string }).text).toContain('Received on: 20 November 2026, 23:59:59 Europe/Berlin');
		expect(await types(reference)).toEqual(['return.requested', 'withdrawal.declared']);
		expect(await store.cases.findFlaw(reference)).toBeUndefined();
	});

	it.each([
		['a second later', { toldAt: '2026-11-21T00:00:00+01:00' }],
		['with the number typed in another way', { contract: ' 1001 ', email: 'Alex@Example.com' }],
	])('is one case when the same statement comes again, %s', async (_how, more) => {
		const first = await declare();
		const again = await declare(more);
		expect([again.outcome, again.reference]).toEqual(['already_done', first.reference]);
		expect(again.receipt).toEqual(first.receipt);
		expect(await types(first.reference)).toEqual(['return.requested', 'withdrawal.declared']);
	});

	it('is one case by ten at once', async () => {
		const all = await Promise.all(Array.from({ length: 10 }, async () => await declare()));
		expect(new Set(all.map(({ reference }) => reference)).size).toBe(1);
		expect(all.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
	});

	it('keeps what else is said of the same withdrawal, each with a receipt, and goes by the first', async () => {
		const { reference } = await declare();
		const letter = await declare({
			channel: 'post',
			statement: 'As I said on the phone',
			toldAt: '2026-11-19T09:00:00Z',
		});
		expect([letter.reference, letter.outcome]).toEqual([reference, 'done']);
		expect(await types(reference)).toEqual(['return.requested', 'withdrawal.declared', 'withdrawal.declared']);
		expect(letter.case).toMatchObject({ clock: { toldAt: '2026-11-19T09:00:00.000Z', refundDueBy: '2026-12-03' } });
	});

	it('takes lines as text, and a time as the clock of the shop shows it', async () => {
		const { statement } = await declare({ lines: 'TEE-BLUE-M 2\n\n  MUG-WHITE ', toldAt: '2026-11-20 23:59' });
		expect(statement).toMatchObject({
			toldAt: '2026-11-20T22:59:00.000Z',
			lines: [
				{ sku: 'TEE-BLUE-M', quantity: 2 },
				{ sku: 'MUG-WHITE', quantity: 1 },
			],
		});
	});

	it('is another case for other goods, another contract and another customer', async () => {
		for (const more of [
			{},
			{ lines: [{ sku: 'TEE', quantity: 1 }] },
			{ contract: '#1002' },
			{ email: 'robin@example.com' },
		])
			await declare(more);
		expect(await cases()).toHaveLength(4);
	});

	it('takes any clear statement: without a contract, without an address, with an address that is none', async () => {
		for (const item of [
			{ contract: '', email: '' },
			{ contract: 'the blue lamp that I bought in spring' },
			{ email: 'alex at example', channel: 'post' },
			{ name: '', email: '', contract: '', channel: '', statement: 'Widerruf!' },
		]) {
			const { case: state } = await declare(item);
			expect(state).toMatchObject({ kind: 'withdrawal', authorization: 'requested' });
		}
		const [unreachable] = (await cases()).filter(({ statements }) => statements?.[0].channel === 'post');
		expect(unreachable.exceptions).toMatchObject([{ code: 'withdrawal_without_address', owner: 'service' }]);
		expect(JSON.stringify(await store.cases.timeline(unreachable.reference))).toContain('alex at example');
	});

	it.each([
		['that names nothing', { name: '', email: '', contract: '', statement: '' }, 'names neither'],
		['with a line of no pieces', { lines: [{ sku: 'TEE', quantity: 0 }] }, 'lines.0.quantity'],
		['told at no time', { toldAt: 'yesterday' }, 'toldAt'],
	])('says what is wrong with one %s, without what the customer wrote', async (_how, item, told) => {
		const { error } = await run({ operation: 'declareWithdrawal' }, { ...given, ...item });
		expect(error!.message).toContain(told);
		expect(`${error!.message} ${error!.description} ${JSON.stringify(error!.context)}`).not.toMatch(/alex|withdraw\./i);
		expect(await cases()).toEqual([]);
	});

	it('counts no time that lies ahead, and none that is not told', async () => {
		const now = Date.now();
		for (const item of [{ toldAt: '2126-01-01T00:00:00Z' }, { toldAt: undefined, contract: '#2' }]) {
			const { statement } = await declare(item);
			expect(Math.abs(Date.parse((statement as { toldAt: string }).toldAt) - now)).toBeLessThan(60_000);
		}
	});

	it('of a return that is under way makes that case a withdrawal', async () => {
		const request = ReturnRequest.parse({ channel: 'shopify', lines: [{ id: 'L1', sku: 'TEE', quantity: 1 }] });
		const { reference } = await store.cases.open({ request, source: 'portal', sourceId: '1' });
		const options = { underWay: reference.toLowerCase() };
		const { case: state, ...declared } = await declare({}, { options });
		expect([declared.reference, declared.outcome, state.kind]).toEqual([reference, 'done', 'withdrawal']);
		expect((await declare({}, { options })).outcome).toBe('already_done');
		expect(await cases()).toHaveLength(1);
	});

	it('does nothing in a test run, and shows the receipt', async () => {
		const { json } = await run({ operation: 'declareWithdrawal' }, given, 'manual');
		expect(json[0]).toMatchObject({
			outcome: 'dry_run',
			receipt: { text: expect.stringContaining('I withdraw.') as string },
		});
		expect(await cases()).toEqual([]);
	});
});

it('a request that is a withdrawal, by whatever channel, is declared as well', async () => {
	const request = ReturnRequest.parse({
		channel: 'service',
		orderNumber: 'S1',
		withdrawal: true,
		customer: { name: 'Alex Example', email: 'alex@example.com' },
		lines: [{ id: 'L1', sku: 'TEE', quantity: 1 }],
	});
	const { reference, case: state } = await store.cases.open({
		request,
		source: 'service',
		sourceId: '1',
		time: toldAt,
	});
	expect(state).toMatchObject({
		kind: 'withdrawal',
		clock: { toldAt: '2026-11-20T22:59:59.000Z', timeZone: 'Europe/Berlin' },
	});
	expect(await types(reference)).toEqual(['return.requested', 'withdrawal.declared']);
});

describe('Acknowledge Withdrawal', () => {
	const acknowledge = async (item: IDataObject, parameters: INodeParameters = {}) =>
		await run({ operation: 'acknowledgeWithdrawal', ...parameters }, item);

	it('marks a statement once, however often it is run', async () => {
		const { reference } = await declare();
		await declare({ channel: 'post', statement: 'By post as well' });
		const [, { data }] = await store.cases.timeline(reference);
		for (let i = 0; i < 3; i++) expect((await acknowledge({ reference, event: { data } })).error).toBeUndefined();
		const state = (await store.cases.get(reference))!;
		expect(state.statements!.map(({ acknowledgedAt }) => !!acknowledgedAt)).toEqual([true, false]);
		expect((await types(reference)).filter((type) => type === 'withdrawal.acknowledged')).toHaveLength(1);
		expect((await acknowledge({ reference }, { how: 'by post' })).json[0].acknowledged).toHaveLength(1);
		expect((await acknowledge({ reference })).json[0].acknowledged).toEqual([]);
		expect((await store.cases.get(reference))!.statements!.every(({ acknowledgedAt }) => acknowledgedAt)).toBe(true);
	});

	it('says so when there is no such statement', async () => {
		const { reference } = await declare();
		expect((await acknowledge({ reference }, { statementId: 'x' })).error!.message).toContain('has no statement x');
	});
});

describe('Take In Statement', () => {
	const body = { ...given, statement: undefined, text: 'I withdraw.', id: 'page 17' };
	const takeIn = async (
		{ raw, signature }: { raw?: Buffer; signature?: string },
		key: IDataObject = { secret, previousSecret: '' },
		mode: 'trigger' | 'manual' = 'trigger',
	) => {
		const { json, error } = await runNode(new ReturnCase(), {
			parameters: { resource: 'case', operation: 'takeInStatement' },
			credentials: { returnCaseApi: credential, returnsSignedWebhookApi: key as never },
			input: [
				{
					json: { headers: { ...(signature && { 'x-signature': signature }) } },
					...(raw && { binary: { data: { data: raw.toString('base64'), mimeType: 'application/json' } } }),
				},
			],
			mode,
		});
		expect(error).toBeUndefined();
		return json[0].answer as IDataObject & { status: number; receipt?: { text: string } };
	};

	it('takes in what is signed, once, and answers with the receipt', async () => {
		const answer = await takeIn(signed(body));
		expect(answer).toMatchObject({ outcome: 'recorded', status: 200, toldAt: '2026-11-20T22:59:59.000Z' });
		expect(answer.receipt!.text).toContain('I withdraw.');
		expect(await takeIn(signed(body))).toMatchObject({
			outcome: 'duplicate',
			status: 200,
			reference: answer.reference,
		});
		expect(await cases()).toHaveLength(1);
	});

	it.each<[string, { raw?: Buffer; signature?: string }, IDataObject, number]>([
		['without a signature', { raw: signed(body).raw }, { secret }, 401],
		[
			'with the signature of another message',
			{ raw: signed(body).raw, signature: signed({ ...body, name: 'x' }).signature },
			{ secret },
			401,
		],
		['signed with another secret', signed(body, 'other'), { secret }, 401],
		['signed with an empty secret', signed(body, ''), { secret: '' }, 503],
		['of which n8n gives no bytes', { signature: signed(body).signature }, { secret }, 503],
	])('takes nothing in %s', async (_how, message, key, status) => {
		expect(await takeIn(message, key)).toMatchObject({ outcome: 'refused', status });
		expect([await cases(), await store.inbox.get({ limit: 5 })]).toEqual([[], []]);
	});

	it('takes either secret while it is being changed', async () => {
		for (const key of [secret, 'the old one'])
			expect((await takeIn(signed(body, key), { secret, previousSecret: 'the old one' })).status).toBe(200);
	});

	it.each([
		['no JSON', 'hello', 'toldAt'],
		['no time', { ...body, toldAt: undefined }, 'toldAt'],
		['no pieces', { ...body, lines: [{ sku: 'TEE', quantity: 'two' }] }, 'lines.0.quantity'],
		['no name or contract', { toldAt, channel: 'page' }, 'name'],
	])('says which field is wrong of one with %s, and keeps it', async (_what, wrong, field) => {
		const answer = await takeIn(signed(wrong));
		expect(answer).toMatchObject({ outcome: 'refused', status: 422, field });
		expect(JSON.stringify(answer)).not.toContain('alex@example.com');
		expect(await store.inbox.get({ state: 'unreadable', limit: 5 })).toMatchObject([{ source: 'withdrawal' }]);
	});

	it('refuses and keeps one that is larger than an event may be', async () => {
		const lines = Array.from({ length: 1_600 }, () => ({ sku: 'TEE', title: 'x'.repeat(500), quantity: 1 }));
		const answer = await takeIn(signed({ ...body, lines }));
		expect(answer).toMatchObject({
			outcome: 'refused',
			status: 422,
			field: 'body',
			message: expect.stringContaining('MB large') as string,
		});
		expect(JSON.stringify(answer)).not.toMatch(/alex@example.com|xxx/);
		expect(await store.inbox.get({ state: 'unreadable', limit: 5 })).toMatchObject([{ source: 'withdrawal' }]);
		expect(await cases()).toEqual([]);
	});

	it('takes in what an operator replays: what says no time counts from when it came', async () => {
		await takeIn(signed({ ...body, toldAt: undefined }));
		await takeIn(signed({ ...body, lines: [{ sku: 'TEE', quantity: 'two' }] }));
		const [{ receivedAt }] = await store.inbox.get({ state: 'unreadable', limit: 5 });
		await replayMessages(credential, 'withdrawal');
		const found = await cases();
		expect(found).toHaveLength(1);
		expect(Math.abs(Date.parse(found[0].clock!.toldAt) - Date.parse(receivedAt))).toBeLessThan(5_000);
		expect(await store.inbox.get({ state: 'unreadable', limit: 5 })).toHaveLength(1);
	});

	it('records nothing in a test run', async () => {
		expect(await takeIn(signed(body), { secret }, 'manual')).toMatchObject({ outcome: 'dry_run' });
		expect(await cases()).toEqual([]);
	});
});

it('is listed by kind, and described with its clock', async () => {
	const { reference } = await declare();
	await store.cases.open({
		request: ReturnRequest.parse({ channel: 'shopify', lines: [{ id: 'L1', sku: 'TEE', quantity: 1 }] }),
		source: 'portal',
		sourceId: '1',
	});
	const list = async (kind: string) =>
		(await run({ operation: 'getMany', limit: 10, filters: { kind } }, {})).json.map((one) => one.reference);
	expect(await list('withdrawal')).toEqual([reference]);
	expect(await list('return')).toHaveLength(1);
	const { json } = await run({ operation: 'describe', reference }, {});
	expect((json[0].described as { text: string }).text).toContain(
		'Withdrawal: declared by phone on 20 Nov 2026, 23:59, no receipt given yet\n  refund due by 2026-12-04; it may wait for the goods',
	);
});
