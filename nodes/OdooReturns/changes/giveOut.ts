import { Readable } from 'node:stream';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { OperationContext } from '../../shared/operation';
import { cursorText, type Cursor } from './cursor';
import { changedPages, Changed, type ChangesQuery } from './readChanges';
import type { Odoo } from '../transport/odoo';

/** An item for each document, the last one with the cursor. */
export async function itemsOf(odoo: Odoo, query: ChangesQuery, cursor: Cursor, limit: number): Promise<IDataObject[]> {
	const items: IDataObject[] = [];
	let reached = cursor;
	for await (const page of limited(odoo, query, cursor, limit)) {
		for (const change of page.changed) items.push({ change });
		reached = page.cursor;
	}
	const last = items.at(-1);
	if (last) Object.assign(last, { cursor: cursorText(reached), more: reached.began !== undefined });
	return items;
}

/** All documents in one file, a line for each. */
export async function fileOf(
	context: OperationContext,
	odoo: Odoo,
	query: ChangesQuery,
	cursor: Cursor,
	limit: number,
): Promise<INodeExecutionData> {
	let [reached, count] = [cursor, 0];
	async function* lines() {
		for await (const page of limited(odoo, query, cursor, limit)) {
			count += page.changed.length;
			reached = page.cursor;
			if (page.changed.length) yield Buffer.from(`${page.changed.map((one) => JSON.stringify(one)).join('\n')}\n`);
		}
	}
	const binary = await context.node.helpers.prepareBinaryData(
		Readable.from(lines(), { objectMode: false }),
		'changes.jsonl',
		'application/jsonl',
	);
	return {
		json: { changes: count, cursor: cursorText(reached), more: reached.began !== undefined },
		binary: { data: binary },
	};
}

/** Pages of a pass until it or the limit is reached; the last page is as long as the limit allows, so that the cursor stands behind it. */
async function* limited(
	odoo: Odoo,
	query: ChangesQuery,
	cursor: Cursor,
	limit: number,
): AsyncGenerator<{ changed: Changed[]; cursor: Cursor }> {
	let left = limit;
	for (let reached = cursor; left > 0;) {
		const size = Math.min(query.pageSize, left);
		for await (const page of changedPages(odoo, { ...query, pageSize: size }, reached)) {
			yield page;
			reached = page.cursor;
			left -= page.changed.length;
			if (!page.cursor.began) return;
			if (left < size) break;
		}
	}
}
