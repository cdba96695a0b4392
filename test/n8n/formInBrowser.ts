import type { BrowserContext, Page } from 'playwright-core';
import { signIn } from './editor';
import type { RealN8n } from './realN8n';

const pageMs = 60_000;

/** A form of n8n in a headless Chromium, filled in by somebody who is signed in. */
export interface FormInBrowser {
	/** Labels of the fields on the page. */
	labels(): Promise<string[]>;
	/** Choices of a field, by its label. */
	choicesOf(label: string): Promise<string[]>;
	/** Fills in fields by label. */
	fill(answers: Record<string, string>): Promise<void>;
	/** Fills in fields by label and sends the page; comes back when the next page is there. */
	send(answers: Record<string, string>): Promise<void>;
	/** What the page says: heading and text. */
	text(): Promise<string>;
	/** A picture of the form without the empty page around it. */
	screenshot(path: string): Promise<void>;
	close(): Promise<void>;
}

const windows = new WeakMap<RealN8n, Promise<BrowserContext>>();

/** The browser that all forms of an n8n are opened in: it keeps the editor, which n8n's question before a form is a page of. */
async function windowOf(n8n: RealN8n): Promise<BrowserContext> {
	const known = windows.get(n8n);
	if (known) return await known;
	const opening = signIn(n8n, { width: 760, height: 900 }).then(async ({ browser, page }) => {
		n8n.beforeStop(async () => await browser.close());
		await page.close();
		return page.context();
	});
	windows.set(n8n, opening);
	return await opening;
}

/** Opens a form that only n8n's users may open. */
export async function openForm(n8n: RealN8n, path: string): Promise<FormInBrowser> {
	const page = await (await windowOf(n8n)).newPage();
	try {
		await page.goto(`${n8n.url}/form/${path}`);
		await passConsent(page);
	} catch (error) {
		await page.close();
		throw error;
	}
	const field = (label: string) =>
		page.locator('.form-group', { has: page.locator(`label:text-is(${JSON.stringify(label)})`) });
	return {
		labels: async () =>
			(await page.locator('.form-group > label, .form-group .form-label').allInnerTexts()).map((one) =>
				one.replace(/\s*\*$/, '').trim(),
			),
		choicesOf: async (label) => (await field(label).locator('option').allInnerTexts()).slice(1),
		fill,
		send: async (answers) => {
			await fill(answers);
			// The page asks n8n until the flow has come to its next page, and then goes there, under the same address or another.
			await Promise.all([page.waitForEvent('load', { timeout: pageMs }), page.locator('#submit-btn').click()]);
		},
		text: async () => await page.locator('body').innerText(),
		screenshot: async (to) => void (await page.locator('.card, .container').first().screenshot({ path: to })),
		close: async () => await page.close(),
	};

	async function fill(answers: Record<string, string>): Promise<void> {
		for (const [label, value] of Object.entries(answers)) {
			const group = field(label);
			if (!(await group.count()))
				throw new Error(`The page has no field "${label}". It says: ${await page.locator('body').innerText()}`);
			if (await group.locator('select').count()) await group.locator('select').selectOption(value);
			else await group.locator('input, textarea').fill(value);
		}
	}
}

/** n8n asks once whether the form may know who fills it in. */
async function passConsent(page: Page): Promise<void> {
	await page.locator('#submit-btn, button:has-text("Allow")').first().waitFor({ timeout: pageMs });
	const allow = page.locator('button:has-text("Allow")').first();
	if (await allow.isVisible()) {
		await allow.click();
		await page.locator('#submit-btn').waitFor({ timeout: pageMs });
	}
}

/** Fills in a form page by page, each page's answers by label, and gives back what the last page says. */
export async function atForm(n8n: RealN8n, path: string, ...pages: Array<Record<string, string>>): Promise<string> {
	const form = await openForm(n8n, path);
	try {
		for (const answers of pages) await form.send(answers);
		return await form.text();
	} finally {
		await form.close();
	}
}
