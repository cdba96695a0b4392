import { randomUUID } from 'node:crypto';
import { h } from 'preact';
import { shownTime } from '../../shared/case/standing';
import { format } from '../../shared/model';
import { fieldsOfNewOrder, fieldsOfOrder } from '../customer/start';
import { findCustomer } from '../customer/find';
import type { CustomerView } from '../customer/view';
import { folded, form, unfolded } from '../html/form';
import { facts, section, table, type Node } from '../html/view';
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
		...(view?.returns.length ? shown(desk, view, timeZone) : []),
		...(isUnknown
			? [
					h(
						'p',
						null,
						`No return is known of "${text}". This page knows an order by its returns: look up in the shop or in Odoo what was bought, then start a return here, with the order's number, the customer's e-mail and the article's SKU.`,
					),
				]
			: []),
		section(
			'Start a return',
			(isUnknown ? unfolded : folded)(
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
				facts([
					['Placed', order.placedAt && shownTime(order.placedAt, timeZone)],
					[
						'Paid',
						order.payments
							.map(
								({ by, captured, refunded }) =>
									`${format(captured)} by ${by}${refunded.amount ? `, ${format(refunded)} paid back` : ''}`,
							)
							.join('; '),
					],
				]),
				table(
					`Order ${order.number}`,
					['Article', 'Bought', 'Returned', 'May come back', 'Why'],
					order.lines.map(({ title, sku, bought, returned, left, reason }) => [
						[title, sku].filter(Boolean).join(', '),
						bought,
						returned,
						left,
						reason,
					]),
					'No line is known.',
				),
				...(order.lines.some(({ left }) => left)
					? [
							folded(
								`Start a return of order ${order.number}`,
								form({
									id: `order${index}`,
									hidden: { action: startToken(desk, order.knownBy) },
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

function startToken({ visitor, key, now }: Desk, knownBy?: string): string {
	return offer({ what: 'start', mark: randomUUID(), ...(knownBy && { knownBy }) }, visitor.email, key, now);
}
