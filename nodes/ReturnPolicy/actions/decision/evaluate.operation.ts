import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { factsOutput } from '../../../shared/operation/output';
import { Decision, Settings } from '../../../shared/model';
import type { Branches } from '../../../shared/operation/branches';
import type { OperationContext } from '../../../shared/operation/operationContext';
import { decide } from '../../decide';
import { readCase } from '../../input/policyCase';
import type { PolicyOverrides } from '../../../shared/policy/policySettings';
import { caseProperty } from '../../input/caseProperty';
import { decisionOverrides } from '../../../shared/operation/policyOverrides';
import { factsProperty, readFacts } from '../../input/facts';
import { readTime } from '../../input/time';
import { asOfOption } from '../asOfOption';
import { policyProperties, readPolicy, withLawOptions } from '../../../shared/operation/policyOf';

export const option = {
	name: 'Evaluate',
	value: 'evaluate',
	action: 'Evaluate a return',
	description: 'Say by the policy whether a return is approved, declined or looked at by a person',
};

export const description: INodeProperties[] = [
	caseProperty,
	decisionOverrides,
	...policyProperties,
	factsProperty,
	withLawOptions(asOfOption),
];

export const endsStep = false;

/** What could not be judged goes where a person looks. */
export const branches: Branches = {
	names: ['Approve', 'Review', 'Decline'],
	of: ({ decision }) =>
		({ approve: 0, review: 1, decline: 2 })[(decision as Decision | undefined)?.outcome ?? 'review'],
};

export const asTool = 'free';

/** Case and settings are passed on. */
export const output = factsOutput.extend({ settings: Settings.optional(), decision: Decision });

/** Judges one case; the item gains `decision`. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const judged = readCase(context.param<unknown>('case', undefined));
	const { policy, timeZone, published } = readPolicy(
		context,
		context.param<PolicyOverrides>('policyOverrides', {}),
		judged.order?.currency,
	);
	const asOf = readTime(context.option<unknown>('now', ''), timeZone) ?? judged.openedAt ?? new Date().toISOString();
	const facts = readFacts(context.param<IDataObject>('facts', {}));
	const question = { case: judged, policy, timeZone, asOf, facts };
	return { decision: { ...decide(question), ...(published && { published }) } as unknown as IDataObject };
}
