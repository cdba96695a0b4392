import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { HandOverRefused } from '../../../shared/store';
import { EffectError, invalidInput } from '../../../shared/model';

export const option = {
	name: 'Hand Over',
	value: 'handOver',
	action: 'Hand over steps',
	description: 'Give the steps of a name that no published trigger has to another name',
};

export const description: INodeProperties[] = [
	{
		displayName: 'From Step Name',
		name: 'from',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Settle',
		description: 'The name that no published trigger has any more',
	},
	{
		displayName: 'To Step Name',
		name: 'to',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Settle and Book',
		description: 'The name of a published trigger that takes the steps over',
	},
	{
		displayName: 'Only of Case',
		name: 'caseReference',
		type: 'string',
		default: '',
		placeholder: 'e.g. RMA-7K2M9QX4TB',
		description: 'Hands over the steps of this case only; blank for all',
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = z.object({
	handedOver: z.number().int(),
	alreadyThere: z.number().int().optional(),
	from: z.string(),
	to: z.string(),
	outcome: dryOutcome,
});

/** Gives the open, stuck and held steps of a name to another name. Held ones stay held. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const [from, to, reference] = ['from', 'to', 'caseReference'].map((name) =>
		String(context.param<unknown>(name, '') ?? '').trim(),
	);
	if (!from || !to)
		throw invalidInput(
			'It is not said from which step name to which',
			'Fill in From Step Name and To Step Name.',
			from ? 'to' : 'from',
		);
	if (context.dryRun) return { handedOver: 0, from, to, outcome: 'dry_run' };
	try {
		const { moved, alreadyThere } = await store.steps.handOver(
			{ from, to, ...(reference && { reference }) },
			{ actor: context.actor },
		);
		return { handedOver: moved, alreadyThere, from, to };
	} catch (error) {
		if (!(error instanceof HandOverRefused)) throw error;
		const details = { category: 'rejected', connection: 'case_store', advice: error.advice } as const;
		throw new EffectError(error.message, details, { cause: error });
	}
}
