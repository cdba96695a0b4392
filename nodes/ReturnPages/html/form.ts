import { h } from 'preact';
import type { Node } from './view';

/** Kinds of pictures that every browser shows and no script can be in. */
export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;

/** One thing that a person fills in. */
export interface Field {
	name: string;
	label: string;
	kind: 'text' | 'area' | 'choice' | 'number' | 'checks' | 'photo';
	/** Of a choice, or of checks: value and words. */
	options?: Array<readonly [value: string, text: string]>;
	/** Of a text: what is offered to choose from, while anything may be typed. */
	proposed?: readonly string[];
	hint?: string;
	value?: string;
	/** Of checks: those that are set; each is sent as a field `name.value` of its own. */
	checked?: readonly string[];
	/** Of a number: its smallest step; 1 without. */
	step?: number | 'any';
	required?: boolean;
	/** Most characters, or of a number the highest. */
	most?: number;
}

interface Form {
	/** What is sent beside what is typed. */
	hidden: Record<string, string>;
	fields: Field[];
	/** Text of the button. */
	text: string;
	/** Says what the button does to what, for those who do not see around it. */
	label?: string;
	/** Makes the ids of this form's fields its own, on a page with several. */
	id: string;
}

/** A form of fields that are named by labels, sent to the page's own address. */
export function form({ hidden, fields, text, label, id }: Form): Node {
	const enctype = fields.some(({ kind }) => kind === 'photo') ? 'multipart/form-data' : undefined;
	return h('form', { method: 'post', class: 'fields', enctype }, [
		...Object.entries(hidden).map(([name, value]) => h('input', { type: 'hidden', name, value })),
		...fields.map((field) => fieldOf(field, `${id}-${field.name}`)),
		h('button', { type: 'submit', ...(label && { 'aria-label': label }) }, text),
	]);
}

/** Something that is folded away until somebody opens it. */
export function folded(title: string, ...content: Node[]): Node {
	return h('details', null, [h('summary', null, title), ...content]);
}

/** The same, open from the start. */
export function unfolded(title: string, ...content: Node[]): Node {
	return h('details', { open: true }, [h('summary', null, title), ...content]);
}

export function fieldOf(field: Field, id: string): Node {
	const { label, hint } = field;
	const isGroup = field.kind === 'checks';
	return h(isGroup ? 'fieldset' : 'div', { class: 'field' }, [
		isGroup ? h('legend', null, label) : h('label', { for: id }, label),
		...(hint ? [h('small', { id: `${id}-hint` }, hint)] : []),
		controlOf(field, id),
	]);
}

function controlOf(
	{ name, kind, options = [], proposed, hint, value, checked = [], required, most, step = 1 }: Field,
	id: string,
): Node {
	const common = { id, name, required, ...(hint && { 'aria-describedby': `${id}-hint` }) };
	switch (kind) {
		case 'choice':
			return h(
				'select',
				common,
				options.map(([one, text]) => h('option', { value: one, selected: one === value }, text)),
			);
		case 'checks':
			return h(
				'span',
				{ class: 'checks' },
				options.map(([one, text]) =>
					h('label', null, [
						h('input', { type: 'checkbox', name: `${name}.${one}`, value: 'on', checked: checked.includes(one) }),
						` ${text}`,
					]),
				),
			);
		case 'photo':
			return h('input', { ...common, type: 'file', accept: photoTypes.join(',') });
		case 'area':
			return h('textarea', { ...common, rows: 3, maxLength: most ?? 2000 }, value ?? '');
		case 'number':
			return h('input', {
				...common,
				type: 'number',
				min: 0,
				max: most,
				step,
				inputMode: step === 1 ? 'numeric' : 'decimal',
				value,
			});
		case 'text':
			return h('span', null, [
				h('input', {
					...common,
					type: 'text',
					maxLength: most ?? 200,
					value,
					autocomplete: 'off',
					...(proposed && { list: `${id}-list` }),
				}),
				...(proposed
					? [
							h(
								'datalist',
								{ id: `${id}-list` },
								proposed.map((one) => h('option', { value: one })),
							),
						]
					: []),
			]);
	}
}
