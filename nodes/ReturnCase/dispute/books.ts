import { z } from 'zod';
import type { CaseDispute, CaseState } from '../../shared/case/caseState';
import { format, Money, money, processors } from '../../shared/model';

/** An entry that finance makes for a dispute: one amount from one account to another. */
export const DisputeEntry = z.object({
	debit: z.string(),
	credit: z.string(),
	amount: Money,
	/** Why, in a sentence. */
	says: z.string(),
	/** Worked out, since the provider does not tell what it took. */
	expected: z.boolean().optional(),
});
export type DisputeEntry = z.infer<typeof DisputeEntry>;

export const accounts = {
	disputed: 'Disputed payments',
	fees: 'Dispute fees',
	losses: 'Losses from disputes',
	returns: 'Credit notes of returns',
} as const;

type Returned = Pick<CaseState, 'reference' | 'refunds'>;

/**
 * What finance books for a dispute, both ways: what the provider took waits on an account of its own, and comes back, or is a credit note for goods
 * that came back and a loss for the rest. Once it is won or lost that account is at zero. An inquiry moves nothing. `sisters`: the order's other returns,
 * whose letters say the same: together they are credited no more than the bank has paid. Pure.
 */
export function booksOf(state: Returned, dispute: CaseDispute, sisters: Returned[] = []): DisputeEntry[] {
	const clearing = `Clearing account of ${providerNames[dispute.provider] ?? dispute.provider}`;
	const moved = (dispute.movements ?? []).flatMap(({ id, amount, fee }) => [
		...(amount.amount ? [between(accounts.disputed, clearing, amount, `Balance transaction ${id}`)] : []),
		...(fee?.amount ? [between(accounts.fees, clearing, money(-fee.amount, fee.currency), `Fee of ${id}`)] : []),
	]);
	const entries = moved.length ? moved : expected(dispute, clearing);
	const returns = [state, ...sisters].sort((a, b) => (a.reference < b.reference ? -1 : 1));
	return [...entries, ...lost(returns, dispute, entries)];
}

const providerNames: Record<string, string> = {
	stripe: processors.stripe.name,
	shopify: processors.shopify_payments.name,
};

/** Money that left the clearing account (minus), or came back. */
function between(account: string, clearing: string, { amount, currency }: Money, says: string): DisputeEntry {
	const gone = amount < 0;
	return {
		debit: gone ? account : clearing,
		credit: gone ? clearing : account,
		amount: money(Math.abs(amount), currency),
		says,
	};
}

/** Shopify does not tell what it took: the amount, while the bank has it or for good. Its fee stands in the payout. */
function expected({ phase, state, amount }: CaseDispute, clearing: string): DisputeEntry[] {
	if (phase === 'inquiry' || state === 'prevented') return [];
	const taken = between(accounts.disputed, clearing, money(-amount.amount, amount.currency), 'The bank has the money');
	const back = between(accounts.disputed, clearing, amount, 'The bank has given it back');
	return [taken, ...(state === 'over' ? [back] : [])].map((one) => ({ ...one, expected: true }));
}

/** What stays gone: a credit note of each return for the refunds that the bank has paid instead of the shop, a loss for the rest. */
function lost(returns: Returned[], dispute: CaseDispute, entries: DisputeEntry[]): DisputeEntry[] {
	if (dispute.state !== 'lost') return [];
	const currency = entries.find(({ debit, credit }) => debit === accounts.disputed || credit === accounts.disputed)
		?.amount.currency;
	if (!currency) return [];
	let left = entries.reduce(
		(sum, { debit, credit, amount }) =>
			sum + (debit === accounts.disputed ? amount.amount : credit === accounts.disputed ? -amount.amount : 0),
		0,
	);
	const credits = returns.flatMap(({ reference, refunds }): DisputeEntry[] => {
		const owed = refunds
			.filter((leg) => leg.dispute === dispute.id && leg.state === 'dropped' && leg.intent.amount.currency === currency)
			.reduce((sum, { intent }) => sum + intent.amount.amount, 0);
		const amount = money(Math.max(0, Math.min(owed, left)), currency);
		left -= amount.amount;
		if (!amount.amount) return [];
		const says = `Issue a credit note for what was owed of return ${reference} and the bank has paid, ${format(amount)} (in Odoo, on the invoice), and reconcile it with this entry`;
		return [{ debit: accounts.returns, credit: accounts.disputed, amount, says }];
	});
	if (left <= 0) return credits;
	const says = 'The bank has paid what was not owed';
	return [...credits, { debit: accounts.losses, credit: accounts.disputed, amount: money(left, currency), says }];
}
