import type { CaseEvent } from '../model';
import { askedFrom } from './approvals';
import { isFreeToEnd } from './can';
import type { CaseState } from './caseState';
import type { Handlers } from './handler';

/** What a case makes of how it is decided, and of how it ends. */
export const decisionHandlers: Handlers = {
	'return.review_required': (state, { decision }, event) => {
		// The customer may have canceled while the policy was asked: what is decided needs no decision any more.
		if (state.verdict !== 'requested' && state.verdict !== 'in_review') return;
		state.verdict = 'in_review';
		state.decision = decision;
		askedFrom(state, event);
	},
	'return.approval_given': (state, { by, lines, value, note }, event) => {
		const approval = { by, at: event.time, lines, ...(value && { value }), ...(note && { note }) };
		askedFrom(state, event).approvals.push(approval);
	},
	'return.approval_voided': (state, { reason }, event) => {
		for (const one of askedFrom(state, event).approvals) one.void ??= reason;
	},
	'return.review_reminded': (state, { reminder }) => {
		if (state.review) state.review.reminders = Math.max(state.review.reminders, reminder);
	},
	'return.proof_given': (state, { proof }, { time, actor }) => {
		(state.proofs ??= []).push({ ...proof, at: time, ...(actor && { by: actor }) });
		// What is no picture is kept, and shows a rule nothing.
		if (proof.mimeType && !proof.mimeType.startsWith('image/')) return;
		for (const line of state.lines)
			if (!proof.line || line.id === proof.line) line.photos = [...(line.photos ?? []), proof.keptAt];
	},
	'return.approved': (state, { lines, decision, refundTo }, event) => {
		state.verdict = 'approved';
		state.approvedAt ??= event.time;
		if (refundTo) state.refundTo = refundTo;
		if (decision) state.decision = decision;
		state.refundTiming = state.decision?.refundTiming;
		const approved = lines ?? decision?.lines ?? state.decision?.lines;
		for (const line of state.lines)
			line.quantities.approved = approved
				? (approved.find((one) => one.line === line.id)?.quantity ?? 0)
				: line.quantity;
	},
	'policy.kept': (state, { rules }) => {
		state.rules ??= rules;
		state.refundTiming ??= rules.refundTiming;
	},
	'return.declined': (state, { decision }, event) => {
		end(state, 'declined', event);
		if (decision) state.decision = decision;
	},
	'return.canceled': (state, _data, event) => {
		end(state, 'canceled', event);
	},
	'return.expired': (state, _data, event) => {
		if (state.verdict === 'declined' || state.verdict === 'canceled') return; // ended before
		end(state, 'expired', event);
	},
	'return.reminded': (state, { at }) => {
		state.remindedAt = Math.max(at, state.remindedAt ?? at);
	},
	'return.items_removed': (state, { lines }) => {
		for (const { line: id, quantity } of lines) {
			const line = state.lines.find((one) => one.id === id);
			if (line)
				line.quantities.approved = Math.min(line.quantities.approved, Math.max(quantity, line.quantities.received));
		}
	},
	'return.closed': (state, _data, event) => {
		state.closedAt = event.time;
	},
	'return.reopened': (state) => {
		delete state.closedAt;
	},
};

/** The return ends, and not by its goods coming back: it is closed too, but for money that is on its way. */
function end(state: CaseState, verdict: 'declined' | 'canceled' | 'expired', { time }: CaseEvent): void {
	state.verdict = verdict;
	if (isFreeToEnd(state)) state.closedAt ??= time;
}
