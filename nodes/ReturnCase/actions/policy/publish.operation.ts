import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { PolicyVersion, type StoredPolicy } from '../../../shared/model';
import { realOption, type OperationContext } from '../../../shared/operation';
import { publish, type PolicyAct, type Publishing } from '../../../shared/policy/versions';
import {
	known,
	nameProperty,
	noteProperty,
	readName,
	readRevision,
	requireNote,
	requirePerson,
	revisionProperty,
	whoProperty,
} from './parameters';

export const option = {
	name: 'Publish',
	value: 'publish',
	action: 'Publish a policy',
	description: 'Let returns be decided by the draft of a policy from now on',
};

export const description: INodeProperties[] = [nameProperty, noteProperty, whoProperty, revisionProperty, realOption];

/** Persons publish. */
export const asTool = 'never';

export const output = z.object({
	/** `waiting`: a second person must publish it, too. */
	outcome: z.enum(['published', 'waiting', 'already_done', 'dry_run']),
	message: z.string(),
	revision: z.number().int(),
	policyVersion: PolicyVersion.optional(),
});

/** Publishes the draft, or notes the first of two people who do. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const name = readName(context);
	const act = { by: requirePerson(context), at: new Date().toISOString(), revision: readRevision(context) };
	const note = requireNote(context);
	return await publishAs(context, name, act, (before) =>
		publish(known(name, before.revision ? before : undefined), { ...act, note }),
	);
}

/** Does it in one transaction, or shows in a test run what would be done. */
export async function publishAs(
	context: OperationContext,
	name: string,
	{ by }: PolicyAct,
	change: (before: StoredPolicy) => Publishing,
): Promise<IDataObject> {
	const { policies } = context.requireStore();
	let done: Publishing | undefined;
	if (context.dryRun) done = change(known(name, await policies.get(name)));
	else
		await policies.change(
			name,
			(before) => {
				done = change(before);
				const { after, outcome } = done;
				const action = outcome === 'published' ? 'policy_published' : 'policy_proposed';
				const { version, note } = after.proposal ?? after.published ?? {};
				return {
					after,
					...(outcome !== 'already_done' && after !== before && { act: { action, details: { version, note } } }),
				};
			},
			{ actor: by },
		);
	const { after, outcome, message } = done!;
	return {
		outcome: context.dryRun ? 'dry_run' : outcome,
		message,
		revision: after.revision,
		...(after.published && { policyVersion: after.published as unknown as IDataObject }),
	};
}
