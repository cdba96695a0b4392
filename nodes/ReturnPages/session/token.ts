import { createHmac, hkdfSync } from 'node:crypto';
import type { z } from 'zod';
import { sameText } from '../../shared/trigger/webhook';

/**
 * Signs what the desk, or the portal, gives out: of the audit key, and another than it, so that who has seen one can seal no history, and
 * nothing of the portal counts on the desk.
 */
function keyOf(auditKey: string, pages: string): Buffer {
	return Buffer.from(hkdfSync('sha256', auditKey, '', pages, 32));
}

export const deskKey = (auditKey: string) => keyOf(auditKey, 'returns desk');
export const portalKey = (auditKey: string) => keyOf(auditKey, 'returns portal');

/**
 * A text that says `content` until `until` (milliseconds since 1970), and that nobody can make or change without the key. `purpose`
 * keeps one kind of token from being used for another.
 */
export function sealed(purpose: string, content: object, until: number, key: Buffer): string {
	const body = Buffer.from(JSON.stringify({ ...content, until })).toString('base64url');
	return `${body}.${macOf(purpose, body, key)}`;
}

/** An address that a program reads for years; without a time, so that it is always the same and can be told to be the right one. */
export function standing(purpose: string, key: Buffer): string {
	return createHmac('sha256', key).update(purpose).digest('base64url');
}

/** What a token says; undefined when it is not ours, is for something else, or its time is over. */
export function unsealed<T extends z.ZodTypeAny>(
	purpose: string,
	token: string,
	{ schema, now, key }: { schema: T; now: number; key: Buffer },
): z.infer<T> | undefined {
	const [body, mac, ...more] = token.split('.');
	if (!body || !mac || more.length || !sameText(mac, macOf(purpose, body, key))) return undefined;
	const { until, ...content } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { until: number };
	if (until < now) return undefined;
	const read = schema.safeParse(content);
	return read.success ? (read.data as z.infer<T>) : undefined;
}

function macOf(purpose: string, body: string, key: Buffer): string {
	return createHmac('sha256', key).update(`${purpose}\n${body}`).digest('base64url');
}
