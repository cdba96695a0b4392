import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { OperationContext } from '../../../shared/operation';
import { agentKey, lookAt, wishOf, wishProperties } from '../../agent/tools';
import { codeOf, proposedMs } from '../../agent/wish';

export const option = {
	name: 'Propose',
	value: 'propose',
	action: 'Propose something to a person',
	description: 'Say what would be done, and get a code to confirm it with once a person has agreed; changes nothing',
};

export const description: INodeProperties[] = wishProperties;

/** A look; it ends no step. */
export const endsStep = false;

export const asTool = 'free';

export const output = z.object({
	proposal: z.object({
		/** What would be done, for the person who is asked. */
		summary: z.string(),
		/** Given with the same values to *Confirm*. */
		confirmation: z.string(),
		confirmUntil: z.string(),
	}),
});

/** What would come of the agent's wish, and a code for exactly that. Throws EffectError for what is not allowed, or cannot be done. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const wish = wishOf(context);
	const { summary, state } = await lookAt(context, wish);
	const until = Date.now() + proposedMs;
	const confirmation = codeOf(wish, state?.version ?? 0, until, await agentKey(context));
	return { proposal: { summary, confirmation, confirmUntil: new Date(until).toISOString() } };
}
