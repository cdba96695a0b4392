import { h } from 'preact';
import type { Answer } from '../html/answer';
import { addressOf, portalPage } from './layout';
import type { Look } from './portal';

/** Both ways beside each other: by the shop's own rules, and by law. */
export function showHome(look: Look): Answer {
	const { language, words } = look;
	const way = (page: string, title: string, about: string) =>
		h('section', { class: 'card' }, [
			h('h2', null, h('a', { href: addressOf({ page, language }) }, title)),
			h('p', null, about),
		]);
	return {
		status: 200,
		html: portalPage(
			look,
			words.home.title,
			h('div', { class: 'cards' }, [
				way('find', words.home.items, words.home.itemsAbout),
				way('withdraw', words.withdraw.function, words.home.withdrawAbout),
			]),
		),
	};
}
