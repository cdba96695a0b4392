import { readdirSync } from 'node:fs';
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
import { credentialTypes, surroundings, TestCredentialsHelper } from '../support/harness';
import { odooApiKeyApi } from '../odoo/target';
import { readTemplates } from '../../workflows/template';
import { foreignNodes, type SendMail } from './foreignNodes';

interface TemplateFile {
	key: string;
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: object;
}
/** The operator hears of alarms from the case store itself. */
const files: TemplateFile[] = readTemplates(['return', '12', '30']).map((file) => ({
	...(file as unknown as TemplateFile),
	nodes: (file.nodes as unknown as INode[]).filter(({ type }) => !type.endsWith('returnAlarmTrigger')),
}));
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

/** The templates of a return as they are shipped, with accounts connected, run by n8n's own engine: each trigger runs its own workflow. */
export class Template {
	private readonly workflows: Workflow[];
	private readonly byTrigger: Map<string, Workflow>;

	/** `topics`: what the Shopify trigger asks for. */
	constructor(
		sendMail: SendMail,
		{ options = {}, settings, topics }: { options?: TriggerOptions; settings: object; topics: string[] },
	) {
		const nodeTypes = new NodeTypes({
			...Object.fromEntries(pack.map((one) => [`n8n-nodes-returns.${one.description.name}`, one])),
			...foreignNodes(sendMail),
		});
		const connected = (node: INode): INode => {
			const needed = nodeTypes.map[node.type].description.credentials ?? [];
			const parameters = { ...node.parameters };
			if (node.type.endsWith('.returnCaseTrigger'))
				parameters.options = { ...options, ...(parameters.options as object) }; // what a template has chosen stays
			if (node.type.endsWith('.shopifyReturnsTrigger')) parameters.topics = topics;
			if (node.type.endsWith('.carrierTrackingTrigger')) parameters.registration = 'manual';
			if (node.name === 'Save Settings') parameters.settings = JSON.stringify(settings);
			return {
				...node,
				parameters,
				credentials: Object.fromEntries(needed.map(({ name }) => [name, { id: name, name }])),
			};
		};
		this.workflows = files.map(
			({ key, name, nodes, connections, settings: flowSettings }) =>
				new Workflow({
					id: key,
					name,
					nodes: nodes.filter(({ type }) => nodeTypes.map[type]).map(connected),
					connections,
					nodeTypes,
					settings: flowSettings ?? {},
					active: true,
				}),
		);
		this.byTrigger = new Map(
			this.workflows.flatMap((workflow) =>
				Object.values(workflow.nodes)
					.filter((node) => !workflow.connectionsByDestinationNode[node.name])
					.map((node): [string, Workflow] => [node.name, workflow]),
			),
		);
	}

	nodesOfType(type: string): INode[] {
		return this.workflows.flatMap(({ nodes }) =>
			Object.values(nodes).filter((node) => node.type === `n8n-nodes-returns.${type}`),
		);
	}

	typeOf(node: INode): INodeType {
		return this.workflows[0].nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	}

	/** The workflow that a trigger starts. */
	workflowOf(trigger: string): Workflow {
		const workflow = this.byTrigger.get(trigger);
		if (!workflow) throw new Error(`The templates have no trigger "${trigger}" any more`);
		return workflow;
	}

	/** What the case store calls the Shopify trigger's look. */
	get lookName(): string {
		const [{ name, id }] = this.nodesOfType('shopifyReturnsTrigger');
		return `shopify/${this.workflowOf(name).id}/${id}`;
	}

	/** What n8n gives a trigger while its workflow is published. */
	triggerContext(
		node: INode,
		credentials: TestCredentialsHelper,
		emit: (data: INodeExecutionData[][]) => void,
	): ITriggerFunctions {
		const workflow = this.workflowOf(node.name);
		return new TriggerContext(
			workflow,
			node,
			additional(workflow, credentials),
			'trigger',
			'init',
			emit,
			() => undefined,
		);
	}

	/** Runs the flow of one of the triggers, with what each of its outputs gives. */
	async run(trigger: string, data: INodeExecutionData[][], credentials: TestCredentialsHelper): Promise<IRun> {
		const workflow = this.workflowOf(trigger);
		const node = workflow.nodes[trigger];
		const start = {
			contextData: {},
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: null,
			nodeExecutionStack: [{ node, data: { main: data }, source: null }],
		};
		return await new WorkflowExecute(
			additional(workflow, credentials),
			'trigger',
			createRunExecutionData({ executionData: start }),
		).processRunExecutionData(workflow);
	}
}

function additional(workflow: Workflow, credentials: TestCredentialsHelper): IWorkflowExecuteAdditionalData {
	const hooks = new ExecutionLifecycleHooks('trigger', '1', workflow as unknown as IWorkflowBase);
	return surroundings(credentials, hooks, 'http://n8n.test');
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
