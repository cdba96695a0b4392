import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { ReturnPortalTrigger } from '../../../nodes/ReturnPages/ReturnPortalTrigger.node';

export interface Page {
	status: number;
	headers: Record<string, string>;
	html: string;
	/** What is read on it: its words without the markup. */
	text: string;
}

export interface Request {
	query?: Record<string, unknown>;
	/** Sent by POST. */
	body?: Record<string, unknown>;
	headers?: Record<string, string>;
	ip?: string;
	ips?: string[];
}

/** Somebody with a browser, before the portal of a brand. */
export class Visitor {
	readonly logged: string[] = [];
	/** What the flow behind the trigger was given. */
	readonly flow: IDataObject[] = [];

	constructor(
		private readonly credential: object,
		private readonly parameters: Record<string, unknown> = {},
		/** Nodes behind the trigger. */
		private readonly behind: string[] = [],
	) {}

	async send({ query = {}, body, headers = {}, ip, ips }: Request): Promise<Page> {
		const sent = { status: 0, headers: {} as Record<string, string>, html: '' };
		const node = {
			getNode: () => ({ name: 'Portal', credentials: { returnCaseApi: {} }, parameters: {} }),
			getMode: () => 'trigger',
			getChildNodes: () => this.behind,
			helpers: { returnJsonArray: (items: IDataObject[]) => items.map((json) => ({ json })) },
			getCredentials: async () => this.credential,
			getNodeParameter: (name: string, fallback: unknown) => this.parameters[name] ?? fallback,
			getNodeWebhookUrl: () => 'https://n8n.test/webhook/returns/portal',
			getQueryData: () => query,
			getBodyData: () => body ?? {},
			getRequestObject: () => ({ method: body ? 'POST' : 'GET', headers, ip, ips }),
			getResponseObject: () => ({
				writeHead: (status: number, given: Record<string, string>) => Object.assign(sent, { status, headers: given }),
				end: (html: string) => (sent.html = html),
			}),
			logger: { warn: (message: string, about: object) => this.logged.push(`${message} ${JSON.stringify(about)}`) },
		} as unknown as IWebhookFunctions;
		const answer = await new ReturnPortalTrigger().webhook.call(node);
		this.flow.push(...(answer.workflowData ?? []).flat().map(({ json }) => json));
		if (!answer.noWebhookResponse) throw new Error('n8n would answer by itself');
		return { ...sent, text: typeof sent.html === 'string' ? textOf(sent.html) : '' };
	}

	/** Follows where an answer leads. */
	async follow({ headers }: Page): Promise<Page> {
		return await this.send({ query: Object.fromEntries(new URL(headers.Location, 'https://n8n.test').searchParams) });
	}
}

/** The words of a page. */
export function textOf(html: string): string {
	return html
		.replace(/<style>.*?<\/style>/s, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/&quot;/g, '"')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&amp;/g, '&')
		.replace(/\s+/g, ' ')
		.trim();
}
