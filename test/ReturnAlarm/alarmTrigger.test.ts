import type { IDataObject, INodeExecutionData, IRun, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { ReturnAlarmTrigger } from '../../nodes/ReturnAlarm/ReturnAlarmTrigger.node';
import type { CaseStore } from '../../nodes/shared/store';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

const people = { sender: 'returns@example.com', operator: 'operator@example.com' };

describe('Return Alarm Trigger', () => {
	let credential: StoreCredential;
	let store: CaseStore;
	const open: ITriggerResponse[] = [];
	beforeEach(async () => {
		({ credential, store } = await openOwnStore());
		await store.settings.save('default', people);
	});
	afterEach(async () => {
		for (const { closeFunction } of open.splice(0)) await closeFunction?.();
		await removeOwnStores();
	});

	function n8n({
		mode = 'trigger',
		options = { gatherSeconds: 0 },
		end = async () => ({ status: 'success' }) as IRun,
	}: { mode?: string; options?: IDataObject; end?: () => Promise<IRun | undefined> } = {}) {
		const emitted: INodeExecutionData[][] = [];
		const self = {
			getNode: () => ({
				id: 'node',
				name: 'Alarms',
				type: 'n8n-nodes-returns.returnAlarmTrigger',
				typeVersion: 1,
				parameters: {},
				credentials: { returnCaseApi: {} },
			}),
			getCredentials: async () => credential,
			getNodeParameter: (name: string, fallback?: unknown) => ({ options })[name] ?? fallback,
			getMode: () => mode,
			getInstanceBaseUrl: () => 'http://n8n.test/',
			logger: { error: jest.fn() },
			helpers: {
				createDeferredPromise: () => {
					let resolve: (run: unknown) => void = () => undefined;
					const promise = new Promise((settle) => (resolve = settle));
					return { promise, resolve };
				},
			},
			emit: ([items]: INodeExecutionData[][], _response: unknown, done?: { resolve(run: unknown): void }) => {
				emitted.push(items);
				if (done) void end().then(done.resolve);
			},
		};
		const start = async () => {
			const response = await new ReturnAlarmTrigger().trigger.call(self as unknown as ITriggerFunctions);
			open.push(response);
			return response;
		};
		return { emitted, logger: self.logger, start };
	}
	const until = async (condition: () => boolean | Promise<boolean>) => {
		for (const started = Date.now(); !(await condition()); await new Promise((resolve) => setTimeout(resolve, 10)))
			if (Date.now() - started > 30_000) throw new Error('waited in vain');
	};
	const toldCount = async () => (await store.alarms.open({ limit: 9 })).map(({ told }) => told);

	it('starts nothing while there is nothing, and reads the store seldom', async () => {
		const looks = jest.spyOn(store.alarms, 'next');
		const flow = n8n();
		await flow.start();
		for (let i = 0; i < 20; i++) await store.settings.save('default', people);
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(flow.emitted).toEqual([]);
		expect(looks).toHaveBeenCalledTimes(1);
	});

	it('starts the flow with one ready e-mail for what is new, and counts it as told when the flow ended well', async () => {
		await store.connections.pause('odoo', 'Odoo is being upgraded');
		const flow = n8n();
		await flow.start();
		await until(() => flow.emitted.length === 1);
		expect(flow.emitted[0]).toMatchObject([
			{
				json: {
					to: 'operator@example.com',
					from: 'returns@example.com',
					subject: 'Connection Paused: odoo',
					text: expect.stringContaining('Odoo is being upgraded') as string,
				},
			},
		]);
		await until(async () => (await toldCount())[0] === 1);
	});

	it.each([
		['failed', async () => ({ status: 'error' }) as IRun],
		['was never reported', async () => undefined],
		['could not start', async () => await Promise.reject<IRun>(new Error('no'))],
	])('does not count it as told when the flow %s', async (_how, end) => {
		await store.connections.pause('odoo', 'why');
		const flow = n8n({ end: async () => await end().catch(() => undefined) });
		await flow.start();
		await until(() => flow.logger.error.mock.calls.length > 0);
		expect(await toldCount()).toEqual([0]);
		expect(String(flow.logger.error.mock.calls[0][0])).toContain('it comes again');
		expect((await store.alarms.next())! - Date.now()).toBeGreaterThan(4 * 60_000);
	});

	it('waits for more to tell in the same e-mail', async () => {
		await store.connections.pause('odoo', 'why');
		const flow = n8n({ options: { gatherSeconds: 1 } });
		await flow.start();
		await store.connections.pause('stripe', 'why');
		await until(() => flow.emitted.length > 0);
		expect(flow.emitted).toHaveLength(1);
		expect(flow.emitted[0][0].json.subject).toBe('2 things need you: 2 paused connections');
	});

	it.each([
		[{ operator: 'a@example.com' }, 'no sender (sender)'],
		[{ sender: 'a@example.com' }, 'no address for alarms (owners.operator)'],
		[{}, 'no sender (sender) and no address for alarms (owners.operator)'],
	])('is not published when nobody could be told (%j)', async (settings, missing) => {
		await store.settings.save('default', settings);
		await expect(n8n().start()).rejects.toThrow(`Nobody could be told: the settings name ${missing}`);
	});

	it('shows in the editor what is open, without counting it as told', async () => {
		const flow = n8n({ mode: 'manual' });
		const { manualTriggerFunction } = await flow.start();
		await expect(manualTriggerFunction!()).rejects.toThrow('Nothing needs a person now');
		await store.connections.pause('odoo', 'why');
		await manualTriggerFunction!();
		expect(flow.emitted[0][0].json.subject).toBe('Connection Paused: odoo');
		expect(await toldCount()).toEqual([0]);
	});
});
