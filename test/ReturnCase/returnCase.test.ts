import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { openStore, StoreUnusable, type CaseStore } from '../../nodes/shared/store';
import { runNode, runWorkflow, TestCredentialsHelper, TestNodeTypes } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

const request = {
	brand: 'default',
	channel: 'portal',
	orderNumber: '#1001',
	lines: [{ id: 'L1', sku: 'TEE', quantity: 2, reason: 'SIZE' }],
};

describe('Return Case', () => {
	let folder: string;
	let credential: StoreCredential;
	let store: CaseStore;
	let reference: string;
	beforeEach(async () => {
		({ folder, credential, store } = await openOwnStore());
		reference = (
			await store.cases.open({
				request: { ...request, providerIds: {}, lines: [{ ...request.lines[0], title: '', providerIds: {} }] },
				source: 'portal',
				sourceId: '1',
			})
		).reference;
	});
	afterEach(removeOwnStores);

	const run = async (
		parameters: INodeParameters,
		input: IDataObject[] = [{ reference }],
		more: { mode?: 'manual'; continueOnFail?: boolean } = {},
	) => await runNode(new ReturnCase(), { parameters, credentials: { returnCaseApi: credential }, input, ...more });
	const claim = async () => {
		await store.steps.subscribe('Work', ['return.requested']);
		const [step] = await store.steps.claim('Work', { limit: 1, leaseMs: 60_000, maxAttempts: 3 });
		return { reference, step: { id: step.id, token: step.token, name: step.name, attempt: 1 } };
	};

	it('opens a case, once per request', async () => {
		const parameters = {
			resource: 'case',
			operation: 'open',
			request: '={{ $json.request }}',
			source: 'helpdesk',
			sourceId: '={{ $json.ticket }}',
		};
		const { json } = await run(parameters, [
			{ request, ticket: 'T1' },
			{ request, ticket: 'T1' },
			{ request, ticket: 'T2' },
		]);
		expect(json.map((item) => item.outcome)).toEqual(['done', 'already_done', 'done']);
		expect(json[0].reference).toBe(json[1].reference);
		expect(json[0].case).toMatchObject({ authorization: 'requested', channel: 'portal' });
	});
	it('keeps of the ids in a request those that its sender may know: no document of a provider is its own', async () => {
		const providerIds = { 'shopify.return': 'gid://shopify/Return/77', 'odoo.pos_order': '9', 'zendesk.ticket': '4' };
		const { json } = await run({
			resource: 'case',
			operation: 'open',
			request: { ...request, providerIds } as never,
			source: 'helpdesk',
			sourceId: 'T9',
		});
		expect((json[0].case as IDataObject).ids).toEqual({ 'odoo.pos_order': '9', 'zendesk.ticket': '4' });
		expect(await store.cases.findByReference('shopify.return', 'gid://shopify/Return/77')).toBeUndefined();
	});
	it('says which field of a request is missing, and goes on with the others', async () => {
		const parameters = {
			resource: 'case',
			operation: 'open',
			request: '={{ $json.request }}',
			source: 'helpdesk',
			sourceId: '={{ $json.ticket }}',
		};
		const { json } = await run(
			parameters,
			[
				{ request: { channel: 'portal', lines: [] }, ticket: 'T1' },
				{ request, ticket: 'T2' },
			],
			{ continueOnFail: true },
		);
		expect(json[0]).toMatchObject({
			error: expect.stringContaining('lines') as string,
			details: { itemIndex: 0, category: 'invalid_input', field: 'request.lines' },
		});
		expect(json[1].outcome).toBe('done');
	});
	it('records an event once, also when its ID is made from the data', async () => {
		const parameters = {
			resource: 'case',
			operation: 'recordEvent',
			reference: '={{ $json.reference }}',
			eventType: 'return.approved',
			data: '={{ { lines: [{ line: "L1", quantity: 1 }] } }}',
			actor: 'reviewer 7',
		};
		const { json } = await run(parameters, [{ reference }, { reference }]);
		expect(json[1].case).toMatchObject({ authorization: 'approved', lines: [{ quantities: { approved: 1 } }] });
		expect((await store.cases.timeline(reference)).map((event) => [event.type, event.actor])).toEqual([
			['return.requested', undefined],
			['return.approved', 'reviewer 7'],
		]);
	});
	it('refuses a command that the case forbids, saying why', async () => {
		const { error } = await run({
			resource: 'case',
			operation: 'releaseRefund',
			reference: '={{ $json.reference }}',
			intents: [
				{ id: 'X', amount: { amount: 1, currency: 'EUR' }, payment: { id: 'by_hand', processor: 'other' } },
			] as never,
		});
		expect(error?.message).toContain('only an approved return is refunded');
		expect(error?.context).toMatchObject({ category: 'rejected', itemIndex: 0 });
	});
	it('stores nothing in a test run of the editor unless asked to', async () => {
		const parameters = {
			resource: 'case',
			operation: 'recordEvent',
			reference: '={{ $json.reference }}',
			eventType: 'return.approved',
			data: {} as never,
		};
		const dry = await run(parameters, undefined, { mode: 'manual' });
		expect(dry.json[0].recorded).toMatchObject({ outcome: 'dry_run' });
		expect(await store.cases.timeline(reference)).toHaveLength(1);
		// n8n calls a test run that failed and is retried a real one; what a trigger of ours marked stays a test.
		const retried = await run({ ...parameters, reference }, [{ reference, testRun: true }]);
		expect([retried.json[0].recorded, (await store.cases.timeline(reference)).length]).toEqual([
			expect.objectContaining({ outcome: 'dry_run' }),
			1,
		]);
		await run({ ...parameters, options: { sendForReal: true } }, undefined, { mode: 'manual' });
		expect(await store.cases.timeline(reference)).toHaveLength(2);
	});
	it('gets, lists, finds and tells the story of a case', async () => {
		expect(
			(await run({ resource: 'case', operation: 'get', reference: '={{ $json.reference }}' })).json[0].case,
		).toMatchObject({ reference });
		expect(
			(await run({ resource: 'case', operation: 'getMany', limit: 5, filters: { authorization: 'requested' } })).json,
		).toMatchObject([{ reference }]);
		await store.cases.record({
			reference,
			events: [{ id: 'a', source: 't', type: 'return.approved', data: {}, references: { 'odoo.return': '17' } }],
		});
		expect(
			(await run({ resource: 'case', operation: 'findByReference', system: 'odoo.return', id: '17' }, [{}])).json[0]
				.reference,
		).toBe(reference);
		expect(
			(await run({ resource: 'case', operation: 'timeline', reference: '={{ $json.reference }}' })).json[0],
		).toMatchObject({ intact: true, timeline: [{ type: 'return.requested' }, { type: 'return.approved' }] });
		const { error } = await run({ resource: 'case', operation: 'findByReference', system: 'odoo.return', id: '99' }, [
			{},
		]);
		expect(error?.message).toBe('No case carries odoo.return 99');
		expect((await run({ resource: 'case', operation: 'get', reference: 'nonsense' }, [{}])).error).toMatchObject({
			message: '"nonsense" is no case reference',
			description: expect.stringContaining('RMA-7K2M9QX4TB') as string,
		});
		expect((await run({ resource: 'case', operation: 'get' }, [{}])).error?.message).toBe(
			'This item names no return case',
		);
	});
	it('completes, holds and closes a step without action', async () => {
		const item = await claim();
		expect(
			(await run({ resource: 'step', operation: 'hold', reason: 'photo asked for' }, [item])).json[0].stepHeld,
		).toBe(true);
		expect((await run({ resource: 'stuckStep', operation: 'getMany', limit: 5, stepName: '' })).json).toMatchObject([
			{ state: 'held', what: 'photo asked for', reference },
		]);
		expect(
			(await run({ resource: 'stuckStep', operation: 'release', stepId: item.step.id, reason: 'the photo came' }))
				.json[0].released,
		).toBe(true);
		const again = await claim();
		expect(
			(
				await run(
					{ resource: 'step', operation: 'noAction', reference: '={{ $json.reference }}', reason: 'digital goods' },
					[again],
				)
			).json[0].stepFinished,
		).toBe(true);
		expect((await store.cases.timeline(reference)).at(-1)).toMatchObject({
			type: 'step.no_action',
			data: { step: 'Work', reason: 'digital goods' },
		});
		expect((await run({ resource: 'step', operation: 'complete' }, [again])).json[0].stepFinished).toBe(false);
		expect((await run({ resource: 'step', operation: 'complete' }, [{ reference }])).error?.message).toBe(
			'This item belongs to no step',
		);
	});
	it('finishes the step with the event it records, in one transaction', async () => {
		const item = await claim();
		await run(
			{
				resource: 'case',
				operation: 'recordEvent',
				reference: '={{ $json.reference }}',
				eventType: 'return.approved',
				data: {} as never,
			},
			[item],
		);
		expect(await store.steps.finish([item.step])).toBe(0);
		expect(await store.steps.hasWork('Work')).toBe(false);
	});
	it('retires a step name', async () => {
		await claim();
		await run({ resource: 'step', operation: 'retire', stepName: 'Work' });
		await store.cases.open({
			request: { ...request, providerIds: {}, lines: [{ ...request.lines[0], title: '', providerIds: {} }] },
			source: 'portal',
			sourceId: '2',
		});
		expect(await store.steps.hasWork('Work')).toBe(false);
	});
	it('saves and gets settings, and names a field it does not know', async () => {
		const saved = await run({
			resource: 'settings',
			operation: 'save',
			brand: 'nord',
			settings: '{"timeZone":"Europe/Oslo","policy":{"reviewAbove":50000}}',
		});
		expect(saved.json[0].settings).toMatchObject({ timeZone: 'Europe/Oslo' });
		expect((await run({ resource: 'settings', operation: 'get', brand: 'nord' })).json[0].settings).toMatchObject({
			policy: { reviewAbove: 50000, windowDays: 30 },
		});
		expect(
			(await run({ resource: 'settings', operation: 'save', brand: 'nord', settings: '{"timezone":"x"}' })).error
				?.message,
		).toContain('timezone: there is no such setting');
	});
	it('lets an item pass the first time only', async () => {
		const node = (name: string, position: number) => ({
			id: name,
			name,
			type: 'n8n-nodes-returns.returnCase',
			typeVersion: 1,
			position: [position, 0] as [number, number],
			credentials: { returnCaseApi: { id: '1', name: 'store' } },
			parameters: { resource: 'once', operation: 'do', reference: '={{ $json.reference }}', what: 'mail' },
		});
		const once = async () => {
			const types = new TestNodeTypes({ 'n8n-nodes-returns.returnCase': new ReturnCase() });
			const result = await runWorkflow(
				{ nodes: [node('Once', 0)], connections: {}, settings: {} },
				{
					nodeTypes: types,
					credentialsHelper: new TestCredentialsHelper({}, { returnCaseApi: credential }),
					input: [{ json: { reference } }],
				},
			);
			return result.data.resultData.runData.Once[0].data!.main.map((output) => output?.length ?? 0);
		};
		expect([await once(), await once()]).toEqual([
			[1, 0],
			[0, 1],
		]);
	});
	it('inside a step, counts as done only when the step is done: a crash in between is a first time again', async () => {
		const item = await claim();
		const parameters = { resource: 'once', operation: 'do', reference: '={{ $json.reference }}', what: 'mail' };
		expect((await run(parameters, [item])).json[0].firstTime).toBe(true);
		await store.steps.fail([item.step], { error: { message: 'crash' }, maxAttempts: 3, baseMs: 0 });
		const again = await claim();
		expect((await run(parameters, [again])).json[0].firstTime).toBe(true);
		await run({ resource: 'step', operation: 'complete' }, [again]);
		expect((await run(parameters, [{ reference }])).json).toEqual([]);
	});
	it('refuses the embedded store in queue mode, and says what to do', async () => {
		const refused = openStore(credential, { EXECUTIONS_MODE: 'queue' });
		await expect(refused).rejects.toThrow(StoreUnusable);
		await expect(refused).rejects.toMatchObject({ advice: expect.stringContaining('PostgreSQL') as string });
	});
	it('tests its credential for real', async () => {
		const test = new ReturnCase().methods.credentialTest.caseStoreTest;
		expect(await test.call({} as never, { id: '1', name: 'x', type: 'returnCaseApi', data: credential })).toEqual({
			status: 'OK',
			message: 'The case store is ready, with cases in it',
		});
		const typed = async (data: object) =>
			(await test.call({} as never, { id: '1', name: 'x', type: 'returnCaseApi', data: { ...credential, ...data } }))
				.message;
		expect(await typed({ auditKey: ' ' })).toContain(
			"has no Audit Key, so nobody would see a later change of a case's history. Put a long random text",
		);
		expect(await typed({ file: 'returns.sqlite' })).toContain('"returns.sqlite" is no whole path');
		const slip = join(folder, 'typing', 'eror', 'returns.sqlite');
		expect(await typed({ file: slip })).toBe(
			`The case store cannot be opened: there is no folder ${join(folder, 'typing', 'eror')}. Correct File in the Return Case credential, or make the folder and let n8n write to it. Blank: returns.sqlite in the n8n user folder.`,
		);
		expect(existsSync(join(folder, 'typing'))).toBe(false);
		const wrong = await test.call({} as never, {
			id: '1',
			name: 'x',
			type: 'returnCaseApi',
			data: { storage: 'postgres', host: '127.0.0.1', port: 1, database: 'x', auditKey: 'k' },
		});
		expect(wrong).toMatchObject({ status: 'Error', message: expect.stringContaining('PostgreSQL runs') as string });
	});
});
