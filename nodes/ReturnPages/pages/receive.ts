import { h } from 'preact';
import type { CaseState } from '../../shared/case/caseState';
import { seesBrand, asReference } from '../../shared/model';
import { facts, link, notice, section, table, words, type Node } from '../html/view';
import { actForms } from './actForms';
import type { Desk, Query } from '../session/desk';
import { pageOf } from './layout';
import { searchCases } from '../customer/search';
import { ageOf } from './shown';

/** Where goods are received: a reference, a parcel's number, an order's or an article's is scanned or typed, then pieces are counted and looked at. */
export async function receivePage(desk: Desk, query: Query): Promise<string> {
	const text = query.q?.trim() ?? '';
	const found = text ? await searchCases(desk, text) : [];
	const reference = asReference(query.case ?? '');
	const named = reference ? await desk.store.cases.get(reference) : undefined;
	const state = named && seesBrand(desk.rights, named.brand) ? named : found.length === 1 ? found[0] : undefined;
	return pageOf(
		desk,
		'receive',
		'Receive',
		h('form', { method: 'get', class: 'search', role: 'search' }, [
			h('input', { type: 'hidden', name: 'page', value: 'receive' }),
			h('input', {
				type: 'search',
				name: 'q',
				'aria-label': 'Reference, tracking number, order or article',
				placeholder: 'Scan or type',
				autofocus: true,
				autocomplete: 'off',
				enterkeyhint: 'search',
			}),
			h('button', { type: 'submit' }, 'Find'),
		]),
		...(state ? [receiving(desk, state)] : text ? [choices(desk, text, found)] : [asked]),
	);
}

const asked: Node = h(
	'p',
	null,
	'Scan the reference on the label or the slip, the tracking number of the parcel, or the article. Order numbers are found, too.',
);

/** One return, with the forms to count and to inspect. */
function receiving(desk: Desk, state: CaseState): Node {
	const { reference, orderNumber, customer, authorization, lines, exceptions } = state;
	const forms = actForms(desk, state, { only: ['receive', 'inspect', 'note'], open: ['receive', 'inspect'] });
	const open = exceptions.filter(({ owner, resolved }) => owner === 'warehouse' && !resolved);
	return section(
		reference,
		...(authorization === 'approved'
			? []
			: [
					notice(
						`This return is not approved (${words(authorization)}). What arrives is recorded all the same; set it aside.`,
					),
				]),
		...open.map(({ message }) => notice(message)),
		facts([
			['Order', orderNumber],
			['Customer', customer?.name],
			[
				'Goods',
				lines.map(({ title, sku, quantities }) =>
					h(
						'div',
						null,
						`${quantities.received} of ${authorization === 'approved' ? quantities.approved : quantities.requested} received: ${title && title !== sku ? `${title} (${sku})` : sku}`,
					),
				),
			],
			['All of it', link({ page: 'case', case: reference }, 'Open the return')],
		]),
		...(forms.length ? forms : [h('p', null, 'There is nothing to receive or to inspect for you.')]),
	);
}

/** What a text finds, to choose from. */
function choices({ now }: Desk, text: string, found: CaseState[]): Node {
	return section(
		`What "${text}" finds`,
		table(
			'Returns',
			['Return', 'Order', 'Customer', 'Asked', 'Goods'],
			found.map(({ reference, orderNumber, customer, openedAt, logistics }) => [
				link({ page: 'receive', case: reference }, reference),
				orderNumber ?? '',
				customer?.name ?? customer?.email ?? '',
				`${ageOf(openedAt, now)} ago`,
				words(logistics),
			]),
			'No return has this reference, order number, tracking number or article. Set the parcel aside and tell customer service.',
		),
	);
}
