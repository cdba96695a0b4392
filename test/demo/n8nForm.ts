import type { RealN8n } from '../n8n/realN8n';

interface Consent {
	autoApproved?: boolean;
	redirectUrl?: string;
}

/** How often n8n is asked whether the next page is there, and for how long. */
const lookMs = 200;
const longestMs = 60_000;

/** What is filled in: text, or a file that is uploaded. */
export type FieldValue = string | File;

/** What the last page of a form says; `message` is its HTML as n8n sends it. */
export interface FormEnding {
	title: string;
	message: string;
	/** Where the browser is sent instead. */
	redirect?: string;
	/** What the browser is given to keep; absent: nothing. */
	files?: Array<{ fileName: string; text: string }>;
}

/**
 * Fills in a form that only n8n's users may open, page by page, as a browser does for one who is signed in: n8n sends the browser once
 * through its own consent page, then shows the form with a token that goes back with the answers. Gives back what the last page says.
 * @param pages the values of each page, in the order of its fields
 */
export async function submitForm(n8n: RealN8n, path: string, ...pages: FieldValue[][]): Promise<FormEnding> {
	const browser = new Browser(n8n);
	const address = `${n8n.url}/form/${path}`;
	let page = await browser.get(address);
	if (page.url.endsWith('/oauth/consent')) page = await browser.get(await consent(browser, n8n.url));
	const [first, ...more] = pages;
	const { formWaitingUrl, formSubmittedText = '' } = await send(page, address, first);
	if (!formWaitingUrl) return { title: '', message: formSubmittedText };
	const url = formWaitingUrl.replace(/^https?:\/\/[^/]+/, n8n.url);
	page = await nextPage(browser, url, page.text);
	for (const values of more) {
		if (endingOf(page.text)) break; // the flow has no more to ask
		await send(page, url, values);
		page = await nextPage(browser, url, page.text);
	}
	const ending = endingOf(page.text);
	if (!ending) throw new Error(`The form ${path} asks for more: ${/<h1>([^<]*)/.exec(page.text)?.[1]}`);
	// The last page tells n8n that it was shown.
	await fetch(url, { method: 'POST', headers: { 'x-auth-token': tokenOf(page) } });
	return ending;
}

interface Page {
	status: number;
	url: string;
	text: string;
}

function tokenOf({ status, url, text }: Page): string {
	const token = /authToken = '([^']+)'/.exec(text)?.[1];
	if (!token) throw new Error(`The form did not let the user in (${status}, ${url})`);
	return token;
}

async function send(
	page: Page,
	address: string,
	values: FieldValue[],
): Promise<{ formWaitingUrl?: string; formSubmittedText?: string }> {
	const form = new FormData();
	for (const [index, value] of values.entries()) form.set(`field-${index}`, value);
	const answer = await fetch(address, { method: 'POST', body: form, headers: { 'x-auth-token': tokenOf(page) } });
	if (!answer.ok) throw new Error(`The form answered ${answer.status}`);
	return JSON.parse((await answer.text()) || '{}') as object;
}

/** Waits until the flow has come to another page than the one before. */
async function nextPage(browser: Browser, url: string, before: string): Promise<Page> {
	const [address, query = ''] = url.split('?');
	const withoutToken = (text: string) => text.replace(/authToken = '[^']*'/g, '');
	for (
		const end = Date.now() + longestMs;
		Date.now() < end;
		await new Promise((resolve) => setTimeout(resolve, lookMs))
	) {
		const { text: status } = await browser.get(`${address}/n8n-execution-status?${query}`);
		if (['error', 'crashed', 'canceled', 'success'].includes(status.trim()))
			throw new Error(`The form's flow ended without a page: ${status}`);
		if (status.trim() !== 'form-waiting') continue;
		const page = await browser.get(url);
		if (page.status === 200 && withoutToken(page.text) !== withoutToken(before)) return page;
	}
	throw new Error("The form's next page did not come");
}

function endingOf(text: string): FormEnding | undefined {
	const redirect = /<a id='redirectUrl' href='([^']+)'/.exec(text)?.[1];
	if (redirect) return { title: '', message: '', redirect: decoded(redirect) };
	const found = /<h1>([^]*?)<\/h1>\s*<p style="white-space: pre-line;">([^]*?)<\/p>/.exec(text);
	return found && !text.includes('id="submit-btn"') && !text.includes("id='submit-btn'")
		? { title: found[1], message: found[2], ...filesOf(text) }
		: undefined;
}

/** Text that stands in HTML. */
export function decoded(text: string): string {
	return text
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&#(?:39|x27);/g, "'")
		.replace(/&#x3D;/g, '=')
		.replace(/&amp;/g, '&');
}

/** Files that the page's script saves: a buffer, or each byte as a character. */
function filesOf(text: string): Pick<FormEnding, 'files'> {
	const [, kept = ''] = /const binaries = "([^"]*)"/.exec(text) ?? [];
	const files = JSON.parse(decodeURIComponent(kept) || '[]') as Array<{
		fileName: string;
		data: string | { data: number[] };
	}>;
	if (!files.length) return {};
	const read = (data: string | { data: number[] }) =>
		typeof data === 'string' ? Buffer.from(data, 'latin1') : Buffer.from(data.data);
	return { files: files.map(({ fileName, data }) => ({ fileName, text: read(data).toString('utf8') })) };
}

async function consent(browser: Browser, url: string): Promise<string> {
	const details = await browser.json<Consent>('GET', `${url}/rest/consent/details`);
	const { redirectUrl } = details.autoApproved
		? details
		: await browser.json<Consent>('POST', `${url}/rest/consent/approve`, { approved: true });
	if (!redirectUrl) throw new Error('n8n did not say where to go after the consent');
	return redirectUrl;
}

/** Follows redirects and keeps cookies; that is all of a browser that is needed here. */
export class Browser {
	private readonly cookies = new Map<string, string>();

	constructor(n8n: RealN8n) {
		this.keep(n8n.cookie.split('; '));
	}

	async get(url: string): Promise<Page> {
		return await this.follow(url, await this.send('GET', url));
	}

	/** Sends a form, and goes where that leads. */
	async post(url: string, form: Record<string, string>): Promise<Page> {
		return await this.follow(url, await this.send('POST', url, new URLSearchParams(form)));
	}

	private async follow(url: string, first: Response): Promise<Page> {
		let answer = first;
		for (let hop = 0; hop < 10; hop++) {
			const next = answer.headers.get('location');
			if (!next) return { status: answer.status, url, text: await answer.text() };
			url = new URL(next, url).href;
			answer = await this.send('GET', url);
		}
		throw new Error('n8n sends the browser in circles');
	}

	async json<T>(method: string, url: string, body?: object): Promise<T> {
		const answer = await this.send(method, url, body);
		const { data } = (await answer.json()) as { data?: T };
		if (!answer.ok || !data) throw new Error(`${method} ${new URL(url).pathname} answered ${answer.status}`);
		return data;
	}

	private async send(method: string, url: string, body?: object): Promise<Response> {
		const isForm = body instanceof URLSearchParams;
		const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const answer = await fetch(url, {
			method,
			redirect: 'manual',
			headers: { cookie, ...(body && !isForm && { 'content-type': 'application/json' }) },
			body: isForm ? body : body && JSON.stringify(body),
		});
		this.keep(answer.headers.getSetCookie().map((line) => line.split(';')[0]));
		return answer;
	}

	private keep(pairs: string[]): void {
		for (const pair of pairs) {
			const [name, value] = pair.split(/=(.*)/);
			this.cookies.set(name, value);
		}
	}
}
