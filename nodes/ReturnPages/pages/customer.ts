import { randomUUID } from 'node:crypto';
import { h } from 'preact';
import { shownTime } from '../../shared/case/standing';
import { format, seesBrand } from '../../shared/model';
import { fieldsOfNewOrder, fieldsOfOrder } from '../customer/start';
import { findCustomer } from '../customer/find';
import { keptFound, type FoundOrder } from '../customer/foundOrder';
import type { CustomerView } from '../customer/view';
import { folded, form, unfolded } from '../html/form';
import { facts, notice, section, table, type Node } from '../html/view';
import { offer } from '../session/action';
import type { Desk, Query } from '../session/desk';
import { pageOf } from './layout';
import { caseLink } from './shown';

/** One customer or order, as an agent sees it who talks to them; and a return is started. */
export async function customerPage(desk: Desk, query: Query): Promise<string> {
	const text = query.q?.trim() ?? '';
	const view = text ? await findCustomer(desk, text) : undefined;
	const { timeZone } = desk.settings;
	const isUnknown = !!text && !view?.returns.length;
	const looked = query.found ? await keptFound(desk.store, query.found) : undefined;
	const found = looked && seesBrand(desk.rights, looked.brand) ? looked : undefined;
	return pageOf(
		desk,
		'customer',
		'Customer',
		h('form', { method: 'get', class: 'search', role: 'search' }, [
			h('input', { type: 'hidden', name: 'page', value: 'customer' }),
			h('input', {
				type: 'search',
				name: 'q',
				value: text,
				'aria-label': 'E-mail, name, order or reference',
				placeholder: 'E-mail, name, order or reference',
				autofocus: !text,
			}),
			h('button', { type: 'submit' }, 'Find'),
		]),
		...(query.found && !found ? [notice('What was looked up is not known any more. Look it up again.')] : []),
		...(found ? [foundSection(desk, found, query.found!, timeZone)] : []),
		...(view?.returns.length ? shown(desk, view, timeZone) : []),
		...(isUnknown && !found
			? [h('p', null, `No return is known of "${text}". This page knows an order by its returns.`)]
			: []),
		h('p', null, [
			h('a', { href: lookUpAddress(desk), rel: 'noreferrer' }, 'Look up an order in the shop and in Odoo'),
			', with what the policy says of each line. Its form is that of template 15-returns-desk-order.',
		]),
		section(
			'Start a return',
			(isUnknown && !found ? unfolded : folded)(
				'Of an order that is not shown here',
				h('p', null, 'The order is looked up by its number and e-mail; the policy decides as for every other return.'),
				form({
					id: 'new',
					hidden: { action: startToken(desk) },
					fields: fieldsOfNewOrder(isUnknown ? text : (view?.customer.email ?? '')),
					text: 'Start the return',
				}),
			),
		),
	);
}

/** The same, for programs. */
export async function customerJson(desk: Desk, query: Query): Promise<string> {
	return JSON.stringify(await findCustomer(desk, query.q?.trim() ?? ''));
}

function shown(desk: Desk, { customer, orders, returns }: CustomerView, timeZone: string): Node[] {
	return [
		facts([
			['Name', customer.name],
			['E-mail', customer.email],
		]),
		section(
			'Returns',
			table(
				'Returns',
				['Return', 'Order', 'Asked', 'Goods', 'How it stands', 'Money'],
				returns.map((one) => [
					caseLink(one.reference),
					one.order,
					shownTime(one.askedAt, timeZone),
					one.goods,
					[one.standing, ...one.reasons].join(' '),
					one.refunds.join(', '),
				]),
				'',
			),
		),
		...orders.map((order, index) =>
			section(
				`Order ${order.number}`,
				...orderOf(order, timeZone),
				...(order.lines.some(({ left }) => left)
					? [
							folded(
								`Start a return of order ${order.number}`,
								form({
									id: `order${index}`,
									hidden: { action: startToken(desk, { knownBy: order.knownBy }) },
									fields: fieldsOfOrder(order),
									text: 'Start the return',
									label: `Start the return of order ${order.number}`,
								}),
							),
						]
					: []),
			),
		),
	];
}

/** An order that no return is known of, as it was looked up. */
function foundSection(desk: Desk, order: FoundOrder, found: string, timeZone: string): Node {
	const { number, customer, lines, reasons } = order;
	return section(
		`Order ${number}, as it was looked up`,
		facts([['Customer', [customer?.name, customer?.email].filter(Boolean).join(', ')]]),
		...orderOf(order, timeZone),
		...(reasons.length
			? [
					h('p', null, 'The policy says of the order:'),
					h(
						'ul',
						null,
						reasons.map((one) => h('li', null, one)),
					),
				]
			: []),
		...(lines.some(({ left }) => left)
			? [
					unfolded(
						`Start a return of order ${number}`,
						form({
							id: 'found',
							hidden: { action: startToken(desk, { found }) },
							fields: fieldsOfOrder(order),
							text: 'Start the return',
							label: `Start the return of order ${number}`,
						}),
					),
				]
			: []),
	);
}

/** What was paid for an order, and its lines with what may come back of each. */
function orderOf(
	{ number, placedAt, payments, lines }: Pick<FoundOrder, 'number' | 'placedAt' | 'payments' | 'lines'>,
	timeZone: string,
): Node[] {
	return [
		facts([
			['Placed', placedAt && shownTime(placedAt, timeZone)],
			[
				'Paid',
				payments
					.map(
						({ by, captured, refunded }) =>
							`${format(captured)} by ${by}${refunded.amount ? `, ${format(refunded)} paid back` : ''}`,
					)
					.join('; '),
			],
		]),
		table(
			`Order ${number}`,
			['Article', 'Bought', 'Returned', 'May come back', 'Why'],
			lines.map(({ title, sku, bought, returned, left, reason }) => [
				[title, sku].filter(Boolean).join(', '),
				bought,
				returned,
				left,
				reason,
			]),
			'No line is known.',
		),
	];
}

/** The form that looks an order up; n8n serves forms beside its webhooks. */
function lookUpAddress({ address }: Desk): string {
	return `${address.split('/webhook/')[0]}/form/returns/look-up-order`;
}

function startToken({ visitor, key, now }: Desk, of: { knownBy?: string; found?: string } = {}): string {
	return offer({ what: 'start', mark: randomUUID(), ...of }, visitor.email, key, now);
}
