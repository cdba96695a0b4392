import { deskSource, type Act } from './act';

/** Writes something down for others of the staff. */
export const note: Act = {
	offers() {
		return [{ text: 'Add note', fields: [{ name: 'note', label: 'Note for staff', kind: 'area', required: true }] }];
	},
	perform(_state, { given, mark }) {
		return { events: [{ id: mark, source: deskSource, type: 'note.added', data: { note: given.note } }] };
	},
};
