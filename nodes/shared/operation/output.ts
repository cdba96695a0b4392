import { z } from 'zod';
import { CaseState } from '../case/caseState';
import { NewEvent } from '../model';

/*
 * What the outputs of several operations have alike. They are told, in full, so that the editor can show fields before anything ran;
 * nothing is parsed with them at work.
 */

/** A case, of an operation that never leaves it out. */
export const caseOutput = z.object({ reference: z.string(), case: CaseState });

/** What OperationContext.recordFacts adds: the case as it is then. Without a case store, and in a test run, nothing. */
export const factsOutput = caseOutput.partial();

/** What OperationContext.recordEvents gives: the case as it is then; in a test run the events that would be recorded. */
export const recordedOutput = factsOutput.extend({
	recorded: z.object({ outcome: z.literal('dry_run'), events: z.array(NewEvent) }).optional(),
});

/** How an effect ended (effect/runEffect.ts). */
export const outcome = z.enum(['done', 'already_done', 'dry_run']);

/** Beside the output of a command that a test run only shows. */
export const dryOutcome = z.literal('dry_run').optional();

/** What OperationContext.perform gives: the effect's result under `key` with its outcome, and the case as it is then. */
export function performed(key: string, result: z.AnyZodObject): z.AnyZodObject {
	return factsOutput.extend({ [key]: result.extend({ outcome }) });
}

/** The same of an operation that may find nothing to do; `message` says why. */
export function performedOrNot(key: string, result: z.AnyZodObject): z.AnyZodObject {
	return factsOutput.extend({
		[key]: result.partial().extend({
			outcome: z.enum([...outcome.options, 'nothing_to_do']),
			message: z.string().optional(),
		}),
	});
}

/**
 * What payOrAsk gives: as `performed`; of a refund that was held, or settled before in another way, only a part and `message`, which says
 * why. A test run knows a part too.
 */
export function paidOrAsked(key: string, result: z.AnyZodObject): z.AnyZodObject {
	return factsOutput.extend({
		[key]: result.partial().extend({
			intent: z.string().optional(),
			outcome: z.enum([...outcome.options, 'held']),
			message: z.string().optional(),
		}),
	});
}

/** Ids in other systems that an operation may know, so that they can be picked by name. */
export function idsOf(...systems: string[]) {
	return z.object(Object.fromEntries(systems.map((system) => [system, z.string().optional()])));
}
