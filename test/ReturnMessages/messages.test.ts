import { languages, messageNames, Settings, type Language, type MessageName } from '../../nodes/shared/model';
import { composeMessage } from '../../nodes/ReturnMessages/compose/compose';
import { languageOf } from '../../nodes/ReturnMessages/compose/language';
import { Locale, zoneOfCountry, zoneOr } from '../../nodes/ReturnMessages/compose/locale';
import { sampleOf } from '../../nodes/ReturnMessages/compose/samples';
import { wordsOf } from '../../nodes/ReturnMessages/languages';

const settings = Settings.parse({
	timeZone: 'Europe/Berlin',
	sender: 'Shop <returns@example.com>',
	operator: 'operator@example.com',
	owners: { service: 'service@example.com', warehouse: 'warehouse@example.com' },
	policy: { currency: 'EUR' },
});
const page = 'https://n8n.example/form/returns/review';
const sample = (name: MessageName, language: Language, more: object = {}) =>
	composeMessage(name, sampleOf(name, Settings.parse({ ...settings, ...more }), language, page), language)!;
const all = messageNames.flatMap((name) => languages.map((language): [MessageName, Language] => [name, language]));
/** Spaces of a number or a date as a plain one. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('every message in every language', () => {
	it.each(all)('%s, %s: has subject, text and HTML, without a gap or a placeholder', (name, language) => {
		const message = sample(name, language);
		expect(message).toMatchObject({ event: name, language, from: 'Shop <returns@example.com>' });
		for (const text of [message.subject, message.text, message.html]) {
			expect(text.trim()).not.toBe('');
			expect(text).not.toMatch(/\{\w*\}?|\bundefined\b|\bnull\b|\bNaN\b|Invalid Date|\[object/);
		}
		expect(message.subject).not.toMatch(/[\r\n]/);
		expect(message.html).toContain(`<html lang="${language}">`);
		if (name !== 'connection') expect(message.text).toContain('RMA-7K2M9QX4TB');
	});

	it.each(messageNames)('%s is said in other words in each language', (name) => {
		expect(new Set(languages.map((language) => sample(name, language).text)).size).toBe(languages.length);
	});

	it('goes to the customer, or to the owner of the matter', () => {
		const to = Object.fromEntries(messageNames.map((name) => [name, sample(name, 'en').to]));
		expect(to).toEqual({
			...Object.fromEntries(messageNames.map((name) => [name, 'kim@example.com'])),
			review: 'service@example.com',
			exception: 'warehouse@example.com',
			not_expected: 'warehouse@example.com',
			claim: 'service@example.com',
			stuck: 'operator@example.com',
			connection: 'operator@example.com',
		});
	});
});

describe('what a customer is told', () => {
	it('of a refund: how much, when, how it arrives, what it is made of, and why something is taken off', () => {
		const text = plain(sample('refund_paid', 'de').text);
		expect(text).toContain('Betrag: 44,90 €');
		expect(text).toContain('Gezahlt am: 2. März 2026');
		expect(text).toContain('5 bis 10 Werktagen');
		expect(text).toContain('2 × Blue Tee: 59,80 €');
		expect(text).toContain('Abzug für Blue Tee: A stain on the sleeve. (photo 1): -10,00 €');
		expect(text).toContain('Rücksendegebühr: -4,90 €');
		expect(text).toContain('antworten Sie auf diese E-Mail');
	});
	it('of a declined return: why, in the own language, the note as it is, and how to object', () => {
		const text = sample('declined', 'nl').text;
		expect(text).toContain(wordsOf.nl.reasons.window_over);
		expect(text).toContain('> The goods were bought in 2024.');
		expect(text).toContain(wordsOf.nl.phrases.object_decline);
	});
	it('of a declined return nothing that the policy says to staff', () => {
		const about = sampleOf('declined', settings, 'en', page);
		about.event!.data = {
			reason: 'value_above_limit',
			decision: {
				outcome: 'decline',
				lines: [],
				reasons: [
					{ code: 'value_above_limit', message: 'The goods are worth 900.00 EUR' },
					{ code: 'final_sale', message: 'x' },
				],
			},
		};
		const text = composeMessage('declined', about)!.text;
		expect(text).toContain(wordsOf.en.reasons.final_sale);
		expect(text).not.toContain('900');
	});
	it('of a withdrawal: content and time to the second, in the shop’s and the customer’s time and UTC', () => {
		const about = sampleOf('withdrawal_received', { ...settings, timeZone: 'America/New_York' }, 'de', page);
		const text = plain(composeMessage('withdrawal_received', about)!.text);
		expect(text).toContain('Name: Kim Example');
		expect(text).toContain('Vertrag: Order #1001 of 20 February');
		expect(text).toMatch(/2\. März 2026 um 04:30:00 (GMT-5|EST)/);
		expect(text).toMatch(/2\. März 2026 um 10:30:00 (MEZ|GMT\+1)/);
		expect(text).toContain('(2026-03-02T09:30:00Z)');
		expect(text).toContain('> I withdraw from the contract.');
	});
	it('of goods to be dropped off: the code to show', () => {
		const about = sampleOf('approved', settings, 'en', page);
		about.state!.returnBy = 'drop_off';
		expect(composeMessage('approved', about)!.text).toContain('show this code there: RMA-7K2M9QX4TB');
	});
	it('of a label: the link, the number, and until when to send', () => {
		const text = sample('label', 'en').text;
		expect(text).toContain('Open the return label: https://labels.example/EX0000000001.pdf');
		expect(text).toContain('Tracking number: EX0000000001');
		expect(text).toContain('To be sent by: March 30, 2026');
	});
	it('of part of the goods: what came and what is missing', () => {
		expect(sample('part_received', 'en').text).toContain('Goods: 1 × Blue Tee\nStill missing: 1 × Blue Tee');
	});
	it.each([
		[{ id: 'p', processor: 'stripe' }, 'arrives_on_card'],
		[{ id: 'p', processor: 'shopify_payments', method: 'gift_card' }, 'arrives_as_credit'],
		[{ id: 'store_credit', processor: 'store_credit' }, 'arrives_as_credit'],
		[{ id: 'p', processor: 'other', method: 'paypal' }, 'arrives_by_hand'],
	] as const)('of money that goes back to %j: how it arrives', (payment, phrase) => {
		const about = sampleOf('refund_paid', settings, 'en', page);
		about.state!.refunds[0].intent.payment = { providerIds: {}, ...payment };
		expect(composeMessage('refund_paid', about)!.text).toContain(wordsOf.en.phrases[phrase]);
	});
});

describe('amounts, days and times', () => {
	const written = (language: Language, country: string, amount: number, currency: string) =>
		plain(new Locale(language, country, 'UTC').amount({ amount, currency }));
	it.each([
		['en', 'US', 123456, 'EUR', '€1,234.56'],
		['de', 'DE', 123456, 'EUR', '1.234,56 €'],
		['de', 'AT', 123456, 'EUR', '€ 1.234,56'],
		['fr', 'FR', 123456, 'EUR', '1 234,56 €'],
		['nl', 'NL', 123456, 'EUR', '€ 1.234,56'],
		['en', 'GB', 50000, 'JPY', 'JP¥50,000'],
		['de', 'DE', 50000, 'JPY', '50.000 ¥'],
		['en', 'GB', 1250, 'KWD', 'KWD 1.250'],
		['it', 'IT', 1250, 'KWD', '1,250 KWD'],
		['en', 'GB', 9007199254740991, 'KWD', 'KWD 9,007,199,254,740.991'],
		['es', 'ES', -500, 'EUR', '-5,00 €'],
	] as const)('%s-%s: %i minor units of %s are %s', (language, country, amount, currency, expected) => {
		expect(written(language, country, amount, currency)).toBe(expected);
	});
	it.each([
		['EUR', '44,90 €'],
		['JPY', '4.490 ¥'],
		['KWD', '4,490 KWD'],
	])('stand in a message as the locale writes them: %s', (currency, expected) => {
		expect(plain(sample('refund_paid', 'de', { policy: { currency } }).text)).toContain(`Betrag: ${expected}`);
	});
	it.each([
		['en', 'US', 'March 2, 2026'],
		['en', 'GB', '2 March 2026'],
		['fr', 'FR', '2 mars 2026'],
		['en', 'TH', 'March 2, 2026'],
	] as const)('%s-%s: a day is %s', (language, country, expected) => {
		expect(new Locale(language, country, 'UTC').day('2026-03-02T09:30:00.000Z')).toMatch(
			expected === 'March 2, 2026' ? /2 March 2026|March 2, 2026/ : new RegExp(`^${expected}$`),
		);
	});
	it('are days of the reader’s time zone, near midnight too', () => {
		const instant = '2026-03-02T23:30:00.000Z';
		const day = (country: string, zone: string) =>
			new Locale('en', 'GB', zoneOfCountry(country, instant) ?? zone).day(instant);
		expect([day('DE', 'America/New_York'), day('US', 'America/New_York')]).toEqual(['3 March 2026', '2 March 2026']);
	});
	it.each([
		['DE', 'Europe/Berlin'],
		['US', undefined],
		['', undefined],
		['??', undefined],
		[undefined, undefined],
	])('a time zone of %s is %s', (country, zone) => {
		expect(zoneOfCountry(country, '2026-03-02T09:30:00.000Z')).toBe(zone);
	});
	it('a time zone that is none counts as UTC', () =>
		expect([zoneOr('Mars/Olympus'), zoneOr('Asia/Tokyo')]).toEqual(['UTC', 'Asia/Tokyo']));
});

describe('the language', () => {
	const address = (country: string) => ({ name: 'K', street1: 's', city: 'c', postalCode: 'p', country });
	it.each([
		['the one that was ordered in', { language: 'fr-CH', address: address('CH') }, 'fr'],
		['however it is written', { language: 'NL_be' }, 'nl'],
		['that of the country', { address: address('AT') }, 'de'],
		['the brand’s, of a country with several', { address: address('BE') }, 'es'],
		['the brand’s, of one that is not spoken', { language: 'pl', address: address('DE') }, 'es'],
		['the brand’s, of nobody known', undefined, 'es'],
	])('is %s', (_what, customer, expected) => {
		expect(languageOf(customer as never, { messages: { language: 'es' } })).toBe(expected);
	});
	it('of staff is the brand’s for staff, else English', () => {
		const about = sampleOf('review', settings, 'de', page);
		expect(composeMessage('review', about)!.language).toBe('en');
		expect(
			composeMessage('review', { ...about, settings: { ...settings, messages: { staffLanguage: 'nl' } } })!.language,
		).toBe('nl');
	});
});

describe('own words of a brand', () => {
	const messages = {
		signature: 'Your team\nof Nord',
		words: {
			'refund_paid subject': 'Geld zurück: {amount}',
			'refund_paid text de': "Hallo {name}, {amount} sind's, d'{reference}.",
		},
	};
	it('replace subject or text, and what must be said follows all the same', () => {
		const message = sample('refund_paid', 'de', { messages });
		expect(plain(message.subject)).toBe('Geld zurück: 44,90 €');
		expect(plain(message.text)).toContain('Hallo Kim Example, 44,90 € sind’s, d’RMA-7K2M9QX4TB.');
		expect(message.text).toContain('Werktagen');
		expect(message.text.endsWith('Your team\nof Nord')).toBe(true);
	});
	it('count for their language only, or for all', () => {
		const message = sample('refund_paid', 'en', { messages });
		expect(plain(message.subject)).toBe('Geld zurück: €44.90');
		expect(message.text).toContain('We have paid your money back.');
		expect(sample('declined', 'de', { messages }).subject).toBe('Ihre Rücksendung (RMA-7K2M9QX4TB)');
	});
	it('are plain text, whatever they look like', () => {
		const html = sample('refund_paid', 'en', { messages: { words: { 'refund_paid text': '<b>{name}</b>' } } }).html;
		expect(html).toContain('&#60;b&#62;Kim Example&#60;/b&#62;');
	});
	it('that name what is not there are told as a setting to correct', () => {
		expect(() => sample('refund_paid', 'en', { messages: { words: { 'refund_paid text': '{iban}' } } })).toThrow(
			/own words for refund_paid/,
		);
	});
});

describe('nobody to write to', () => {
	it('is said of staff and sender as a setting, without an address in it', () => {
		const about = sampleOf('review', settings, 'en', page);
		const without = (more: object) => () => composeMessage('review', { ...about, settings: { ...settings, ...more } });
		expect(without({ sender: undefined })).toThrow('General > Sender');
		expect(without({ operator: undefined, owners: {} })).toThrow('General > Operator');
		expect(without({ owners: { service: 'a@example.com\r\nBcc: b@example.com' } })).toThrow('General > Operator');
	});
	it('of customers is no message', () => {
		const about = sampleOf('label', settings, 'en', page);
		about.state!.customer!.email = undefined;
		expect(composeMessage('label', about)).toBeUndefined();
	});
});
