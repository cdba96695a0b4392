import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { runNode } from '../support/harness';

const user = { email: 'ann@example.com' };
const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('Return Case: drifts', () => {
	let folder: string;
	let credential: { storage: string; file: string; auditKey: string };
	let store: CaseStore;
	let reference: string;
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'returns-drifts-'));
		credential = { storage: 'embedded', file: join(folder, 'returns.sqlite'), auditKey: 'k' };
		store = await openStore(credential);
		const lines = [{ id: 'L1', sku: 'TEE', title: '', quantity: 2, reason: 'SIZE', providerIds: {} }];
		const request = { brand: 'default', channel: 'portal', orderNumber: '#1001', lines, providerIds: {} };
		reference = (await store.cases.open({ request, source: 'portal', sourceId: '1' })).reference;
	});
	afterEach(async () => {
		await closeStores();
		rmSync(folder, { recursive: true, force: true });
	});
	const run = async (operation: string, parameters: INodeParameters, input: IDataObject = {}, mode?: 'manual') =>
		await runNode(new ReturnCase(), {
			parameters: { resource: 'drift', operation, ...parameters },
			credentials: { returnCaseApi: credential },
			input: [input],
			mode,
		});
	const drift = (more: IDataObject = {}): IDataObject => ({
		id: 'd1',
		class: 'missing_in_erp',
		owner: 'finance',
		state: 'new',
		message: 'ERP does not have it.',
		advice: 'Register it.',
		fix: 'register_payment',
		reference,
		intent: `${reference}/R1`,
		amount: eur(1000),
		onCase: true,
		records: [],
		...more,
	});
	const record = async (more?: IDataObject) => (await run('record', {}, drift(more))).json[0].kept;
	const found = async () => (await run('getMany', { returnAll: true })).json;
	const openExceptions = async () =>
		(await store.cases.get(reference))!.exceptions.filter(({ resolved }) => !resolved).map(({ code }) => code);
	const told = async () =>
		(await store.cases.timeline(reference)).filter(({ type }) => type === 'reconciliation.drift_found').length;

	it('tells the case once, however many nights it is there, and closes the exception when it has healed', async () => {
		expect(await record()).toMatchObject({ state: 'open', round: 1, onCase: true, outcome: 'done' });
		await record({ state: 'open' });
		expect([await told(), await openExceptions()]).toEqual([1, ['missing_in_erp']]);
		expect(await found()).toMatchObject([{ id: 'd1', state: 'open', records: [], fix: 'register_payment' }]);
		await record({ state: 'healed' });
		expect([await found(), await openExceptions()]).toEqual([[], []]);
	});
	it('tells it again when it comes back after it had healed', async () => {
		await record();
		await record({ state: 'healed' });
		expect(await record()).toMatchObject({ state: 'open', round: 2 });
		expect([await told(), await openExceptions()]).toEqual([2, ['missing_in_erp']]);
		await record({ state: 'healed' });
		expect(await openExceptions()).toEqual([]);
	});
	it('leaves the exception open while another drift of its kind is there', async () => {
		const ofGoods = { class: 'label_unused', owner: 'service', intent: undefined };
		await record({ id: 'a', ...ofGoods });
		await record({ id: 'b', ...ofGoods });
		await record({ id: 'a', ...ofGoods, state: 'healed' });
		expect(await openExceptions()).toContain('label_unused');
		await record({ id: 'b', ...ofGoods, state: 'healed' });
		expect(await openExceptions()).toEqual([]);
	});
	it('lets be what a person accepts, until more is at risk', async () => {
		await record();
		const { json } = await run('accept', { driftId: 'd1', reason: 'paid in cash' }, { user });
		expect(json).toMatchObject([{ drift: { id: 'd1', state: 'accepted' } }]);
		expect(await openExceptions()).toEqual([]);
		expect(await found()).toMatchObject([{ id: 'd1', state: 'accepted', amount: eur(1000) }]);
		expect(await store.operators.log({ limit: 5 })).toMatchObject([
			{ actor: user.email, action: 'drift_accepted', subject: 'd1', reference, details: { reason: 'paid in cash' } },
		]);
		// A run that had read the drifts before it was accepted.
		expect(await record({ state: 'open', amount: eur(900) })).toMatchObject({ state: 'accepted' });
		expect(await found()).toMatchObject([{ amount: eur(1000) }]);
		expect(await record({ state: 'open', amount: eur(1001) })).toMatchObject({ state: 'open', round: 2 });
		expect([await told(), await openExceptions()]).toEqual([2, ['missing_in_erp']]);
		await run('accept', { driftId: 'd1', reason: 'this too' }, { user });
		expect(await openExceptions()).toEqual([]);
	});
	it('that has healed and come back is accepted again', async () => {
		for (const reason of ['once', 'twice']) {
			await record();
			await run('accept', { driftId: 'd1', reason }, { user });
			expect(await openExceptions()).toEqual([]);
			await record({ state: 'healed' });
		}
		expect(await told()).toBe(2);
	});
	it('keeps a drift of no case', async () => {
		expect(await record({ reference: undefined, intent: undefined, onCase: false })).toMatchObject({ onCase: false });
		expect(await found()).toHaveLength(1);
	});
	it('does nothing in a test run', async () => {
		expect((await run('record', {}, drift(), 'manual')).json[0].kept).toMatchObject({ outcome: 'dry_run' });
		await record();
		expect((await run('accept', { driftId: 'd1', reason: 'r' }, {}, 'manual')).json[0].outcome).toBe('dry_run');
		expect(await found()).toMatchObject([{ state: 'open' }]);
	});
	it('says what is wrong', async () => {
		expect((await run('accept', { driftId: 'd9', reason: 'r' })).error?.message).toBe('There is no open drift "d9"');
		expect((await run('accept', { driftId: 'd9', reason: ' ' })).error?.message).toMatch(/why the drift may stay/);
		expect((await run('record', { drift: { id: 'd1' } })).error?.description).toMatch(/Unmatched and Closed/);
	});
	it('gives no more than are asked for, over pages', async () => {
		for (let i = 0; i < 3; i++) await record({ id: `d${i}`, onCase: false, reference: undefined });
		expect((await run('getMany', { returnAll: false, limit: 2 })).json.map(({ id }) => id)).toEqual(['d0', 'd1']);
	});
});
