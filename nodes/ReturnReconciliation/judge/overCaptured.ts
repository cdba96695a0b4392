import { format, type Money } from '../../shared/model';
import { isLive, type Entry, type Group } from '../match';
import type { Finding } from './finding';
import { movers, type Rules, type Source } from './source';

interface Payment {
	id: string;
	refunded: Map<string, number>;
	captured?: Money;
	/** The refund that came last. */
	last?: { group: Group; source: number; time: number };
}

/**
 * Payments of which more was paid back than was taken, each with its last refund. One refund counts once, however many systems
 * know it; what was taken is whatever a record says of it.
 */
export function overCaptured(groups: Group[], sources: Source[], { tolerance }: Rules): Map<Group, Finding> {
	const payments = new Map<string, Payment>();
	const pays = sources.map(({ role }) => movers.has(role));
	for (const group of groups) {
		let paid: Entry | undefined;
		for (const entry of group.entries) {
			const { payment, captured } = entry.record;
			if (!payment) continue;
			if (captured) of(payment).captured ??= captured;
			if (!paid && pays[entry.source] && isLive(entry)) paid = entry;
		}
		if (!paid) continue;
		const { amount, payment } = paid.record;
		const known = of(payment!);
		known.refunded.set(amount.currency, (known.refunded.get(amount.currency) ?? 0) + amount.amount);
		if (!known.last || paid.time >= known.last.time) known.last = { group, source: paid.source, time: paid.time };
	}
	const found = new Map<Group, Finding>();
	for (const { id, refunded, captured, last } of payments.values()) {
		if (!captured || !last) continue;
		const total = { amount: refunded.get(captured.currency) ?? 0, currency: captured.currency };
		const excess = { amount: total.amount - captured.amount, currency: captured.currency };
		if (excess.amount <= tolerance) continue;
		found.set(last.group, {
			class: 'over_captured',
			sources: [last.source],
			amount: excess,
			message: `${format(total)} was paid back on payment ${id}, which took ${format(captured)}.`,
		});
	}
	return found;

	function of(id: string): Payment {
		let payment = payments.get(id);
		if (!payment) payments.set(id, (payment = { id, refunded: new Map() }));
		return payment;
	}
}
