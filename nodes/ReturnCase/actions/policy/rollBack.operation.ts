import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { EffectError } from '../../../shared/model';
import { realOption, type OperationContext } from '../../../shared/operation';
import { publish } from '../../../shared/policy/versions';
import { nameProperty, noteProperty, readName, requireNote, requirePerson, textOf, whoProperty } from './parameters';
import { publishAs } from './publish.operation';

export { output } from './publish.operation';

export const option = {
	name: 'Roll Back',
	value: 'rollBack',
	action: 'Roll back a policy',
	description: 'Publish an earlier version of a policy once more; a draft stays as it is',
};

export const versionProperty: INodeProperties = {
	displayName: 'Version Name or ID',
	name: 'version',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getPolicyVersions', loadOptionsDependsOn: ['policyName'] },
	default: '',
	required: true,
	description:
		'Which version, of those that were published. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

export const description: INodeProperties[] = [nameProperty, versionProperty, noteProperty, whoProperty, realOption];

/** Persons publish. */
export const asTool = 'never';

/** Publishes an earlier version anew, or notes the first of two people who do. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const name = readName(context);
	const act = { by: requirePerson(context), at: new Date().toISOString() };
	const note = requireNote(context);
	const version = textOf(context, 'version');
	const earlier = await context.requireStore().policies.version(name, version);
	if (!earlier)
		throw new EffectError(`The policy "${name}" was never published as version "${version}"`, {
			category: 'invalid_input',
			field: 'version',
			advice: 'Choose one from the list; Return Case: Get Many (Policy) shows them all.',
		});
	return await publishAs(context, name, act, (before) => publish(before, { ...act, note, earlier }));
}
