import { z } from 'zod';
import type { CaseState } from '../../shared/case';
import { authorizationStatuses } from '../../shared/model';
import { messageTypes } from './message';

/** What a channel is answered. `status` is an HTTP status; `field` and `advice` say what was wrong and what to do. */
export const ChannelAnswer = z.object({
	outcome: z.enum(['opened', 'found', 'recorded', 'duplicate', 'conflicting', 'refused']),
	status: z.union([z.literal(200), z.literal(401), z.literal(404), z.literal(409), z.literal(422), z.literal(503)]),
	message: z.string(),
	field: z.string().optional(),
	advice: z.string().optional(),
	reference: z.string().optional(),
	type: z.enum(messageTypes).optional(),
	id: z.string().optional(),
	/** How the return stands. */
	authorization: z.enum(authorizationStatuses).optional(),
});
export type ChannelAnswer = z.infer<typeof ChannelAnswer>;
/** Why a message is not taken. */
export type Refusal = Omit<ChannelAnswer, 'outcome'>;

export interface TakenIn {
	answer: ChannelAnswer;
	case?: CaseState;
}

export function refused(answer: Refusal): TakenIn {
	return { answer: { outcome: 'refused', ...answer } };
}
