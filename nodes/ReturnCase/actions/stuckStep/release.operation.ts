import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { EffectError, invalidInput } from '../../../shared/model';

export const option = {
	name: 'Release',
	value: 'release',
	action: 'Release held step',
	description: 'Put a step that was held on purpose back into work',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Step ID',
		name: 'stepId',
		type: 'number',
		default: 0,
		required: true,
		description: 'The held step, as the list of stuck steps and the e-mail name it',
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. The photo came',
		description: 'Why it may go on; kept with your name',
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = z.object({ released: z.boolean(), outcome: dryOutcome });

/** Puts one held step back into work. A replay does not: it was held on purpose. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const id = Number(context.param('stepId'));
	const reason = String(context.param<unknown>('reason') ?? '').trim();
	if (!id) throw invalidInput('It is not said which step to release', 'Fill in Step ID.', 'stepId');
	if (!reason) throw invalidInput('It is not said why the step is released', 'Fill in Reason.', 'reason');
	if (context.dryRun) return { released: false, outcome: 'dry_run' };
	if (await store.steps.release(id, { actor: context.actor, reason })) return { released: true };
	throw new EffectError(`Step ${id} is not held`, {
		category: 'rejected',
		connection: 'case_store',
		advice: 'A stuck step is replayed with Return Case: Replay; look at the list of stuck steps.',
	});
}
