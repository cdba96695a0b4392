import { addTo, csvText, format, markup, money, toDecimal } from '../../shared/model';
import { list, paper, table } from '../paper';
import { daysSince } from './asDrift';
import type { Drift } from './drift';
import type { Summary } from './summary';

/** More lines than anybody reads in an e-mail; the sheet has them all. */
const mostShown = 200;

/** How long drifts have been known, and in words. */
const ages: Array<[name: string, days: number]> = [
	['Found by this run', -1],
	['For up to a week', 7],
	['For up to a month', 31],
	['For longer', Infinity],
];

/** The report of a run as a page for an e-mail: how many there are and for how long, by class, and each with what to do about it, by owner. */
export function pageOfRun(summary: Omit<Summary, 'report'>, drifts: Drift[], closed: Drift[]): string {
	const { asOf, records, matched, pending, accepted, healed, warnings } = summary;
	const title = drifts.length ? `${drifts.length} drifts` : 'Everything agrees';
	const byOwner = new Map<string, Drift[]>();
	for (const drift of largestFirst(drifts).slice(0, mostShown)) addTo(byOwner, drift.owner, drift);
	const gone = closed.filter(({ state }) => state === 'healed').slice(0, mostShown);
	return paper(title, [
		markup`<h1>${title}</h1><p>${`As of ${asOf.slice(0, 16).replace('T', ' ')} UTC. ${matched} refunds agree, ${pending} are too young to judge, ${accepted} drifts are accepted, ${healed} have healed since the last run.`}</p>`,
		list('Attention', warnings),
		table('How long they are known', ['', '*Drifts', '*At risk'], byAge(drifts, Date.parse(asOf))),
		table('By kind', ['', '*Drifts', '*New', '*At risk'], byClass(drifts)),
		...[...byOwner]
			.sort(([one], [other]) => one.localeCompare(other))
			.map(([owner, own]) =>
				table(`For ${owner}`, ['Return', 'What', '*At risk', '*Days', 'What to do'], own.map(rowOf)),
			),
		...(drifts.length > mostShown ? [markup`<p>${`And ${drifts.length - mostShown} more, in the sheet.`}</p>`] : []),
		table(
			'Healed since the last run',
			['Return', 'What'],
			gone.map((drift) => ({ cells: [nameOf(drift), wordsOf(drift.class)] })),
		),
		markup`<p class="small">${`Read: ${Object.entries(records)
			.map(([name, count]) => `${name} ${count}`)
			.join(', ')}.`}</p>`,
	]);
}

const head = [
	'Class',
	'Owner',
	'State',
	'First found',
	'Since',
	'Days',
	'Return',
	'Refund',
	'At risk',
	'Currency',
	'Systems',
	'What is wrong',
	'What to do',
	'Mended by',
	'ID',
];

/** All drifts of a run for a spreadsheet, the largest of each owner first. What providers and people wrote cannot become a formula there. */
export function sheetOfRun(drifts: Drift[]): string {
	return csvText([
		head,
		...largestFirst(drifts).map((drift) => [
			drift.class,
			drift.owner,
			drift.state,
			drift.firstFound,
			drift.since ?? '',
			drift.ageDays ?? '',
			drift.reference ?? '',
			drift.intent ?? '',
			drift.amount ? toDecimal(drift.amount) : '',
			drift.amount?.currency ?? '',
			drift.sources.join(', '),
			drift.message,
			drift.advice,
			drift.fix,
			drift.id,
		]),
	]);
}

function largestFirst(drifts: Drift[]): Drift[] {
	return [...drifts].sort(
		(one, other) => one.owner.localeCompare(other.owner) || (other.amount?.amount ?? 0) - (one.amount?.amount ?? 0),
	);
}

function rowOf(drift: Drift) {
	const { amount, ageDays, message, advice, unseen, state } = drift;
	return {
		off: state === 'new',
		cells: [
			nameOf(drift),
			`${wordsOf(drift.class)}: ${message}${unseen ? ' Not judged this time.' : ''}`,
			amount ? format(amount) : '',
			ageDays === undefined ? '' : String(ageDays),
			advice,
		],
	};
}

function byAge(drifts: Drift[], now: number) {
	const ageOf = ({ state, firstFound }: Drift) => (state === 'new' ? -1 : daysSince(Date.parse(firstFound), now));
	if (!drifts.length) return [];
	return ages.map(([name, days], index) => {
		const own = drifts.filter((drift) => ageOf(drift) <= days && (!index || ageOf(drift) > ages[index - 1][1]));
		return { cells: [name, String(own.length), atRisk(own)] };
	});
}

function byClass(drifts: Drift[]) {
	const classes = new Map<string, Drift[]>();
	for (const drift of drifts) addTo(classes, drift.class, drift);
	return [...classes]
		.sort(([one, some], [other, more]) => more.length - some.length || one.localeCompare(other))
		.map(([name, own]) => ({
			cells: [
				wordsOf(name),
				String(own.length),
				String(own.filter(({ state }) => state === 'new').length),
				atRisk(own),
			],
		}));
}

/** Amounts together, one after the other by currency. */
function atRisk(drifts: Drift[]): string {
	const sums = new Map<string, number>();
	for (const { amount } of drifts)
		if (amount) sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + amount.amount);
	return [...sums]
		.sort(([one], [other]) => one.localeCompare(other))
		.map(([currency, total]) => format(money(total, currency)))
		.join(', ');
}

function nameOf({ intent, reference }: Drift): string {
	return intent ?? reference ?? '';
}

function wordsOf(name: string): string {
	return name.replaceAll('_', ' ');
}
