import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { asEffectError, toNodeError } from '../../../shared/operation';
import { goodsOf, recordsOf } from '../../mapping';
import { entryOf, goodsEntryOf, type Entry, type GoodsEntry } from '../../match';
import type { FormattedSource } from './settings';

/** What the inputs say. */
export interface Inputs {
	entries: Entry[];
	goods: GoodsEntry[];
	/** Items that say nothing that can be read, where the node goes on all the same. */
	unreadable: Array<{ input: string; item: number; error: string }>;
}

/** Reads all items of all inputs. Throws an error that names the item, unless the node goes on. */
export function readInputs(node: IExecuteFunctions, sources: FormattedSource[]): Inputs {
	const inputs: Inputs = { entries: [], goods: [], unreadable: [] };
	for (const [number, source] of sources.entries())
		for (const [item, { json }] of itemsOf(node, number).entries())
			try {
				readItem(json, source, { source: number, item }, inputs);
			} catch (error) {
				if (!node.continueOnFail()) throw toNodeError(node.getNode(), error, item);
				inputs.unreadable.push({ input: source.name, item, error: asEffectError(error).message });
			}
	return inputs;
}

/** n8n gives an input that is not connected no data at all. */
export function itemsOf(node: IExecuteFunctions, input: number): INodeExecutionData[] {
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
	{ entries, goods }: Inputs,
): void {
	if (!Object.keys(json).length) return;
	const where = `${name}, item ${item}`;
	const [records, things] = [recordsOf(json, format, where), goodsOf(json, format, where, places)];
	for (const record of records) entries.push(entryOf(record, source, item));
	for (const record of things) goods.push(goodsEntryOf(record, source, item));
}
