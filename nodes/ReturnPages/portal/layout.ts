import { h } from 'preact';
import { languages } from '../../shared/model';
import { document, type Node } from '../html/view';
import { portalWords } from './languages';
import type { Look } from './portal';
import { buttonStyle } from './colors';

/** Styles beside those of all pages. */
const style = `
header,main{max-width:42rem}
header{align-items:center;justify-content:space-between}
header img{max-height:3rem;max-width:14rem;display:block}
.site{font-weight:600;font-size:1.1rem}
.field{margin:0 0 1.25rem}
.field label{display:block;font-weight:600}
.field p{margin:0 0 .25rem;color:var(--soft)}
.field p.error{color:var(--bad);font-weight:600}
.field input,.field textarea,.field select{width:100%;font:inherit;padding:.5rem .75rem;border:1px solid var(--soft);border-radius:.4rem;background:var(--card);color:var(--ink)}
textarea:focus-visible,select:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.problem{border:2px solid var(--bad);border-radius:.5rem;padding:.5rem 1rem;margin:0 0 1.25rem}
.problem h2{margin:.25rem 0}
.problem ul{margin:.25rem 0;padding-left:1.25rem}
.problem a{color:var(--bad)}
.actions{display:flex;flex-wrap:wrap;gap:1rem;align-items:center;margin:1.5rem 0}
button.main{background:var(--button);color:var(--on-button);border-color:var(--ink);font-weight:600;padding:.65rem 1.25rem;white-space:normal}
section.line{margin:0 0 1rem}
section.line h2{font-size:1.05rem}
dl{overflow-wrap:anywhere}
:root{--bad:light-dark(#a4201f,#ff9d94)}
`.trim();

/** A page as customers see it: the shop's name or logo, the languages, the content. */
export function portalPage(look: Look, title: string, ...content: Node[]): string {
	const { language, words, settings, query } = look;
	const { name = '', logo, color } = settings.portal ?? {};
	return document(
		{ title, site: name, language, css: `${style}${buttonStyle(color)}` },
		h('header', null, [
			logo ? h('img', { src: logo, alt: name }) : h('span', { class: 'site' }, name),
			h('nav', { 'aria-label': words.languages }, [
				...languages.map((one) =>
					h(
						'a',
						{
							href: addressOf({ ...query, language: one }),
							lang: one,
							hreflang: one,
							...(one === language && { 'aria-current': 'true' }),
						},
						portalWords[one].language,
					),
				),
			]),
		]),
		h('main', null, [h('h1', null, title), ...content]),
	);
}

/** An address among the pages. */
export function addressOf(query: Record<string, string | undefined>): string {
	const known = Object.entries(query).filter((one): one is [string, string] => !!one[1]);
	return `?${new URLSearchParams(known).toString()}`;
}
