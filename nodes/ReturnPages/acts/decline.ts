import { waitsForDecision } from '../../shared/case/standing';
import type { Act } from './act';
import { decidedOn } from './approve';

/** Declines a return that waits for a decision, with the reason that the customer is told. */
export const decline: Act = {
	offers(state) {
		if (!waitsForDecision(state) || !state.can.decline) return [];
		return [
			{
				roles: ['reviewer', 'service'],
				text: 'Decline',
				basis: decidedOn(state),
				fields: [
					{
						name: 'reason',
						label: 'Reason',
						kind: 'choice',
						options: [
							...(state.decision?.reasons.length ? [['decision', 'What the policy says'] as const] : []),
							['RETURN_PERIOD_ENDED', 'The return period is over'],
							['FINAL_SALE', 'Final sale'],
							['OTHER', 'Another'],
						],
					},
					{
						name: 'note',
						label: 'To the customer',
						hint: 'Why; goes into the e-mail. At most 500 characters.',
						kind: 'area',
						most: 500,
						required: true,
					},
				],
			},
		];
	},
	perform(_state, { given: { reason = 'OTHER', note = '' } }) {
		return { events: [], flow: { output: 'Decline', data: { reason, note } } };
	},
};
