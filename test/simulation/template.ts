import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExecutionLifecycleHooks, TriggerContext, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type IConnections,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type ITriggerFunctions,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { credentialTypes, TestCredentialsHelper } from '../harness';
import { odooApiKeyApi } from '../odoo/target';
import { foreignNodes, type SendMail } from './foreignNodes';

interface TemplateFile {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: object;
}
const read = (name: string) =>
	JSON.parse(readFileSync(join(__dirname, `../../workflows/${name}.json`), 'utf8')) as TemplateFile;
const [returns, operations] = [read('01-return-to-refund'), read('11-operations')];
/** Of template 11 what the operator does; a name that both have means template 01's node. */
const shared = new Set(returns.nodes.map(({ name }) => name));
const file: TemplateFile = {
	...returns,
	nodes: [
		...returns.nodes,
		...operations.nodes.filter(({ name, type }) => !shared.has(name) && !type.endsWith('returnAlarmTrigger')),
	],
	connections: {
		...Object.fromEntries(Object.entries(operations.connections).filter(([name]) => !shared.has(name))),
		...returns.connections,
	},
};
const pack = nodeFiles(join(__dirname, '../../nodes'))
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	.flatMap((path) => Object.values(require(path) as Record<string, new () => INodeType>))
	.map((type) => new type());
const types = { ...credentialTypes(), odooApiKeyApi };

export interface TriggerOptions {
	batch?: number;
	atOnce?: number;
	maxAttempts?: number;
}

/** Template 01 as it is shipped, and the operator's part of template 11, with accounts connected, run by n8n's own engine. */
export class Template {
	readonly workflow: Workflow;
	private readonly json: IWorkflowBase;

	/** `topics`: what the Shopify trigger asks for. */
	constructor(
		sendMail: SendMail,
		{ options = {}, settings, topics }: { options?: TriggerOptions; settings: object; topics: string[] },
	) {
		const nodeTypes = new NodeTypes({
			...Object.fromEntries(pack.map((one) => [`n8n-nodes-returns.${one.description.name}`, one])),
			...foreignNodes(sendMail),
		});
		const nodes = file.nodes
			.filter(({ type }) => nodeTypes.map[type])
			.map((node) => {
				const needed = nodeTypes.map[node.type].description.credentials ?? [];
				const parameters = { ...node.parameters };
				if (node.type.endsWith('.returnCaseTrigger'))
					parameters.options = { ...(parameters.options as object), ...options };
				if (node.type.endsWith('.shopifyReturnsTrigger')) parameters.topics = topics;
				if (node.name === 'Save Settings') parameters.settings = JSON.stringify(settings);
				return {
					...node,
					parameters,
					credentials: Object.fromEntries(needed.map(({ name }) => [name, { id: name, name }])),
				};
			});
		this.json = { ...file, nodes } as unknown as IWorkflowBase;
		this.workflow = new Workflow({
			id: 'template',
			nodes,
			connections: file.connections,
			nodeTypes,
			settings: file.settings ?? {},
			active: true,
		});
	}

	nodesOfType(type: string): INode[] {
		return Object.values(this.workflow.nodes).filter((node) => node.type === `n8n-nodes-returns.${type}`);
	}

	typeOf(node: INode): INodeType {
		return this.workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	}

	/** What the case store calls the Shopify trigger's look. */
	get lookName(): string {
		return `shopify/${this.workflow.id}/${this.nodesOfType('shopifyReturnsTrigger')[0].id}`;
	}

	/** What n8n gives a trigger while its workflow is published. */
	triggerContext(
		node: INode,
		credentials: TestCredentialsHelper,
		emit: (data: INodeExecutionData[][]) => void,
	): ITriggerFunctions {
		return new TriggerContext(
			this.workflow,
			node,
			this.additional(credentials),
			'trigger',
			'init',
			emit,
			() => undefined,
		);
	}

	/** Runs the flow from one of its triggers. */
	async run(trigger: string, items: INodeExecutionData[], credentials: TestCredentialsHelper): Promise<IRun> {
		const node = this.workflow.getNode(trigger);
		if (!node) throw new Error(`Templates 01 and 11 have no node "${trigger}" any more`);
		const start = {
			contextData: {},
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: null,
			nodeExecutionStack: [{ node, data: { main: [items] }, source: null }],
		};
		return await new WorkflowExecute(
			this.additional(credentials),
			'trigger',
			createRunExecutionData({ executionData: start }),
		).processRunExecutionData(this.workflow);
	}

	private additional(credentials: TestCredentialsHelper): IWorkflowExecuteAdditionalData {
		const base = 'http://n8n.test';
		return {
			credentialsHelper: credentials,
			hooks: new ExecutionLifecycleHooks('trigger', '1', this.json),
			executionId: '1',
			currentNodeExecutionIndex: 0,
			restApiUrl: `${base}/rest`,
			instanceBaseUrl: base,
			webhookBaseUrl: `${base}/webhook`,
			webhookWaitingBaseUrl: `${base}/webhook-waiting`,
			webhookTestBaseUrl: `${base}/webhook-test`,
			formWaitingBaseUrl: `${base}/form-waiting`,
			variables: {},
			setExecutionStatus() {},
			logAiEvent() {},
			sendDataToUI() {},
			externalSecretsProxy: {},
		} as unknown as IWorkflowExecuteAdditionalData;
	}
}

/** A process's credentials; a token that it fetched is lost with it. */
export function credentialsOf(data: Record<string, ICredentialDataDecryptedObject>): TestCredentialsHelper {
	return new TestCredentialsHelper(types, structuredClone(data));
}

function nodeFiles(folder: string): string[] {
	return readdirSync(folder, { recursive: true })
		.map(String)
		.filter((name) => name.endsWith('.node.ts'))
		.map((name) => join(folder, name));
}

class NodeTypes implements INodeTypes {
	constructor(readonly map: Record<string, INodeType>) {}
	getByName(type: string) {
		return this.map[type];
	}
	getByNameAndVersion(type: string, version?: number) {
		return NodeHelpers.getVersionedNodeType(this.map[type], version);
	}
	getKnownTypes() {
		return {};
	}
}
