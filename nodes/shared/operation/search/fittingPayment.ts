import { format } from '../../model';
import type { Sought } from './soughtPayments';

/** What a payment at a provider says of whose it is. */
export interface Trace<T> {
	payment: T;
	/** The provider's id of it. */
	id: string;
	/** What its fields say, by their names: the number of an order is believed where a field is called after it. */
	fields: Record<string, string>;
	/** What it says in words. */
	text: string;
	/** Addresses that stand with it. */
	emails: string[];
}

/** What about a payment fits, beside amount, currency and time: it names the order, or has the customer's e-mail address. */
export type Fit = 'order' | 'email';

export interface Candidate<T> {
	payment: T;
	id: string;
	fits: Fit[];
}

export interface Searched<T> {
	/** The one payment that it can be. */
	match?: T;
	/** Those of the same amount and time that are not told to be another order's. */
	candidates: Array<Candidate<T>>;
	/** Why there is no match, a sentence for people; without personal data. */
	why?: string;
}

/**
 * The one payment among those of the right amount, currency and time that is the one sought: it names the order; when none does, it has the
 * customer's e-mail address. Amount and time alone are not enough, and neither are two that fit: a person decides then. Pure.
 */
export function fittingAmong<T>(provider: string, traces: Array<Trace<T>>, sought: Sought): Searched<T> {
	const { amount, names, not } = sought;
	const mail = sought.emails.map(plain);
	const candidates = traces
		.filter(({ id }) => !not.includes(id))
		.map((trace) => ({ trace, names: namesIn(trace, names), mails: trace.emails.map(plain) }))
		.filter((one) => one.names !== 'another')
		.map(({ trace: { payment, id }, names: says, mails }): Candidate<T> => {
			const fits: Fit[] = says === 'ours' ? ['order'] : [];
			return { payment, id, fits: mails.some((one) => mail.includes(one)) ? [...fits, 'email'] : fits };
		});
	for (const fit of ['order', 'email'] as const) {
		const fitting = candidates.filter(({ fits }) => fits.includes(fit));
		if (fitting.length === 1) return { match: fitting[0].payment, candidates };
		if (fitting.length)
			return {
				candidates,
				why: `${fitting.length} payments of ${format(amount)} ${fit === 'order' ? 'name the order' : "have the customer's e-mail address"}: ${idsIn(fitting)}.`,
			};
	}
	return {
		candidates,
		why: candidates.length
			? `${provider} has ${candidates.length === 1 ? 'a payment' : `${candidates.length} payments`} of ${format(amount)} from that time (${idsIn(candidates)}), but nothing says that ${candidates.length === 1 ? 'it is' : 'one of them is'} this order's.`
			: `${provider} has no payment of ${format(amount)} from that time that could be this order's.`,
	};
}

function idsIn(candidates: Array<{ id: string }>): string {
	const ids = candidates.map(({ id }) => id);
	return [...ids.slice(0, 5), ...(ids.length > 5 ? ['…'] : [])].join(', ');
}

/** Whether a payment says of which order it is. */
function namesIn({ fields: given, text }: Trace<unknown>, names: string[]): 'ours' | 'another' | 'none' {
	const fields = Object.entries(given).map(([key, value]) => [key, value.trim()] as const);
	const orderly = (key: string) => /order|shopify|checkout|transaction|payment/i.test(key);
	// A short number may be anything, unless its field says what it is.
	const isOurs = ([key, value]: readonly [string, string]) =>
		names.includes(value) && (/\D/.test(value) || value.length >= 8 || orderly(key));
	if (fields.some(isOurs) || names.some((name) => /\D/.test(name) && stands(escaped(name), text))) return 'ours';
	const shapes = names.map(shapeOf);
	const isAnothers = ([key, value]: readonly [string, string]) =>
		/order/i.test(key) && /\d/.test(value) && shapes.includes(shapeOf(value));
	const another = names.some((name) => /\D/.test(name) && /\d/.test(name) && stands(patternOf(name), text));
	return fields.some(isAnothers) || another ? 'another' : 'none';
}

/** A name with every number in it as 0: names of the same shape are of the same kind. */
function shapeOf(name: string): string {
	return name.replace(/\d+/g, '0');
}

function patternOf(name: string): string {
	return name.split(/\d+/).map(escaped).join('\\d+');
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** Whether a pattern stands in a text as a word of its own. */
function stands(pattern: string, text: string): boolean {
	return new RegExp(`(?<![\\w#])${pattern}(?![\\w-])`, 'i').test(text);
}

function plain(email: string): string {
	return email.trim().toLowerCase();
}
