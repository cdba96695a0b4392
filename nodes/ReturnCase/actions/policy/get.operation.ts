import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, PolicyDraft, PolicyProposal, PolicyVersion } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { nameProperty, textOf } from './parameters';
import { versionProperty } from './rollBack.operation';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get a policy',
	description: 'Get the published version of a policy, its draft or an earlier version',
};

export const description: INodeProperties[] = [
	nameProperty,
	{
		displayName: 'Which',
		name: 'which',
		type: 'options',
		options: [
			{
				name: 'Draft',
				value: 'draft',
				description: 'What was saved and is not published; without one the published version',
			},
			{ name: 'Earlier Version', value: 'version' },
			{ name: 'Published Version', value: 'published', description: 'By which returns are decided now' },
		],
		default: 'published',
		description: 'Which text of the policy',
	},
	{ ...versionProperty, displayOptions: { show: { which: ['version'] } } },
	{
		displayName: 'Must Exist',
		name: 'mustExist',
		type: 'boolean',
		default: true,
		description:
			'Whether it is an error when there is none. Off: the item passes without policyVersion, and Return Policy goes by the settings.',
	},
];

export const endsStep = false;

export const asTool = 'free';

/** `policyVersion`: for Policy as JSON of Return Policy. `revision`: for Save. */
export const output = z.object({
	policyVersion: PolicyVersion.partial().merge(PolicyDraft.partial()).optional(),
	revision: z.number().int().optional(),
	proposal: PolicyProposal.optional(),
});

/** One text of a policy, with its name, version and date. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { policies } = context.requireStore();
	const [name, which] = [textOf(context, 'policyName'), context.param<string>('which', 'published')];
	const stored = name ? await policies.get(name) : undefined;
	const { draft, published, revision, proposal } = stored ?? {};
	const text =
		which === 'version'
			? await policies.version(name, textOf(context, 'version'))
			: which === 'draft' && draft
				? { name, ...draft }
				: published;
	if (!text && context.param<boolean>('mustExist', true)) throw missing(name, which, !!stored);
	return {
		...(text && { policyVersion: text }),
		...(revision !== undefined && { revision }),
		...(proposal && { proposal }),
	} as unknown as IDataObject;
}

function missing(name: string, which: string, isKnown: boolean): EffectError {
	const what =
		which === 'version' && isKnown
			? `The policy "${name}" was never published as this version`
			: isKnown
				? `The policy "${name}" was saved and never published`
				: name
					? `There is no policy "${name}"`
					: 'No policy is named';
	return new EffectError(what, {
		category: 'configuration',
		connection: 'case_store',
		field: 'policyName',
		advice:
			'Save one with Return Case: Save (Policy) and publish it, or switch Must Exist off: returns are then decided by the settings.',
	});
}
