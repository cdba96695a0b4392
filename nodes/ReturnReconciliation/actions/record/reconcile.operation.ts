import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { toNodeError } from '../../../shared/operation';
import {
	Drift,
	Named,
	pageOfRun,
	reconcile,
	sheetOfRun,
	Summary,
	type History,
	type Result,
	type Rules,
} from '../../judge';
import { ruleProperties, sourcesProperty } from './parameters';
import { readInputs, type Inputs } from './readInputs';
import { readHistory, readRules, readSources, type FormattedSource } from './settings';

export const option = {
	name: 'Reconcile',
	value: 'reconcile',
	action: 'Reconcile records',
	description: 'Match the records of all inputs, and list every drift with its owner',
};

export const description: INodeProperties[] = [sourcesProperty, ...ruleProperties];

export const asTool = 'free';

/** Items of the first two outputs: what refunds that agree have not is absent there. */
export const output = Named.merge(Drift.partial()).merge(Named.omit({ amount: true }));

/** Items of each output. */
export const outputs = [
	Named,
	Drift,
	Summary.extend({
		/** The report as a page; all drifts as a sheet are the item's file. */
		html: z.string(),
		unreadable: z.array(z.object({ input: z.string(), item: z.number().int(), error: z.string() })),
	}),
	Drift,
];

/** Compares all inputs at once. Outputs: refunds that agree, one item per drift, one summary with all drifts as a file, drifts that have healed or were accepted. */
export async function execute(node: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		const { sources, rules, history } = settingsOf(node);
		const inputs = readInputs(node, sources);
		const { matched, unmatched, closed, summary } = reconcile(inputs.entries, sources, rules, inputs.goods, history);
		const drifts = { open: unmatched.map(({ json }) => json), closed: closed.map(({ json }) => json) };
		const file = Buffer.from(sheetOfRun(drifts.open));
		const data = await node.helpers.prepareBinaryData(file, `drifts-${summary.asOf.slice(0, 10)}.csv`, 'text/csv');
		const told = { ...summaryItem(summary, inputs, drifts), binary: { data } };
		return [matched.map(itemOf), unmatched.map(itemOf), [told], closed.map(itemOf)];
	} catch (error) {
		throw toNodeError(node.getNode(), error, 0);
	}
}

function settingsOf(node: IExecuteFunctions): { sources: FormattedSource[]; rules: Rules; history: History } {
	const param = (name: string, fallback?: unknown) => node.getNodeParameter(name, 0, fallback);
	const sources = readSources(param('sources', {}));
	const options = param('options', {}) as { before?: unknown; accepted?: unknown };
	const numbers = { tolerance: param('tolerance'), cutOffHours: param('cutOffHours'), lateDays: param('lateDays') };
	return { sources, rules: readRules({ ...numbers, options }, new Date()), history: readHistory(options) };
}

/** The summary is made from everything; n8n needs one item to follow back from it. */
function summaryItem(
	summary: z.infer<typeof Summary>,
	{ entries, goods, unreadable }: Inputs,
	{ open, closed }: { open: Drift[]; closed: Drift[] },
): INodeExecutionData {
	const warnings = [...summary.warnings, ...unreadable.map(({ error }) => `Not read: ${error}`)];
	const report = [...unreadable.map(({ error }) => `Attention: not read: ${error}`), summary.report].join('\n');
	const pairedItem = [...entries.slice(0, 1), ...goods.slice(0, 1)]
		.slice(0, 1)
		.map(({ item, source }) => ({ item, input: source }));
	const html = pageOfRun({ ...summary, warnings }, open, closed);
	return { json: { ...summary, warnings, report, html, unreadable } as unknown as IDataObject, pairedItem };
}

function itemOf<T>({ json, entries }: Result<T>): INodeExecutionData {
	return { json: json as IDataObject, pairedItem: entries.map(({ item, source }) => ({ item, input: source })) };
}
