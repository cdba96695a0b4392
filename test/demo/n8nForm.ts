import type { RealN8n } from '../n8n/realN8n';

interface Consent {
	autoApproved?: boolean;
	redirectUrl?: string;
}

/**
 * Fills in a form that only n8n's users may open, as a browser does for one who is signed in: n8n sends the browser once through
 * its own consent page, then shows the form with a token that goes back with the answers.
 */
export async function submitForm(n8n: RealN8n, path: string, values: string[]): Promise<void> {
	const browser = new Browser(n8n);
	const address = `${n8n.url}/form/${path}`;
	let page = await browser.get(address);
	if (page.url.endsWith('/oauth/consent')) page = await browser.get(await consent(browser, n8n.url));
	const token = /authToken = '([^']+)'/.exec(page.text)?.[1];
	if (!token) throw new Error(`The form ${path} did not let the user in (${page.status}, ${page.url})`);
	const form = new FormData();
	for (const [index, value] of values.entries()) form.set(`field-${index}`, value);
	const answer = await fetch(address, { method: 'POST', body: form, headers: { 'x-auth-token': token } });
	if (!answer.ok) throw new Error(`The form ${path} answered ${answer.status}`);
}

async function consent(browser: Browser, url: string): Promise<string> {
	const details = await browser.json<Consent>('GET', `${url}/rest/consent/details`);
	const { redirectUrl } = details.autoApproved ? details : await browser.json<Consent>('POST', `${url}/rest/consent/approve`, { approved: true });
	if (!redirectUrl) throw new Error('n8n did not say where to go after the consent');
	return redirectUrl;
}

/** Follows redirects and keeps cookies; that is all of a browser that is needed here. */
class Browser {
	private readonly cookies = new Map<string, string>();

	constructor(n8n: RealN8n) {
		this.keep(n8n.cookie.split('; '));
	}

	async get(url: string): Promise<{ status: number; url: string; text: string }> {
		for (let hop = 0; hop < 10; hop++) {
			const answer = await this.send('GET', url);
			const next = answer.headers.get('location');
			if (!next) return { status: answer.status, url, text: await answer.text() };
			url = new URL(next, url).href;
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
		const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const answer = await fetch(url, { method, redirect: 'manual', headers: { cookie, ...(body && { 'content-type': 'application/json' }) }, body: body && JSON.stringify(body) });
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
