import { approvalsOf, missingApprovals, peopleNeeded, toApprove } from '../../shared/case/approvals';
import { waitsForDecision } from '../../shared/case/standing';
import { format } from '../../shared/model';
import { givenApproval } from '../../shared/operation/byHand/giveApproval';
import type { CaseState } from '../../shared/case/caseState';
import type { Act } from './act';

/** What a person reads who approves or declines: the goods, what the policy says of them, and who has approved. */
export function decidedOn(state: CaseState): unknown {
	const { verdict, decision, lines } = state;
	return [
		verdict,
		decision,
		lines.map(({ id, quantity, reason, note }) => [id, quantity, reason, note]),
		approvalsOf(state),
	];
}

/** Approves a return. Of one that two people must approve, the first approval only freezes what is approved. */
export const approve: Act = {
	offers(state) {
		if (!waitsForDecision(state) || !(state.can.approve || state.can.giveApproval)) return [];
		const { value } = toApprove(state);
		const [first] = approvalsOf(state);
		return [
			{
				roles: ['reviewer', 'service'],
				text: 'Approve',
				lead: [
					value && `The goods are worth ${format(value)}.`,
					peopleNeeded(state) > 1 &&
						(first
							? `${first.by} has approved it; you may be the second, not the same person.`
							: 'Two people must approve it.'),
				]
					.filter(Boolean)
					.join(' '),
				basis: decidedOn(state),
				fields: [
					{
						name: 'refundTo',
						label: 'Pay back as',
						kind: 'choice',
						options: [
							['', 'As the customer asked'],
							['original', 'Original payment'],
							['store_credit', 'Store credit'],
						],
					},
					{ name: 'note', label: 'Note for staff', kind: 'area' },
				],
			},
		];
	},
	perform(state, { given: { refundTo = '', note = '' }, who }) {
		const missing = missingApprovals(state);
		return {
			events: missing ? [givenApproval(state, { who, note })] : [],
			...(missing <= 1 && { flow: { output: 'Approve', data: { refundTo, note } } }),
		};
	},
};
