import { z } from 'zod';
import { format, fromNumber, Html, markup, money, Money } from '../../shared/model';
import { id, link, named, text } from '../records/answers/fields';
import type { Odoo } from '../transport/odoo';
import type { Domain } from '../transport/wire';

const Side = z.object({
	/** The entry's number. */
	entry: z.string(),
	date: z.string(),
	text: z.string().optional(),
	amount: Money,
});

/** What a return has left in the books, account by account. */
export const Entries = z.object({
	reference: z.string(),
	/** Entries that are posted. */
	count: z.number().int(),
	/** Whether debits and credits are the same. */
	balanced: z.boolean(),
	accounts: z.array(
		z.object({
			account: z.string(),
			debits: z.array(Side),
			credits: z.array(Side),
			/** Debits less credits. */
			balance: Money,
		}),
	),
	/** The accounts as T-accounts, to read or print. */
	html: z.string(),
});
export type Entries = z.infer<typeof Entries>;

/** What names the documents of a return: itself, ids of its refunds as memos and statements carry them, and ids of documents that its case knows. */
export interface Named {
	reference: string;
	refunds: string[];
	creditNotes: number[];
	payments: number[];
}

const Document = z.object({ id, move_id: link });
const Match = z.object({ id, debit_move_id: link });
const MatchedItem = z.object({ id, move_id: link, move_type: text });
const Item = z.object({
	id,
	move_id: named,
	account_id: named,
	name: text,
	date: text,
	debit: z.number(),
	credit: z.number(),
	company_currency_id: named,
});

/** All posted entries of a return: credit notes, what they are matched with, payments, and bank statement lines of its refunds. Reads only. */
export async function readEntries(odoo: Odoo, { reference, refunds, creditNotes, payments }: Named): Promise<Entries> {
	const memos = [reference, ...refunds];
	const paid = await odoo.search('account.payment', Document, ['|', ['memo', 'in', memos], ['id', 'in', payments]]);
	const lines = refunds.length ? await odoo.search('account.bank.statement.line', Document, anyOf(refunds)) : [];
	const matched = await odoo.search('account.partial.reconcile', Match, [
		['credit_move_id.move_id.ref', '=', reference],
	]);
	const others = await odoo.read(
		'account.move.line',
		MatchedItem,
		matched.flatMap(({ debit_move_id }) => debit_move_id ?? []),
	);
	const moves = [
		...[...paid, ...lines].map(({ move_id }) => move_id),
		// Its invoice may be matched with a credit note as well, and is no entry of the return.
		...others.map(({ move_id, move_type }) => (move_type === 'entry' ? move_id : undefined)),
	].filter((move) => move !== undefined);
	const items = await odoo.search(
		'account.move.line',
		Item,
		[
			'|',
			['move_id.ref', '=', reference],
			['move_id', 'in', [...creditNotes, ...moves]],
			['parent_state', '=', 'posted'],
		],
		{ order: 'date, id' },
	);
	return entriesOf(reference, items);
}

function anyOf(refunds: string[]): Domain {
	return [
		...refunds.slice(1).map(() => '|'),
		...refunds.map((refund): [string, string, string] => ['payment_ref', 'ilike', refund]),
	];
}

/** Journal items by account, in the currency of the books. */
function entriesOf(reference: string, items: Array<z.output<typeof Item>>): Entries {
	const accounts = new Map<string, Entries['accounts'][number]>();
	for (const item of items) {
		const currency = item.company_currency_id?.name;
		if (!currency || (!item.debit && !item.credit)) continue;
		const account = item.account_id?.name ?? '';
		const one = accounts.get(account) ?? { account, debits: [], credits: [], balance: money(0, currency) };
		accounts.set(account, one);
		const amount = fromNumber(item.debit || item.credit, currency);
		const side = {
			entry: item.move_id?.name ?? '',
			date: item.date ?? '',
			...(item.name && { text: item.name }),
			amount,
		};
		one[item.debit ? 'debits' : 'credits'].push(side);
		one.balance = money(one.balance.amount + (item.debit ? amount.amount : -amount.amount), currency);
	}
	const sorted = [...accounts.values()].sort((a, b) => a.account.localeCompare(b.account));
	return {
		reference,
		count: new Set(items.map(({ move_id }) => move_id?.id)).size,
		balanced: sorted.reduce((sum, { balance }) => sum + balance.amount, 0) === 0,
		accounts: sorted,
		html: pageOf(reference, sorted),
	};
}

const style =
	'body{font:11pt/1.4 sans-serif;color:#111}table{border-collapse:collapse;margin:0 0 1.5em;min-width:150mm;break-inside:avoid}caption{font-weight:bold;border-bottom:2px solid #111;padding:3px}td{padding:2px 8px;vertical-align:top;width:25%}td:nth-child(2){border-right:2px solid #111}td:nth-child(even){text-align:right;white-space:nowrap}tr.sum td{border-top:1px solid #111;font-weight:bold}';

function pageOf(reference: string, accounts: Entries['accounts']): string {
	const title = `Return ${reference} in the books`;
	const tables = accounts.map(({ account, debits, credits, balance }) => {
		const rows = Array.from({ length: Math.max(debits.length, credits.length) }, (_, index) =>
			rowOf([debits[index], credits[index]].map((side) => [side ? `${side.date} ${side.entry}` : '', side?.amount])),
		);
		const left: Cell = balance.amount > 0 ? ['Balance', balance] : ['', undefined];
		const right: Cell = balance.amount < 0 ? ['Balance', money(-balance.amount, balance.currency)] : ['', undefined];
		return markup`<table><caption>${account}</caption><tbody>${[...rows, rowOf([left, right], 'sum')]}</tbody></table>`;
	});
	return markup`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${new Html(style)}</style></head><body><h1>${title}</h1><p>Debits on the left, credits on the right.</p>${tables}</body></html>`
		.text;
}

type Cell = [what: string, amount: Money | undefined];

function rowOf(cells: Cell[], kind = ''): Html {
	return markup`<tr class="${kind}">${cells.map(([what, amount]) => markup`<td>${what}</td><td>${amount ? format(amount) : ''}</td>`)}</tr>`;
}
