import type { Act } from './act';
import { deskSource } from './act';

/** Ends a return of which no money is on its way, e.g. since the customer keeps the goods. */
export const cancel: Act = {
	offers({ can, closedAt, verdict, lines, refunds }) {
		if (!can.cancel || closedAt || !['requested', 'in_review', 'approved'].includes(verdict)) return [];
		return [
			{
				roles: ['service'],
				text: 'Cancel the return',
				basis: [
					verdict,
					lines.map(({ quantities: { received } }) => received),
					refunds.map(({ intent, state }) => [intent.id, state]),
				],
				lead: 'The receipt, the label and the return in the shop are canceled, too.',
				fields: [{ name: 'reason', label: 'Reason, for staff', kind: 'area', required: true }],
			},
		];
	},
	perform(_state, { given: { reason }, mark }) {
		return { events: [{ id: mark, source: deskSource, type: 'return.canceled', data: { reason } }] };
	},
};
