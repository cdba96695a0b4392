import type { Act } from './act';
import { deskSource } from './act';

/** Opens a closed return again. One that the shop has is opened there first. */
export const reopen: Act = {
	offers({ can }) {
		if (!can.reopen) return [];
		return [
			{
				roles: ['service'],
				text: 'Reopen',
				fields: [{ name: 'reason', label: 'Reason, for staff', kind: 'area', required: true }],
			},
		];
	},
	perform({ ids }, { given: { reason }, mark }) {
		return ids['shopify.return']
			? { events: [], flow: { output: 'Reopen', data: { reason } } }
			: { events: [{ id: mark, source: deskSource, type: 'return.reopened', data: { reason } }] };
	},
};
