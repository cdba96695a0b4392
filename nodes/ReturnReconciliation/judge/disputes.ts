import { addTo, format, type FinancialRecord, type Money } from '../../shared/model';
import { isLive, type Entry, type Group } from '../match';
import type { Finding } from './finding';
import { movers, type Rules, type Source } from './source';
import { totalOf } from './view';

/** A payment with what of it went back, and what the customer's bank took of it. */
interface Payment {
	refunds: Array<{ group: Group; entry: Entry }>;
	captured?: Money;
}

export interface Chargeback {
	finding: Finding;
	/** The disputes that it is about. */
	disputes: Entry[];
}

/** Whether a record is of a dispute: it is about a payment, and matches no refund. */
export function isDispute({ record }: Entry): boolean {
	return record.kind === 'dispute';
}

/**
 * Refunds of payments that the customer's bank took back as well, each at the payment's last refund. What was refunded and disputed
 * together within what the payment took is no drift; neither is an inquiry, or a dispute that was won.
 */
export function chargebacks(
	groups: Group[],
	disputes: Entry[],
	sources: Source[],
	{ tolerance }: Rules,
): Map<Group, Chargeback> {
	const found = new Map<Group, Chargeback>();
	const taken = disputes.filter(isLive);
	if (!taken.length) return found;
	const payments = paymentsOf(groups, new Set(taken.flatMap(({ record }) => idsOf(record))), sources);
	const byPayment = new Map<Payment, Entry[]>();
	for (const dispute of taken) {
		const payment = idsOf(dispute.record).flatMap((id) => payments.get(id) ?? [])[0];
		if (payment?.refunds.length) addTo(byPayment, payment, dispute);
	}
	for (const [{ refunds, captured }, entries] of byPayment) {
		const last = refunds.reduce((latest, one) => (one.entry.time >= latest.entry.time ? one : latest));
		const disputed = entries.reduce((latest, one) => (one.time >= latest.time ? one : latest));
		const { currency } = last.entry.record.amount;
		const [back, bank] = [refunds.map(({ entry }) => entry), entries].map((list) => totalOf(list, currency));
		const same = [...refunds.map(({ entry }) => entry), ...entries].every(
			({ record }) => record.amount.currency === currency,
		);
		const known = captured?.currency === currency ? back + bank - captured.amount : Math.min(back, bank);
		// In another currency nobody can say how much of it is double: all of the refund may be.
		const risk = same ? Math.min(known, back) : back;
		if (risk <= tolerance) continue;
		const after = last.entry.time > 0 && disputed.time > 0 && last.entry.time > disputed.time;
		found.set(last.group, {
			disputes: entries,
			finding: {
				class: after ? 'refund_after_chargeback' : 'chargeback_after_refund',
				sources: [...new Set([last.entry.source, ...entries.map(({ source }) => source)])],
				amount: { amount: risk, currency },
				message: `The bank took ${entries.map(({ record }) => `${format(record.amount)} (${record.id})`).join(', ')} of a payment of which ${format({ amount: back, currency })} was paid back; ${after ? 'the last refund came after it' : 'the refund came first'}.`,
			},
		});
	}
	return found;
}

/** By each name that a payment has; only of those that are disputed. */
function paymentsOf(groups: Group[], disputed: ReadonlySet<string>, sources: Source[]): Map<string, Payment> {
	const payments = new Map<string, Payment>();
	for (const group of groups) {
		const ids = [...new Set(group.entries.flatMap(({ record }) => idsOf(record)))].filter((id) => disputed.has(id));
		if (!ids.length) continue;
		const known = ids.flatMap((id) => payments.get(id) ?? [])[0];
		const payment: Payment = known ?? { refunds: [] };
		for (const id of ids) payments.set(id, payment);
		for (const { record } of group.entries) payment.captured ??= record.captured;
		const paid = group.entries.filter((entry) => movers.has(sources[entry.source].role) && isLive(entry));
		// The shop may have a refund on record that another company paid: who paid it counts, once.
		const byCompany = new Map(paid.map((entry) => [entry.record.processor, entry]));
		if (byCompany.size > 1) byCompany.delete(undefined);
		for (const entry of byCompany.values()) payment.refunds.push({ group, entry });
	}
	return payments;
}

function idsOf({ payment, providerIds }: FinancialRecord): string[] {
	return [payment, providerIds['stripe.payment_intent'], providerIds['stripe.charge']].filter((id) => id !== undefined);
}
