import { createHash } from 'node:crypto';
import type { MessageName } from '../../shared/model';
import type { About } from './about';
import type { Message } from './compose';

/** Receipts that are not mailed by themselves, and reviews of what nobody but such statements has told: a flood reaches nobody's mailbox. */
export function isHeldBack(name: MessageName, { event, state }: About): boolean {
	const { held } = (event?.data.statement ?? {}) as { held?: unknown };
	if (name === 'withdrawal_received') return held !== undefined;
	const statements = state?.statements ?? [];
	return name === 'review' && statements.length > 0 && statements.every((one) => one.held);
}

/** The customer has this receipt, as the case says: a step that comes back after that sends no second one. */
export function isAcknowledged({ event, state }: About, { event: name }: Message): boolean {
	const { id } = (event?.data.statement ?? {}) as { id?: unknown };
	return name === 'withdrawal_received' && !!state?.statements?.some((one) => one.id === id && one.acknowledgedAt);
}

/** Names an event and a person; the address itself is in no other table than the case's. */
export function onceName({ event, stuck }: About, { event: name, to }: Message): string {
	const person = createHash('sha256').update(to.toLowerCase()).digest('hex').slice(0, 16);
	const occasion = event
		? `${event.type} ${event.position ?? event.id ?? ''}`
		: stuck
			? `step ${stuck.id}, try ${stuck.attempts}`
			: '';
	return ['message', name, occasion, `to ${person}`].filter(Boolean).join(' ');
}
