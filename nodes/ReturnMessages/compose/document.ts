import { markup, visibleText, type Html, type Language } from '../../shared/model';

/** What a message consists of, in its order; the same for text and HTML. All texts are plain. */
export type Block =
	| { kind: 'sentence'; text: string }
	/** Names and what they are; blank ones are left out. */
	| { kind: 'facts'; rows: Array<[name: string, value: string]> }
	| { kind: 'list'; items: string[] }
	| { kind: 'link'; label: string; url: string }
	/** What somebody else wrote. */
	| { kind: 'quote'; text: string };

export const sentence = (text: string): Block => ({ kind: 'sentence', text });
export const facts = (...rows: Array<[string, string | undefined]>): Block => ({
	kind: 'facts',
	rows: rows.filter((row): row is [string, string] => !!row[1]),
});
export const list = (items: string[]): Block => ({ kind: 'list', items });
export const quote = (text: string): Block => ({ kind: 'quote', text });

/** A link, when it leads to a page: an address of another kind (`javascript:`, `data:`) is not written at all. */
export function link(label: string, address: string | undefined): Block[] {
	if (!address || !URL.canParse(address)) return [];
	const url = new URL(address);
	return /^https?:$/.test(url.protocol) ? [{ kind: 'link', label, url: url.href }] : [];
}

/** A text of one line, as a subject, an address or a name must be: no line breaks, no marks that nobody sees. */
export function oneLine(text: string): string {
	return visibleText(text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' '));
}

/** Texts of several lines, as they may stand in a message. */
function lines(text: string): string[] {
	return text.split(/\r\n|[\r\n\u2028\u2029]/).map(oneLine);
}

const isSaid = (block: Block) => {
	switch (block.kind) {
		case 'facts':
			return block.rows.length > 0;
		case 'list':
			return block.items.length > 0;
		case 'link':
			return true;
		default:
			return block.text.trim() !== '';
	}
};

/** The message as plain text. */
export function asText(blocks: Block[]): string {
	return blocks.filter(isSaid).map(textOf).join('\n\n');
}

function textOf(block: Block): string {
	switch (block.kind) {
		case 'sentence':
			return lines(block.text).join('\n');
		case 'facts':
			return block.rows.map(([name, value]) => `${name}: ${oneLine(value)}`).join('\n');
		case 'list':
			return block.items.map((item) => `- ${oneLine(item)}`).join('\n');
		case 'link':
			return `${block.label}: ${block.url}`;
		case 'quote':
			return lines(block.text)
				.map((line) => `> ${line}`)
				.join('\n');
	}
}

const pageStyle = 'margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif';
const nameStyle = 'text-align:left;vertical-align:top;padding:2px 16px 2px 0;font-weight:600';
const quoteStyle = 'margin:16px 0;padding-left:16px;border-left:4px solid #888';

/** The message as a whole HTML page without scripts, pictures or anything that is fetched. */
export function asHtml(blocks: Block[], { language, title }: { language: Language; title: string }): string {
	const body = blocks.filter(isSaid).map(htmlOf);
	const head = markup`<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${title}</title></head>`;
	return markup`<!doctype html>
<html lang="${language}">
${head}
<body style="${pageStyle}"><div style="max-width:600px;margin:0 auto">
${body}</div></body>
</html>
`.text;
}

function htmlOf(block: Block): Html {
	switch (block.kind) {
		case 'sentence':
			return markup`<p>${broken(block.text)}</p>\n`;
		case 'facts':
			return markup`<table style="border-collapse:collapse">${block.rows.map(factOf)}</table>\n`;
		case 'list':
			return markup`<ul>${block.items.map((item) => markup`<li>${oneLine(item)}</li>`)}</ul>\n`;
		case 'link':
			return markup`<p><a href="${block.url}">${block.label}</a></p>\n`;
		case 'quote':
			return markup`<blockquote style="${quoteStyle}">${broken(block.text)}</blockquote>\n`;
	}
}

function factOf([name, value]: [string, string]): Html {
	return markup`<tr><th scope="row" style="${nameStyle}">${name}</th><td>${oneLine(value)}</td></tr>`;
}

/** Lines, each under the other. */
function broken(text: string): Html[] {
	return lines(text).map((line, index) => (index ? markup`<br>${line}` : markup`${line}`));
}
