import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** What a page's call is answered. */
export interface Answer {
	status: number;
	/** The page; of another type when the headers say so. */
	html?: string | Buffer;
	headers?: Record<string, string>;
}

/** From where a page may be framed, and take its pictures. */
export interface Outside {
	/** Origins, such as `https://shop.example`; none: in no frame. */
	frames?: string[];
	images?: string[];
}

/** Answers a call of pages by the node itself; no flow is started. */
export function sendAnswer(
	node: Pick<IWebhookFunctions, 'getResponseObject'>,
	{ status, html = '', headers = {} }: Answer,
	outside: Outside = {},
): IWebhookResponseData {
	const response = node.getResponseObject() as unknown as {
		writeHead(status: number, headers: Record<string, string>): void;
		end(body: string | Buffer): void;
	};
	response.writeHead(status, { ...pageHeaders(outside), ...headers });
	response.end(html);
	return { noWebhookResponse: true };
}

/** No script, nothing from elsewhere but what is named; and nothing of it is kept by the browser. */
function pageHeaders({ frames = [], images = [] }: Outside): Record<string, string> {
	return {
		'Content-Type': 'text/html; charset=utf-8',
		'Content-Security-Policy': [
			"default-src 'none'",
			"style-src 'unsafe-inline'",
			...(images.length ? [`img-src ${images.join(' ')}`] : []),
			"form-action 'self'",
			`frame-ancestors ${frames.join(' ') || "'none'"}`,
			"base-uri 'none'",
		].join('; '),
		'Cache-Control': 'no-store',
		'Referrer-Policy': 'no-referrer',
		'X-Content-Type-Options': 'nosniff',
	};
}

/** Fields that were given once, as text. */
export function textsOf(data: object): Record<string, string | undefined> {
	return Object.fromEntries(Object.entries(data).filter(([, value]) => typeof value === 'string')) as Record<
		string,
		string | undefined
	>;
}
