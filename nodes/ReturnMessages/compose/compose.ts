import { z } from 'zod';
import {
	areMailAddresses,
	cutText,
	EffectError,
	isBareMailAddress,
	isForCustomer,
	isMailAddress,
	languages,
	messageNames,
	ownerAddress,
	ownWordsFor,
	written,
	writtenOwn,
	type AlarmOwner,
	type Language,
	type MessageName,
	type MessagePart,
	type MessageValues,
} from '../../shared/model';
import { wordsOf } from '../languages';
import type { About } from './about';
import { contents, type Content } from './contents';
import { asHtml, asText, facts, oneLine, sentence, type Block } from './document';
import { languageOf } from './language';
import { Locale, zoneOfCountry, zoneOr } from './locale';
import { Writer } from './writer';

/** One message, ready to be sent by any e-mail node. */
export const Message = z.object({
	subject: z.string(),
	html: z.string(),
	text: z.string(),
	to: z.string(),
	from: z.string(),
	language: z.enum(languages),
	/** Which of the messages it is. */
	event: z.enum(messageNames),
});
export type Message = z.infer<typeof Message>;

/** Whose a message of staff is. */
const ownerOf: Partial<Record<MessageName, AlarmOwner>> = {
	review: 'service',
	not_expected: 'warehouse',
	claim: 'service',
	stuck: 'operator',
	connection: 'operator',
};

/**
 * Writes a message. Pure. Undefined: the customer has no e-mail address that can be used. Throws EffectError when the settings name no sender, or nobody
 * of staff.
 * @param language instead of the reader's own
 */
export function composeMessage(event: MessageName, about: About, language?: Language): Message | undefined {
	const to = isForCustomer(event) ? customerAddress(about) : staffAddress(event, about);
	if (!to) return undefined;
	const write = writerFor(event, about, language);
	const content = contents[event](write, about);
	const values = valuesOf(about, content, write);
	const subject = cutText(oneLine(part(event, 'subject', about, write, values)), 200);
	const blocks = [...opening(event, about, write, values), ...content.blocks, ...closing(event, about, write)];
	return {
		subject,
		html: asHtml(blocks, { language: write.language, title: subject }),
		text: asText(blocks),
		to,
		from: sender(about),
		language: write.language,
		event,
	};
}

function writerFor(event: MessageName, about: About, wanted?: Language): Writer {
	const { state, settings, now } = about;
	const forCustomer = isForCustomer(event);
	const { customer } = state ?? {};
	const language =
		wanted ??
		(event === 'withdrawal_received' ? statementLanguage(about) : undefined) ??
		(forCustomer ? languageOf(customer, settings) : (settings.messages?.staffLanguage ?? 'en'));
	const country = (forCustomer ? customer?.address?.country : undefined) ?? settings.returnAddress?.country;
	const shopZone = zoneOr(settings.timeZone);
	const zone = (forCustomer ? zoneOfCountry(customer?.address?.country, now) : undefined) ?? shopZone;
	return new Writer(
		language,
		wordsOf[language],
		new Locale(language, country, zone),
		new Locale(language, country, shopZone),
	);
}

/** A receipt repeats a statement in the language that it was made in. */
function statementLanguage({ event }: About): Language | undefined {
	const { language } = (event?.data.statement ?? {}) as { language?: unknown };
	return languages.find((one) => one === language);
}

/** What may stand in braces; what a message does not know is blank. */
function valuesOf(about: About, { amount, date }: Content, write: Writer): MessageValues {
	const { reference, state, stuck, news } = about;
	return {
		reference,
		order: oneLine(state?.orderNumber ?? ''),
		name: nameOf(about),
		amount: amount ? write.amount(amount) : '',
		date: date ? write.day(date) : '',
		step: oneLine(stuck?.name ?? ''),
		connection: oneLine([news?.connection, news?.account].filter(Boolean).join(' ')),
		connection_state: news?.paused ? 'paused' : 'resumed',
	};
}

function nameOf({ state }: About): string {
	return cutText(oneLine(state?.customer?.name ?? state?.customer?.address?.name ?? ''), 100);
}

/** The brand's own words, else the package's. */
function part(
	event: MessageName,
	which: MessagePart,
	about: About,
	{ language }: Writer,
	values: MessageValues,
): string {
	const own = ownWordsFor(about.settings.messages?.words ?? {}, event, which, language);
	if (own === undefined) return written(wordsOf[language].messages[event][which], language, values);
	try {
		return writtenOwn(own, language, values);
	} catch {
		throw new EffectError(`The brand's own words for ${event} (${which}, ${language}) cannot be read`, {
			category: 'configuration',
			connection: 'case_store',
			advice: 'Correct Own Words with Return Case: Save Settings, section Messages.',
		});
	}
}

function opening(event: MessageName, about: About, write: Writer, values: MessageValues): Block[] {
	const { name } = values;
	const greeting = name ? write.phrase('greeting', { name }) : write.phrase('greeting_unknown');
	const words = sentence(part(event, 'text', about, write, values));
	return isForCustomer(event) ? [sentence(greeting), words] : [words];
}

function closing(event: MessageName, { reference, state, settings }: About, write: Writer): Block[] {
	const signature = isForCustomer(event) ? settings.messages?.signature : undefined;
	return [
		facts([write.label('return'), reference], [write.label('order'), state?.orderNumber]),
		...(signature ? [sentence(signature)] : []),
	];
}

/** One address and nothing else: what a customer wrote must not bring in more receivers. */
function customerAddress({ state, event }: About): string | undefined {
	const statement = event?.data.statement as { email?: unknown } | undefined;
	return [statement?.email, state?.customer?.email]
		.map((one) => (typeof one === 'string' ? one.trim() : ''))
		.find(isBareMailAddress);
}

function staffAddress(event: MessageName, about: About): string {
	const exception = about.event?.data.exception as { owner?: AlarmOwner } | undefined;
	const owner = ownerOf[event] ?? exception?.owner ?? about.state?.exceptions.find(({ resolved }) => !resolved)?.owner;
	const address = ownerAddress(about.settings, owner ?? 'operator');
	if (address && areMailAddresses(address)) return oneLine(address);
	throw unset('who is told (General > Operator, or Owners)');
}

function sender({ settings }: About): string {
	if (settings.sender && isMailAddress(settings.sender)) return oneLine(settings.sender);
	throw unset('who e-mails come from (General > Sender)');
}

function unset(what: string): EffectError {
	return new EffectError(`The settings do not say ${what}`, {
		category: 'configuration',
		connection: 'case_store',
		advice: 'Save it with Return Case: Save Settings (template 01: Set Up).',
	});
}
