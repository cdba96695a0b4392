import { h } from 'preact';
import { photoTypes } from '../html/form';
import type { Node } from '../html/view';
import { addressOf } from './layout';
import type { Look } from './portal';

/** A field with its label; `error`: what is wrong with it. */
export function field(
	name: string,
	label: string,
	{
		hint,
		error,
		value,
		rows,
		...attributes
	}: Record<string, unknown> & Partial<Record<'hint' | 'error' | 'value', string>>,
): Node {
	const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
	const shared = {
		id: name,
		name,
		...attributes,
		...(described && { 'aria-describedby': described }),
		...(error && { 'aria-invalid': 'true' }),
	};
	return h('div', { class: 'field' }, [
		h('label', { for: name }, label),
		hint && h('p', { id: `${name}-hint` }, hint),
		error && h('p', { id: `${name}-error`, class: 'error' }, error),
		rows ? h('textarea', { ...shared, rows }, value) : h('input', { type: 'text', ...shared, value }),
	]);
}

/** A list to choose from; the first entry is `none`, when there is one. */
export function select(
	name: string,
	label: string,
	{ none, value, choices }: { none?: string; value?: string; choices: Array<[value: string, text: string]> },
): Node {
	const all: Array<[string, string]> = [...(none === undefined ? [] : [['', none] as [string, string]]), ...choices];
	return h('div', { class: 'field' }, [
		h('label', { for: name }, label),
		h(
			'select',
			{ id: name, name },
			all.map(([one, text]) => h('option', { value: one, selected: one === (value ?? '') }, text)),
		),
	]);
}

/** What is wrong, above the form; each leads to its field. */
export function problems(title: string, wrong: Array<[field: string, what: string]>): Node {
	if (!wrong.length) return null;
	return h('div', { class: 'problem', role: 'alert' }, [
		h('h2', null, title),
		h(
			'ul',
			null,
			wrong.map(([name, what]) => h('li', null, h('a', { href: `#${name}` }, what))),
		),
	]);
}

/** The button that goes on; `value` says to where. */
export function goOn(value: string, text: string): Node {
	return h('button', { type: 'submit', class: 'main', name: 'step', value }, text);
}

/** A page's own address, with what it needs to be shown again. */
export function here({ language, query: { token } }: Look, page: string): string {
	return addressOf({ page, language, token });
}

/** Where a photo is chosen. */
export function photoField(name: string, label: string, hint: string): Node {
	return field(name, label, { hint, type: 'file', accept: photoTypes.join(',') });
}

/**
 * What was written before: it is carried along unseen, confirmed by the first button or changed by the second. `photos`: what may be added where it is
 * confirmed.
 */
export function confirming(
	action: string,
	fields: Record<string, string>,
	confirm: string,
	change: string,
	photos: Node[] = [],
): Node {
	const enctype = photos.length ? 'multipart/form-data' : undefined;
	const hidden = () => Object.entries(fields).map(([name, value]) => h('input', { type: 'hidden', name, value }));
	return h('div', { class: 'actions' }, [
		h('form', { method: 'post', action, enctype }, [...hidden(), ...photos, goOn('confirm', confirm)]),
		h('form', { method: 'post', action }, [
			...hidden(),
			h('button', { type: 'submit', name: 'step', value: 'change' }, change),
		]),
	]);
}
