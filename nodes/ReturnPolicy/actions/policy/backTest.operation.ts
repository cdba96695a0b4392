import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { OperationContext } from '../../../shared/operation';
import { invalidInput } from '../../../shared/model/effectError';
import { BackTestResult, backTest } from '../../backTest/backTest';
import { csvOf } from '../../backTest/csv';
import { casesOfCsv } from '../../backTest/pastCsv';
import { htmlOf, svgOf } from '../../backTest/report';
import {
	beforeProperty,
	policyProperties,
	readBefore,
	readPolicy,
	withLawOptions,
} from '../../../shared/operation/policyOf';
import { readJson } from '../../../shared/model';

export const option = {
	name: 'Back-Test',
	value: 'backTest',
	action: 'Back-test a policy',
	description:
		'Put returns of the past through two policies: which would be decided otherwise, by which rule, for what money',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Past Cases',
		name: 'cases',
		type: 'json',
		default: '={{ $json.cases }}',
		description: 'A list of return cases, as Return Case: Get Many gives them out and Aggregate puts them together',
	},
	{
		displayName: 'Past Cases as CSV',
		name: 'csv',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		description: 'Instead of the list: a line for each line of a return, with the names of the columns first',
	},
	beforeProperty,
	...policyProperties,
	withLawOptions(),
];

/** Returns that the item lists; the files have all. */
const mostListed = 200;

export const endsStep = false;

export const asTool = 'free';

/** The files are binary data: `html`, `svg` and `csv`. `changes` lists the first of them. */
export const output = z.object({ backTest: BackTestResult });

/** Compares the policy of this node with the one before it over past returns. */
export async function execute(context: OperationContext): Promise<INodeExecutionData> {
	const { policy, timeZone } = readPolicy(context);
	const result = backTest(pastCases(context), readBefore(context), policy, timeZone);
	const attach = async (content: string, name: string, type: string) =>
		await context.node.helpers.prepareBinaryData(Buffer.from(content), name, type);
	const { changes, unread } = result;
	return {
		json: {
			backTest: { ...result, changes: changes.slice(0, mostListed), unread: unread.slice(0, mostListed) },
		} as unknown as IDataObject,
		binary: {
			html: await attach(htmlOf(result), 'back-test.html', 'text/html'),
			svg: await attach(svgOf(result), 'back-test.svg', 'image/svg+xml'),
			csv: await attach(csvOf(result), 'back-test.csv', 'text/csv'),
		},
	};
}

/** The cases that are given: a list, each the case itself or an item that has it, or a CSV. Throws EffectError when there are none. */
function pastCases(context: OperationContext): unknown[] {
	const csv = context.param<string>('csv', '').trim();
	const given = csv ? casesOfCsv(csv) : readJson(context.param<unknown>('cases', undefined), 'cases');
	if (!Array.isArray(given) || !given.length)
		throw invalidInput(
			'There are no past cases',
			'Set Past Cases to a list, e.g. of Return Case: Get Many put together by Aggregate, or give a CSV.',
			'cases',
		);
	return given.map((one: unknown) => (one as { case?: unknown } | null)?.case ?? one);
}
