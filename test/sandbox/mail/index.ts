import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { textOf } from './text';

export interface Mail {
	from: string;
	to: string[];
	subject: string;
	text: string;
	raw: string;
}

export interface MailCatcher {
	port: number;
	/** Every message so far, in the order they came. */
	messages(): Mail[];
	/** The next such message is taken, but its sender never hears so. */
	freeze(which: (mail: Mail) => boolean): void;
	/** So many of the next messages are refused for now. */
	refuse(times: number): void;
	/** The messages whose sender was left waiting. */
	frozen(): Mail[];
	clear(): void;
	stop(): Promise<void>;
}

/** An SMTP server on 127.0.0.1 that keeps what it is sent: no TLS; signing in is not needed, and any name is let in. */
export async function catchMail(port = 0): Promise<MailCatcher> {
	const kept: Mail[] = [];
	const unanswered: Mail[] = [];
	const freezing: Array<(mail: Mail) => boolean> = [];
	let refusals = 0;
	const server = new SMTPServer({
		authOptional: true,
		allowInsecureAuth: true,
		disabledCommands: ['STARTTLS'],
		disableReverseLookup: true,
		onAuth: ({ username }, _session, done) => done(null, { user: username }),
		onData(stream, session, done) {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				if (refusals > 0) {
					refusals--;
					return done(Object.assign(new Error('Try again later'), { responseCode: 451 }));
				}
				const raw = Buffer.concat(chunks).toString('utf8');
				const { mailFrom, rcptTo } = session.envelope;
				const mail = {
					from: mailFrom ? mailFrom.address : '',
					to: rcptTo.map(({ address }) => address),
					...textOf(raw),
					raw,
				};
				kept.push(mail);
				const hit = freezing.findIndex((which) => which(mail));
				if (hit < 0) return done();
				freezing.splice(hit, 1);
				unanswered.push(mail);
			});
		},
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return {
		port: (server.server.address() as AddressInfo).port,
		messages: () => [...kept],
		refuse: (times) => void (refusals += times),
		freeze: (which) => void freezing.push(which),
		frozen: () => [...unanswered],
		clear: () => {
			kept.length = 0;
		},
		stop: async () => await new Promise((resolve) => server.close(() => resolve())),
	};
}

/** The messages as a page, newest first. */
export function mailPage(messages: Mail[]): string {
	const shown = [...messages]
		.reverse()
		.map(
			({ from, to, subject, text }) =>
				`<article><h2>${escaped(subject)}</h2><p>${escaped(from)} to ${escaped(to.join(', '))}</p><pre>${escaped(text)}</pre></article>`,
		);
	return `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Mail</title><h1>${messages.length} e-mails</h1>${shown.join('')}</html>`;
}

/** A text for a page of the sandbox. */
export const escaped = (text: string) =>
	text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
