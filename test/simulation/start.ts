import type { IDataObject, INode, INodeExecutionData, IRun, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';
import { createCaseStore } from '../../nodes/shared/store';
import { minute } from './faults';
import { N8nProcess } from './n8nProcess';
import { inWork } from './poison';
import { processStore } from './processStore';
import { without } from './protections';
import { credentialsOf } from './template';
import { withoutClaims } from './unprotected';
import { owners } from './virtualTime';
import type { World } from './world';

/** What other sides see of a process: its webhooks and its forms. */
export interface RunningProcess {
	process: N8nProcess;
	/** Runs the flow from one of its triggers; never ends when the process dies meanwhile. */
	run(trigger: string, items: IDataObject[]): Promise<IRun>;
	/** What the Shopify trigger answers. */
	shopify(headers: Record<string, string>, body: string): Promise<number>;
	/** What the Carrier Tracking Trigger answers. */
	carrier(headers: Record<string, string>, body: string): Promise<number>;
	/** Closes a step's trigger and opens it again, as n8n does when a changed workflow is published. */
	republish(node: INode): Promise<void>;
}

/** Where Shopify sends its webhooks. */
export const webhookAddress = 'http://127.0.0.1/webhook';

let count = 0;

/** Starts a process as n8n does when it publishes the flow: every trigger is opened. When it dies, another follows after a while. */
export async function startProcess(
	world: World,
	name: string,
	born: (process: N8nProcess) => void,
): Promise<RunningProcess> {
	const { template, database, story, time } = world;
	const process = new N8nProcess(name);
	born(process);
	return await owners.run(process, async () => {
		const store = await createCaseStore(database, { auditKey: 'simulation', name: `simulation ${++count}` });
		process.store = processStore(world, process, without.has('claims') ? withoutClaims(store, world.random) : store);
		const credentials = credentialsOf(world.providers.credentials());
		const runOutputs = async (trigger: string, data: INodeExecutionData[][]) =>
			await owners.run(process, async () => await template.run(trigger, data, credentials));
		const run = async (trigger: string, items: IDataObject[]) => await runOutputs(trigger, [items.map(itemOf)]);
		const base = (node: INode) => ({
			getNode: () => node,
			getWorkflow: () => ({ id: template.workflowOf(node.name).id, active: true }),
			getChildNodes: (of: string) => {
				const workflow = template.workflowOf(node.name);
				return workflow
					.getChildNodes(of)
					.map((one) => ({ name: one, type: workflow.nodes[one].type, disabled: false, typeVersion: 1 }));
			},
			getInstanceId: () => 'simulation',
			getInstanceBaseUrl: () => 'http://n8n.test/',
			getMode: () => 'trigger',
			getActivationMode: () => 'init',
			getWorkflowStaticData: () => ({}),
			getNodeWebhookUrl: () => webhookAddress,
			getNodeParameter: (parameter: string, fallback?: unknown) => node.parameters[parameter] ?? fallback,
			getCredentials: async (type: string) => await credentials.getDecrypted({} as never, {} as never, type),
			logger: { error: (message: string) => story.tell(name, message), info() {}, warn() {}, debug() {} },
		});

		const closers = new Map<string, () => Promise<void>>();
		const openTrigger = async (node: INode) => {
			const emit = (
				data: INodeExecutionData[][],
				_response: unknown,
				done: { resolve(run: IRun): void; reject(error: Error): void },
			) => {
				const items = data.flat().map(({ json }) => json);
				const { event, step } = items[0] as { event: { type: string }; step: { attempt: number } };
				story.tell(
					name,
					`${node.name} (try ${step.attempt}) on ${event.type} of ${items.map(({ reference }) => String(reference)).join(', ')}`,
				);
				if (step.attempt > 1) story.count('step tried again');
				inWork
					.run(
						items.map(({ reference }) => String(reference)),
						async () => await runOutputs(node.name, data),
					)
					.then(
						(ended) => {
							const error = ended.data.resultData.error;
							if (error) story.tell(name, `${node.name} failed: ${error.message}`);
							done.resolve(ended);
						},
						(error: Error) => done.reject(error),
					);
			};
			const trigger = {
				...base(node),
				emit,
				helpers: { createDeferredPromise: deferred },
			} as unknown as ITriggerFunctions;
			await opened(world, name, async () => {
				const { closeFunction } = (await template.typeOf(node).trigger!.call(trigger))!;
				closers.set(node.name, closeFunction!);
			});
		};
		for (const node of template.nodesOfType('returnCaseTrigger')) await openTrigger(node);
		time.dirty = true;
		const republish = async (node: INode) =>
			await owners.run(process, async () => {
				await closers.get(node.name)?.();
				await openTrigger(node);
				time.dirty = true;
			});

		const [hook] = template.nodesOfType('shopifyReturnsTrigger');
		const [parcels] = template.nodesOfType('carrierTrackingTrigger');
		template.workflowOf(hook.name).getStaticData('node', hook).webhookAddress = webhookAddress;
		if (!without.has('looks'))
			for (const node of [hook, parcels]) {
				const looking = template.triggerContext(node, credentials, (data) => void runOutputs(node.name, data));
				await opened(world, name, async () => void (await template.typeOf(node).trigger!.call(looking)));
			}
		const called = (node: INode) => async (headers: Record<string, string>, body: string) => {
			let status = 200;
			const response = {
				status: (code: number) => ((status = code), response),
				set: () => response,
				json: () => response,
			};
			const webhook = {
				...base(node),
				getHeaderData: () => headers,
				getQueryData: () => ({}),
				getRequestObject: () => ({ rawBody: Buffer.from(body) }),
				getResponseObject: () => response,
				helpers: { returnJsonArray: (json: IDataObject[]) => json.map((one) => ({ json: one })) },
			} as unknown as IWebhookFunctions;
			await owners.run(process, async () => await template.typeOf(node).webhook!.call(webhook));
			return status;
		};
		return { process, run, shopify: called(hook), carrier: called(parcels), republish };
	});
}

/** What starts a flow: the JSON of an item, or a whole one with its files. */
function itemOf(item: IDataObject): INodeExecutionData {
	return 'json' in item && 'binary' in item ? (item as unknown as INodeExecutionData) : { json: item };
}

/** How long a process is gone after it was killed. */
export const restartMs: [number, number] = [2_000, 3 * minute];

/** As n8n does: a trigger that cannot be opened is tried again. */
async function opened({ time, story }: World, name: string, open: () => Promise<void>): Promise<void> {
	for (;;) {
		try {
			return await open();
		} catch (error) {
			story.tell(name, `opening a trigger failed: ${(error as Error).message}`);
			await time.sleep(5_000);
		}
	}
}

function deferred() {
	let settle: { resolve(run: IRun): void; reject(error: Error): void };
	const promise = new Promise<IRun>((resolve, reject) => (settle = { resolve, reject }));
	return { promise, ...settle! };
}
