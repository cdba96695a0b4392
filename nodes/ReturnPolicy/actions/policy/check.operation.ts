import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { Policy } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { PolicyCheck, checkPolicy } from '../../../shared/policy/check/check';
import { readNames } from '../../../shared/policy/names';
import { policyProperties, readPolicy, withLawOptions } from '../../../shared/operation/policyOf';

export const option = {
	name: 'Check',
	value: 'check',
	action: 'Check a policy',
	description: 'Find rules that never count, and rules that are below the law, before returns are decided by them',
};

export const description: INodeProperties[] = [
	...policyProperties,
	{
		displayName: 'Categories of the Shop',
		name: 'categories',
		type: 'string',
		default: '',
		placeholder: 'e.g. Apparel > Shoes, Apparel > Coats',
		description:
			'All of them, with commas between, or a list from an expression: a rule for a category that is not among them is found. Blank: that is not looked at.',
	},
	withLawOptions(),
];

export const endsStep = false;

export const asTool = 'free';

/** `policy`: the policy itself, for other nodes, a file or an import. */
export const output = z.object({ policy: Policy, check: PolicyCheck });

/** Checks the policy that this node has. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { policy } = readPolicy(context);
	const check = checkPolicy(policy, readNames(context.param<unknown>('categories', ''), 'categories'));
	return { policy, check } as unknown as IDataObject;
}
