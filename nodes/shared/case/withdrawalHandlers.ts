import { exceptionOf } from './exceptionOf';
import type { Handlers } from './handler';
import { releaseClock, startedClock } from './withdrawalClock';

/** What a case learns of a customer's withdrawal from the contract. */
export const withdrawalHandlers: Handlers = {
	'withdrawal.declared': (state, { statement: { id, channel, email, held, toldAt, timeZone } }, event, exceptions) => {
		state.kind = 'withdrawal';
		state.withdrawal = true;
		state.statements = [
			...(state.statements ?? []),
			{ id, channel, ...(email && { email }), ...(held && { held }), toldAt, recordedAt: event.time },
		];
		state.clock = startedClock({ toldAt, timeZone }, state.clock);
		// Declared of a return that was under way already.
		if (state.logistics === 'part_received' || state.logistics === 'received') releaseClock(state, 'goods', event.time);
		else if (state.tracking) releaseClock(state, 'carrier', event.time);
		if (!email)
			exceptions.push(
				exceptionOf(
					'withdrawal_without_address',
					`The customer has withdrawn by ${channel} and has given no e-mail address. Hand over the receipt in another way, e.g. by post, and record that with Return Case: Acknowledge Withdrawal; then resolve this exception.`,
				),
			);
	},
	'withdrawal.acknowledged': (state, { statement }, event) => {
		for (const one of state.statements ?? []) if (one.id === statement) one.acknowledgedAt ??= event.time;
	},
	'withdrawal.proof_given': (state, { sentAt }, event) => {
		releaseClock(state, 'proof', sentAt ?? event.time);
	},
	'withdrawal.consent_given': (state, { refundTo }, event) => {
		state.consent = { refundTo, at: event.time };
		state.refundTo = refundTo;
	},
	'withdrawal.reminded': (state, { about, at }) => {
		const { reminded } = state.clock ?? {};
		if (reminded) reminded[about] = Math.max(at, reminded[about] ?? at);
	},
};
