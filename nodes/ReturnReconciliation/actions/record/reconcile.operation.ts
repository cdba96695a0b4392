import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { asEffectError, toNodeError } from '../../../shared/operation';
import { z } from 'zod';
import { Drift, Named, reconcile, Summary, type Result } from '../../judge';
import { goodsOf, recordsOf } from '../../mapping';
import { entryOf, goodsEntryOf, type Entry, type GoodsEntry } from '../../match';
import { ruleProperties, sourcesProperty } from './parameters';
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
		unreadable: z.array(z.object({ input: z.string(), item: z.number().int(), error: z.string() })),
	}),
	Drift,
];

/** Compares all inputs at once. Outputs: refunds that agree, one item per drift, one summary, drifts that have healed or were accepted. */
export function execute(node: IExecuteFunctions): INodeExecutionData[][] {
	const param = (name: string, fallback?: unknown) => node.getNodeParameter(name, 0, fallback);
	let at = 0;
	try {
		const sources = readSources(param('sources', {}));
		const rules = readRules(
			{
				tolerance: param('tolerance'),
				cutOffHours: param('cutOffHours'),
				lateDays: param('lateDays'),
				options: param('options', {}),
			},
			new Date(),
		);
		const history = readHistory(param('options', {}) as { before?: unknown; accepted?: unknown });
		const entries: Entry[] = [];
		const goods: GoodsEntry[] = [];
		const unreadable: Array<{ input: string; item: number; error: string }> = [];
		for (const [number, source] of sources.entries()) {
			const items = itemsOf(node, number);
			for (let item = 0; item < items.length; item++) {
				at = item;
				try {
					readItem(items[item].json, source, { source: number, item }, entries, goods);
				} catch (error) {
					if (!node.continueOnFail()) throw error;
					unreadable.push({ input: source.name, item, error: asEffectError(error).message });
				}
			}
		}
		const { matched, unmatched, closed, summary } = reconcile(entries, sources, rules, goods, history);
		const warnings = [...summary.warnings, ...unreadable.map(({ error }) => `Not read: ${error}`)];
		const report = [...unreadable.map(({ error }) => `Attention: not read: ${error}`), summary.report].join('\n');
		// The summary is made from everything; n8n needs one item to follow back from it.
		const pairedItem = [...entries.slice(0, 1), ...goods.slice(0, 1)]
			.slice(0, 1)
			.map(({ item, source }) => ({ item, input: source }));
		return [
			matched.map(itemOf),
			unmatched.map(itemOf),
			[{ json: { ...summary, warnings, report, unreadable } as unknown as IDataObject, pairedItem }],
			closed.map(itemOf),
		];
	} catch (error) {
		throw toNodeError(node.getNode(), error, at);
	}
}

/** n8n gives an input that is not connected no data at all. */
function itemsOf(node: IExecuteFunctions, input: number): INodeExecutionData[] {
	try {
		return node.getInputData(input) ?? [];
	} catch {
		return [];
	}
}

/** Adds what an item says. A node that found nothing may put out one empty item ("Always Output Data"). */
function readItem(
	json: IDataObject,
	{ name, format, places }: FormattedSource,
	{ source, item }: { source: number; item: number },
	entries: Entry[],
	goods: GoodsEntry[],
): void {
	if (!Object.keys(json).length) return;
	const where = `${name}, item ${item}`;
	const [records, things] = [recordsOf(json, format, where), goodsOf(json, format, where, places)];
	for (const record of records) entries.push(entryOf(record, source, item));
	for (const record of things) goods.push(goodsEntryOf(record, source, item));
}

function itemOf<T>({ json, entries }: Result<T>): INodeExecutionData {
	return { json: json as IDataObject, pairedItem: entries.map(({ item, source }) => ({ item, input: source })) };
}
