import { approvalsOf, missingApprovals, toApprove } from '../../case/approvals';
import type { CaseState } from '../../case/caseState';
import { Refused } from '../../case/commands';
import { format, sameMoney, type Money, type NewEvent, type ReviewAddressee } from '../../model';

/** What a person says who approves. `seen`: what they saw that the goods are worth; absent: not looked at. */
interface Given {
	who: string;
	note?: string;
	seen?: Money;
}

/**
 * A person's approval of a return that still misses one. Of a return that two must approve the first only freezes what is approved. Throws Refused when
 * the return is worth another amount than they saw, or they have approved it before. Pure.
 */
export function givenApproval(state: CaseState, { who, note, seen }: Given): NewEvent {
	const { lines, value } = toApprove(state);
	assertSeen(state, seen, value);
	const isLast = missingApprovals(state) === 1;
	const asks: ReviewAddressee = 'secondApprover';
	const round = state.review?.approvals.filter((one) => one.void !== undefined).length ?? 0;
	const event: NewEvent = {
		id: `approval/${round}/${who.toLowerCase()}`,
		source: 'flow',
		type: 'return.approval_given',
		actor: who,
		data: {
			by: who,
			lines,
			...(value && { value }),
			...(note && { note }),
			...(!isLast && {
				asks,
				message: `${who} has approved the return${value ? ` of goods worth ${format(value)}` : ''}. A second person must approve it, too.`,
			}),
		},
	};
	const before = approvalsOf(state).find((one) => one.by.toLowerCase() === who.toLowerCase());
	if (before)
		throw new Refused(
			state.reference,
			event.type,
			`${before.by} has approved this return already: a second person must approve it, too, and never the first.`,
		);
	return event;
}

/** Throws when the return is worth another amount than the person saw. */
function assertSeen({ reference }: CaseState, seen: Money | undefined, value: Money | undefined): void {
	if (!seen || (value && sameMoney(seen, value))) return;
	throw new Refused(
		reference,
		'return.approval_given',
		`The return has changed since it was looked at: its goods were worth ${format(seen)}, and are worth ${value ? format(value) : 'an unknown amount'} now. Look at it again.`,
	);
}
