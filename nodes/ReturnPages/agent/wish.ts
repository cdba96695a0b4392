import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { EffectError, invalidInput, jsonOrText } from '../../shared/model';
import { sameText } from '../../shared/trigger/webhook';

/** What an AI agent may have done, when a node allows it. Nothing of it moves money or goods: the policy and people go on deciding. */
export const wishes = ['start', 'cancel', 'note'] as const;
export type WishName = (typeof wishes)[number];

/** What an AI agent wants done. */
export interface Wish {
	what: WishName;
	/** The return, for all but `start`. */
	reference: string;
	/** The order, for `start`. */
	order: string;
	items: Array<{ sku: string; quantity: number }>;
	/** Why the goods come back, for `start`. */
	reason: string;
	/** The note, or the reason to cancel. */
	text: string;
}

/** So long a proposal can be confirmed: a person reads it in between. */
export const proposedMs = 30 * 60_000;

/**
 * A short code for exactly this wish about the case as it is now: who confirms says the same wish again, so that nothing else can be done with
 * it, and the code is short enough for a model to repeat. `seen`: version of the case; `until`: milliseconds since 1970.
 */
export function codeOf(wish: Wish, seen: number, until: number, key: Buffer): string {
	const mac = createHmac('sha256', key)
		.update(JSON.stringify(['agent', wish.what, wish.reference, wish.order, wish.items, wish.reason, wish.text, seen]))
		.update(String(until))
		.digest('base64url');
	return `${until.toString(36)}-${mac.slice(0, 22)}`;
}

/** Throws EffectError unless the code was given for this wish, about the case as it is, and its time is not over. */
export function assertProposed(code: string, wish: Wish, seen: number, key: Buffer, now = Date.now()): void {
	const until = parseInt(code.split('-', 1)[0], 36);
	const isOurs = Number.isSafeInteger(until) && sameText(code, codeOf(wish, seen, until, key));
	if (isOurs && until >= now) return;
	throw new EffectError(
		isOurs ? 'This proposal is too old' : 'This is not what was proposed, or the return has changed since',
		{
			category: 'rejected',
			connection: 'case_store',
			code: 'not_proposed',
			field: 'confirmation',
			advice: 'Propose it again, tell the person what it says, and confirm with the same values and the new code.',
		},
	);
}

const Items = z
	.array(z.object({ sku: z.string().trim().min(1).max(80), quantity: z.coerce.number().int().min(1).max(999) }))
	.max(50);

/** The items as a model writes them: a list of objects, or `2 x TEE-M, 1 x MUG`. Throws EffectError saying how. */
export function readItems(given: unknown): Wish['items'] {
	const advice = 'Write items as "2 x TEE-M, 1 x MUG": pieces and article number of each.';
	const text = typeof given === 'string' ? given.trim() : given;
	if (text === '' || text === undefined || text === null) return [];
	const list =
		typeof text === 'string' && !text.startsWith('[')
			? text.split(/[,;\n]/).map((part) => {
					const [, quantity = '1', sku = ''] = /^\s*(?:(\d+)\s*[x×*]\s+)?(.*?)\s*$/i.exec(part) ?? [];
					return { sku, quantity };
				})
			: typeof text === 'string'
				? jsonOrText(text)
				: text;
	const read = Items.safeParse(list);
	if (!read.success) throw invalidInput('The items cannot be read', advice, 'items');
	return read.data;
}
