import 'reflect-metadata';
import { CredentialTestContext, ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeExecutionData,
	type INodeCredentialTestResult,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
	createRunExecutionData,
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
} from 'n8n-workflow';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { assertOutput } from './outputCheck';

// Errors that tests provoke need not be logged.
process.env.N8N_LOG_LEVEL ??= 'silent';

/** Node types by their name in a workflow, e.g. `n8n-nodes-returns.stripeRefunds`. */
export class TestNodeTypes implements INodeTypes {
	constructor(private readonly map: Record<string, INodeType>) {}
	getByName(type: string) {
		const found = this.map[type];
		if (!found) throw new Error(`unknown node ${type}`);
		return found;
	}
	getByNameAndVersion(type: string, version?: number) {
		return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
	}
	getKnownTypes() {
		return {};
	}
}

/** Every credential type of the pack, by name. */
export function credentialTypes(): Record<string, ICredentialType> {
	const folder = join(__dirname, '../../credentials');
	const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.credentials.ts')) : [];
	const types = files
		// eslint-disable-next-line @typescript-eslint/no-require-imports
		.flatMap((file) => Object.values(require(join(folder, file)) as Record<string, new () => ICredentialType>))
		.map((type) => new type());
	return Object.fromEntries(types.map((type) => [type.name, type]));
}

/** Credentials kept in memory; requests are signed by the types' own `authenticate`, resolved as n8n resolves it. */
export class TestCredentialsHelper extends ICredentialsHelper {
	constructor(
		private readonly types: Record<string, ICredentialType>,
		private readonly data: Record<string, ICredentialDataDecryptedObject>,
	) {
		super();
	}

	async authenticate(credentials: ICredentialDataDecryptedObject, typeName: string, options: IHttpRequestOptions) {
		const rule = this.types[typeName]?.authenticate;
		if (typeof rule === 'function') return await rule(credentials, options);
		for (const [part, values] of Object.entries(rule?.properties ?? {})) {
			const resolved = Object.fromEntries(
				Object.entries(values as Record<string, string>).map(([name, value]) => [
					resolve(name, credentials),
					resolve(value, credentials),
				]),
			);
			Object.assign(options, { [part]: { ...(options as unknown as Record<string, object>)[part], ...resolved } });
		}
		return options;
	}

	/** As in n8n, a field that was left alone has its default. */
	async getDecrypted(_data: IWorkflowExecuteAdditionalData, _node: INodeCredentialsDetails, type: string) {
		const defaults = Object.fromEntries(
			(this.types[type]?.properties ?? []).map(({ name, default: value }) => [name, value]),
		);
		return { ...defaults, ...this.data[type] } as ICredentialDataDecryptedObject;
	}

	getParentTypes() {
		return [];
	}
	getOAuth2Options() {
		return undefined;
	}
	isCredentialUsableByNode() {
		return true;
	}
	/** As in n8n: only for types with an expirable field, when that is empty or was rejected; the new token is kept. */
	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		_node: INode,
		expired: boolean,
	) {
		const type = this.types[typeName];
		const field = type?.properties.find(
			(property) => property.type === 'hidden' && property.typeOptions?.expirable,
		)?.name;
		if (!field || !type.preAuthentication || (credentials[field] !== '' && !expired)) return undefined;
		const output = await type.preAuthentication.call(helpers, credentials);
		if (output[field] === undefined) return undefined;
		Object.assign((this.data[typeName] ??= {}), output);
		return Object.assign(credentials, output);
	}
	async runPreAuthentication() {
		return undefined;
	}
	async getCredentials(): Promise<never> {
		throw new Error('not used');
	}
	async updateCredentials() {}
	async updateCredentialsOauthTokenData() {}
	getCredentialsProperties() {
		return [];
	}
}

const nowhere = new Workflow({ nodes: [], connections: {}, active: false, nodeTypes: new TestNodeTypes({}) });
const noNode: INode = { id: 'none', name: 'none', type: 'none', typeVersion: 1, position: [0, 0], parameters: {} };

/** Resolves an expression of a credential type, such as `={{ $credentials.baseUrl }}`, with n8n's own evaluator. */
function resolve(value: string, credentials: ICredentialDataDecryptedObject): string {
	if (!value.startsWith('=')) return value;
	return String(
		nowhere.expression.getSimpleParameterValue(noNode, value, 'internal', { $credentials: credentials } as never) ?? '',
	);
}

export interface WorkflowOptions {
	nodeTypes: INodeTypes;
	credentialsHelper: ICredentialsHelper;
	input?: INodeExecutionData[];
	mode?: WorkflowExecuteMode;
	/** Name of the node to start at; default: n8n's own choice. */
	start?: string;
}

/** Runs a whole workflow in n8n-core, in this process, with real HTTP. */
export async function runWorkflow(
	json: Pick<IWorkflowBase, 'nodes' | 'connections' | 'settings'>,
	options: WorkflowOptions,
): Promise<IRun> {
	const mode = options.mode ?? 'trigger';
	const workflow = new Workflow({
		id: 'test',
		nodes: json.nodes as INode[],
		connections: json.connections,
		nodeTypes: options.nodeTypes,
		settings: json.settings ?? {},
		active: false,
	});
	const additionalData = surroundings(
		options.credentialsHelper,
		new ExecutionLifecycleHooks(mode, '1', json as IWorkflowBase),
	);
	const node = options.start ? workflow.getNode(options.start)! : workflow.getStartNode()!;
	const runData = createRunExecutionData({
		executionData: {
			contextData: {},
			metadata: {},
			waitingExecution: {},
			waitingExecutionSource: null,
			nodeExecutionStack: [{ node, data: { main: [options.input ?? [{ json: {} }]] }, source: null }],
		},
	});
	const run = await new WorkflowExecute(additionalData, mode, runData).processRunExecutionData(workflow);
	assertOutputs(workflow, run, options.input ?? []);
	return run;
}

/** Everything that a node of ours gave out is as its operation says. */
function assertOutputs(workflow: Workflow, { data: { resultData } }: IRun, firstInput: INodeExecutionData[]): void {
	for (const [name, runs] of Object.entries(resultData.runData)) {
		const node = workflow.getNode(name)!;
		const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		for (const { data, source, error } of runs) {
			if (error) continue; // n8n hands on what came in when a node has failed as a whole and the flow goes on

			const [from] = source;
			const input = from
				? resultData.runData[from.previousNode][from.previousNodeRun ?? 0].data?.main[from.previousNodeOutput ?? 0]
				: firstInput;
			assertOutput(type, node, data?.main ?? [], input ?? []);
		}
	}
}

export interface NodeOptions {
	parameters: INodeParameters;
	/** Fields of each credential the node has, by credential type; fields left out have their defaults. */
	credentials?: Record<string, ICredentialDataDecryptedObject>;
	/** Credential types that are not the pack's own (n8n's). */
	extraTypes?: ICredentialType[];
	/** JSON of each item (or whole items, when they have a `json` field). */
	input?: Array<IDataObject | INodeExecutionData>;
	/** 'manual' is a test run in the editor: effects are dry. */
	mode?: 'trigger' | 'manual';
	continueOnFail?: boolean;
}

/** The node as n8n gives it to an AI agent: under another type. */
export function asTool<T extends INodeType>(node: T): T {
	node.description = { ...node.description, name: `${node.description.name}Tool` };
	return node;
}

/** What n8n-core keeps of a node's error. */
export interface NodeFailure extends Error {
	description?: string;
	context?: IDataObject;
	httpCode?: string | null;
}

export interface NodeResult {
	/** JSON of the main output's items. */
	json: IDataObject[];
	/** The whole items of the main output. */
	items: INodeExecutionData[];
	/** What the editor shows above the output. */
	hints: string[];
	/** The run's error; then there are no items. */
	error?: NodeFailure;
}

/** Runs one node in n8n-core as a workflow of its own, with real HTTP to whatever its credentials name. */
export async function runNode(node: INodeType, options: NodeOptions): Promise<NodeResult> {
	const credentials = options.credentials ?? {};
	const type = `n8n-nodes-returns.${node.description.name}`;
	const types = {
		...credentialTypes(),
		...Object.fromEntries((options.extraTypes ?? []).map((one) => [one.name, one])),
	};
	const json = {
		nodes: [
			{
				id: 'node',
				name: node.description.displayName,
				type,
				typeVersion: 1,
				position: [0, 0] as [number, number],
				parameters: options.parameters,
				credentials: Object.fromEntries(Object.keys(credentials).map((name) => [name, { id: name, name }])),
				...(options.continueOnFail && { onError: 'continueRegularOutput' as const }),
			},
		],
		connections: {},
		settings: {},
	};
	const run = await runWorkflow(json, {
		nodeTypes: new TestNodeTypes({ [type]: node }),
		credentialsHelper: new TestCredentialsHelper(types, credentials),
		input: options.input?.map((item) => ('json' in item ? (item as INodeExecutionData) : { json: item })),
		mode: options.mode,
	});
	const { error, runData } = run.data.resultData;
	const items = error ? [] : (runData[node.description.displayName]?.[0]?.data?.main?.[0] ?? []);
	const hints = (runData[node.description.displayName]?.[0]?.hints ?? []).map(({ message }) => message);
	return { items, json: items.map((item) => item.json), hints, error: error as NodeFailure | undefined };
}

/** A credential's test as n8n runs it: the method of the node that is named as `testedBy`, with what was typed and the fields' defaults. */
export async function testCredential(
	node: INodeType,
	type: string,
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const method = node.description.credentials!.find(({ name }) => name === type)!.testedBy as string;
	const fields = await new TestCredentialsHelper(credentialTypes(), { [type]: data }).getDecrypted(
		{} as never,
		{} as never,
		type,
	);
	return await node.methods!.credentialTest![method].call(new CredentialTestContext({} as never), {
		id: '1',
		name: 'typed',
		type,
		data: fields,
	});
}

/** What n8n's engine asks of the process around it; nothing is shown or sent anywhere. */
export function surroundings(
	credentialsHelper: ICredentialsHelper,
	hooks: ExecutionLifecycleHooks,
	base = 'http://localhost',
): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper,
		hooks,
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
