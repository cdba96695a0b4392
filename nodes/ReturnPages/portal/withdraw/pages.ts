import { h } from 'preact';
import { toldTimes } from '../../../shared/case/withdrawalReceipt';
import { written, type Language, type Statement } from '../../../shared/model';
import { facts, notice, type Node } from '../../html/view';
import { addressOf, portalPage } from '../layout';
import type { Look } from '../portal';
import { longest, type StatementField, type StatementFields } from './statement';

/* The two steps of a withdrawal, and its receipt (Directive 2011/83/EU Art. 11a): nothing else is asked, and nothing is offered between. */

const blank: StatementFields = { name: '', contract: '', email: '', goods: '' };

/** The first step. `missing`: what was not filled in. */
export function formPage(look: Look, fields = blank, missing: StatementField[] = []): string {
	const { withdraw } = look.words;
	const wrong: Partial<Record<StatementField, string>> = {
		name: withdraw.noName,
		contract: withdraw.noContract,
		email: withdraw.noEmail,
	};
	const field = (name: StatementField, label: string, attributes: object, hint?: string) => {
		const error = missing.includes(name) ? wrong[name] : undefined;
		const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
		const shared = {
			id: name,
			name,
			maxlength: longest[name],
			...(described && { 'aria-describedby': described }),
			...(error && { 'aria-invalid': 'true' }),
		};
		return h('div', { class: 'field' }, [
			h('label', { for: name }, label),
			hint && h('p', { id: `${name}-hint` }, hint),
			error && h('p', { id: `${name}-error`, class: 'error' }, error),
			name === 'goods'
				? h('textarea', { ...shared, rows: 3 }, fields.goods)
				: h('input', { ...shared, type: 'text', value: fields[name], ...attributes }),
		]);
	};
	return portalPage(
		look,
		withdraw.function,
		h('p', null, withdraw.about),
		missing.length > 0 &&
			h('div', { class: 'problem', role: 'alert' }, [
				h('h2', null, withdraw.wrong),
				h(
					'ul',
					null,
					missing.map((name) => h('li', null, h('a', { href: `#${name}` }, wrong[name]))),
				),
			]),
		h('form', { method: 'post', action: here(look), novalidate: true }, [
			field('name', withdraw.name, { autocomplete: 'name' }),
			field('contract', withdraw.contract, { autocomplete: 'off' }, withdraw.contractHint),
			field(
				'email',
				withdraw.email,
				{ type: 'email', autocomplete: 'email', autocapitalize: 'none', spellcheck: 'false' },
				withdraw.emailHint,
			),
			field('goods', withdraw.goods, {}, withdraw.goodsHint),
			h('div', { class: 'actions' }, step('check', withdraw.function)),
		]),
	);
}

/** The second step: what is declared, and the button that confirms it. */
export function confirmPage(look: Look, fields: StatementFields): string {
	const { withdraw } = look.words;
	return portalPage(
		look,
		withdraw.check,
		h('p', null, withdraw.checkText),
		shownFields(look, fields),
		confirming(look, fields),
	);
}

/** The store could not be reached: nothing is lost of what was written, and it can be confirmed again. */
export function notKeptPage(look: Look, fields: StatementFields): string {
	const { withdraw } = look.words;
	return portalPage(
		look,
		withdraw.failed,
		notice(withdraw.failedText),
		shownFields(look, fields),
		confirming(look, fields),
	);
}

/** What was received, and when: it can be read, printed and saved. `save`: the address of the same as a file. */
export function receiptPage(look: Look, reference: string, statement: Statement, save: string): string {
	const { withdraw } = look.words;
	const { email, held } = statement;
	const mailed = held ? withdraw.held : email ? written(withdraw.mailed, look.language, { email }) : withdraw.notMailed;
	return portalPage(
		look,
		withdraw.received,
		h('p', null, withdraw.receivedText),
		facts(receiptRows(look, reference, statement)),
		h('p', null, mailed),
		h('p', null, h('a', { href: save }, withdraw.save)),
	);
}

/** The receipt as a text that can be kept. */
export function receiptText(look: Look, reference: string, statement: Statement): string {
	const { withdraw } = look.words;
	const { name = '' } = look.settings.portal ?? {};
	const rows = receiptRows(look, reference, statement).map(([what, value]) => `${what}: ${value}`);
	return [[withdraw.received, name].filter(Boolean).join(' - '), withdraw.receivedText, rows.join('\r\n')].join(
		'\r\n\r\n',
	);
}

function receiptRows(look: Look, reference: string, statement: Statement): Array<[string, string]> {
	const { withdraw } = look.words;
	const { name, contract, email, lines, text } = statement;
	const rows: Array<[string, string]> = [
		[withdraw.receivedOn, momentsOf(statement, look.language)],
		[withdraw.reference, reference],
		[withdraw.name, name],
		[withdraw.contract, contract],
		[withdraw.email, email ?? text ?? ''],
		[
			withdraw.withdrawnFrom,
			lines.map(({ title, sku, quantity }) => `${quantity} × ${title || sku}`).join('; ') || withdraw.wholeContract,
		],
	];
	return rows.filter(([, value]) => value).map(([what, value]) => [what, value.replace(/\s+/g, ' ')]);
}

/** When a statement was told, to the second: in the shop's time, as the language writes it, and in UTC. */
function momentsOf({ toldAt, timeZone }: Statement, language: Language): string {
	const local = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'medium', timeZone });
	return `${local.format(new Date(toldAt))} ${timeZone} (${toldTimes({ toldAt, timeZone }).utc})`;
}

function shownFields({ words: { withdraw } }: Look, { name, contract, email, goods }: StatementFields): Node {
	return facts([
		[withdraw.name, name],
		[withdraw.contract, contract],
		[withdraw.email, email],
		[withdraw.withdrawnFrom, goods ? goods.split('\n').join('; ') : withdraw.wholeContract],
	]);
}

function confirming(look: Look, fields: StatementFields): Node {
	const { withdraw } = look.words;
	const hidden = Object.entries(fields).map(([name, value]) => h('input', { type: 'hidden', name, value }));
	return h('div', { class: 'actions' }, [
		h('form', { method: 'post', action: here(look) }, [...hidden, step('confirm', withdraw.confirm)]),
		h('form', { method: 'post', action: here(look) }, [
			...hidden,
			h('button', { type: 'submit', name: 'step', value: 'change' }, withdraw.change),
		]),
	]);
}

function step(value: string, text: string): Node {
	return h('button', { type: 'submit', class: 'main', name: 'step', value }, text);
}

function here({ language }: Look): string {
	return addressOf({ page: 'withdraw', language });
}
