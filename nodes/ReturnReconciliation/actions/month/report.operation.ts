import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import type { CaseState } from '../../../shared/case/caseState';
import { toNodeError } from '../../../shared/operation';
import { MonthReport, reportMonth } from '../../month/report';
import { returnOf, type Return } from '../../month/returns';
import { itemsOf, readInputs } from '../record/readInputs';
import type { FormattedSource } from '../record/settings';
import { monthProperties, monthSettings } from './settings';

export const option = {
	name: 'Report',
	value: 'report',
	action: 'Report month',
	description:
		'Compare a month of cases, refunds and books, propose the entry for expected returns, and write a report to sign',
};

export const description = monthProperties;

export const asTool = 'free';

export const output = z.object({ report: MonthReport });

/** Items of each output. */
export const outputs = [output];

/** One item: the report, with its page as a file. Sends and books nothing. */
export async function execute(node: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		const { sources, figures, estimate, from, to } = monthSettings((name, fallback) =>
			node.getNodeParameter(name, 0, fallback),
		);
		const isOfCases = sources.map(({ format }) => format === 'case');
		const { entries, unreadable } = readInputs(node, sources);
		const report = reportMonth(
			{
				figures,
				returns: returnsOf(node, isOfCases),
				refunds: entries.filter(({ source }) => !isOfCases[source]).map(({ record }) => record),
				processors: new Set(sources.filter((_, index) => !isOfCases[index]).flatMap(processorsOf)),
				from,
				to,
			},
			estimate,
			unreadable.map(({ error }) => error),
		);
		const data = await node.helpers.prepareBinaryData(Buffer.from(report.html), report.fileName, 'text/html');
		const [first] = entries;
		const pairedItem = first ? [{ item: first.item, input: first.source }] : [];
		return [[{ json: { report } as unknown as IDataObject, binary: { data }, pairedItem }]];
	} catch (error) {
		throw toNodeError(node.getNode(), error, 0);
	}
}

function processorsOf({ expects, processors }: FormattedSource) {
	return expects === 'processors' ? [...processors] : [];
}

/** The returns of all inputs of cases, each once, as it was changed last. */
function returnsOf(node: IExecuteFunctions, isOfCases: boolean[]): Return[] {
	const newest = new Map<string, CaseState>();
	for (const [input, isOfCase] of isOfCases.entries())
		for (const { json } of isOfCase ? itemsOf(node, input) : []) {
			const state = (json.case ?? json) as unknown as CaseState;
			if (!Array.isArray(state.refunds) || !Array.isArray(state.lines)) continue;
			const known = newest.get(state.reference);
			if (!known || known.version <= state.version) newest.set(state.reference, state);
		}
	return [...newest.values()].flatMap((state) => returnOf(state) ?? []);
}
