import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { PolicyDraft, PolicyProposal, PolicyVersion } from '../../../shared/model';
import { limitProperty, type OperationContext } from '../../../shared/operation';
import { nameProperty, textOf } from './parameters';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many policies',
	description: 'List the policies, or the versions of one of them',
};

export const description: INodeProperties[] = [
	{
		...nameProperty,
		required: false,
		description: 'Its versions, newest first. Blank: each policy with the version that is published.',
	},
	limitProperty,
];

export const asTool = 'free';

/** The list has no policies in full but for one version an item. */
export const output = z.object({
	name: z.string(),
	revision: z.number().int().optional(),
	draft: PolicyDraft.omit({ policy: true }).optional(),
	proposal: PolicyProposal.optional(),
	policyVersion: PolicyVersion.optional(),
});

/** Policies by name, or the publications of one, newest first. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const { policies } = context.requireStore();
	const name = textOf(context, 'policyName');
	const limit = context.param<number>('limit', 50);
	if (name)
		return (await policies.versions(name, limit)).map(
			(policyVersion) => ({ name, policyVersion }) as unknown as IDataObject,
		);
	return (await policies.list()).slice(0, limit).map(
		({ name: one, revision, draft, proposal, published }) =>
			({
				name: one,
				revision,
				...(draft && { draft: { version: draft.version, savedBy: draft.savedBy, savedAt: draft.savedAt } }),
				...(proposal && { proposal }),
				...(published && { policyVersion: published }),
			}) as unknown as IDataObject,
	);
}
