import { z } from 'zod';
import { isProtected } from '../../shared/case/commands';
import type { CaseState } from '../../shared/case/caseState';
import { format, Money, sum } from '../../shared/model';
import { words } from '../html/view';

/** What is to be known before somebody promises a customer anything. */
export const customerFlags = ['blocked', 'protected', 'exception'] as const;
type CustomerFlag = (typeof customerFlags)[number];

const flagWords: Record<CustomerFlag, string> = {
	blocked: 'on a list of customers to hold',
	protected: 'an open return that the law protects',
	exception: 'an open return that waits for a person',
};

/** What the returns of one customer come to, for who keeps a record of the customer elsewhere. */
export const CustomerRecord = z.object({
	customer: z.object({ name: z.string(), email: z.string() }),
	/** Returns that were asked for, whatever became of them. */
	returns: z.number().int(),
	/** Not all are counted: there are more of them. */
	more: z.boolean().optional(),
	/** References of those that are not at their end. */
	open: z.array(z.string()),
	/** Pieces that have come back. */
	pieces: z.number().int(),
	/** What the customer has got back, by currency: money and store credit. */
	givenBack: z.array(Money),
	/** The one that was asked for last. */
	last: z.object({ reference: z.string(), orderNumber: z.string(), askedAt: z.string() }).optional(),
	flags: z.array(z.enum(customerFlags)),
});
export type CustomerRecord = z.infer<typeof CustomerRecord>;

/** Adds up a customer's returns. Whether the customer is on a list is what the policy said of the newest return that it decided. Pure. */
export function recordOf(states: CaseState[], most = Infinity): CustomerRecord {
	const byNewest = [...states].sort((one, other) => other.openedAt.localeCompare(one.openedAt));
	const counted = byNewest.slice(0, most);
	const open = counted.filter(isOpen);
	const [last] = counted;
	const given = counted.flatMap(({ refunds }) =>
		refunds.filter(({ state }) => state === 'succeeded').map(({ intent }) => intent.amount),
	);
	const currencies = [...new Set(given.map(({ currency }) => currency))].sort();
	const named = (field: 'name' | 'email') => counted.map(({ customer }) => customer?.[field]).find(Boolean) ?? '';
	const decided = counted.find(({ decision }) => decision)?.decision;
	const flags: Record<CustomerFlag, boolean> = {
		blocked: !!decided?.reasons.some(({ code }) => code === 'customer_listed'),
		protected: open.some(isProtected),
		exception: open.some(({ exceptions }) => exceptions.some(({ resolved }) => !resolved)),
	};
	return {
		customer: { name: named('name'), email: named('email') },
		returns: counted.length,
		...(states.length > counted.length && { more: true }),
		open: open.map(({ reference }) => reference),
		pieces: counted.flatMap(({ lines }) => lines).reduce((total, { quantities: { received } }) => total + received, 0),
		givenBack: currencies.map((currency) =>
			sum(
				given.filter((one) => one.currency === currency),
				currency,
			),
		),
		...(last && {
			last: { reference: last.reference, orderNumber: last.orderNumber ?? '', askedAt: last.openedAt },
		}),
		flags: customerFlags.filter((flag) => flags[flag]),
	};
}

function isOpen({ verdict, closedAt }: CaseState): boolean {
	return !closedAt && ['requested', 'in_review', 'approved'].includes(verdict);
}

/** A record as people read it below what has happened; it names no person, since it stands where the customer is known. Pure. */
export function recordText(
	{ returns, more, open, pieces, givenBack, last, flags }: CustomerRecord,
	{
		reference,
		orderNumber,
		event,
		standing,
	}: { reference: string; orderNumber: string; event?: string; standing: string },
): string {
	const named = `Return ${reference}${orderNumber ? ` of order ${orderNumber}` : ''}`;
	return [
		`${event ? `${named}: ${words(event)}` : named}. ${standing}`,
		`Returns of this customer: ${more ? 'more than ' : ''}${returns}${open.length ? `, open: ${open.join(', ')}` : ', none open'}`,
		`Pieces that came back: ${pieces}`,
		`Given back: ${givenBack.map(format).join(', ') || 'nothing yet'}`,
		...(last ? [`Last asked for: ${last.reference} on ${last.askedAt.slice(0, 10)}`] : []),
		...flags.map((flag) => `Note: ${flagWords[flag]}`),
	].join('\n');
}
