import { IntlMessageFormat } from 'intl-messageformat';

/* What customers and staff are told, by name, and what a brand says in words of its own. The words of the package: nodes/ReturnMessages/languages. */

/** Languages that the package writes, by their codes. */
export const languageTitles = {
	en: 'English',
	de: 'German',
	fr: 'French',
	es: 'Spanish',
	it: 'Italian',
	nl: 'Dutch',
};
export type Language = keyof typeof languageTitles;
export const languages = Object.keys(languageTitles) as [Language, ...Language[]];

/** What a customer is told. */
const customerTitles = {
	requested: 'Requested',
	question: 'Question to the Customer',
	approved: 'Approved',
	label: 'Label or Drop-Off Code',
	reminder: 'Reminder to Send',
	received: 'Received',
	part_received: 'Partly Received',
	inspected: 'Inspected',
	sent_back: 'Sent Back to the Customer',
	refund_paid: 'Refund Paid',
	refund_failed: 'Refund Failed',
	declined: 'Declined',
	canceled: 'Canceled',
	expired: 'Expired',
	exchange: 'Exchange',
	credit_issued: 'Credit Issued',
	withdrawal_received: 'Withdrawal Received',
};

/** What staff is told: the owner of the matter. */
const staffTitles = {
	review: 'Staff: Review',
	exception: 'Staff: Exception',
	stuck: 'Staff: Stuck Step',
	connection: 'Staff: Connection',
	not_expected: 'Staff: Not Expected Any More',
	claim: 'Staff: Claim of a Parcel',
};

/** Every message as the editor shows it. */
export const messageTitles = { ...customerTitles, ...staffTitles };
export type MessageName = keyof typeof messageTitles;
export const messageNames = Object.keys(messageTitles) as [MessageName, ...MessageName[]];

export const isForCustomer = (message: MessageName): boolean => message in customerTitles;

/** What of a message a brand may say in its own words. Amounts, goods, links and what the law wants follow in any case. */
export const messageParts = ['subject', 'text'] as const;
export type MessagePart = (typeof messageParts)[number];

/** What may stand in braces in such words; what a message does not know is blank. */
export const messageValues = [
	'reference',
	'order',
	'name',
	'amount',
	'date',
	'step',
	'connection',
	'connection_state',
] as const;
export type MessageValues = Record<(typeof messageValues)[number], string>;

/** Why a request is declined, by the policy's codes that are meant for customers; what it says to staff besides is not for them. */
export const reasonsForCustomers = ['final_sale', 'window_over', 'quantity_unavailable', 'quantity_limited'] as const;
export type ReasonForCustomers = (typeof reasonsForCustomers)[number];

/** A brand's own words, as settings have them: `refund_paid subject de`; without a language they count for all that are not named. */
export type OwnWords = Record<string, string>;

export const wordsKeyPattern = new RegExp(
	`^(${messageNames.join('|')}) (${messageParts.join('|')})( (${languages.join('|')}))?$`,
);

/** Under what a brand's own words stand in the settings. */
export function wordsKey(message: string, part: string, language = ''): string {
	return [message, part, language].filter(Boolean).join(' ');
}

/** What such a key means. */
export function wordsOfKey(key: string): { message: MessageName; part: MessagePart; language?: Language } {
	const [message, part, language] = key.split(' ');
	return {
		message: message as MessageName,
		part: part as MessagePart,
		...(language && { language: language as Language }),
	};
}

/** The brand's own words for a part of a message; undefined: it says what the package says. */
export function ownWordsFor(
	words: OwnWords,
	message: MessageName,
	part: MessagePart,
	language: Language,
): string | undefined {
	return words[wordsKey(message, part, language)] ?? words[wordsKey(message, part)];
}

/** An ICU message with its values put in, as plain text. Throws when it cannot be read or names a value that is not there. */
export function written(message: string, language: string, values: Record<string, string | number>): string {
	return String(formatOf(message, language).format(values));
}

/** Words that people typed: their apostrophes are apostrophes, where ICU would take what follows as it is. */
export function writtenOwn(words: string, language: string, values: MessageValues): string {
	return written(words.replaceAll("'", '’'), language, values);
}

/** What is wrong with words of a brand, and what to write instead; undefined: they can be used. */
export function wrongWords(words: string): string | undefined {
	const values = Object.fromEntries(messageValues.map((name) => [name, ''])) as MessageValues;
	try {
		writtenOwn(words, 'en', values);
		return undefined;
	} catch {
		return `"${words.slice(0, 60)}" cannot be read; in braces may stand ${messageValues.map((name) => `{${name}}`).join(', ')}`;
	}
}

const formats = new Map<string, IntlMessageFormat>();

/** Read once: texts are few, e-mails many. */
function formatOf(message: string, language: string): IntlMessageFormat {
	const key = `${language} ${message}`;
	let format = formats.get(key);
	if (!format) {
		if (formats.size > 1_000) formats.clear();
		format = new IntlMessageFormat(message, language, undefined, { ignoreTag: true });
		formats.set(key, format);
	}
	return format;
}
