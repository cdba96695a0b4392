import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import { format, fromNumber, type Money, type NewEvent } from '../../shared/model';
import { observed, refundedElsewhere } from '../../shared/operation';
import { payByHand } from '../../shared/operation/byHand/requestToFinance';
import type { CaseStore } from '../../shared/store/store';
import { Invoice, SaleOrder } from '../records/answers';
import type { Odoo } from '../transport/odoo';
import type { Details } from './details';
import type { Happening } from './poll';

const source = 'odoo';
const actor = 'Odoo staff';
/** Clocks of Odoo and n8n may differ by so much. */
const clockMs = 60_000;

/** Money or credit that somebody gave in Odoo: a credit note or a payment to a customer that no node of this package made. */
interface Given {
	/** Names the question: a credit note and the payment of it are one. */
	id: string;
	what: string;
	amount: Money;
	/** What a leg of ours has not got yet when this is only the books of its refund. */
	booksOf: 'creditNote' | 'payment';
}

/**
 * Asks finance about a credit note or a payment that somebody made in Odoo: of the return whose reference it carries (`named`), else of every
 * open return of the orders that it credits. What is due there, and not on its way yet, waits for the answer; where nothing is due, nothing
 * is released before it. Gives back the first return that was asked about.
 */
export async function askAboutOthers(
	{ odoo, store }: { odoo: Odoo; store: CaseStore },
	happening: Happening,
	details: Details,
	named: CaseState | undefined,
): Promise<CaseState | undefined> {
	if (details.key || !(details.creditNote ?? details.payment)) return undefined;
	const { given, orders } = await givenBy(odoo, happening, details);
	const returns = await returnsOf(store, named, orders);
	if (isOfRefund(given, details, returns)) return undefined;
	// What was there before a return was opened is known to whoever worked it out.
	const at = Date.parse(happening.changedAt) + clockMs;
	const open = returns.filter((one) => isOpen(one) && Date.parse(one.openedAt) <= at);
	const owing = open.filter((one) => dueOf(one).length);
	const asked = owing.length ? owing : open.slice(0, 1);
	const of = orders.map(({ name }) => name).join(', ');
	const states: CaseState[] = [];
	for (const one of asked)
		states.push(
			(await wasAsked(store, one, given))
				? one
				: (await store.cases.record({ reference: one.reference, events: questions(one, given, of) })).case,
		);
	return states[0];
}

/** Whether finance was asked about it: by another trigger, or about the credit note that a payment pays. */
async function wasAsked(store: CaseStore, { reference }: CaseState, { id }: Given): Promise<boolean> {
	return (await store.cases.timeline(reference)).some((event) => event.id.startsWith(`${id}/others`));
}

/** What was given, and the orders that it is of: those that the credit note or its invoice bill, or that a payment's memo names. */
async function givenBy(
	odoo: Odoo,
	{ model, id }: Happening,
	{ creditNote, payment, reverses }: Details,
): Promise<{ given: Given; orders: SaleOrder[] }> {
	const own = `${model}/${id}`;
	if (creditNote) {
		const what = `credit note ${creditNote.number}`;
		return {
			given: { id: own, what, amount: creditNote.amount, booksOf: 'creditNote' },
			orders: await ordersBilled(odoo, [id, ...(reverses ? [reverses] : [])]),
		};
	}
	const { amount, refund: memo } = payment!;
	// "RINV/2026/00005", "Reversal of: INV/2026/00007, broken", "S00027": what Odoo or a person writes there. What Odoo's own payment
	// providers book names their transaction, and what these have given back is seen at the provider.
	const words = wordsOf(memo);
	const bills = words.length ? await billsNamed(odoo, words) : [];
	const keys = await odoo.keysOf(
		'account.move',
		bills.map((one) => one.id),
	);
	const note = bills.find((one) => one.move_type === 'out_refund' && !keys.get(one.id) && isWorth(one, amount));
	const what = note
		? `credit note ${note.name}, which is paid`
		: `a payment to the customer${memo ? ` (${memo})` : ''}`;
	const ids = bills.flatMap((one) => [one.id, ...(one.reversed_entry_id ? [one.reversed_entry_id] : [])]);
	return {
		given: { id: note ? `account.move/${note.id}` : own, what, amount, booksOf: 'payment' },
		orders: ids.length
			? await ordersBilled(odoo, ids)
			: words.length
				? await odoo.search('sale.order', SaleOrder, ['|', ['name', 'in', words], ['client_order_ref', 'in', words]])
				: [],
	};
}

/** What may be a number of a document in a memo, also where a person has put it into a sentence or in brackets. */
function wordsOf(memo: string): string[] {
	return memo
		.split(/[\s,;:()[\]"']+/)
		.map((word) => word.replace(/[.!?]+$/, ''))
		.filter((word) => word.length > 2);
}

/** Invoices and credit notes that are called so, and credit notes of such invoices. */
async function billsNamed(odoo: Odoo, words: string[]): Promise<Invoice[]> {
	return await odoo.search('account.move', Invoice, [
		['move_type', 'in', ['out_invoice', 'out_refund']],
		['state', '=', 'posted'],
		'|',
		['name', 'in', words],
		['reversed_entry_id.name', 'in', words],
	]);
}

async function ordersBilled(odoo: Odoo, bills: number[]): Promise<SaleOrder[]> {
	return await odoo.search('sale.order', SaleOrder, [['invoice_ids', 'in', bills]]);
}

function isWorth({ amount_total, currency_id }: Invoice, amount: Money): boolean {
	return currency_id?.name === amount.currency && fromNumber(amount_total, amount.currency).amount === amount.amount;
}

/** The returns that a document may be for: the named one alone, else all of its orders. */
async function returnsOf(store: CaseStore, named: CaseState | undefined, orders: SaleOrder[]): Promise<CaseState[]> {
	if (named) return [named];
	const found = new Map<string, CaseState>();
	for (const { id } of orders) {
		const first = await store.cases.findByReference('odoo.order', String(id));
		for (const one of first ? [first, ...(await store.cases.sistersOf(first.reference))] : [])
			found.set(one.reference, one);
	}
	return [...found.values()];
}

/** Whether it only books a refund that these returns know of: one that has gone back, of the same amount, and that nobody has booked yet. */
function isOfRefund({ amount, booksOf }: Given, { payment }: Details, returns: CaseState[]): boolean {
	return returns
		.flatMap(({ refunds }) => refunds)
		.some(
			({ state, intent, refund, [booksOf]: booked }) =>
				(refund && payment?.refund.includes(refund.id)) ||
				((state === 'succeeded' || state === 'pending') &&
					!booked &&
					intent.amount.currency === amount.currency &&
					intent.amount.amount === amount.amount),
		);
}

function isOpen({ verdict, closedAt }: CaseState): boolean {
	return !closedAt && !['declined', 'canceled', 'expired'].includes(verdict);
}

/** Refunds that would be paid by themselves; one that finance pays by hand waits for a person anyhow. */
function dueOf({ refunds, exceptions }: CaseState): RefundLeg[] {
	const byHand = exceptions.filter(({ code, resolved }) => code === payByHand && !resolved);
	return refunds.filter(
		({ state, intent }) => state === 'due' && !byHand.some((exception) => exception.intent === intent.id),
	);
}

function questions(found: CaseState, { id, what, amount }: Given, order: string): NewEvent[] {
	const said = `Somebody gave back ${format(amount)}${order ? ` of order ${order}` : ''} in Odoo: ${what}.`;
	const due = dueOf(found);
	const exception = { code: refundedElsewhere, owner: 'finance' as const };
	return [
		...due.flatMap(({ intent, elsewhere = [] }): NewEvent[] => [
			{
				source,
				actor,
				id: `${id}/others/${intent.id}/held`,
				type: 'refund.held',
				data: { intent, until: 'finance decides', elsewhere },
			},
			{
				source,
				actor,
				id: `${id}/others/${intent.id}`,
				type: 'exception.opened',
				data: {
					exception: {
						...exception,
						intent: intent.id,
						message: `Refund ${intent.id} of ${format(intent.amount)} is not paid yet. ${said} Pay it all the same, pay another amount, or drop it (Return Case: Decide Refund); when that was this refund, record it (Settle by Hand).`,
					},
				},
			},
		]),
		...(due.length
			? []
			: [
					{
						source,
						actor,
						id: `${id}/others`,
						type: 'exception.opened' as const,
						data: {
							exception: {
								...exception,
								message: `${said} Compare it with what this return owes; nothing more is released before. Then resolve this exception.`,
							},
						},
					},
				]),
		...(found.shadow ? [observed(source, { what: 'refunded', id, amount }, { actor })] : []),
	];
}
