import { z } from 'zod';
import { sealed, unsealed } from './token';

/** What a button does, and to what. */
export const Action = z.discriminatedUnion('what', [
	z.object({ what: z.literal('replay'), step: z.number().int() }),
	z.object({ what: z.literal('release'), step: z.number().int() }),
	z.object({ what: z.literal('close'), alarm: z.number().int() }),
]);
export type Action = z.infer<typeof Action>;

const offeredMs = 3_600_000;
const Offered = z.object({ by: z.string(), action: Action });

/** What a button's form carries, so that nobody but who was shown it can press it. */
export function offer(action: Action, by: string, key: Buffer, now = Date.now()): string {
	return sealed('action', { by, action }, now + offeredMs, key);
}

/** What was pressed; undefined when it was not offered to this person, or too long ago. */
export function pressed(token: string, by: string, key: Buffer, now = Date.now()): Action | undefined {
	const found = unsealed('action', token, { schema: Offered, key, now });
	return found && found.by === by ? found.action : undefined;
}
