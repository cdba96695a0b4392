import type { CaseState } from '../../shared/case/caseState';
import { together, share, type Report } from './report';

/* What speaks for abuse in the returns of a period. Signs for a person to look at: none declines a return. Pure. */

const signs: Array<[title: string, has: (state: CaseState) => boolean]> = [
	['Score of abuse 80 to 100', (state) => scoreOf(state) >= 80],
	['Score of abuse 50 to 79', (state) => scoreOf(state) >= 50 && scoreOf(state) < 80],
	['Score of abuse 1 to 49', (state) => scoreOf(state) > 0 && scoreOf(state) < 50],
	['The customer is on a list', (state) => wasSaid(state, 'customer_listed')],
	['More returns or worth than a limit allows', (state) => wasSaid(state, 'customer_limit')],
	[
		'A serial number that was not sold',
		(state) => wasSaid(state, 'serial_not_sold') || wasOpened(state, 'wrong_serial', 'device_not_verified'),
	],
	['Goods that are not of the return', (state) => wasOpened(state, 'unknown_item')],
	[
		'Counterfeit',
		({ inspections }) => inspections.some(({ lines }) => lines.some((one) => one.reason === 'counterfeit')),
	],
	['Paid back, and the goods are not here', (state) => wasOpened(state, 'refund_without_goods')],
	['Disputed at the bank', (state) => wasOpened(state, 'dispute', 'dispute_lost', 'refund_beside_dispute')],
];

/** How many returns have each sign, and what was paid back for them. */
export function abuseSigns(states: CaseState[]): Report {
	return {
		name: 'abuse',
		title: 'Signs of abuse',
		about:
			'Returns by what may speak for abuse; one may be in several rows. A sign is for a person to look at, and no verdict: what the law protects, withdrawals and defects, has no score. What was paid back is money and store credit.',
		head: ['Sign', 'Returns', 'Part', 'Customers', 'Paid back'],
		rows: signs
			.map(([title, has]): [string, CaseState[]] => [title, states.filter(has)])
			.filter(([, found]) => found.length)
			.map(([title, found]) => [
				title,
				found.length,
				share(found.length, states.length),
				new Set(found.map(customerOf)).size,
				paidBack(found),
			]),
	};
}

/** Customers with any sign, those with the most first. */
export function abuseByCustomer(states: CaseState[]): Report {
	const customers = new Map<string, { name: string; all: CaseState[]; seen: Set<string>; marked: number }>();
	for (const state of states) {
		const key = customerOf(state);
		const { name = '', email = '' } = state.customer ?? {};
		const known = customers.get(key) ?? { name: email || name || state.reference, all: [], seen: new Set(), marked: 0 };
		const found = signs.filter(([, has]) => has(state));
		for (const [title] of found) known.seen.add(title);
		if (found.length) known.marked++;
		known.all.push(state);
		customers.set(key, known);
	}
	return {
		name: 'abuse-customers',
		title: 'Customers with signs of abuse',
		about: 'Of each customer of whom a return of the period has a sign: all their returns of the period.',
		head: ['Customer', 'Returns', 'With a sign', 'Signs', 'Paid back'],
		rows: [...customers.values()]
			.filter(({ marked }) => marked)
			.map(({ name, all, marked, seen }): [string, number, number, string, string] => [
				name,
				all.length,
				marked,
				[...seen].join(', '),
				paidBack(all),
			])
			.sort((one, other) => other[2] - one[2] || other[1] - one[1] || one[0].localeCompare(other[0])),
		chart: [],
	};
}

function scoreOf({ decision }: CaseState): number {
	return decision?.given?.score ?? 0;
}

function wasSaid({ decision }: CaseState, code: string): boolean {
	return !!decision?.reasons.some((one) => one.code === code);
}

function wasOpened({ exceptions }: CaseState, ...codes: string[]): boolean {
	return exceptions.some(({ code }) => codes.includes(code));
}

/** A return without a customer is of one that nobody knows. */
function customerOf({ brand, reference, customer }: CaseState): string {
	return customer?.email ? `${brand}\n${customer.email.toLowerCase()}` : reference;
}

function paidBack(states: CaseState[]): string {
	return together(
		states.flatMap(({ refunds }) =>
			refunds.filter(({ state }) => state === 'succeeded').map(({ intent }) => intent.amount),
		),
	);
}
