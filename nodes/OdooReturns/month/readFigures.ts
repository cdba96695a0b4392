import { DateTime } from 'luxon';
import { z } from 'zod';
import { fromNumber, type Money } from '../../shared/model';
import { id, named, text } from '../records/answers/fields';
import type { Odoo } from '../transport/odoo';
import type { Domain } from '../transport/wire';
import { placesInTime, type MonthFigures, type PlaceInTime } from '../../shared/model/monthFigures';

/** How many days around a month its documents are looked for. */
const around = { before: 92, after: 10 };

export interface Asked {
	/** `2026-11` */
	month: string;
	company: number;
	timeZone: string;
	/** In how many days customers may return what they bought. */
	windowDays: number;
	/** Where returned goods stand. */
	locations: number[];
	accounts: { refundLiability?: number; rightToRecover?: number; storeCredit?: number };
}

const Company = z.object({
	id,
	name: z.string(),
	currency_id: named,
	fiscalyear_lock_date: text,
	sale_lock_date: text,
	tax_lock_date: text,
	hard_lock_date: text,
});
const number = z.number().catch(0);
const ByRef = z.object({ ref: text, currency_id: named, __count: z.number(), 'amount_total:sum': number });
const ByMemo = z.object({ memo: text, currency_id: named, __count: z.number(), 'amount:sum': number });
const OpenByRef = z.object({ ref: text, currency_id: named, __count: z.number(), 'amount_residual:sum': number });
const Untaxed = z.object({ move_type: z.string(), 'amount_untaxed_signed:sum': number });
const Transfer = z.object({ id, origin: text });
const Moved = z.object({ picking_id: named, 'quantity:sum': number, 'value:sum': z.number().optional() });
const Standing = z.object({ location_id: named, 'quantity:sum': number, 'value:sum': z.number().optional() });
const OfAccount = z.object({ account_id: named, 'balance:sum': number });
const Cost = z.object({ __count: z.number(), 'balance:sum': number });

/** Everything that the books say of a month, by Odoo's own sums. Reads only. */
export async function readFigures(odoo: Odoo, asked: Asked): Promise<MonthFigures> {
	const company = await odoo.get('res.company', Company, asked.company);
	const currency = company.currency_id?.name ?? '';
	const own = odoo.forCompany(asked.company);
	const of: Domain = [['company_id', '=', asked.company]];
	const first = DateTime.fromISO(`${asked.month}-01`, { zone: asked.timeZone });
	const last = first.endOf('month');
	const [from, to] = [first.toISODate()!, last.toISODate()!];
	const spans: Record<PlaceInTime, [DateTime, DateTime]> = {
		before: [first.minus({ days: around.before }), first.minus({ days: 1 })],
		month: [first, last],
		after: [last.plus({ days: 1 }), last.plus({ days: around.after })],
	};
	const dated = (when: PlaceInTime): Domain =>
		between('date', spans[when][0].toISODate()!, spans[when][1].toISODate()!);
	const note: Domain = [...of, ['move_type', '=', 'out_refund']];
	const inBooks = (value: number) => fromNumber(value, currency);

	const creditNotes = async (when: PlaceInTime) =>
		(
			await own.grouped('account.move', ByRef, [...note, ['state', '=', 'posted'], ...dated(when)], {
				groupby: ['ref', 'currency_id'],
				aggregates: ['__count', 'amount_total:sum'],
			})
		).map((row) => booked(row.ref, row, row['amount_total:sum'], when));
	const payments = async (when: PlaceInTime) =>
		(
			await own.grouped(
				'account.payment',
				ByMemo,
				[
					...of,
					['payment_type', '=', 'outbound'],
					['partner_type', '=', 'customer'],
					['state', 'not in', ['draft', 'canceled', 'rejected']],
					...dated(when),
				],
				{ groupby: ['memo', 'currency_id'], aggregates: ['__count', 'amount:sum'] },
			)
		).map((row) => booked(row.memo, row, row['amount:sum'], when));
	const goods = async (when: PlaceInTime, valued: boolean) => {
		const rows = await own.grouped(
			'stock.move',
			Moved,
			[
				...of,
				['state', '=', 'done'],
				['location_id.usage', '=', 'customer'],
				['location_dest_id.usage', '!=', 'customer'],
				['date', '>=', inOdoo(spans[when][0].startOf('day'))],
				['date', '<=', inOdoo(spans[when][1].endOf('day'))],
			],
			{ groupby: ['picking_id'], aggregates: ['quantity:sum', ...(valued ? ['value:sum'] : [])] },
		);
		// What a transfer came from stands on the transfer, not always on its moves.
		const transfers = await own.read(
			'stock.picking',
			Transfer,
			rows.flatMap(({ picking_id }) => picking_id?.id ?? []),
		);
		const origins = new Map(transfers.map((one) => [one.id, one.origin]));
		return byOrigin(
			rows.map((row) => ({
				origin: row.picking_id && origins.get(row.picking_id.id),
				pieces: row['quantity:sum'],
				value: valued ? (row['value:sum'] ?? 0) : undefined,
			})),
		).map(({ origin, pieces, value }) => ({
			...(origin && { name: origin }),
			when,
			pieces,
			...(value !== undefined && { value: inBooks(value) }),
		}));
	};
	const trade = async (since: DateTime) => {
		const rows = await own.grouped(
			'account.move',
			Untaxed,
			[
				...of,
				['move_type', 'in', ['out_invoice', 'out_refund']],
				['state', '=', 'posted'],
				...between('date', since.toISODate()!, to),
			],
			{ groupby: ['move_type'], aggregates: ['amount_untaxed_signed:sum'] },
		);
		const sum = (type: string) => rows.find(({ move_type }) => move_type === type)?.['amount_untaxed_signed:sum'] ?? 0;
		return { sales: inBooks(sum('out_invoice')), credited: inBooks(-sum('out_refund')) };
	};
	const inTime = async <T>(read: (when: PlaceInTime) => Promise<T[]>) => {
		const found: T[] = [];
		for (const when of placesInTime) found.push(...(await read(when)));
		return found;
	};
	const yearAgo = last.plus({ days: 1 }).minus({ years: 1 });
	const valuedMoves = await has(own, 'stock.move', 'value');

	return {
		month: asked.month,
		from,
		to,
		asOf: (await odoo.now()).toISOString(),
		company: company.name,
		currency,
		locks: locksOf(company),
		drafts: await count(own, [...note, ['state', '=', 'draft'], ...dated('month')]),
		creditNotes: await inTime(creditNotes),
		payments: await inTime(payments),
		openCredits: (
			await own.grouped(
				'account.move',
				OpenByRef,
				[...note, ['state', '=', 'posted'], ['date', '<=', to], ['amount_residual', '!=', 0]],
				{ groupby: ['ref', 'currency_id'], aggregates: ['__count', 'amount_residual:sum'] },
			)
		).map((row) => {
			const { when: _when, ...open } = booked(row.ref, row, row['amount_residual:sum'], 'month'); // eslint-disable-line @typescript-eslint/no-unused-vars
			return open;
		}),
		goods: await inTime(async (when) => await goods(when, valuedMoves)),
		stock: await standing(own, asked.locations, inBooks),
		trade: {
			month: await trade(first),
			window: { days: asked.windowDays, ...(await trade(last.plus({ days: 1 }).minus({ days: asked.windowDays }))) },
			year: { ...(await trade(yearAgo)), ...(await costOf(own, of, yearAgo.toISODate()!, to, inBooks)) },
		},
		balances: await balances(own, of, to, asked.accounts, inBooks),
	};
}

interface CameBack {
	origin: string | undefined;
	pieces: number;
	value: number | undefined;
}

/** Transfers of one origin together: a return may come in several parcels. */
function byOrigin(rows: CameBack[]): CameBack[] {
	const found = new Map<string | undefined, CameBack>();
	for (const row of rows) {
		const known = found.get(row.origin);
		if (!known) found.set(row.origin, { ...row });
		else {
			known.pieces += row.pieces;
			if (row.value !== undefined) known.value = (known.value ?? 0) + row.value;
		}
	}
	return [...found.values()];
}

function between(field: string, from: string, to: string): Domain {
	return [
		[field, '>=', from],
		[field, '<=', to],
	];
}

/** Odoo's times are UTC without saying so. */
function inOdoo(time: DateTime): string {
	return time.toUTC().toFormat('yyyy-MM-dd HH:mm:ss');
}

function booked(
	name: string | undefined,
	{ currency_id, __count }: { currency_id?: { name: string }; __count: number },
	amount: number,
	when: PlaceInTime,
): MonthFigures['creditNotes'][number] {
	return { ...(name && { name }), when, count: __count, amount: fromNumber(amount, currency_id?.name ?? '') };
}

function locksOf(company: z.output<typeof Company>): MonthFigures['locks'] {
	return (
		[
			['everything', company.fiscalyear_lock_date],
			['for good', company.hard_lock_date],
			['sales', company.sale_lock_date],
			['taxes', company.tax_lock_date],
		] as const
	).flatMap(([what, to]) => (to ? [{ what, to }] : []));
}

/** Whether a model has a field that this user may see: what goods are worth is told by an app, and to some only. */
async function has(odoo: Odoo, model: string, field: string): Promise<boolean> {
	const known = z
		.record(z.string(), z.unknown())
		.safeParse(
			await odoo.call(model, 'fields_get', { allfields: [field], attributes: ['type'] }, { repeatable: true }),
		);
	return !!known.data && field in known.data;
}

async function count(odoo: Odoo, domain: Domain): Promise<number> {
	return z.number().parse(await odoo.call('account.move', 'search_count', { domain }, { repeatable: true }));
}

async function standing(
	odoo: Odoo,
	locations: number[],
	inBooks: (value: number) => Money,
): Promise<MonthFigures['stock']> {
	if (!locations.length) return [];
	const valued = await has(odoo, 'stock.quant', 'value');
	const inHouse: Domain = [
		['location_id', 'in', locations],
		['location_id.usage', '=', 'internal'],
	];
	const rows = await odoo.grouped('stock.quant', Standing, inHouse, {
		groupby: ['location_id'],
		aggregates: ['quantity:sum', ...(valued ? ['value:sum'] : [])],
	});
	return rows.map((row) => ({
		location: row.location_id?.name ?? '',
		pieces: row['quantity:sum'],
		...(valued && { value: inBooks(row['value:sum'] ?? 0) }),
	}));
}

/** What sold goods cost, where the books have it in accounts of that type. */
async function costOf(
	odoo: Odoo,
	of: Domain,
	from: string,
	to: string,
	inBooks: (value: number) => Money,
): Promise<{ cost?: Money }> {
	const [row] = await odoo.grouped(
		'account.move.line',
		Cost,
		[
			...of,
			['parent_state', '=', 'posted'],
			['account_id.account_type', '=', 'expense_direct_cost'],
			...between('date', from, to),
		],
		{ aggregates: ['__count', 'balance:sum'] },
	);
	return row && row.__count ? { cost: inBooks(row['balance:sum']) } : {};
}

async function balances(
	odoo: Odoo,
	of: Domain,
	to: string,
	accounts: Asked['accounts'],
	inBooks: (value: number) => Money,
): Promise<MonthFigures['balances']> {
	const chosen = Object.entries(accounts).filter(([, account]) => account);
	if (!chosen.length) return {};
	const names = await odoo.read(
		'account.account',
		z.object({ id, display_name: z.string() }),
		chosen.map(([, account]) => account!),
	);
	const rows = await odoo.grouped(
		'account.move.line',
		OfAccount,
		[
			...of,
			['parent_state', '=', 'posted'],
			['account_id', 'in', chosen.map(([, account]) => account)],
			['date', '<=', to],
		],
		{ groupby: ['account_id'], aggregates: ['balance:sum'] },
	);
	return Object.fromEntries(
		chosen.map(([what, account]) => [
			what,
			{
				account: names.find((one) => one.id === account)?.display_name ?? String(account),
				amount: inBooks(rows.find((row) => row.account_id?.id === account)?.['balance:sum'] ?? 0),
			},
		]),
	);
}
