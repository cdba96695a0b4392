import { DatabaseSync } from 'node:sqlite';
import type { IDataObject, INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';
import { ReturnCaseTrigger } from '../../nodes/ReturnCase/ReturnCaseTrigger.node';
import type { CaseStore } from '../../nodes/shared/store';
import { readTemplates, type Template, type TemplateNode } from '../../workflows/template';
import { oneCanvas } from './oneCanvas';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

const returns = readTemplates(['return']);
const cases = 250;

describe('work that waits under the one canvas of a return', () => {
	let credential: StoreCredential;
	let store: CaseStore;
	/** How often each step was given to a flow, and to which. */
	let served: Array<{ step: number; workflow: string; name: string }>;

	beforeEach(async () => {
		({ credential, store } = await openOwnStore());
		served = [];
	});
	afterEach(removeOwnStores);

	/** Publishes a workflow's steps. Its flows do nothing but record that they are done. @returns what unpublishes it */
	async function publish(template: Template): Promise<() => Promise<void>> {
		const closers: Array<() => Promise<void>> = [];
		for (const node of template.nodes.filter(({ type }) => type === 'n8n-nodes-returns.returnCaseTrigger')) {
			const { closeFunction } = await new ReturnCaseTrigger().trigger.call(n8nFor(template, node));
			closers.push(closeFunction!);
		}
		return async () => void (await Promise.all(closers.map(async (close) => await close())));
	}

	/** What n8n gives a trigger, as far as it uses it. */
	function n8nFor(template: Template, node: TemplateNode): ITriggerFunctions {
		const parameters: IDataObject = { ...(node.parameters as IDataObject), options: { batch: 50 } };
		const emit = (outputs: INodeExecutionData[][], _response: unknown, done: { resolve(run: unknown): void }) => {
			const steps = outputs.flat().map(({ json }) => json.step as IDataObject & { id: number; name: string });
			for (const { id, name } of steps) served.push({ step: id, name, workflow: template.key! });
			void store.steps.finish(steps as never).then(() => done.resolve({ status: 'success' }));
		};
		return {
			getNode: () => ({ ...node, credentials: { returnCaseApi: {} } }),
			getWorkflow: () => ({ id: template.key, active: true }),
			getCredentials: async () => credential,
			getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
			getMode: () => 'trigger',
			getActivationMode: () => 'activate',
			workflow: { nodes: {}, getChildNodes: () => [] },
			getInstanceId: () => 'instance',
			getInstanceBaseUrl: () => 'https://n8n.example.com/',
			logger: { error: jest.fn(), warn: jest.fn() },
			helpers: {
				createDeferredPromise: () => {
					let resolve: (run: unknown) => void = () => undefined;
					const promise = new Promise((settle) => (resolve = settle));
					return { promise, resolve };
				},
			},
			emit,
		} as unknown as ITriggerFunctions;
	}

	/** A return that was approved, got its label and has come back, and nobody was there to see to it. */
	async function fill(index: number): Promise<void> {
		const { reference } = await store.cases.open({
			request: {
				brand: 'default',
				channel: 'shopify',
				lines: [{ id: 'L1', sku: 'A', title: '', quantity: 1, reason: 'x', providerIds: {} }],
				providerIds: {},
			},
			source: 'shopify',
			sourceId: String(index),
		});
		const receipt = { receipt: { id: 'r', lines: [{ line: 'L1', sku: 'A', quantity: 1 }] } };
		await store.cases.record({
			reference,
			events: [
				{ id: 'a', source: 'test', type: 'return.approved', data: {} },
				{
					id: 'l',
					source: 'test',
					type: 'label.issued',
					data: { label: { id: 'l1', carrier: 'c', trackingNumber: 't', labelUrl: 'https://labels.example/1' } },
				},
				{ id: 'r', source: 'test', type: 'return.received', data: receipt },
			] as never,
		});
	}

	const waiting = () => {
		const db = new DatabaseSync(String(credential.file), { readOnly: true });
		const rows = db.prepare("select id, name from steps where state <> 'done'").all() as Array<{
			id: number;
			name: string;
		}>;
		db.close();
		return rows;
	};

	it('is done once each by the canvases that take its place', async () => {
		const unpublish = await publish(oneCanvas(returns));
		await unpublish();
		for (let index = 0; index < cases; index++) await fill(index);
		const before = waiting();
		expect(before.length).toBeGreaterThanOrEqual(1000);
		expect(new Set(before.map(({ name }) => name))).toEqual(new Set(['Authorise', 'Label', 'Send news', 'Receive']));
		expect(served).toEqual([]);

		const unpublishAll = await Promise.all(returns.map(publish));
		for (const end = Date.now() + 60_000; waiting().length && Date.now() < end;)
			await new Promise((resolve) => setTimeout(resolve, 200));
		await Promise.all(unpublishAll.map(async (one) => await one()));

		expect(waiting()).toEqual([]);
		expect(served.map(({ step }) => step).sort((a, b) => a - b)).toEqual(
			before.map(({ id }) => id).sort((a, b) => a - b),
		);
		const homes = new Map(
			returns.flatMap(({ key, nodes }) => nodes.map(({ parameters }) => [parameters?.stepName, key] as const)),
		);
		expect(served.filter(({ name, workflow }) => homes.get(name) !== workflow)).toEqual([]);
		expect(await store.steps.stuck({ limit: 10 })).toEqual([]);
	}, 120_000);
});
