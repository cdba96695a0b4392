import type { z } from 'zod';
import { asReference, invalidInput, ReturnRequest, seesBrand } from '../../shared/model';
import type { CaseState } from '../../shared/case/caseState';
import type { Field } from '../html/form';
import type { Desk, Query } from '../session/desk';
import { keptFound } from './foundOrder';
import { customerView, type CustomerView } from './view';

/* A return that an agent starts for a customer. What the policy says of it is worked out by the flow of the channel. */

type KnownLines = Pick<CustomerView['orders'][number], 'lines'>;

export const reasons: Array<[string, string]> = [
	['unwanted', 'Not wanted any more'],
	['too_small', 'Too small'],
	['too_large', 'Too large'],
	['defective', 'Defective'],
	['wrong_item', 'Not what was ordered'],
];

const common: Field[] = [
	{ name: 'reason', label: 'Reason', kind: 'choice', options: reasons },
	{ name: 'note', label: 'What the customer says', kind: 'area' },
	{
		name: 'returnBy',
		label: 'The goods come back',
		kind: 'choice',
		options: [
			['parcel', 'By parcel, with a label'],
			['drop_off', 'To a store'],
		],
	},
	{
		name: 'refundTo',
		label: 'Pay back as',
		kind: 'choice',
		options: [
			['', 'The way they paid'],
			['store_credit', 'Store credit'],
		],
	},
];

/** What is asked to start a return of an order that is known. */
export function fieldsOfOrder({ lines }: KnownLines): Field[] {
	return [
		...lines.flatMap(({ title, sku, left }, index): Field[] =>
			left
				? [
						{
							name: `pieces${index}`,
							label: `${title || sku}: pieces`,
							hint: `${left} may come back`,
							kind: 'number',
							most: left,
						},
					]
				: [],
		),
		...common,
	];
}

/** What is asked to start a return of an order that no return is known of; `known`: what is known of it, an e-mail or a number, is filled in. */
export function fieldsOfNewOrder(known: string): Field[] {
	const isEmail = known.includes('@');
	// A name has no digit; a reference is no order.
	const isOrder = !isEmail && /\d/.test(known) && !/^RMA-/i.test(known);
	return [
		{
			name: 'orderNumber',
			label: 'Order number',
			kind: 'text',
			required: true,
			most: 80,
			...(isOrder && { value: known }),
		},
		{ name: 'email', label: 'E-mail of the customer', kind: 'text', required: true, ...(isEmail && { value: known }) },
		{ name: 'article', label: 'Article', kind: 'text', required: true, most: 80 },
		{ name: 'pieces', label: 'Pieces', kind: 'number', required: true, most: 999 },
		...common,
	];
}

/** The request that an agent makes; `knownBy`: a return of the order, when there is one; `found`: the order as it was looked up. Throws EffectError naming what is missing. */
export async function requestOf(
	desk: Pick<Desk, 'store' | 'rights'>,
	given: Query,
	{ knownBy, found }: { knownBy?: string; found?: string } = {},
): Promise<ReturnRequest> {
	if (found) return completed(await foundLines(desk, given, found), given);
	return completed(knownBy ? await knownLines(desk, given, knownBy) : newLines(desk, given), given);
}

/** The request for these goods of an order. Throws EffectError naming what is missing. */
export function completed(
	{
		lines,
		...order
	}: { lines: Array<{ quantity: number; sku: string }> } & Partial<Omit<z.input<typeof ReturnRequest>, 'lines'>>,
	{ reason = 'unknown', note, returnBy, refundTo }: Query,
): ReturnRequest {
	const pieces = lines.filter(({ quantity }) => Number.isInteger(quantity) && quantity > 0);
	if (!pieces.length) throw invalidInput('No piece was chosen', 'Say how many pieces come back.', 'pieces');
	const read = ReturnRequest.safeParse({
		...order,
		channel: 'service',
		...(note && { note }),
		returnBy: returnBy === 'drop_off' ? 'drop_off' : 'parcel',
		...(refundTo === 'store_credit' && { refundTo }),
		lines: pieces.map((line, index) => ({ id: `L${index + 1}`, reason, ...(note && { note }), ...line })),
	});
	if (!read.success)
		throw invalidInput('The return is not complete', `Look at ${read.error.issues[0].path.join('.')}.`, 'request');
	return read.data;
}

async function knownLines({ store, rights }: Pick<Desk, 'store' | 'rights'>, given: Query, knownBy: string) {
	const state = await store.cases.get(asReference(knownBy) ?? '');
	if (!state || !seesBrand(rights, state.brand)) throw invalidInput('This order is not known', 'Open the page again.');
	const { orders } = await customerView(store, [state, ...(await store.cases.sistersOf(state.reference))]);
	const order = orders.find(({ number }) => number === orderNumberOf(state));
	return {
		brand: state.brand,
		orderNumber: orderNumberOf(state),
		...(state.customer && { customer: state.customer }),
		lines: chosenOf(order?.lines ?? [], given),
	};
}

async function foundLines({ store, rights }: Pick<Desk, 'store' | 'rights'>, given: Query, found: string) {
	const order = await keptFound(store, found);
	if (!order || !seesBrand(rights, order.brand))
		throw invalidInput('What was looked up is not known any more', 'Look the order up again.');
	const { brand, number, customer, lines } = order;
	return { brand, orderNumber: number, ...(customer && { customer }), lines: chosenOf(lines, given) };
}

/** What was chosen of the lines of an order, never more than may come back. */
function chosenOf(lines: KnownLines['lines'], given: Query) {
	return lines.map(({ line, sku, title, left }, index) => ({
		orderLineId: line,
		sku,
		title,
		quantity: Math.min(left, Number(given[`pieces${index}`] || 0)),
	}));
}

function newLines({ rights }: Pick<Desk, 'rights'>, { orderNumber = '', email = '', article = '', pieces }: Query) {
	return {
		...(rights.brands && { brand: rights.brands[0] }),
		orderNumber,
		customer: { email, providerIds: {} },
		lines: [{ sku: article, quantity: Number(pieces || 0) }],
	};
}

function orderNumberOf({ orderNumber, order }: CaseState): string {
	return orderNumber ?? order?.number ?? '';
}
