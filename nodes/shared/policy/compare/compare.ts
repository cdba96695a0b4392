import { z } from 'zod';
import type { Policy } from '../../model';
import { labelOf } from '../check/finding';
import { ruleSections } from '../ruleFields';
import { policyHash } from '../policyHash';
import { sayingsOfRule, sayingsOfSettings, type Said } from './words';

/** What one policy says otherwise than another, rule by rule. */
export const PolicyComparison = z.object({
	/** Both versions: content hashes. */
	before: z.string(),
	after: z.string(),
	same: z.boolean(),
	changes: z.array(
		z.object({
			what: z.enum(['added', 'removed', 'changed', 'moved']),
			/** The kind of rule as the editor calls it, or `Settings`, or `Law`. */
			kind: z.string(),
			rule: z.string(),
			/** In words for people. */
			message: z.string(),
		}),
	),
});
export type PolicyComparison = z.infer<typeof PolicyComparison>;
type Change = PolicyComparison['changes'][number];
type Row = Record<string, unknown> & { name: string };

/** Compares two policies. A rule is the same rule when it has its name, of several of one name by their order. Pure. */
export function comparePolicies(before: Policy, after: Policy): PolicyComparison {
	const [was, is] = [before, after].map(policyHash);
	return {
		before: was,
		after: is,
		same: was === is,
		changes: [
			...compareSaid('Settings', sayingsOfSettings(before), sayingsOfSettings(after)),
			...compareSaid('Law', sayingsOfLaw(before), sayingsOfLaw(after)),
			...ruleSections.flatMap(({ name }) => compareRules(name, before, after)),
		],
	};
}

function compareSaid(kind: string, before: Said[], after: Said[]): Change[] {
	return differences(before, after).map(({ label, was, is }) => ({
		what: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed',
		kind,
		rule: label,
		message: `${label}: ${was ?? 'nothing'} → ${is ?? 'nothing'}.`,
	}));
}

function sayingsOfLaw({ book }: Policy): Said[] {
	const { currency, law = {}, publishing } = book ?? {};
	const told: Array<[string, string | undefined]> = [
		['Currency of the Rules', currency],
		['Buyers Are Not Told of Withdrawal', law.uninformed ? 'yes' : undefined],
		['Buyers Are Told of the Costs of Return', law.returnCostsTold ? 'yes' : undefined],
		['Reasons That Mean a Defect', law.defects?.join(', ')],
		['People Who Publish', publishing && String(publishing.people)],
	];
	return told.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

function compareRules(kind: string, before: Policy, after: Policy): Change[] {
	const [was, is] = [before, after].map(({ book }) => namedOnce((book?.[kind as 'windows'] ?? []) as unknown as Row[]));
	const said = (row: Row, { book }: Policy) => sayingsOfRule(kind, row, book?.currency);
	const change = (what: Change['what'], rule: string, message: string): Change => ({
		what,
		kind: labelOf(kind),
		rule,
		message,
	});
	const changes: Change[] = [];
	for (const [key, row] of was)
		if (!is.has(key))
			changes.push(change('removed', row.name, `"${row.name}" is gone (${listed(said(row, before))}).`));
	for (const [key, row] of is) {
		const old = was.get(key);
		if (!old) changes.push(change('added', row.name, `"${row.name}" is new: ${listed(said(row, after))}.`));
		else {
			const found = differences(said(old, before), said(row, after));
			if (found.length)
				changes.push(
					change(
						'changed',
						row.name,
						`"${row.name}": ${found.map((one) => `${one.label}: ${one.was ?? 'nothing'} → ${one.is ?? 'nothing'}`).join('; ')}.`,
					),
				);
		}
	}
	const [order, wanted] = [was, is].map((rows, at) => [...rows.keys()].filter((key) => (at ? was : is).has(key)));
	const staying = new Set(longestInOrder(wanted.map((key) => order.indexOf(key))).map((at) => order[at]));
	for (const [at, key] of wanted.entries())
		if (!staying.has(key)) {
			const next = wanted[at + 1];
			const { name } = is.get(key)!;
			changes.push(change('moved', name, `"${name}" now stands ${next ? `before "${is.get(next)!.name}"` : 'last'}.`));
		}
	return changes;
}

/** Rules by their names; those of one name are told apart by a number. */
function namedOnce(rows: Row[]): Map<string, Row> {
	const named = new Map<string, Row>();
	for (const row of rows) {
		let key = row.name;
		for (let count = 2; named.has(key); count++) key = `${row.name}\n${count}`;
		named.set(key, row);
	}
	return named;
}

function listed(said: Said[]): string {
	return said.map(({ label, value }) => `${label}: ${value}`).join('; ') || 'for everything';
}

function differences(before: Said[], after: Said[]): Array<{ label: string; was?: string; is?: string }> {
	const [was, is] = [before, after].map((said) => new Map(said.map(({ label, value }) => [label, value])));
	return [...new Set([...was.keys(), ...is.keys()])]
		.filter((label) => was.get(label) !== is.get(label))
		.map((label) => ({ label, was: was.get(label), is: is.get(label) }));
}

/** As many of some numbers as stand in order already: the fewest others have moved. */
function longestInOrder(numbers: number[]): number[] {
	let best: number[] = [];
	const endingAt: number[][] = [];
	for (const [at, number] of numbers.entries()) {
		const before = endingAt.slice(0, at).filter((run) => run.at(-1)! < number);
		const longest = before.reduce((most, run) => (run.length > most.length ? run : most), [] as number[]);
		endingAt.push([...longest, number]);
		if (endingAt[at].length > best.length) best = endingAt[at];
	}
	return best;
}
