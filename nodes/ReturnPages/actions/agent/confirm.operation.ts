import { createHash } from 'node:crypto';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError } from '../../../shared/model';
import { realOption, type OperationContext } from '../../../shared/operation';
import { acts } from '../../acts';
import { markOf } from '../../acts/act';
import { requestOfWish } from '../../agent/request';
import { agentKey, lookAt, wishOf, wishProperties } from '../../agent/tools';
import { assertProposed } from '../../agent/wish';
import { openReturn, performAct, type Outcome } from '../../perform';

export const option = {
	name: 'Confirm',
	value: 'confirm',
	action: 'Do what was proposed',
	description: 'Do what was proposed, once a person has agreed: the same values, and the code of the proposal',
};

const hour = 3_600_000;

export const description: INodeProperties[] = [
	...wishProperties,
	{
		displayName: 'Confirmation',
		name: 'confirmation',
		type: 'string',
		default: '',
		required: true,
		description: 'The code that the proposal gave',
	},
	{
		...realOption,
		options: [
			{
				displayName: 'Agent',
				name: 'agent',
				type: 'string',
				default: 'AI agent',
				noDataExpression: true,
				description: 'In whose name it is recorded in the case',
			},
			{
				displayName: 'Most per Hour',
				name: 'mostPerHour',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 30,
				noDataExpression: true,
				description: 'So many proposals of this agent are done in an hour; what is beyond is refused',
			},
			...(realOption.options as INodeProperties[]),
		],
	},
];

/** It is about no step. */
export const endsStep = false;

export const asTool = 'whenAllowed';

export const output = z.object({
	confirmed: z.object({
		outcome: z.enum(['done', 'done_before', 'dry_run']),
		summary: z.string(),
		reference: z.string(),
	}),
});

/**
 * Does what was proposed, once, in the agent's name. Throws EffectError for another wish than the proposed one, for a case that has changed, for
 * a proposal that is too old, and beyond the number per hour.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const wish = wishOf(context);
	const key = await agentKey(context);
	const code = String(context.param<unknown>('confirmation', '') ?? '').trim();
	const mark = `agent/${createHash('sha256').update(code).digest('hex').slice(0, 32)}`;
	const { summary, state } = await lookAt(context, wish);
	const answer = (outcome: string, reference: string) => ({ confirmed: { outcome, summary, reference } });
	assertProposed(code, wish, state?.version ?? 0, key);
	if (context.dryRun) return answer('dry_run', state?.reference ?? '');
	const actor = context.option('agent', 'AI agent');
	await assertFew(context, actor);
	const desk = {
		store,
		settings: await store.settings.get('default'),
		visitor: { email: actor, name: actor },
		rights: { roles: ['service' as const] },
		key,
		address: '',
		now: Date.now(),
	};
	if (!state) {
		const started = await openReturn(desk, mark, async () => await requestOfWish(store, wish));
		if (!started.done) throw refused(started);
		return answer(started.item ? 'done' : 'done_before', started.reference);
	}
	const { reference } = state;
	const [act, field] = wish.what === 'cancel' ? (['cancel', 'reason'] as const) : (['note', 'note'] as const);
	const [offered] = acts[act].offers(state);
	const seen = offered ? markOf(offered) : '';
	const outcome = await performAct(desk, { what: 'act', act, reference, seen, mark }, { [field]: wish.text });
	if (!outcome.done) throw refused(outcome);
	return answer(outcome.item ? 'done' : 'done_before', reference);
}

/** Throws EffectError when the agent has done as much in this hour as it may. */
async function assertFew(context: OperationContext, agent: string): Promise<void> {
	const limit = context.option('mostPerHour', 30);
	const key = `agent/${createHash('sha256').update(agent).digest('hex').slice(0, 32)}`;
	if (!(await context.requireStore().budgets.take([{ key, limit, windowMs: hour }]))) return;
	throw new EffectError(`This agent has done ${limit} things within an hour, and may do no more`, {
		category: 'rejected',
		connection: 'case_store',
		code: 'above_limit',
		advice: 'Wait, let a person do it on the returns desk, or raise Options: Most per Hour.',
	});
}

function refused({ why }: Exclude<Outcome, { done: true }>): EffectError {
	return new EffectError(why, {
		category: 'rejected',
		connection: 'case_store',
		code: 'not_possible',
		advice: 'Look at the return as it is now, and propose again.',
	});
}
