import { waitsForDecision } from '../../shared/case/standing';
import { deskSource, type Act } from './act';

/** Asks the customer for what is missing before a decision; the answer comes by e-mail, and the return goes on waiting. */
export const ask: Act = {
	offers(state) {
		if (!waitsForDecision(state) || !state.customer?.email) return [];
		return [
			{
				roles: ['reviewer', 'service'],
				text: 'Ask the customer',
				lead: `It is mailed to ${state.customer.email}, in their language but for your own words. The return goes on waiting for a decision.`,
				fields: [
					{
						name: 'note',
						label: 'What you need',
						hint: 'For example a photo of the damage. At most 500 characters.',
						kind: 'area',
						most: 500,
						required: true,
					},
				],
			},
		];
	},
	perform(_state, { given: { note }, mark }) {
		const data = { note };
		return {
			events: [{ id: mark, source: deskSource, type: 'note.added', data: { note: `Asked the customer: ${note}` } }],
			flow: { output: 'Message', data: { message: 'question', event: { id: mark, type: 'note.added', data } } },
		};
	},
};
