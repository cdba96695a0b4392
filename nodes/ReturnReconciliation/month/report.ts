import { DateTime } from 'luxon';
import { z } from 'zod';
import { format, markup, money, type Money } from '../../shared/model';
import { compareMonth, Difference, Row, type Told } from './compare';
import type { MonthFigures } from '../../shared/model/monthFigures';
import { list, paper, table } from '../paper';
import { proposalOf, Proposal, type Estimate } from './proposal';

/** A month of returns, as finance looks at it before it is closed. */
export const MonthReport = z.object({
	month: z.string(),
	company: z.string(),
	/** Cases, providers and books say the same. */
	agrees: z.boolean(),
	/** Up to which day nothing can be booked any more; absent: nothing is locked. */
	lockedTo: z.string().optional(),
	rows: z.array(Row),
	differences: z.array(Difference),
	/** Documents of the month that are of no return, by kind. */
	outside: z.object({ creditNotes: z.number(), payments: z.number(), refunds: z.number(), goods: z.number() }),
	proposal: Proposal,
	/** What to look at before it is signed. */
	warnings: z.array(z.string()),
	/** All of it, as a page to print and sign. */
	html: z.string(),
	/** The same in short, for an e-mail. */
	text: z.string(),
	fileName: z.string(),
});
export type MonthReport = z.infer<typeof MonthReport>;

/** Compares a month, proposes the entry for expected returns, and writes the report. Pure. */
export function reportMonth(told: Told, estimate: Estimate, notRead: string[] = []): MonthReport {
	const { figures } = told;
	const compared = compareMonth(told);
	const proposal = proposalOf(figures, told.returns, estimate);
	const lockedTo = figures.locks
		.map(({ to }) => to)
		.sort()
		.at(-1);
	const facts = {
		month: figures.month,
		company: figures.company,
		agrees: !compared.differences.length && !notRead.length,
		...(lockedTo && { lockedTo }),
		...compared,
		proposal,
		warnings: [...notRead.map((error) => `Not read: ${error}`), ...warningsOf(figures, proposal)],
	};
	return {
		...facts,
		html: pageOf(facts, figures),
		text: textOf(facts, figures),
		fileName: `returns-${figures.month}.html`,
	};
}

type Facts = Omit<MonthReport, 'html' | 'text' | 'fileName'>;

function warningsOf({ month, to, locks, drafts, asOf }: MonthFigures, { date }: Proposal): string[] {
	const isLocked = locks.some(({ what, to: day }) => what !== 'taxes' && day >= to);
	return [
		...(asOf.slice(0, 10) <= to ? [`${monthName(month)} is not over: its figures change.`] : []),
		...(drafts ? [`${drafts} credit notes of the month are drafts: post or delete them, then read it again.`] : []),
		...(isLocked
			? []
			: [`${monthName(month)} is not locked in the books: lock it when this is signed, or it can change.`]),
		...(date > to ? [`The books are locked on ${to}: the proposed entry is dated ${date}, the first open day.`] : []),
	];
}

const subjectNames: Record<Row['what'], [name: string, others: string]> = {
	credit_notes: ['Credit notes of the month', 'Books'],
	refunds: ['Refunds that left in the month', 'Payment providers'],
	payments: ['Payments to customers booked in the month', 'Books'],
	open_credits: ['Credit notes open', 'Books'],
	goods: ['Pieces that came back', 'Books'],
};

/** More lines than anybody reads on paper. */
const mostShown = 200;

function monthName(month: string): string {
	return DateTime.fromISO(`${month}-01`, { locale: 'en' }).toFormat('LLLL yyyy');
}

function shown(row: Row, value: number): string {
	return row.currency ? format(money(value, row.currency)) : String(value);
}

function lineOf({ what, reference, amount, pieces, says }: Difference): string {
	const much = amount ? format(amount) : pieces === undefined ? '' : `${pieces} pieces`;
	return [`${subjectNames[what][0]}: ${reference ?? ''}`.trim(), much, says].filter(Boolean).join(', ');
}

function textOf({ agrees, rows, differences, proposal, warnings }: Facts, { month, company }: MonthFigures): string {
	return [
		`Returns of ${monthName(month)}, ${company}: ${agrees ? 'everything agrees' : `${differences.length} differences`}.`,
		...warnings.map((warning) => `Attention: ${warning}`),
		'',
		...rows.map(
			(row) =>
				`${subjectNames[row.what][0]}: cases ${shown(row, row.cases)}, ${subjectNames[row.what][1].toLowerCase()} ${shown(row, row.others)}${row.difference ? `, difference ${shown(row, row.difference)}` : ''}`,
		),
		...(differences.length ? ['', ...differences.slice(0, mostShown).map((one) => `- ${lineOf(one)}`)] : []),
		...(differences.length > mostShown ? [`and ${differences.length - mostShown} more`] : []),
		'',
		`Proposed entry of ${proposal.date}, not booked:`,
		...(proposal.lines.length ? proposal.lines.map(entryText) : ['nothing to book']),
		...proposal.basis,
	].join('\n');
}

function entryText({ account, debit, credit }: Proposal['lines'][number]): string {
	return debit ? `debit ${account} ${format(debit)}` : `credit ${account} ${format(credit!)}`;
}

function pageOf(facts: Facts, figures: MonthFigures): string {
	const { agrees, rows, differences, outside, proposal, warnings } = facts;
	const title = `Returns of ${monthName(figures.month)}`;
	const parts = [
		markup`<h1>${title}</h1><p>${figures.company}, ${figures.from} to ${figures.to}. Read ${figures.asOf.slice(0, 16).replace('T', ' ')} UTC. ${
			figures.locks.length
				? `Locked: ${figures.locks.map(({ what, to }) => `${what} up to ${to}`).join(', ')}.`
				: 'Nothing is locked in the books.'
		}</p><p><strong>${agrees ? 'Everything agrees.' : `${differences.length} differences.`}</strong></p>`,
		list('Before it is signed', warnings),
		table(
			'Agreement',
			['', '*Cases', '*Others', '*Difference'],
			rows.map((row) => ({
				off: row.difference !== 0,
				cells: [
					`${subjectNames[row.what][0]} (others: ${subjectNames[row.what][1].toLowerCase()})`,
					shown(row, row.cases),
					shown(row, row.others),
					row.difference ? shown(row, row.difference) : '',
				],
			})),
		),
		markup`<p class="small">Of no return, and not compared: ${`${outside.creditNotes} credit notes, ${outside.payments} payments, ${outside.refunds} refunds, ${outside.goods} transfers from customers`}. Open credit notes are those that are open now, of all that are dated to the end of the month.</p>`,
		table(
			'Differences',
			['What', 'Return', '*How much', 'Why'],
			differences.slice(0, mostShown).map(({ what, reference, amount, pieces, says }) => ({
				cells: [
					subjectNames[what][0],
					reference ?? '',
					amount ? format(amount) : pieces === undefined ? '' : String(pieces),
					says,
				],
			})),
		),
		...(differences.length > mostShown ? [markup`<p>And ${String(differences.length - mostShown)} more.</p>`] : []),
		table('Figures of the books', ['', '*'], figureRows(figures)),
		table(
			`Proposed entry of ${proposal.date}: expected returns (IFRS 15 B20 to B27)`,
			['Account', '*Debit', '*Credit'],
			proposal.lines.map(({ account, debit, credit }) => ({
				cells: [account, debit ? format(debit) : '', credit ? format(credit) : ''],
			})),
			'Nothing to book.',
		),
		list('', proposal.basis),
		markup`<p class="small">This entry is a proposal. It was not booked, and nothing books it but a person.</p>`,
		markup`<h2>Signed</h2><table class="sign"><tr><th>Prepared by</th><th>Checked by</th><th>Date</th></tr><tr><td></td><td></td><td></td></tr></table>`,
	];
	return paper(`${title}, ${figures.company}`, parts);
}

function figureRows(figures: MonthFigures): Array<{ cells: string[] }> {
	const { trade, balances, goods, stock, currency } = figures;
	const row = (name: string, value: Money | string) => ({
		cells: [name, typeof value === 'string' ? value : format(value)],
	});
	const back = goods.filter(({ when }) => when === 'month');
	const valued = back.filter(({ value }) => value);
	return [
		row('Sales of the month, without tax', trade.month.sales),
		row('Credited in the month, without tax', trade.month.credited),
		row(
			'Goods back from customers',
			`${back.reduce((sum, { pieces }) => sum + pieces, 0)} pieces${
				valued.length
					? `, ${format(
							money(
								valued.reduce((sum, { value }) => sum + value!.amount, 0),
								currency,
							),
						)}`
					: ''
			}`,
		),
		...stock.map(({ location, pieces, value }) =>
			row(`Now at ${location}`, `${pieces} pieces${value ? `, ${format(value)}` : ''}`),
		),
		...Object.values(balances).map(({ account, amount }) => row(`${account} at the end of the month`, amount)),
	];
}
