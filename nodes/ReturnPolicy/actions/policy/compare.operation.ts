import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { Policy } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { comparePolicies, PolicyComparison } from '../../../shared/policy/compare/compare';
import {
	beforeProperty,
	policyProperties,
	readBefore,
	readPolicy,
	withLawOptions,
} from '../../../shared/operation/policyOf';

export const option = {
	name: 'Compare',
	value: 'compare',
	action: 'Compare policies',
	description: 'Say in words what a policy says otherwise than another, rule by rule',
};

export const description: INodeProperties[] = [beforeProperty, ...policyProperties, withLawOptions()];

export const endsStep = false;

export const asTool = 'free';

/** `policy`: the one that was compared, as it comes out of this node. */
export const output = z.object({ policy: Policy, comparison: PolicyComparison });

/** Compares the policy of this node with the one before it. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { policy } = readPolicy(context);
	return { policy, comparison: comparePolicies(readBefore(context), policy) } as unknown as IDataObject;
}
