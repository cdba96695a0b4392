import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { CaseNotFound } from '../../../shared/store/store';
import { asReference, EffectError, invalidInput } from '../../../shared/model';

export const option = {
	name: 'Replay',
	value: 'replay',
	action: 'Replay stuck steps',
	description: 'Put stuck steps back into work',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Replay',
		name: 'which',
		type: 'options',
		options: [
			{ name: 'All of a Case', value: 'case' },
			{ name: 'All of a Step Name', value: 'name' },
			{ name: 'Everything', value: 'all' },
			{ name: 'One by ID', value: 'id' },
		],
		default: 'id',
		description:
			'Which stuck steps to put back into work. What was done already is not done again; what is held on purpose stays held.',
	},
	{ displayName: 'Step ID', name: 'stepId', type: 'number', default: 0, displayOptions: { show: { which: ['id'] } } },
	{
		displayName: 'Step Name',
		name: 'stepName',
		type: 'string',
		default: '',
		displayOptions: { show: { which: ['name'] } },
	},
	{
		displayName: 'Case Reference',
		name: 'caseReference',
		type: 'string',
		default: '',
		displayOptions: { show: { which: ['case'] } },
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = z.object({ replayed: z.number().int(), outcome: dryOutcome });

export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const filter = filterOf(context);
	if (context.dryRun) return { replayed: 0, outcome: 'dry_run' };
	const replayed = await store.steps.replay(filter, { actor: context.actor });
	if (filter.id !== undefined && !replayed)
		throw new EffectError(`Step ${filter.id} is not stuck`, {
			category: 'rejected',
			connection: 'case_store',
			advice: 'One that is held on purpose is let go with Return Case: Release; look at the list of stuck steps.',
		});
	if (filter.reference !== undefined && !replayed) {
		if (!(await store.cases.get(filter.reference))) throw new CaseNotFound(filter.reference);
		throw new EffectError(`No step of ${filter.reference} is stuck`, {
			category: 'rejected',
			connection: 'case_store',
			advice: 'One that is held on purpose is let go with Return Case: Release; look at the list of stuck steps.',
		});
	}
	return { replayed };
}

function filterOf(context: OperationContext): { id?: number; name?: string; reference?: string } {
	const given = <T>(name: string): T => {
		const value = context.param<T>(name);
		if (!value)
			throw invalidInput('It is not said which stuck step to replay', 'Fill in the field, or choose Everything.', name);
		return value;
	};
	switch (context.param<string>('which')) {
		case 'id':
			return { id: Number(given<number>('stepId')) };
		case 'name':
			return { name: given<string>('stepName') };
		case 'case':
			return { reference: asReference(given('caseReference')) ?? given<string>('caseReference') };
		default:
			return {};
	}
}
