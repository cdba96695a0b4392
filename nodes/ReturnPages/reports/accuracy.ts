import { heldByHand } from '../../shared/case/exceptionOf';
import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import { addTo, type CaseEvent, type CaseException, type EventData, type Money } from '../../shared/model';
import { replacedBy } from '../../shared/operation/byHand/decideRefund';
import { payByHand } from '../../shared/operation/byHand/requestToFinance';
import { byReturn, share, together, type Report, type Told } from './report';

/* Whether refunds were right as they were worked out, and what reconciliation found afterwards. Pure. */

/** A refund that is over: its legs from the first to the one that was paid at last, and what was told of it. */
interface Over {
	first: RefundLeg;
	last: RefundLeg;
	ids: string[];
	state: CaseState;
	events: CaseEvent[];
}

/** Exceptions about a refund that have a row of their own. */
const ownRows = [heldByHand, payByHand, 'refund_failed', 'paid_twice'];

const fates: Array<[title: string, has: (refund: Over) => boolean]> = [
	['Held by a person', (refund) => wasOpened(refund, (code) => code === heldByHand)],
	[
		'Finance was asked about it',
		(refund) => wasOpened(refund, (code, owner) => owner === 'finance' && !ownRows.includes(code)),
	],
	['Paid with another amount', ({ ids, last }) => ids.length > 1 && last.state === 'succeeded'],
	['Not paid, by a person', (refund) => refund.last.state === 'dropped' && !isDroppedForBank(refund)],
	['Not paid, since the bank had paid', (refund) => refund.last.state === 'dropped' && isDroppedForBank(refund)],
	[
		'Paid by hand',
		({ ids, events }) =>
			events.some(
				({ type, source, data }) =>
					type === 'refund.succeeded' &&
					source === 'by hand' &&
					ids.includes((data as EventData<'refund.succeeded'>).refund.intent),
			),
	],
	[
		'Failed on the way',
		(refund) => refund.last.state === 'failed' || wasOpened(refund, (code) => code === 'refund_failed'),
	],
	['Paid twice', (refund) => wasOpened(refund, (code) => code === 'paid_twice')],
];

/** How many refunds were paid as they were worked out, and what became of the others. */
export function accuracy({ states, events }: Told): Report {
	const told = byReturn(events);
	const all = states.flatMap((state) => overOf(state, told.get(state.reference) ?? []));
	const row = (title: string, refunds: Over[]) => [
		title,
		refunds.length,
		share(refunds.length, all.length),
		together(refunds.map(({ first }) => first.intent.amount)),
	];
	const isRight = (refund: Over) => refund.last.state === 'succeeded' && !fates.some(([, has]) => has(refund));
	return {
		name: 'accuracy',
		title: 'Refund accuracy',
		about:
			'Refunds that are over: paid, given as credit or goods, failed, or not paid. One may be in several rows below the first. Worth is what was worked out at first.',
		head: ['What became of it', 'Refunds', 'Part', 'Worth'],
		rows: all.length
			? [
					row('Paid as it was worked out', all.filter(isRight)),
					...fates.map(([title, has]) => row(title, all.filter(has))),
				]
			: [],
	};
}

/** What reconciliation found of these returns, by its kind, and who let it be. */
export function differences({ drifts }: Told): Report {
	const kinds = new Map<string, Told['drifts']>();
	for (const one of drifts) addTo(kinds, one.drift.class, one);
	return {
		name: 'differences',
		title: 'Differences found',
		about: 'What reconciliation found to differ between the systems, of these returns. At risk is what has not healed.',
		head: ['Difference', 'Found', 'Healed', 'Open', 'Accepted', 'Accepted by', 'At risk'],
		rows: [...kinds]
			.map(([kind, of]): [string, number, number, number, number, string, string] => {
				const healed = of.filter(({ drift }) => drift.state === 'healed').length;
				const accepted = of.filter(({ drift }) => drift.state === 'accepted').length;
				const atRisk = of.flatMap(({ drift: { state, amount } }): Money[] =>
					amount && state !== 'healed' ? [amount] : [],
				);
				return [
					kind.replaceAll('_', ' '),
					of.length,
					healed,
					of.length - healed - accepted,
					accepted,
					whoOf(of),
					together(atRisk),
				];
			})
			.sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0])),
	};
}

/** How many differences were found and healed week by week, and what was left at the end of each. */
export function differencesByWeek({ drifts }: Told): Report {
	const known = drifts.flatMap(({ drift, healedAt }) =>
		typeof drift.firstFound === 'string'
			? [{ drift, found: weekOf(drift.firstFound), healed: healedAt && weekOf(healedAt) }]
			: [],
	);
	const all = known.flatMap(({ found, healed }) => [found, ...(healed ? [healed] : [])]).sort();
	const rows: Report['rows'] = [];
	for (let week = all[0]; week && week <= all.at(-1)!; week = weekOf(week, 1)) {
		const left = known.filter(({ found, healed }) => found <= week && !(healed && healed <= week));
		rows.push([
			week,
			left.length,
			known.filter(({ found }) => found === week).length,
			known.filter(({ healed }) => healed === week).length,
			together(left.flatMap(({ drift }) => drift.amount ?? [])),
		]);
	}
	return {
		name: 'differences_by_week',
		title: 'Differences by week',
		about:
			'The same differences over time, each week by its Monday. Left are those that had not healed at the end of the week, accepted ones too.',
		head: ['Week', 'Left', 'Found', 'Healed', 'At risk'],
		rows,
	};
}

/** The Monday of a time's week, or of one so many weeks later. */
function weekOf(time: string, later = 0): string {
	const at = new Date(time);
	at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7) + 7 * later);
	return at.toISOString().slice(0, 10);
}

/** Who accepted, with how many. */
function whoOf(drifts: Told['drifts']): string {
	const counts = new Map<string, number>();
	for (const { drift, acceptedBy = drift.state === 'accepted' ? 'not known' : '' } of drifts)
		if (acceptedBy) counts.set(acceptedBy, (counts.get(acceptedBy) ?? 0) + 1);
	return [...counts].map(([who, count]) => `${who} (${count})`).join(', ');
}

function overOf(state: CaseState, events: CaseEvent[]): Over[] {
	const { refunds } = state;
	const replacements = new Set<string>();
	const next = (leg: RefundLeg) => refunds.find(({ intent }) => replacedBy(leg.intent.id, intent));
	for (const leg of refunds) {
		const replacement = next(leg);
		if (replacement) replacements.add(replacement.intent.id);
	}
	return refunds
		.filter(({ intent }) => !replacements.has(intent.id))
		.map((first) => {
			const chain = [first];
			for (let leg = next(first); leg && !chain.includes(leg); leg = next(leg)) chain.push(leg);
			return { first, last: chain.at(-1)!, ids: chain.map(({ intent }) => intent.id), state, events };
		})
		.filter(({ last }) => last.state === 'succeeded' || last.state === 'dropped' || last.state === 'failed');
}

function wasOpened(
	{ ids, state }: Over,
	is: (code: CaseException['code'], owner: CaseException['owner']) => boolean,
): boolean {
	return state.exceptions.some(
		({ code, owner, intent }) => intent !== undefined && ids.includes(intent) && is(code, owner),
	);
}

/** The case drops a refund by itself where a dispute has paid the customer. */
function isDroppedForBank({ last, events }: Over): boolean {
	return events.some(
		({ type, source, data }) =>
			type === 'refund.dropped' && source === 'case' && (data as EventData<'refund.dropped'>).intent === last.intent.id,
	);
}
