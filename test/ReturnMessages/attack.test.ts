import { languages, messageNames, Settings, type MessageName } from '../../nodes/shared/model';
import type { About } from '../../nodes/ReturnMessages/compose/about';
import { composeMessage } from '../../nodes/ReturnMessages/compose/compose';
import { sampleOf } from '../../nodes/ReturnMessages/compose/samples';

/* What customers, shops, carriers and warehouses write must show as text, and bring no header, no receiver and no link of its own. */

const settings = Settings.parse({
	timeZone: 'Europe/Berlin',
	sender: 'returns@example.com',
	operator: 'operator@example.com',
	policy: { currency: 'EUR' },
});
const attacks = {
	script: '<script>alert(1)</script>',
	picture: '"><img src=x onerror=alert(1)>',
	attribute: `" onmouseover="alert(1)' onfocus='alert(1)`,
	header: 'x\r\nBcc: evil@example.com\r\n\r\n<b>body</b>',
	separator: 'x\u2028Bcc: evil@example.com\u2029\u0085\u0000\u000bBcc: evil@example.com',
	direction: 'x\u202egpj.exe\u200b',
	icu: "{name} {evil, plural, other {#}} '{",
	page: 'javascript:alert(1)',
	data: 'data:text/html,<script>alert(1)</script>',
};
/** What must stay as it is for the message to be about anything. */
const fixed = [
	'type',
	'time',
	'currency',
	'status',
	'processor',
	'destination',
	'owner',
	'outcome',
	'toldAt',
	'intent',
	'id',
	'line',
];
const ours = ['settings', 'now', 'reference', 'reviewPage'];

/** The same with every text of others replaced. */
function attacked<T>(value: T, text: string, key = ''): T {
	if (typeof value === 'string') return (fixed.includes(key) || /At$/.test(key) ? value : text) as T;
	if (Array.isArray(value)) return value.map((one) => attacked<unknown>(one, text, key)) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, one]) => [name, ours.includes(name) ? one : attacked<unknown>(one, text, name)]),
	) as T;
}

/** The tags that the package itself writes, taken out; what is left of `<` was brought in. */
const foreignTags = (html: string) =>
	html.replace(
		/<!doctype html>|<\/?(?:html|head|meta|title|body|div|p|table|tr|th|td|ul|li|a|blockquote)(?: (?:lang|charset|name|content|style|scope|href)="[^"<>]*")*>|<br>/g,
		'',
	);

const cases = messageNames.flatMap((name) =>
	Object.entries(attacks).map(([attack, text]): [MessageName, string, string] => [name, attack, text]),
);

describe('every field of every event', () => {
	it.each(cases)('%s, %s', (name, _attack, text) => {
		for (const language of languages) {
			const about: About = attacked(sampleOf(name, settings, language, 'https://n8n.example/form/x'), text);
			if (about.state?.customer) about.state.customer.email = 'kim@example.com';
			if (about.event?.data.statement) (about.event.data.statement as { email: string }).email = 'kim@example.com';
			const message = composeMessage(name, about, language)!;
			expect(message.html).not.toMatch(/<(script|img|iframe|b)\b/i);
			expect(foreignTags(message.html)).not.toContain('<');
			expect(message.html).not.toMatch(/href="(?!https?:)/);
			for (const header of [message.subject, message.to, message.from])
				expect(header).not.toMatch(/[\p{Cc}\u2028\u2029\p{Cf}]/u);
			expect(message.subject.length).toBeLessThanOrEqual(200);
			expect(message.text).not.toMatch(/^Bcc:/m);
			expect(message.text).not.toMatch(/[\u202e\u200b]/);
		}
	});
});

describe('an address that a customer gave', () => {
	it.each([
		'kim@example.com\r\nBcc: evil@example.com',
		'kim@example.com, evil@example.com',
		'kim@example.com; evil@example.com',
		'"x" <evil@example.com>',
		'kim@example.com\u2028evil@example.com',
		'kim',
		'',
	])('is written to only when it is one address and nothing else: %j', (email) => {
		const about = sampleOf('label', settings, 'en', '');
		about.state!.customer!.email = email;
		expect(composeMessage('label', about)).toBeUndefined();
	});
});

it('the attack would be found', () => {
	expect(foreignTags('<p>a</p><p onclick="x">')).toContain('<');
	expect(attacked({ note: 'a', type: 'b', deep: [{ title: 'c' }] }, 'x')).toEqual({
		note: 'x',
		type: 'b',
		deep: [{ title: 'x' }],
	});
});
