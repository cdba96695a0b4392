import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { moneyOptions, recordedOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { assertReleasable } from '../../release/allowed';
import { owedOf } from '../../release/owed';
import { heldIn, nothingToPlan, planRelease, type Situation } from '../../release/planRelease';
import { releaseEvents } from '../../release/releaseEvents';

export const option = {
	name: 'Release Refund',
	value: 'releaseRefund',
	action: 'Release refund',
	description: 'Make refunds due, frozen as they are now',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Refunds',
		name: 'intents',
		type: 'json',
		default: '={{ $json.refund.intents }}',
		description: 'What is owed, as Return Policy: Calculate gives it. An empty list releases nothing.',
	},
	{
		displayName: 'Release After (Days)',
		name: 'releaseAfterDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 365 },
		default: 0,
		description:
			'How long refunds wait after they were worked out: they are frozen now, and due by themselves then, unless somebody has released or dropped them before. A withdrawal by law in time never waits. 0: due at once.',
	},
	moneyOptions,
];

export const asTool = 'limited';

/** `held`: refunds that wait: for a person to confirm what inspection takes off or to see to a credit note that does not fit, for what the bank decides about a dispute, or for a day. */
export const output = recordedOutput.extend({ released: z.array(z.string()), held: z.array(z.string()) });

/** Makes refunds due: each is frozen as it is now, and the steps that pay it start. All of them, or none. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const owed = owedOf(context);
	await assertReleasable(context, owed.intents);
	const plan = owed.intents.length ? planRelease(owed, await situationOf(context), Date.now()) : nothingToPlan;
	const recorded = await context.recordEvents(releaseEvents(plan, owed), owed.basis);
	return { ...recorded, released: plan.due.map(({ id }) => id), held: heldIn(plan).map(({ id }) => id) };
}

async function situationOf(context: OperationContext): Promise<Situation> {
	const state = await context.requireCase();
	const sisters = (await context.store?.cases.sistersOf(state.reference)) ?? [];
	return { state, sisters, days: daysOf(context) };
}

/** How many days refunds wait. Throws EffectError when it is no number of days. */
function daysOf(context: OperationContext): number {
	const given = context.param<unknown>('releaseAfterDays', 0) ?? 0;
	const days = Number(given);
	if (given !== '' && days >= 0 && days <= 365) return days;
	throw invalidInput(
		`"${String(given).slice(0, 40)}" is no number of days`,
		'Set Release After (Days) to a number from 0 to 365.',
		'releaseAfterDays',
	);
}
