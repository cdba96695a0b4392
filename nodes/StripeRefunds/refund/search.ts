import { format, toProviderAmount, type Money } from '../../shared/model';
import { capturedOf, type FoundCharge } from './payment';

/** A payment that is to be found in Stripe. */
export interface Sought {
	/** What was captured, to the cent. */
	amount: Money;
	/** What the order and the payment are called elsewhere: `#1001`, Shopify's ids. */
	names: string[];
	/** The customer's addresses. */
	emails: string[];
	/** Payments that are known to be others. */
	not: string[];
}

/** What about a payment of Stripe fits, beside amount, currency and time: it names the order, or has the customer's e-mail address. */
export type Fit = 'order' | 'email';

export interface Candidate {
	charge: FoundCharge;
	fits: Fit[];
}

export interface Searched {
	/** The one payment that it can be. */
	match?: FoundCharge;
	/** Those of the same amount and time that are not told to be another order's. */
	candidates: Candidate[];
	/** Why there is no match, a sentence for people; without personal data. */
	why?: string;
}

/**
 * The one payment among `charges` (those of the time when the customer paid) that is the one sought: of just that amount and currency, and
 * naming the order in its metadata or description; when none does, having the customer's e-mail address. Amount and time alone are not
 * enough, and neither are two that fit: a person decides then. Pure.
 */
export function searchAmong(charges: FoundCharge[], sought: Sought): Searched {
	const { amount, names, emails, not } = sought;
	const minor = toProviderAmount('stripe', amount);
	const mail = emails.map(plain);
	const candidates = charges
		.filter(
			(one) =>
				one.status === 'succeeded' &&
				one.currency.toUpperCase() === amount.currency &&
				capturedOf(one) === minor &&
				!not.some((id) => id === one.id || id === one.payment_intent),
		)
		.map((charge) => ({ charge, names: namesIn(charge, names), mails: mailsIn(charge) }))
		.filter((one) => one.names !== 'another')
		.map(({ charge, names, mails }): Candidate => {
			const fits: Fit[] = names === 'ours' ? ['order'] : [];
			return { charge, fits: mails.some((one) => mail.includes(one)) ? [...fits, 'email'] : fits };
		});
	for (const fit of ['order', 'email'] as const) {
		const fitting = candidates.filter(({ fits }) => fits.includes(fit));
		if (fitting.length === 1) return { match: fitting[0].charge, candidates };
		if (fitting.length)
			return {
				candidates,
				why: `${fitting.length} payments of ${format(amount)} ${fit === 'order' ? 'name the order' : "have the customer's e-mail address"}: ${idsOf(fitting)}.`,
			};
	}
	return {
		candidates,
		why: candidates.length
			? `Stripe has ${candidates.length === 1 ? 'a payment' : `${candidates.length} payments`} of ${format(amount)} from that time (${idsOf(candidates)}), but nothing says that ${candidates.length === 1 ? 'it is' : 'one of them is'} this order's.`
			: `Stripe has no payment of ${format(amount)} from that time that could be this order's.`,
	};
}

function idsOf(candidates: Candidate[]): string {
	const ids = candidates.map(({ charge }) => charge.payment_intent ?? charge.id);
	return [...ids.slice(0, 5), ...(ids.length > 5 ? ['…'] : [])].join(', ');
}

/** Whether a payment says of which order it is. */
function namesIn({ metadata, description }: FoundCharge, names: string[]): 'ours' | 'another' | 'none' {
	const fields = Object.entries(metadata ?? {}).map(([key, value]) => [key, value.trim()] as const);
	const orderly = (key: string) => /order|shopify|checkout|transaction|payment/i.test(key);
	const text = description ?? '';
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

function mailsIn({ receipt_email, billing_details, metadata }: FoundCharge): string[] {
	return [receipt_email ?? '', billing_details?.email ?? '', ...Object.values(metadata ?? {})]
		.filter((one) => one.includes('@'))
		.map(plain);
}

function plain(email: string): string {
	return email.trim().toLowerCase();
}
