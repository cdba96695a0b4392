import { ExecutionLifecycleHooks, HookContext, PollContext, TriggerContext, WebhookContext } from 'n8n-core';
import {
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeType,
	type ITriggerFunctions,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
	type WebhookSetupMethodNames,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
	Workflow,
} from 'n8n-workflow';
import { credentialTypes, TestCredentialsHelper, TestNodeTypes } from './harness';
import { listen, read, write, type Running } from '../sandbox/server';

export interface TriggerOptions {
	credentials: Record<string, ICredentialDataDecryptedObject>;
	parameters?: IDataObject;
	mode?: WorkflowExecuteMode;
	/** Credential types of n8n's own. */
	extraTypes?: ICredentialType[];
	/** Another workflow than the first one's. */
	workflowId?: string;
	/** Nothing stands behind the trigger. */
	alone?: boolean;
}

/** What stands behind the trigger. */
const next = { description: { properties: [] } } as unknown as INodeType;

/** A webhook trigger in n8n-core's own contexts, reachable over HTTP as n8n would serve it. */
export class WebhookTrigger {
	/** JSON of every flow that was started. */
	readonly flows: IDataObject[] = [];
	readonly outcomes: IWebhookResponseData[] = [];
	/** What calls of its address wrote to n8n's log. */
	readonly logs: Array<{ level: string; message: string; about: IDataObject }> = [];
	private readonly node: INode;
	private readonly workflow: Workflow;
	private readonly helper: TestCredentialsHelper;
	private poller: PollContext | undefined;
	running!: Running;

	/** `options.parameters` come before `defaults`. */
	constructor(
		readonly trigger: INodeType,
		private readonly options: TriggerOptions,
		defaults: IDataObject,
	) {
		const type = `n8n-nodes-returns.${trigger.description.name}`;
		this.node = {
			id: 'node',
			name: trigger.description.displayName,
			type,
			typeVersion: 1,
			position: [0, 0],
			webhookId: 'hook',
			parameters: { withoutCaseStore: !options.credentials.returnCaseApi, ...defaults, ...options.parameters } as never,
			credentials: Object.fromEntries(Object.keys(options.credentials).map((name) => [name, { id: name, name }])),
		};
		this.workflow = new Workflow({
			id: options.workflowId ?? 'workflow',
			nodes: [this.node, { ...this.node, id: 'next', name: 'Next', type: 'n8n-nodes-returns.next', parameters: {} }],
			connections: options.alone ? {} : { [this.node.name]: { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
			nodeTypes: new TestNodeTypes({ [type]: trigger, 'n8n-nodes-returns.next': next }),
			active: false,
			settings: {},
		});
		this.helper = new TestCredentialsHelper(
			{ ...credentialTypes(), ...Object.fromEntries((options.extraTypes ?? []).map((one) => [one.name, one])) },
			options.credentials,
		);
	}

	async start(): Promise<this> {
		this.running = await listen(async (request, response) => {
			const incoming = await read(request);
			let answered = false;
			const express = {
				code: 200,
				sent: {} as Record<string, string>,
				status(code: number) {
					this.code = code;
					return this;
				},
				set(headers: Record<string, string>) {
					Object.assign(this.sent, headers);
					return this;
				},
				json(body: object) {
					answered = true;
					write(response, { status: this.code, headers: this.sent, body });
					return this;
				},
			};
			const outcome = await this.trigger.webhook!.call(
				this.logged(
					new WebhookContext(
						this.workflow,
						this.node,
						this.additional({
							httpRequest: {
								rawBody: incoming.raw,
								headers: incoming.headers,
								body: {},
								params: {},
								query: Object.fromEntries(incoming.url.searchParams),
							},
							httpResponse: express,
						}),
						this.options.mode ?? 'webhook',
						this.webhookData(),
						[],
						null as never,
					),
				),
			);
			this.outcomes.push(outcome);
			this.flows.push(...(outcome.workflowData?.[0] ?? []).map(({ json }) => json));
			if (outcome.noWebhookResponse) {
				if (!answered) throw new Error('the trigger neither answered nor left it to n8n');
				return;
			}
			write(response, { status: 200, body: outcome.webhookResponse });
		});
		return this;
	}

	/** The address n8n gives the trigger. */
	get uri(): string {
		return `${this.running.url}/hook/webhook`;
	}

	/** What n8n keeps for the node between calls. */
	get memory(): IDataObject {
		return this.workflow.getStaticData('node', this.node);
	}

	/** As n8n polls: once when it is published or started, then by the clock. JSON of what it tells. */
	async poll({ activation = 'activate' as WorkflowActivateMode, again = true } = {}): Promise<IDataObject[]> {
		if (!again || !this.poller)
			this.poller = new PollContext(this.workflow, this.node, this.additional({}), 'trigger', activation);
		const told = (await this.trigger.poll!.call(this.poller))?.[0].map(({ json }) => json) ?? [];
		this.flows.push(...told);
		return told;
	}

	/** What n8n gives the trigger while its workflow is published; what it emits are flows. */
	published(): ITriggerFunctions {
		return new TriggerContext(this.workflow, this.node, this.additional({}), 'trigger', 'activate', (data) =>
			this.flows.push(...data[0].map(({ json }) => json)),
		);
	}

	async call(
		method: WebhookSetupMethodNames,
		{ activation = 'activate' as WorkflowActivateMode, mode = 'trigger' as WorkflowExecuteMode } = {},
	): Promise<boolean> {
		const hook = new HookContext(this.workflow, this.node, this.additional({}), mode, activation, this.webhookData());
		return await this.trigger.webhookMethods!.default![method]!.call(hook);
	}

	private logged(context: WebhookContext): WebhookContext {
		const writer = (level: string) => (message: string, about: IDataObject) =>
			void this.logs.push({ level, message, about });
		const logger = { error: writer('error'), warn: writer('warn'), info: writer('info'), debug: writer('debug') };
		return Object.defineProperty(context, 'logger', { value: logger });
	}

	private additional(more: object): IWorkflowExecuteAdditionalData {
		return {
			credentialsHelper: this.helper,
			hooks: new ExecutionLifecycleHooks('trigger', '1', {} as never),
			webhookBaseUrl: this.running?.url,
			webhookTestBaseUrl: `${this.running?.url}/test`,
			webhookWaitingBaseUrl: '',
			formWaitingBaseUrl: '',
			variables: {},
			...more,
		} as unknown as IWorkflowExecuteAdditionalData;
	}

	private webhookData() {
		return {
			httpMethod: 'POST',
			node: this.node.name,
			path: 'hook/webhook',
			webhookDescription: this.trigger.description.webhooks![0],
			workflowId: 'workflow',
			workflowExecuteAdditionalData: this.additional({}),
		} as never;
	}
}
