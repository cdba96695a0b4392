import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { factsOutput, type OperationContext } from '../../../shared/operation';
import { Settings, type Policy, type PublishedName } from '../../../shared/model';
import { readInspected } from '../../input/inspected';
import { readCase, type PolicyCase } from '../../input/policyCase';
import { caseProperty } from '../../input/caseProperty';
import { Sorting, sortGoods } from '../../sorting/sort';
import { policyProperties, readPolicy } from '../../../shared/operation/policyOf';

export const option = {
	name: 'Sort',
	value: 'sort',
	action: 'Sort goods',
	description:
		'Say by the policy of the return where inspected goods go, why, and what is expected to come back of their price',
};

export const description: INodeProperties[] = [
	caseProperty,
	{
		displayName: 'Inspection',
		name: 'inspection',
		type: 'json',
		default: '={{ $json.inspection }}',
		description:
			'What was looked at: lines, each with a line or SKU, quantity, condition, answers, weight in grams, and cn. The default takes it from the incoming item.',
	},
	...policyProperties,
];

export const endsStep = false;

export const asTool = 'free';

/** Case and settings are passed on. `sorted` has the lines of an inspection, to be recorded. */
export const output = factsOutput.extend({ settings: Settings.optional(), sorted: Sorting });

/** Sorts the goods of one inspection; the item gains `sorted`. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const judged = readCase(context.param<unknown>('case', undefined));
	const { timeZone, ...own } = readPolicy(context);
	const { policy, published } = sortingPolicyOf(judged) ?? own;
	const goods = readInspected(context.param<unknown>('inspection', undefined));
	const asOf = new Date().toISOString();
	const sorted = sortGoods({ case: judged, policy, timeZone, asOf, goods });
	return { sorted: { ...sorted, ...(published && { published }) } as unknown as IDataObject };
}

/** The policy that a return was decided by, when it says where goods go; undefined: what the node has counts. */
function sortingPolicyOf({ decision }: PolicyCase): { policy: Policy; published?: PublishedName } | undefined {
	const { rules, published } = decision ?? {};
	return rules?.book?.sorting ? { policy: rules, ...(published && { published }) } : undefined;
}
