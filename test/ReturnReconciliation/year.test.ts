import { driftClasses } from '../../nodes/ReturnReconciliation/judge/drift';
import { reconcile } from '../../nodes/ReturnReconciliation/judge';
import { compareYear, yearOf, yearRules, yearSources, yearSpoilers } from './year';

const judged = ({ entries, goods }: ReturnType<typeof yearOf>) => reconcile(entries, yearSources, yearRules, goods);

describe('a year of trade', () => {
	it('has every class of drift', () => {
		expect([...new Set(yearSpoilers.map(([drift]) => drift))].sort()).toEqual(Object.keys(driftClasses).sort());
	});
	it.each([1, 2, 3, 4])(
		'is found as it was planted: every drift, rightly classed, none invented, no wrong fix (seed %i)',
		(seed) => {
			const year = yearOf(4_000, seed);
			const { unmatched, matched, summary } = judged(year);
			expect(year.planted.length).toBeGreaterThanOrEqual(yearSpoilers.length);
			expect(matched.length).toBeGreaterThan(year.returns / 2);
			expect(summary.outside).toBeGreaterThan(100);
			expect(
				compareYear(
					year.planted,
					unmatched.map(({ json }) => json),
				),
			).toEqual({
				missed: [],
				invented: [],
				wrongFix: [],
			});
		},
	);
	it('a drift too many, too few, or of a wrong fix would be seen', () => {
		const { planted } = yearOf(4_000, 1);
		const [one, two] = planted;
		const fixed = { ...one, fix: 'by hand or not' };
		expect(compareYear(planted, planted.slice(1)).missed).toHaveLength(1);
		expect(compareYear(planted, [...planted, two]).invented).toHaveLength(1);
		expect(compareYear(planted, [fixed, ...planted.slice(1)]).wrongFix).toHaveLength(1);
	});
});
