import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { isAxiosError, type AxiosInstance, type Method } from 'axios';
import { z } from 'zod';

/** The most that n8n gives on one page. */
const PAGE_SIZE = 250;
const TIMEOUT_MS = 60_000;

/** A connection for each request: n8n closes idle ones after some seconds, and what is sent on one at that very moment is lost. */
const connection = {
	timeout: TIMEOUT_MS,
	httpAgent: new HttpAgent({ keepAlive: false }),
	httpsAgent: new HttpsAgent({ keepAlive: false }),
};

const storedCredential = z.object({ id: z.string(), name: z.string(), type: z.string() });

const storedNode = z
	.object({
		id: z.string().optional(),
		name: z.string(),
		type: z.string(),
		webhookId: z.string().optional(),
		credentials: z.record(z.object({ id: z.string().nullish(), name: z.string().optional() }).passthrough()).optional(),
	})
	.passthrough();

const storedWorkflow = z.object({
	id: z.string(),
	name: z.string(),
	active: z.boolean(),
	isArchived: z.boolean().optional(),
	versionId: z.string().nullish(),
	activeVersionId: z.string().nullish(),
	nodes: z.array(storedNode),
	connections: z.record(z.unknown()),
	settings: z.record(z.unknown()).nullish(),
	nodeGroups: z
		.array(z.object({ id: z.string(), name: z.string(), nodeIds: z.array(z.string()) }).passthrough())
		.nullish(),
});

const storedTable = z.object({ id: z.string(), name: z.string() });

const publicationStatus = z.object({
	status: z.enum(['not_published', 'in_progress', 'published', 'partial', 'failed']),
	liveVersionId: z.string().nullish(),
	triggers: z.array(z.object({ nodeId: z.string(), status: z.string(), errorMessage: z.string().nullish() })),
});

export type StoredCredential = z.infer<typeof storedCredential>;
export type StoredWorkflow = z.infer<typeof storedWorkflow>;
export type PublicationStatus = z.infer<typeof publicationStatus>;

/** What n8n lets a client write of a workflow. */
export interface WorkflowBody {
	name: string;
	nodes: object[];
	connections: object;
	settings: object;
	nodeGroups?: object[];
}

/** n8n's public API, as far as the importer needs it. Every method throws an Error that holds no secret. */
export class N8nApi {
	private readonly http: AxiosInstance;

	constructor(url: string, apiKey: string) {
		this.http = axios.create({
			baseURL: `${instanceUrl(url)}/api/v1`,
			headers: { 'X-N8N-API-KEY': apiKey },
			...connection,
		});
	}

	/** All credentials the key may see, without their data. */
	async listCredentials(): Promise<StoredCredential[]> {
		return await this.list('/credentials', {}, storedCredential);
	}

	async createCredential(credential: { name: string; type: string; data: object }): Promise<StoredCredential> {
		return await this.call('POST', '/credentials', storedCredential, credential);
	}

	/** Replaces the data of a credential. */
	async updateCredential(id: string, data: object): Promise<StoredCredential> {
		return await this.call('PATCH', `/credentials/${id}`, storedCredential, { data });
	}

	/** The workflow of exactly this name that is not archived, if there is one. */
	async findWorkflow(name: string): Promise<StoredWorkflow | undefined> {
		const found = await this.list('/workflows', { name, excludePinnedData: true }, storedWorkflow);
		return found.find((workflow) => workflow.name === name && !workflow.isArchived);
	}

	/** A workflow by its id, unless it was deleted or archived. */
	async findLiveWorkflow(id: string): Promise<StoredWorkflow | undefined> {
		const found = await this.call('GET', `/workflows/${id}?excludePinnedData=true`, storedWorkflow).catch(
			(error: unknown) => {
				if (error instanceof NotFound) return undefined;
				throw error;
			},
		);
		return found?.isArchived ? undefined : found;
	}

	/** The id of the data table of this name, if there is one. */
	async findDataTable(name: string): Promise<string | undefined> {
		const found = await this.list('/data-tables', {}, storedTable);
		return found.find((table) => table.name === name)?.id;
	}

	/** Makes a data table of text columns. Gives its id. */
	async createDataTable(name: string, columns: string[]): Promise<string> {
		return (
			await this.call('POST', '/data-tables', storedTable, {
				name,
				columns: columns.map((column) => ({ name: column, type: 'string' })),
			})
		).id;
	}

	async dataTableRows(table: string): Promise<Array<Record<string, unknown>>> {
		return await this.list(`/data-tables/${table}/rows`, {}, z.record(z.unknown()));
	}

	/** Writes the row that has these values, or makes it. */
	async upsertDataTableRow(table: string, where: Record<string, string>, data: Record<string, string>): Promise<void> {
		const filters = Object.entries(where).map(([columnName, value]) => ({ columnName, condition: 'eq', value }));
		await this.call('POST', `/data-tables/${table}/rows/upsert`, z.unknown(), {
			filter: { type: 'and', filters },
			data,
		});
	}

	async createWorkflow(body: WorkflowBody): Promise<StoredWorkflow> {
		return await this.call('POST', '/workflows', storedWorkflow, body);
	}

	/** Replaces a workflow. n8n publishes the new version by itself when the workflow is published. */
	async updateWorkflow(id: string, body: WorkflowBody): Promise<StoredWorkflow> {
		return await this.call('PUT', `/workflows/${id}`, storedWorkflow, body);
	}

	/** Asks n8n to publish the newest version. It answers before the triggers are registered. */
	async publishWorkflow(id: string): Promise<StoredWorkflow> {
		return await this.call('POST', `/workflows/${id}/publish`, storedWorkflow, {});
	}

	private async call<T extends z.ZodTypeAny>(
		method: Method,
		path: string,
		schema: T,
		data?: unknown,
	): Promise<z.infer<T>> {
		return await request(this.http, { method, url: path, data }, schema);
	}

	private async list<T extends z.ZodTypeAny>(path: string, filter: object, item: T): Promise<Array<z.infer<T>>> {
		const page = z.object({ data: z.array(item), nextCursor: z.string().nullish() });
		const items: Array<z.infer<T>> = [];
		let cursor: string | undefined;
		do {
			const answer = await request(
				this.http,
				{ method: 'GET', url: path, params: { ...filter, limit: PAGE_SIZE, cursor } },
				page,
			);
			items.push(...answer.data);
			cursor = answer.nextCursor ?? undefined;
		} while (cursor);
		return items;
	}
}

/** The session of a logged-in user, for the one thing the public API does not tell: how a publication ended. */
export class N8nSession {
	private readonly http: AxiosInstance;

	/** @param cookie the cookies of a session that exists, as one header line */
	constructor(url: string, cookie: string) {
		this.http = axios.create({ baseURL: `${instanceUrl(url)}/rest`, headers: { cookie }, ...connection });
	}

	/** Logs in. Throws when n8n refuses, for example because it wants a second factor. n8n allows five logins a minute. */
	static async login(url: string, email: string, password: string): Promise<N8nSession> {
		const path = '/rest/login';
		const body = { emailOrLdapLoginId: email, password };
		const answer = await axios.post(`${instanceUrl(url)}${path}`, body, connection).catch((error: unknown) => {
			throw explained(error, 'POST', path);
		});
		return new N8nSession(url, (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; '));
	}

	async publicationStatus(workflowId: string): Promise<PublicationStatus> {
		const path = `/workflows/${workflowId}/publication-status`;
		return (await request(this.http, { method: 'GET', url: path }, z.object({ data: publicationStatus }))).data;
	}
}

/** The instance's address, whether it was given with a trailing slash, with `/api/v1`, or plain. */
function instanceUrl(url: string): string {
	return url.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
}

async function request<T extends z.ZodTypeAny>(
	http: AxiosInstance,
	config: { method: Method; url: string; data?: unknown; params?: object },
	schema: T,
): Promise<z.infer<T>> {
	const answer = await http.request<unknown>(config).catch((error: unknown) => {
		throw explained(error, config.method, config.url);
	});
	const parsed = schema.safeParse(answer.data);
	if (parsed.success) return parsed.data as z.infer<T>;
	const { path, message } = parsed.error.issues[0];
	throw new Error(
		`${config.method} ${config.url}: n8n's answer is not as expected at ${path.join('.') || 'its top'} (${message})`,
	);
}

const ADVICE: Record<number, string> = {
	401: 'Check the API key, or the login.',
	403: 'The API key may lack a scope, or its owner a right.',
	429: 'n8n was asked too often: wait a minute.',
};

/** What was asked for is not there. */
class NotFound extends Error {}

/** An error without the request: axios' own error carries the API key, the password and the credentials' data. */
function explained(error: unknown, method: string, path: string): Error {
	if (!isAxiosError(error)) return error instanceof Error ? error : new Error(String(error));
	const { response, code, message } = error;
	if (!response)
		return new Error(`${method} ${path}: n8n did not answer (${code ?? message}). Is --url right and n8n running?`);
	const said = z.object({ message: z.string() }).safeParse(response.data);
	const advice = ADVICE[response.status] ?? '';
	return new (response.status === 404 ? NotFound : Error)(
		`${method} ${path}: n8n answered ${response.status}${said.success ? ` (${said.data.message})` : ''}. ${advice}`.trim(),
	);
}
