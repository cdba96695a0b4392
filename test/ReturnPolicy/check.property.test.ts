import fc from 'fast-check';
import { checkPolicy } from '../../nodes/shared/policy/check/check';
import { covers } from '../../nodes/shared/policy/check/covers';
import { askedOf } from '../../nodes/ReturnPolicy/asked';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { fitting } from '../../nodes/ReturnPolicy/rules/book/when';
import { calendarOf, type Policy, type When } from '../../nodes/shared/model';
import { askable, policies, whens } from './policies';

/* What a check says is so, whatever return is judged. */

it('a rule that covers another fits whatever that fits', () => {
	let covering = 0;
	fc.assert(
		fc.property(whens, whens, askable, (wider, narrower, question) => {
			if (!covers(wider, narrower)) return;
			const asked = askedOf(question, calendarOf('UTC'));
			const [wide, narrow] = [fitting(wider), fitting(narrower)];
			for (const one of asked.lines)
				if (narrow(one, asked)) {
					covering++;
					expect(wide(one, asked)).toBe(true);
				}
		}),
		{ numRuns: 4_000 },
	);
	expect(covering).toBeGreaterThan(500);
});

/** A policy with names of its own for each rule. */
function named(policy: Policy): Policy {
	const book = Object.entries(policy.book ?? {}).map(([kind, rows]) => [
		kind,
		Array.isArray(rows) ? rows.map((row: object, at: number) => ({ ...row, name: `${kind} ${at}` })) : rows,
	]);
	return { ...policy, book: Object.fromEntries(book) as Policy['book'] };
}

it('a rule that is shadowed or unreachable is named by no decision, and without it every decision is the same', () => {
	const seen = { shadowed: 0, unreachable: 0 };
	fc.assert(
		fc.property(policies, askable, (drawn, question) => {
			const policy = named(drawn);
			const idle = checkPolicy(policy).findings.filter(({ code }) => code === 'shadowed' || code === 'unreachable');
			if (!idle.length) return;
			for (const { code } of idle) seen[code as 'shadowed']++;
			const bought = { ...question, case: { ...question.case, withdrawal: undefined } };
			// A rule that asks for what nobody knows holds a return for a person, idle or not.
			const whole = decide({ ...bought, policy, timeZone: 'UTC' });
			if (whole.reasons.some(({ code }) => code === 'category_unknown' || code === 'country_unknown')) return;
			const names = new Set(idle.filter(({ kind }) => kind !== 'Warranty').map(({ rule }) => rule));
			const without = Object.entries(policy.book!).map(([kind, rows]) => [
				kind,
				Array.isArray(rows) ? rows.filter(({ name }: { name: string }) => !names.has(name)) : rows,
			]);
			const said = (one: Policy) => {
				const { outcome, lines, offers, fees, approvals } = decide({ ...bought, policy: one, timeZone: 'UTC' });
				return {
					outcome,
					lines,
					offers: (offers ?? []).filter(({ rows }) => rows.length),
					fees: fees ?? [],
					people: approvals?.people,
				};
			};
			expect(said({ ...policy, book: Object.fromEntries(without) as Policy['book'] })).toEqual(said(policy));
		}),
		{ numRuns: 1_500 },
	);
	expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});

/** What becomes of a return by one of the book's rules, when the rule says so. */
function effectOf({ book = {} }: Policy, name: string): string | undefined {
	const rows = Object.values(book).flatMap((one) => (Array.isArray(one) ? (one as object[]) : []));
	return (rows as Array<{ name: string; effect?: string }>).find((row) => row.name === name)?.effect;
}

it('a policy in which nothing is found below the law declines no withdrawal, and takes no fee of one, but for what the law does', () => {
	const seen = { declined: 0, feed: 0 };
	fc.assert(
		fc.property(policies, askable, (drawn, question) => {
			const policy = named(drawn);
			const bought = { ...question, case: { ...question.case, withdrawal: undefined } };
			const law = decide({ ...question, policy, timeZone: 'UTC' }).law;
			if (!law?.protected) return;
			const without = decide({ ...bought, policy, timeZone: 'UTC' });
			const rules = checkPolicy(policy)
				.findings.filter(({ code }) => code === 'below_law')
				.map(({ rule }) => rule);
			const left = new Map(without.lines.map(({ line, quantity }) => [line, quantity]));
			for (const { code, line, row, compared } of without.reasons) {
				const declines = line !== undefined && left.get(line) === 0;
				if (!declines || code === 'final_sale' || code === 'quantity_unavailable') continue;
				if (code === 'window_over' && Number(compared?.limit) < 14) {
					seen.declined++;
					expect(rules).toContain(row ?? 'windowDays');
				}
				if (row && effectOf(policy, row) === 'decline') {
					seen.declined++;
					expect(rules).toContain(row);
				}
			}
			for (const { row, amount, basisPoints } of without.fees ?? [])
				if ((amount?.amount ?? basisPoints ?? 0) > 0) {
					seen.feed++;
					expect(rules).toContain(row);
				}
		}),
		{ numRuns: 1_500 },
	);
	expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
});

const always: When = {};
it('everything covers itself, and what asks nothing covers all', () => {
	fc.assert(fc.property(whens, (when) => covers(when, when) && covers(always, when)));
});
