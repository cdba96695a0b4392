import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { Policy, invalidInput, type StoredPolicy } from '../../../shared/model';
import { outcome, realOption, type OperationContext } from '../../../shared/operation';
import { policyProperties, readPolicy, withLawOptions } from '../../../shared/operation/policyOf';
import { generalRules } from '../../../shared/operation/policyOverrides';
import { PolicyCheck, checkPolicy } from '../../../shared/policy/check/check';
import { readNames } from '../../../shared/policy/names';
import { saveDraft } from '../../../shared/policy/versions';
import { readName, readRevision, readWho, revisionProperty, whoProperty } from './parameters';

export const option = {
	name: 'Save',
	value: 'save',
	action: 'Save a policy',
	description:
		'Keep a policy as a draft, and say what is wrong with it; no return is decided by it before it is published',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Policy',
		name: 'policyName',
		type: 'string',
		default: 'default',
		required: true,
		description: 'The name of the policy; a new one begins a new policy',
	},
	generalRules,
	...policyProperties,
	{
		displayName: 'Categories of the Shop',
		name: 'categories',
		type: 'string',
		default: '',
		placeholder: 'e.g. Apparel > Shoes, Apparel > Coats',
		description: 'All of them, with commas between: a rule for a category that is not among them is found',
	},
	revisionProperty,
	whoProperty,
	withLawOptions(
		{
			displayName: 'Two People Publish',
			name: 'twoPeople',
			type: 'boolean',
			default: false,
			description: 'Whether a second person must publish the policy, too: neither the first nor one who has saved it',
		},
		...(realOption.options as INodeProperties[]),
	),
];

export const asTool = 'whenAllowed';

/** `check`: what is wrong with the draft; what is below the law cannot be published. */
export const output = z.object({
	outcome,
	name: z.string(),
	revision: z.number().int(),
	policy: Policy,
	check: PolicyCheck,
});

/** Keeps a draft, checked. Of two who save at once the second is told, and nothing is written over. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const name = readName(context);
	const policy = readDraft(context);
	const check = checkPolicy(policy, readNames(context.param<unknown>('categories', ''), 'categories'));
	const act = { by: readWho(context), at: new Date().toISOString(), revision: readRevision(context) };
	const save = (before: StoredPolicy) => {
		const after = saveDraft(before, policy, act);
		const details = { version: check.version, revision: after.revision };
		return { after, ...(after !== before && { act: { action: 'policy_saved' as const, details } }) };
	};
	const before = (await store.policies.get(name)) ?? { name, revision: 0 };
	const after = context.dryRun ? save(before).after : await store.policies.change(name, save, { actor: act.by });
	const done = after.revision === before.revision ? 'already_done' : 'done';
	return {
		outcome: context.dryRun ? 'dry_run' : done,
		name,
		revision: after.revision,
		policy,
		check,
	} as unknown as IDataObject;
}

/** The policy as it is typed or given. Throws EffectError that names the field. */
function readDraft(context: OperationContext): Policy {
	const currency = context.param<string>('ruleCurrency', '').trim().toUpperCase();
	const typed = context.param<Record<string, unknown>>('policyOverrides', {});
	const settings = readPolicy(context).policy.currency;
	const of = currency || settings;
	const amounts = ['reviewAbove', 'returnFee'].filter((name) => String(typed[name] ?? '').trim());
	if (amounts.length && !of)
		throw invalidInput(
			`policyOverrides.${amounts[0]}: the policy has no currency`,
			'Fill in Currency of the Rules.',
			'ruleCurrency',
		);
	const { policy } = readPolicy(context, typed, of);
	const twoPeople = context.option<boolean>('twoPeople', false);
	return {
		...policy,
		...(of && { currency: of }),
		...(twoPeople && { book: { ...policy.book, publishing: { people: 2 } } }),
	};
}
