import { createTransport } from 'nodemailer';
import { catchMail, type MailCatcher } from '../sandbox/mail';

// nodemailer is what n8n's own e-mail node sends with.
let mail: MailCatcher;
beforeEach(async () => {
	mail = await catchMail();
});
afterEach(async () => await mail.stop());

const send = async (message: object, more = {}) =>
	await createTransport({ host: '127.0.0.1', port: mail.port, secure: false, ...more }).sendMail({
		from: 'Shop <shop@example.com>',
		to: 'Alex <alex@example.com>, sam@example.com',
		...message,
	});

it('keeps a plain message with its envelope', async () => {
	await send({ subject: 'Your return RMA-1', text: 'We have it.\nThank you.' });
	expect(mail.messages()).toEqual([
		{
			from: 'shop@example.com',
			to: ['alex@example.com', 'sam@example.com'],
			subject: 'Your return RMA-1',
			text: 'We have it.\nThank you.',
			raw: expect.stringContaining('Subject: Your return RMA-1'),
		},
	]);
	mail.clear();
	expect(mail.messages()).toEqual([]);
});

it('lets any name sign in', async () => {
	await send({ subject: 'x', text: 'y' }, { auth: { user: 'anyone', pass: 'anything' } });
	expect(mail.messages()).toHaveLength(1);
});

it('reads letters of other languages in subject and text', async () => {
	await send({ subject: 'Rücksendung für Łukasz: angenommen ✓', text: `Schöne Grüße ${'ä'.repeat(120)}` });
	expect(mail.messages()).toMatchObject([
		{ subject: 'Rücksendung für Łukasz: angenommen ✓', text: `Schöne Grüße ${'ä'.repeat(120)}` },
	]);
});

it('prefers the plain part, and makes text of HTML when there is no other', async () => {
	await send({
		subject: 'both',
		text: 'plain text',
		html: '<p>HTML text</p>',
		attachments: [{ filename: 'label.pdf', content: Buffer.from('%PDF-1.4') }],
	});
	await send({ subject: 'html', html: '<p>Only <b>HTML</b> text</p>' });
	expect(mail.messages().map(({ text }) => text)).toEqual(['plain text', 'Only HTML text']);
	expect(mail.messages()[0].raw).toContain('filename=label.pdf');
});
