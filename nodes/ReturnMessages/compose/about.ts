import { z } from 'zod';
import type { CaseState } from '../../shared/case';
import type { Settings } from '../../shared/model';

/** The event that is told, as a trigger gives it out. */
export const ToldEvent = z.object({
	id: z.string().optional(),
	type: z.string(),
	time: z.string().datetime({ offset: true }).optional(),
	position: z.number().optional(),
	data: z.record(z.unknown()).default({}),
});
export type ToldEvent = z.infer<typeof ToldEvent>;

/** A stuck step, as *Stuck Step: Get Many* gives it out. */
export const StuckStep = z.object({
	id: z.number(),
	name: z.string(),
	reference: z.string(),
	attempts: z.number(),
	what: z.string().default(''),
	advice: z.string().default(''),
	execution: z.string().default(''),
});
export type StuckStep = z.infer<typeof StuckStep>;

/** A connection that was paused or resumed, as *Connection: Get News* gives it out. */
export const ConnectionNews = z.object({
	connection: z.string(),
	account: z.string().optional(),
	paused: z.boolean(),
	reason: z.string().optional(),
});
export type ConnectionNews = z.infer<typeof ConnectionNews>;

/** What a message is about. */
export interface About {
	reference: string;
	state?: CaseState;
	event?: ToldEvent;
	stuck?: StuckStep;
	news?: ConnectionNews;
	settings: Settings;
	/** Where a reviewer decides; blank: no link. */
	reviewPage?: string;
	/** Now, for what has no time of its own. */
	now: string;
}
