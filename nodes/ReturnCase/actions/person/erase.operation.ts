import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { whyKept } from '../../../shared/case/whyKept';
import { casesOf, personProperties } from '../../person/casesOf';

export const option = {
	name: 'Erase',
	value: 'erase',
	action: 'Erase data of a person',
	description:
		'Take what says who one customer is out of their cases (GDPR Art. 17); amounts, decisions and times stay. It cannot be undone.',
};

export const description: INodeProperties[] = [
	...personProperties,
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Asked on 1 December, ticket 4711',
		description: 'Why it is erased; kept with your name, so do not name the customer',
	},
	realOption,
];

export const endsStep = false;

export const asTool = 'never';

const Place = z.object({ reference: z.string() });

export const output = z.object({
	/** Cases that do not say any more who the customer is; of a test run those that would not. */
	erased: z.array(Place),
	/** Cases that still need it, and why. It is erased as soon as they do not. */
	kept: z.array(Place.extend({ why: z.string() })),
	outcome: dryOutcome,
});

/** Erases one customer's personal data. What is open keeps it until it is closed, and loses it then by itself. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const reason = String(context.param<unknown>('reason', '') ?? '').trim();
	if (!reason) throw invalidInput('It is not said why personal data is erased', 'Fill in Reason.', 'reason');
	const { cases } = await casesOf(context);
	const erased: IDataObject[] = [];
	const kept: IDataObject[] = [];
	for (const state of cases) {
		const { reference } = state;
		const why = context.dryRun
			? whyKept(state)
			: (await store.people.erase(reference, { actor: context.actor, reason })).kept;
		if (why === undefined) erased.push({ reference });
		else kept.push({ reference, why });
	}
	return { erased, kept, ...(context.dryRun && { outcome: 'dry_run' }) };
}
