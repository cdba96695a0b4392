import { h } from 'preact';
import type { IDataObject } from 'n8n-workflow';
import { isBareMailAddress, visibleText } from '../../../shared/model';
import { publishedPolicyOf } from '../../../shared/trigger';
import type { Answer } from '../../html/answer';
import { field, goOn, here, problems } from '../form';
import { portalPage } from '../layout';
import { chargesOf } from '../limits';
import type { Fields, Look, Visit } from '../portal';

interface Asked {
	number: string;
	email: string;
}

/** Asks for number and e-mail address; nothing is shown before the customer has followed a link from their mailbox. */
export function showFind(look: Look): Answer {
	return { status: 200, html: formPage(look, { number: look.query.contract ?? '', email: '' }) };
}

/**
 * Takes what was asked. A right pair and a wrong one are answered alike, with the same work: the flow behind looks for the order afterwards (`item`), and
 * mails its link when there is one. Beyond the budgets nothing is looked for, and the answer is the same.
 */
export async function takeFind(visit: Visit, body: Fields): Promise<Answer & { item?: IDataObject }> {
	const { store, brand, sender, language, settings, words } = visit;
	const asked = { number: line(body.number, 200), email: line(body.email, 320).replaceAll(' ', '') };
	const wrong = wrongIn(visit, asked);
	if (wrong.length) return { status: 422, html: formPage(visit, asked, wrong) };
	const spent = await store.budgets.take(
		chargesOf('link', { email: asked.email, order: asked.number }, { brand, sender }),
	);
	const { find } = words;
	const answer = { status: 200, html: portalPage(visit, find.sent, h('p', null, find.sentText)) };
	if (spent) return answer;
	const rules = { settings, ...(await publishedPolicyOf(store, settings)) };
	return {
		...answer,
		item: { orderNumber: asked.number, email: asked.email, language, brand, ...(rules as unknown as IDataObject) },
	};
}

function wrongIn({ words }: Look, { number, email }: Asked): Array<[string, string]> {
	return [
		...(number ? [] : [['number', words.find.noNumber] as [string, string]]),
		...(isBareMailAddress(email) ? [] : [['email', words.withdraw.noEmail] as [string, string]]),
	];
}

function formPage(look: Look, { number, email }: Asked, wrong: Array<[string, string]> = []): string {
	const { find, withdraw } = look.words;
	const errorOf = (name: string) => wrong.find(([one]) => one === name)?.[1];
	return portalPage(
		look,
		find.title,
		h('p', null, find.about),
		problems(withdraw.wrong, wrong),
		h('form', { method: 'post', action: here(look, 'find'), novalidate: true }, [
			field('number', find.number, { value: number, error: errorOf('number'), maxlength: 200, autocomplete: 'off' }),
			field('email', find.email, {
				value: email,
				error: errorOf('email'),
				maxlength: 320,
				type: 'email',
				autocomplete: 'email',
			}),
			h('div', { class: 'actions' }, goOn('send', find.send)),
		]),
	);
}

function line(text: string | undefined, longest: number): string {
	return visibleText((text ?? '').replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')).slice(0, longest);
}
