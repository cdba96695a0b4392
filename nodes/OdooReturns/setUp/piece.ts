import { z } from 'zod';
import type { RefundJournals, Settings } from '../../shared/model';

/** Where the id of a piece stands in `settings.odoo`: a name, or `destinations.x`. */
export type SettingPath = string;

/**
 * `present`; `missing` and `different` can be put right by Install when `mend` is there; `by_hand` only by a person; `unknown`: this
 * user may not look.
 */
const PieceState = z.enum(['present', 'missing', 'different', 'by_hand', 'unknown']);

/** One thing in Odoo that returns need. */
export interface Piece {
	key: string;
	name: string;
	state: z.infer<typeof PieceState>;
	id?: number;
	setting?: SettingPath;
	/** What is wrong and what to do, for whoever reads the report. */
	todo?: string;
	/** Puts it right, safe to repeat; gives the id. `made` has the ids of the pieces before it. */
	mend?(made: Made): Promise<number>;
}

export type Made = Record<string, number | undefined>;

/** What the report shows of a piece. */
export const ShownPiece = z.object({
	key: z.string(),
	name: z.string(),
	state: PieceState,
	id: z.number().int().optional(),
	setting: z.string().optional(),
	todo: z.string().optional(),
});

export function shownPiece({ key, name, state, id, setting, todo }: Piece): z.infer<typeof ShownPiece> {
	return { key, name, state, ...(id && { id }), ...(setting && { setting: `odoo.${setting}` }), ...(todo && { todo }) };
}

/** Settings with chosen journals of refunds laid over those that were set before. */
export function withJournals(settings: Settings['odoo'], chosen: RefundJournals): Settings['odoo'] {
	return Object.keys(chosen).length
		? { ...settings, refundJournals: { ...settings.refundJournals, ...chosen } }
		: settings;
}

/** Settings with the ids of pieces in them; what was set before stays. */
export function settingsWith(settings: Settings['odoo'], pieces: Piece[]): Settings['odoo'] {
	const found: Record<string, unknown> = { ...settings, destinations: { ...settings.destinations } };
	for (const { setting, id } of pieces) {
		if (!setting || !id) continue;
		const [first, second] = setting.split('.');
		const place = (second ? found[first] : found) as Record<string, unknown>;
		place[second ?? first] ??= id;
	}
	return found as Settings['odoo'];
}
