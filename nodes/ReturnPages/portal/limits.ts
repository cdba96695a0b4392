import { createHash } from 'node:crypto';
import { plainKey } from '../../shared/case/declaration';
import type { ReceiptLimit } from '../../shared/model';
import type { ReceiptCharge } from '../../shared/store';

const hour = 3_600_000;

/**
 * How many e-mails go out by themselves: to one address, about one order, and to what one computer asks for. Whoever wants to annoy somebody with our
 * e-mails, or to learn whether an order exists, gets no further. A statement of withdrawal that goes beyond is recorded, shown, and seen to by a person.
 */
const mailsWithin: Record<ReceiptLimit, { limit: number; windowMs: number }> = {
	address: { limit: 5, windowMs: 24 * hour },
	order: { limit: 5, windowMs: 24 * hour },
	sender: { limit: 30, windowMs: hour },
};

/**
 * What an e-mail of the portal is counted against; receipts and links each have their own. The names of the budgets tell nothing of whose they are. Pure.
 */
export function chargesOf(
	what: 'receipt' | 'link',
	{ email, order }: { email?: string; order: string },
	{ brand, sender }: { brand: string; sender?: string },
): ReceiptCharge[] {
	const charged: Array<[ReceiptLimit, string | undefined]> = [
		['address', email && plainKey(email)],
		['order', plainKey(order)],
		['sender', sender],
	];
	// Without an address there is no mail.
	return email
		? charged.flatMap(([of, whose]) =>
				whose ? [{ of, key: `${what}/${of}/${hashOf([brand, whose])}`, ...mailsWithin[of] }] : [],
			)
		: [];
}

function hashOf(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
