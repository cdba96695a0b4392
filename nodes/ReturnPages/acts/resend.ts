import type { CaseState } from '../../shared/case/caseState';
import { Refused } from '../../shared/case/commands';
import { type EventType } from '../../shared/model';
import { deskSource, type Act } from './act';

/** What customers are told of, when it has happened to a return, in the order in which it does. */
const told: Array<{ type: EventType; text: string; hasHappened(state: CaseState): boolean }> = [
	{ type: 'return.requested', text: 'The return was asked for', hasHappened: ({ statements }) => !statements?.length },
	{
		type: 'withdrawal.declared',
		text: 'The withdrawal was received',
		hasHappened: ({ statements }) => !!statements?.length,
	},
	{ type: 'return.approved', text: 'The return is approved', hasHappened: ({ approvedAt }) => !!approvedAt },
	{ type: 'label.issued', text: 'The label', hasHappened: ({ labels }) => labels.some(({ voided }) => !voided) },
	{
		type: 'return.received',
		text: 'The goods have arrived',
		hasHappened: ({ lines }) => lines.some(({ quantities }) => quantities.received > 0),
	},
	{
		type: 'refund.succeeded',
		text: 'The money is paid back',
		hasHappened: ({ refunds }) => refunds.some(({ state }) => state === 'succeeded'),
	},
	{ type: 'return.declined', text: 'The return is declined', hasHappened: ({ verdict }) => verdict === 'declined' },
	{ type: 'return.canceled', text: 'The return is canceled', hasHappened: ({ verdict }) => verdict === 'canceled' },
];

/** Mails the customer once more what they were told, since it never reached them. */
export const resend: Act = {
	offers(state) {
		const options = told.flatMap(({ type, text, hasHappened }) => (hasHappened(state) ? [[type, text] as const] : []));
		if (!state.customer?.email || !options.length) return [];
		return [
			{
				roles: ['service'],
				text: 'Send a message again',
				lead: `To ${state.customer.email}. It is written as the return is now.`,
				fields: [{ name: 'about', label: 'Message', kind: 'choice', options: options.reverse() }],
			},
		];
	},
	async perform(state, { given: { about }, mark, timeline }) {
		const event = (await timeline()).filter(({ type }) => type === about).at(-1);
		const choice = told.find(({ type }) => type === about);
		if (!event || !choice)
			throw new Refused(state.reference, 'note.added', 'Nothing of that kind has happened to this return.');
		const { id, type, time, data } = event;
		return {
			events: [
				{
					id: mark,
					source: deskSource,
					type: 'note.added',
					data: { note: `Mailed the customer again: ${choice.text.toLowerCase()}` },
				},
			],
			flow: { output: 'Message', data: { message: 'byEvent', event: { id, type, time, data } } },
		};
	},
};
