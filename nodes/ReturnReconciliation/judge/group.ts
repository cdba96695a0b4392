import { format } from '../../shared/model';
import type { Entry, Group } from '../match';
import { amountChecks } from './amounts';
import { differentStatus, failedAfterSuccess, lateness } from './endings';
import type { Finding } from './finding';
import { fixOf } from './fix';
import { missing, strayPayout, unpaidCreditNote } from './missing';
import type { Rules, Source } from './source';
import { namesOf, viewOf } from './view';

/** All drifts of one refund. A drift that explains others takes their place: what was paid twice is not an amount that differs as well. */
export function judge(group: Group, sources: Source[], rules: Rules): Finding[] {
	const view = viewOf(group, sources);
	const alone = strayPayout(view);
	if (alone.length) return alone;
	const [only] = namelessOf(group, sources);
	if (only)
		return [
			{
				class: 'unknown_reference',
				sources: [only.source],
				amount: only.record.amount,
				message: `${sources[only.source].name} has ${format(only.record.amount)} that names no return and no refund anybody else knows.`,
			},
		];
	const findings: Finding[] = [];
	const explained = new Set<number>();
	const add = (found: Finding[]) => {
		for (const finding of found) {
			findings.push(finding);
			for (const source of finding.sources) explained.add(source);
		}
	};
	for (const check of amountChecks) add(check(view, explained, rules));
	add(failedAfterSuccess(view, explained));
	const late = lateness(view, rules);
	findings.push(...(late ? [late] : differentStatus(view, explained)));
	const unpaid = unpaidCreditNote(view);
	findings.push(...(unpaid.length ? unpaid : missing(view, rules)));
	const [first, ...others] = findings;
	if (!first) return [];
	const fix = fixOf(view, first);
	if (fix === 'take_into_case' && others.every(isWrittenAfterCase))
		return [{ ...withUnwritten(first, others, sources), fix }];
	// Where several things are wrong, what mends one may be wrong for the other.
	return fix && !others.length ? [{ ...first, fix }] : findings;
}

/** What is written down only once the case has heard that the money has left: the books, and the shop's record of what another company paid. */
function isWrittenAfterCase(finding: Finding): boolean {
	return finding.class === 'missing_in_erp' || finding.class === 'missing_in_shop';
}

/** The drift of a case that has not heard, which says who does not have the refund therefore. */
function withUnwritten(finding: Finding, unwritten: Finding[], sources: Source[]): Finding {
	const where = unwritten.flatMap((one) => one.sources);
	if (!where.length) return finding;
	return {
		...finding,
		message: `${finding.message} ${namesOf(sources, where)} ${where.length > 1 ? 'do' : 'does'} not have it either.`,
	};
}

/** A single record that names nothing, but for its line in a payout: nobody can say what it is for. */
export function isNameless(group: Group, sources: Source[]): boolean {
	return namelessOf(group, sources).length > 0;
}

function namelessOf({ entries, reference, intent }: Group, sources: Source[]): Entry[] {
	if (reference !== undefined || intent !== undefined) return [];
	const told = entries.filter(({ source }) => sources[source].role !== 'payout');
	return told.length === 1 ? told : [];
}
