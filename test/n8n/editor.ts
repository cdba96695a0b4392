import { chromium, type Browser, type Page } from 'playwright-core';
import { findProgram } from '../support/program';
import type { RealN8n } from './realN8n';

const DEFAULT_VIEWPORT = { width: 2400, height: 1400 };
const CANVAS_MS = 60_000;
const ZOOM_MS = 1000;

/** Chromium's own calls home only fail, slowly, in a closed network. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** A workflow open in n8n's editor, in a headless Chromium, logged in as the owner. */
export interface Editor {
	page: Page;
	/** Errors printed to the browser's console and errors thrown in the page, so far. */
	errors: string[];
	/** Goes to another workflow without loading the editor anew, and waits until its nodes are on the canvas. */
	show(workflowId: string): Promise<void>;
	/** Names of the nodes on the canvas whose type n8n does not know. */
	unknownNodes(): Promise<string[]>;
	/** Names of the nodes that carry n8n's red mark: a parameter or an account is missing. */
	nodesWithIssues(): Promise<string[]>;
	/** Names of all nodes on the canvas, sticky notes not among them. */
	nodeNames(): Promise<string[]>;
	/** Brings the whole workflow into the view, as the button does. */
	fitToView(): Promise<void>;
	/** The nodes as they are on the screen now, and the sticky notes. */
	drawn(): Promise<{ nodes: DrawnNode[]; notes: DrawnNote[] }>;
	/** Fits the whole workflow into the view and takes a picture; `clip` leaves out what is not workflow. */
	screenshot(path: string, options?: { clip?: boolean }): Promise<void>;
	close(): Promise<void>;
}

/** A rectangle on the screen, in pixels. */
export interface Rectangle {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** A node on the screen. */
export interface DrawnNode {
	name: string;
	/** How high its name's letters are (the font's size), in pixels. */
	nameHeight: number;
	/** Its box, and the lines of what stands below it. */
	parts: Rectangle[];
}

/** A sticky note on the screen. */
export interface DrawnNote {
	title: string;
	box: Rectangle;
	/** The lines of its text. */
	lines: Rectangle[];
}

/** Opens a workflow in the editor and waits until its nodes are on the canvas. */
export async function openEditor(n8n: RealN8n, workflowId: string, viewport = DEFAULT_VIEWPORT): Promise<Editor> {
	const { browser, page } = await signIn(n8n, viewport);
	try {
		return await open(browser, page, n8n, workflowId);
	} catch (error) {
		await browser.close();
		throw error;
	}
}

/** A browser that nobody sees. */
export async function startBrowser(): Promise<Browser> {
	return await chromium.launch({ executablePath: findChromium(), headless: true, args: FLAGS });
}

/** A browser in which the owner is signed in to n8n. */
export async function signIn(
	n8n: RealN8n,
	viewport: { width: number; height: number },
	deviceScaleFactor = 1,
): Promise<{ browser: Browser; page: Page }> {
	const browser = await startBrowser();
	const context = await browser.newContext({ viewport, deviceScaleFactor });
	const [name, value] = n8n.cookie.split('; ')[0].split(/=(.*)/);
	await context.addCookies([{ name, value, url: n8n.url }]);
	return { browser, page: await context.newPage() };
}

async function open(browser: Browser, page: Page, n8n: RealN8n, workflowId: string): Promise<Editor> {
	const errors: string[] = [];
	page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
	page.on('pageerror', (error) => errors.push(error.stack ?? error.message));

	const node = '[data-test-id="canvas-node"]';
	await page.goto(`${n8n.url}/workflow/${workflowId}`);
	await page.locator(node).first().waitFor({ timeout: CANVAS_MS });
	const namesOf = async (selector: string) =>
		await page
			.locator(selector)
			.evaluateAll((found) => found.map((element) => element.getAttribute('data-node-name') ?? ''));

	return {
		page,
		errors,
		show: async (id) => {
			const old = await page.locator(node).first().elementHandle();
			await page.evaluate(
				`document.querySelector('#app').__vue_app__.config.globalProperties.$router.push('/workflow/${id}')`,
			);
			await old?.waitForElementState('hidden', { timeout: CANVAS_MS });
			await page.locator(node).first().waitFor({ timeout: CANVAS_MS });
		},
		nodeNames: async () => await namesOf(node),
		// A node of an unknown type has "?" for an icon, and a mark when a community package is missing.
		unknownNodes: async () =>
			await namesOf(`${node}:has([data-test-id="node-not-installed"], [class*="nodeIconPlaceholder"])`),
		nodesWithIssues: async () => await namesOf(`${node}:has([data-test-id="node-issues"])`),
		fitToView: async () => await fitToView(page),
		drawn: async () => await page.evaluate<{ nodes: DrawnNode[]; notes: DrawnNote[] }>(DRAWN),
		screenshot: async (path, { clip = false } = {}) => {
			await fitToView(page);
			await page.screenshot({ path, clip: clip ? await canvasArea(page) : undefined });
		},
		close: async () => await browser.close(),
	};
}

async function fitToView(page: Page): Promise<void> {
	await page.locator('[data-test-id="zoom-to-fit"]').click();
	// The canvas moves there, and icons may still be on their way.
	await page.waitForLoadState('networkidle');
	await page.waitForTimeout(ZOOM_MS);
}

/** Runs in the page. Sizes there are before the canvas is scaled; rectangles are on the screen. */
const DRAWN = `(() => {
	const rectangle = ({ left, top, right, bottom }) => ({ left, top, right, bottom });
	const linesIn = (element) => {
		const range = document.createRange();
		range.selectNodeContents(element);
		return [...range.getClientRects()].filter(({ width, height }) => width && height).map(rectangle);
	};
	const leavesOf = (element) => [element, ...element.querySelectorAll('*')].filter((one) => !one.children.length && one.textContent.trim());
	const nodes = [...document.querySelectorAll('[data-test-id="canvas-node"]')].map((node) => {
		const name = node.getAttribute('data-node-name');
		const label = leavesOf(node).find((one) => one.textContent.trim() === name);
		const scale = label.getBoundingClientRect().width / label.offsetWidth;
		return {
			name,
			nameHeight: parseFloat(getComputedStyle(label).fontSize) * scale,
			parts: [rectangle(node.getBoundingClientRect()), ...leavesOf(label.parentElement).flatMap(linesIn)],
		};
	});
	const notes = [...document.querySelectorAll('.vue-flow__node')].filter((one) => !one.querySelector('[data-test-id="canvas-node"]')).map((note) => ({
		title: note.textContent.trim().slice(0, 40),
		box: rectangle(note.getBoundingClientRect()),
		lines: [...note.querySelectorAll('p, li, h1, h2, h3')].flatMap(linesIn),
	}));
	return { nodes, notes };
})()`;

/** The rectangle that holds every node and note, with a margin. */
async function canvasArea(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
	const boxes = await page
		.locator('.vue-flow__node')
		.evaluateAll((nodes) =>
			nodes
				.map((node) =>
					(
						node as unknown as { getBoundingClientRect(): { left: number; top: number; right: number; bottom: number } }
					).getBoundingClientRect(),
				)
				.map(({ left, top, right, bottom }) => ({ left, top, right, bottom })),
		);
	const left = Math.min(...boxes.map((box) => box.left)) - 20;
	const top = Math.min(...boxes.map((box) => box.top)) - 20;
	return {
		x: left,
		y: top,
		width: Math.max(...boxes.map((box) => box.right)) + 20 - left,
		height: Math.max(...boxes.map((box) => box.bottom)) + 20 - top,
	};
}

/** The browser: `CHROMIUM_PATH`, else the system's. */
function findChromium(): string {
	return findProgram('Chromium', {
		places: () => [
			process.env.CHROMIUM_PATH,
			'/usr/bin/chromium',
			'/usr/bin/chromium-browser',
			'/usr/bin/google-chrome',
			'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
		],
		debianPackage: 'chromium',
	});
}
