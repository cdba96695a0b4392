import { reconcile } from '../../nodes/ReturnReconciliation/judge';
import { compareYear, yearOf, yearRules, yearSources, yearSpoilers } from '../ReturnReconciliation/year';

const orders = 100_000;
const seed = 2026;

/** A generated year of trade with every class of drift at known places: how many are found, rightly classed and rightly mended. */
export async function reconcileYear(): Promise<void> {
	const { entries, goods, planted, returns } = yearOf(orders, seed);
	const before = process.cpuUsage();
	const { unmatched, matched, summary } = reconcile(entries, yearSources, yearRules, goods);
	const { user, system } = process.cpuUsage(before);
	const drifts = unmatched.map(({ json }) => json);
	const { missed, invented, wrongFix } = compareYear(planted, drifts);
	const count = (value: number) => value.toLocaleString('en');
	console.log(
		`${count(orders)} orders, seed ${seed}: ${count(returns)} returns, ${count(entries.length)} records of money and ${count(goods.length)} of goods in ${yearSources.length} sources`,
	);
	console.log(
		`${count(planted.length)} drifts planted in ${yearSpoilers.length} ways, ${count(drifts.length)} found; ${count(matched.length)} refunds agree, ${count(summary.outside)} are of no return`,
	);
	console.log(
		`missed ${missed.length}, invented ${invented.length}, wrong fixes ${wrongFix.length}; ${Math.round((user + system) / 1000)} ms of the processor`,
	);
	for (const line of [...missed, ...invented, ...wrongFix].slice(0, 20)) console.log(`- ${line}`);
	console.log(
		missed.length + invented.length + wrongFix.length
			? 'NOT MET: what was found is not what was planted'
			: 'every drift found and rightly classed, none invented, no wrong fix',
	);
}
