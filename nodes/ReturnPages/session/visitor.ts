import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { CaseStore } from '../../shared/store';
import { sealed, unsealed } from './token';

/** Somebody who has signed in to n8n. */
export const Visitor = z.object({ email: z.string().min(1), name: z.string() });
export type Visitor = z.infer<typeof Visitor>;

/** A link is followed at once, by n8n's own redirect. */
const linkMs = 2 * 60_000;
/** A working day. */
export const visitMs = 10 * 3_600_000;

/** What leads a person who has signed in to n8n to the desk, once. */
export function linkToken(visitor: Visitor, key: Buffer, now = Date.now()): string {
	return sealed('link', { ...visitor, id: randomUUID() }, now + linkMs, key);
}

/** Who follows a link; undefined when it is none of ours, is too old, or was followed before. */
export async function visitorOfLink(
	token: string,
	{ store, key, now = Date.now() }: { store: CaseStore; key: Buffer; now?: number },
): Promise<Visitor | undefined> {
	const link = unsealed('link', token, { schema: Visitor.extend({ id: z.string() }), key, now });
	if (!link) return undefined;
	const claim = await store.claims.begin(`once:desk/${link.id}`, { kind: 'once', leaseMs: linkMs });
	if (claim.standing !== 'first') return undefined;
	await store.claims.settle({ key: claim.key, token: claim.token, state: 'done', result: {} });
	return { email: link.email, name: link.name };
}

/** The cookie that keeps somebody signed in. */
export function cookieOf(
	visitor: Visitor,
	{ key, path, secure }: { key: Buffer; path: string; secure: boolean },
): string {
	const token = sealed('visit', visitor, Date.now() + visitMs, key);
	return `returns-desk=${token}; HttpOnly; SameSite=Lax; Path=${path}; Max-Age=${visitMs / 1000}${secure ? '; Secure' : ''}`;
}

/** Who sends a request; undefined when they are not signed in. */
export function visitorOfCookie(header: string | undefined, key: Buffer, now = Date.now()): Visitor | undefined {
	const [, token] = /(?:^|;\s*)returns-desk=([^;]+)/.exec(header ?? '') ?? [];
	return token ? unsealed('visit', token, { schema: Visitor, key, now }) : undefined;
}
