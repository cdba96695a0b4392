import { h } from 'preact';
import { mayAct, seesBrand } from '../../shared/model';
import { sections } from '../../shared/operation/settings/sections';
import type { Section } from '../../shared/operation/settings/settingField';
import { fieldOf } from '../html/form';
import { link, notice, type Node } from '../html/view';
import { offer } from '../session/action';
import type { Desk, Query } from '../session/desk';
import { choicesFor, markOf } from '../settings/saveSection';
import { entriesOf, type Entry, type Shown } from '../settings/sectionForm';
import { pageOf } from './layout';

/** Whether the address names a section of the settings. */
export function isSection(name: string | undefined): name is Section {
	return name !== undefined && Object.hasOwn(sections, name);
}

/** Brands that somebody may set up: those that the settings and the open cases name. */
export async function brandsOf({ store, settings, rights }: Desk): Promise<string[]> {
	const named = (settings.brands ?? []).map(({ brand }) => brand);
	const open = (await store.cases.openTracks()).map(({ brand }) => brand);
	return [...new Set(['default', ...named, ...open])].filter((brand) => seesBrand(rights, brand));
}

/** Links to the forms of a brand's settings. */
export function sectionLinks(brand: string, current?: Section): Node {
	return h(
		'nav',
		{ 'aria-label': `Settings of ${brand}` },
		(Object.keys(sections) as Section[]).map((section) =>
			link(
				{ page: 'setup', section, ...(brand !== 'default' && { brand }) },
				sections[section].title,
				section === current ? { 'aria-current': 'page' } : {},
			),
		),
	);
}

/** One section of a brand's settings as a form. `typed`: what could not be saved, to be mended. Undefined: not of a brand of this person. */
export async function settingsPage(desk: Desk, query: Query, typed?: Query): Promise<string | undefined> {
	const { store, rights, visitor, key, now } = desk;
	const { section } = query;
	const brand = query.brand?.trim() || 'default';
	if (!isSection(section) || !seesBrand(rights, brand)) return undefined;
	const settings = await store.settings.get(brand);
	const choices = await choicesFor(desk, brand);
	const shown: Shown = { settings, section, choices, mayNameStaff: mayAct(rights), ...(typed && { typed }) };
	const action = offer({ what: 'settings', brand, section, seen: markOf(settings) }, visitor.email, key, now);
	return pageOf(
		desk,
		'setup',
		`${sections[section].title}${brand === 'default' ? '' : ` of ${brand}`}`,
		sectionLinks(brand, section),
		h('p', null, link({ page: 'setup' }, 'Back to the set-up')),
		...(settings.useCommon
			? [notice(`What ${brand} does not say itself is as the brand default says; both are shown here as one.`)]
			: []),
		h('form', { method: 'post', class: 'fields' }, [
			h('input', { type: 'hidden', name: 'action', value: action }),
			...entriesOf(shown).map(entryOf),
			h('button', { type: 'submit' }, 'Save'),
		]),
	);
}

function entryOf(entry: Entry): Node {
	const { label, hint, path } = entry.setting;
	if ('why' in entry) return h('p', null, [h('strong', null, label), h('br', null), h('small', null, entry.why)]);
	if ('field' in entry) return fieldOf(entry.field, path);
	return h('fieldset', null, [
		h('legend', null, label),
		...(hint ? [h('small', null, hint)] : []),
		...entry.rows.map(({ title, cells }, index) =>
			h('fieldset', null, [
				h('legend', null, title),
				...cells.map((cell) => fieldOf(cell, `${path}-${index}-${cell.name}`)),
			]),
		),
	]);
}
