import { h, type ComponentChild } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { style } from './style';

/* What pages are made of. Every text goes through preact, which escapes it. */

export type Node = ComponentChild;

/** What a page is besides its content. */
interface Head {
	/** Of the page, and of all pages together. */
	title: string;
	site: string;
	/** A language tag. */
	language: string;
	/** Styles beside those of all pages. */
	css?: string;
}

/** A whole page as HTML, with its `main` already made. */
export function document({ title, site, language, css = '' }: Head, ...body: Node[]): string {
	const page = h('html', { lang: language }, [
		h('head', null, [
			h('meta', { charset: 'utf-8' }),
			h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
			h('title', null, [title, site].filter(Boolean).join(' - ')),
			h('style', { dangerouslySetInnerHTML: { __html: style + css } }),
		]),
		h('body', null, body),
	]);
	return `<!doctype html>${renderToString(page)}`;
}

/** A link within the desk. */
export function link(query: Record<string, string>, text: string, attributes: object = {}): Node {
	return h('a', { href: `?${new URLSearchParams(query).toString()}`, ...attributes }, text);
}

export function section(title: string, ...content: Node[]): Node {
	return h('section', null, [h('h2', null, title), ...content]);
}

/** A table that scrolls by itself where it is too wide; `nothing` is said instead of an empty one. */
export function table(label: string, head: string[], rows: Node[][], nothing: string): Node {
	if (!rows.length) return h('p', null, nothing);
	return h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label }, [
		h('table', null, [
			h(
				'thead',
				null,
				h(
					'tr',
					null,
					head.map((one) => h('th', { scope: 'col' }, one)),
				),
			),
			h(
				'tbody',
				null,
				rows.map((row) =>
					h(
						'tr',
						null,
						row.map((cell) => h('td', null, cell)),
					),
				),
			),
		]),
	]);
}

/** Names and what they are; those without a value are left out. */
export function facts(rows: Array<[name: string, value: Node | undefined]>): Node {
	const known = rows.filter(([, value]) => value !== undefined && value !== null && value !== '');
	return h(
		'dl',
		null,
		known.flatMap(([name, value]) => [h('dt', null, name), h('dd', null, value)]),
	);
}

/** A button that is sent by a form of its own; `label` says what it does to what, for those who do not see the row. */
export function button(text: string, label: string, fields: Record<string, string>): Node {
	return h('form', { method: 'post', class: 'inline' }, [
		...Object.entries(fields).map(([name, value]) => h('input', { type: 'hidden', name, value })),
		h('button', { type: 'submit', 'aria-label': label }, text),
	]);
}

/** One of several to choose, in a form that asks for a page. */
export function choice(name: string, label: string, options: Array<[value: string, text: string]>, chosen = ''): Node {
	return h('label', null, [
		`${label} `,
		h(
			'select',
			{ name },
			options.map(([value, text]) => h('option', { value, selected: value === chosen }, text)),
		),
	]);
}

/** Says first of all what went wrong. */
export function alarm(title: string, what: string): Node {
	return h('div', { class: 'notice alarm', role: 'alert', tabindex: -1 }, [
		h('strong', null, title),
		h('p', null, what),
	]);
}

/** Says that something was done. */
export function done(what: string): Node {
	return h('p', { class: 'notice done', role: 'status' }, what);
}

export function notice(...content: Node[]): Node {
	return h('p', { class: 'notice', role: 'status' }, content);
}

/** A number of things: "1 return", "2 returns". */
export function counted(count: number, one: string): string {
	return `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;
}

/** A status or an event as people read it: `in_review` is "in review". */
export function words(code: string): string {
	return code === 'none' ? 'not begun' : code.replace(/[._]/g, ' ');
}
