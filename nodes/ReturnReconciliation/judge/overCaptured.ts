import { format, type Money } from '../../shared/model';
import { isLive, type Group } from '../match';
import type { Finding } from './finding';
import { movers, type Rules, type Source } from './source';

interface Payment {
	id: string;
	refunded: Map<string, number>;
	captured: Money;
	/** The refund that came last. */
	last?: { group: Group; source: number; time: number };
}

/**
 * Payments of which more was paid back than was taken, each with its last refund. One refund counts once, however many systems
 * know it; what was taken is whatever a record says of it.
 */
export function overCaptured(groups: Group[], sources: Source[], { tolerance }: Rules): Map<Group, Finding> {
	const payments = new Map<string, Payment>();
	for (const { entries } of groups)
		for (const { record } of entries) {
			const { payment, captured } = record;
			if (payment && captured && !payments.has(payment))
				payments.set(payment, { id: payment, refunded: new Map(), captured });
		}
	if (!payments.size) return new Map();
	const pays = sources.map(({ role }) => movers.has(role));
	for (const group of groups) {
		const paid = group.entries.find((entry) => entry.record.payment && pays[entry.source] && isLive(entry));
		const known = paid && payments.get(paid.record.payment!);
		if (!known) continue;
		const { amount } = paid.record;
		known.refunded.set(amount.currency, (known.refunded.get(amount.currency) ?? 0) + amount.amount);
		if (!known.last || paid.time >= known.last.time) known.last = { group, source: paid.source, time: paid.time };
	}
	const found = new Map<Group, Finding>();
	for (const { id, refunded, captured, last } of payments.values()) {
		if (!last) continue;
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
}
