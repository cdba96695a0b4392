import { format, money, Money, sameMoney, type CaseEvent, type EventData } from '../model';
import type { CaseState } from './caseState';
import type { Approval, Review } from './review';
import { orderLineOf } from './soldLine';
import { worthOf } from './worth';

/*
 * Where the policy asks for two people (`decision.approvals`), each approves by name (`return.approval_given`), never one of them twice, and what the
 * first has approved is frozen: pieces, and what they are worth. A change of either makes the approvals void, and people are asked anew. The return
 * is approved only then. Nothing is approved by silence.
 */

type Asked = Pick<CaseState, 'lines' | 'order' | 'decision' | 'review' | 'verdict' | 'closedAt'>;

/** What is to be approved as things are now: the pieces that the policy proposes, else all that were asked for, and what they are worth. */
export function toApprove({ lines, order, decision }: Asked): Pick<Approval, 'lines' | 'value'> {
	const proposed = lines.map(({ id, quantity }) => ({
		line: id,
		quantity: decision ? (decision.lines.find(({ line }) => line === id)?.quantity ?? 0) : quantity,
	}));
	const value = order && worthOfPieces(proposed, lines, order);
	return { lines: proposed, ...(value && { value }) };
}

/** How many people must approve; one, unless the policy says two. */
export function peopleNeeded({ decision }: Pick<CaseState, 'decision'>): number {
	return decision?.approvals?.people ?? 1;
}

/** Approvals that count. */
export function approvalsOf({ review }: Pick<CaseState, 'review'>): Approval[] {
	return review?.approvals.filter((one) => one.void === undefined) ?? [];
}

/** How many people must still approve. */
export function missingApprovals(state: Asked): number {
	return Math.max(0, peopleNeeded(state) - approvalsOf(state).length);
}

/** Whether a person is asked for an approval now. */
export function waitsForApproval(state: Asked): boolean {
	return (
		!state.closedAt && (state.verdict === 'requested' || state.verdict === 'in_review') && missingApprovals(state) > 0
	);
}

/** Why a person cannot approve; undefined when they can. */
export function whyNoApproval(
	state: Asked,
	{ by, lines, value }: EventData<'return.approval_given'>,
): string | undefined {
	const before = approvalsOf(state).find((one) => isSamePerson(one.by, by));
	if (before)
		return `${before.by} has approved this return already: a second person must approve it, too, and never the first.`;
	const now = toApprove(state);
	if (!isSame(now, { lines, value }))
		return `The return has changed since ${by} looked at it${now.value ? `: its goods are worth ${format(now.value)} now` : ''}. Look at it again.`;
	return undefined;
}

/** Why a return cannot be approved yet, by the people that must approve; undefined when it can. */
export function whyTooFew(state: CaseState, { lines, decision }: EventData<'return.approved'>): string | undefined {
	const needed = Math.max(peopleNeeded(state), decision?.approvals?.people ?? 1);
	if (needed < 2) return undefined;
	const given = approvalsOf(state);
	if (given.length < needed)
		return `${given.length ? `${given[0].by} has approved this return, and a second person must approve it, too` : 'Two people must approve this return'}, each in the form Review or with Return Case: Give Approval.`;
	const approved = given[0].lines;
	const wished = lines ?? decision?.lines ?? approved;
	return wished.every(
		({ line, quantity }) => (approved.find((one) => one.line === line)?.quantity ?? 0) === quantity,
	) && approved.every(({ line, quantity }) => (wished.find((one) => one.line === line)?.quantity ?? 0) === quantity)
		? undefined
		: 'Two people have approved other pieces than these. Approve what they have approved, or let them approve it anew.';
}

/** Why the approvals of a return count no more as it is now; undefined: they do, or there are none. */
export function whyVoid(state: Asked): string | undefined {
	const [first] = approvalsOf(state);
	if (!first || (state.verdict !== 'requested' && state.verdict !== 'in_review')) return undefined;
	const now = toApprove(state);
	if (isSame(first, now)) return undefined;
	const [was, is] = [first.value, now.value].map((value) => (value ? format(value) : 'an unknown amount'));
	return was === is
		? `Other pieces are to be approved than those that ${first.by} has approved.`
		: `The goods are worth ${is} now; ${first.by} has approved ${was}.`;
}

/** A review begins, or somebody else is asked: from now on they are waited for. */
export function askedFrom(state: CaseState, { time }: Pick<CaseEvent, 'time'>): Review {
	return (state.review = { approvals: state.review?.approvals ?? [], since: time, reminders: 0 });
}

export function worthOfPieces(
	pieces: Approval['lines'],
	lines: CaseState['lines'],
	order: NonNullable<CaseState['order']>,
): Money | undefined {
	const position = new Map<string, number>();
	let total = 0;
	for (const { line: id, quantity } of pieces) {
		if (!quantity) continue;
		const sold = orderLineOf(
			lines.find((one) => one.id === id)!,
			order,
		);
		if (!sold) return undefined;
		const from = position.get(sold.id) ?? sold.returnedBefore ?? 0;
		if (from + quantity > sold.quantity || sold.subtotal.currency !== order.currency) return undefined;
		position.set(sold.id, from + quantity);
		const { net, tax } = worthOf(sold, order.taxesIncluded, from, quantity);
		total += net + tax;
	}
	return money(total, order.currency);
}

function isSame(one: Pick<Approval, 'lines' | 'value'>, other: Pick<Approval, 'lines' | 'value'>): boolean {
	const piecesOf = ({ lines }: Pick<Approval, 'lines'>) =>
		lines
			.filter(({ quantity }) => quantity)
			.map(({ line, quantity }) => `${line} ${quantity}`)
			.sort()
			.join('\n');
	if (piecesOf(one) !== piecesOf(other)) return false;
	return one.value && other.value ? sameMoney(one.value, other.value) : one.value === other.value;
}

/** Whether two names are one person's. */
function isSamePerson(one: string, other: string): boolean {
	return one.trim().toLowerCase() === other.trim().toLowerCase();
}
