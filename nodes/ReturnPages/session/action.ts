import { z } from 'zod';
import { sections } from '../../shared/operation/settings/sections';
import type { Section } from '../../shared/operation/settings/settingField';
import { actNames } from '../acts';
import { sealed, unsealed } from './token';

/** What a button does, and to what. */
export const Action = z.discriminatedUnion('what', [
	z.object({ what: z.literal('replay'), step: z.number().int() }),
	z.object({ what: z.literal('release'), step: z.number().int() }),
	z.object({ what: z.literal('close'), alarm: z.number().int() }),
	z.object({ what: z.literal('resume'), connection: z.string() }),
	/** A message that nobody could read is read again, or was dealt with. */
	z.object({ what: z.literal('readAgain'), source: z.string(), message: z.string() }),
	z.object({ what: z.literal('dismiss'), source: z.string(), message: z.string() }),
	/** The other systems are looked at again, by the flow behind the desk. */
	z.object({ what: z.literal('look'), mark: z.string() }),
	/** What is missing in Odoo is made for a brand, by the flow behind the desk. */
	z.object({ what: z.literal('install'), brand: z.string(), mark: z.string() }),
	/** `knownBy`: a return of the order, when one is known; `found`: the order as it was looked up. */
	z.object({
		what: z.literal('start'),
		mark: z.string(),
		knownBy: z.string().optional(),
		found: z.string().optional(),
	}),
	/** `seen`: names what the settings said when the form was shown. */
	z.object({
		what: z.literal('settings'),
		brand: z.string(),
		section: z.enum(Object.keys(sections) as [Section, ...Section[]]),
		seen: z.string(),
	}),
	z.object({
		what: z.literal('act'),
		act: z.enum(actNames),
		reference: z.string(),
		/** Names what was offered (`markOf`). */
		seen: z.string(),
		about: z.string().optional(),
		/** Names this button once and for all. */
		mark: z.string(),
	}),
]);
export type Action = z.infer<typeof Action>;
export type StartAction = Extract<Action, { what: 'start' }>;
export type SettingsAction = Extract<Action, { what: 'settings' }>;
export type ActAction = Extract<Action, { what: 'act' }>;

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
