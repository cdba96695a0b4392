import { h } from 'preact';
import { toldTimes } from '../../../shared/case/withdrawalReceipt';
import { written, type Language, type Statement } from '../../../shared/model';
import { facts, notice, type Node } from '../../html/view';
import { confirming, field, goOn, here, problems } from '../form';
import { portalPage } from '../layout';
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
	const error = (name: StatementField) => (missing.includes(name) ? wrong[name] : undefined);
	const shared = (name: StatementField) => ({ value: fields[name], maxlength: longest[name], error: error(name) });
	return portalPage(
		look,
		withdraw.function,
		h('p', null, withdraw.about),
		problems(
			withdraw.wrong,
			missing.map((name) => [name, wrong[name]!]),
		),
		h('form', { method: 'post', action: here(look, 'withdraw'), novalidate: true }, [
			field('name', withdraw.name, { ...shared('name'), autocomplete: 'name' }),
			field('contract', withdraw.contract, {
				...shared('contract'),
				hint: withdraw.contractHint,
				autocomplete: 'off',
			}),
			field('email', withdraw.email, {
				...shared('email'),
				hint: withdraw.emailHint,
				type: 'email',
				autocomplete: 'email',
				autocapitalize: 'none',
				spellcheck: 'false',
			}),
			field('goods', withdraw.goods, { ...shared('goods'), hint: withdraw.goodsHint, rows: 3 }),
			h('div', { class: 'actions' }, goOn('check', withdraw.function)),
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
		confirming(here(look, 'withdraw'), fields, withdraw.confirm, withdraw.change),
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
		confirming(here(look, 'withdraw'), fields, withdraw.confirm, withdraw.change),
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
