import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { OperationContext } from '../../../shared/operation';
import type { CaseFilter, CaseStore } from '../../../shared/store';
import { csvOf, ShadowReport, shadowReport, type ShadowCase } from '../../shadow/report';

export const option = {
	name: 'Report',
	value: 'report',
	action: 'Report on shadow mode',
	description: 'Put what would have been done beside what staff did, with the differences',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Brand',
		name: 'brand',
		type: 'string',
		default: '',
		placeholder: 'e.g. nord',
		description: 'Only cases of this brand. Blank: of every brand.',
	},
	{
		displayName: 'Changed After',
		name: 'after',
		type: 'dateTime',
		default: '',
		description: 'Only cases to which something has happened since. Blank: all.',
	},
];

/** Cases read in one go; between two pages other work of this n8n has its turn. */
const pageSize = 200;
/** Rows that the item lists; the CSV has all. */
const mostListed = 200;

export const endsStep = false;

export const asTool = 'free';

/** The whole list is binary data: `csv`. */
export const output = z.object({ report: ShadowReport });

/** Reports on every case that is in shadow mode, the newest change first. */
export async function execute(context: OperationContext): Promise<INodeExecutionData> {
	const after = context.param<string>('after', '');
	const brand = context.param<string>('brand', '').trim();
	const report = shadowReport(
		await shadowCases(context.requireStore(), brand, after ? new Date(after).toISOString() : undefined),
	);
	return {
		json: { report: { ...report, rows: report.rows.slice(0, mostListed) } as unknown as IDataObject },
		binary: {
			csv: await context.node.helpers.prepareBinaryData(Buffer.from(csvOf(report)), 'shadow-report.csv', 'text/csv'),
		},
	};
}

async function shadowCases(store: CaseStore, brand: string, after: string | undefined): Promise<ShadowCase[]> {
	const found: ShadowCase[] = [];
	for (let before: CaseFilter['before']; ;) {
		const page = await store.cases.getMany({ limit: pageSize, ...(after && { after }), ...(before && { before }) });
		for (const state of page)
			if (state.shadow && (!brand || state.brand === brand))
				found.push({ state, events: await store.cases.timeline(state.reference) });
		const last = page.at(-1);
		if (!last || page.length < pageSize) return found;
		before = { updatedAt: last.updatedAt, reference: last.reference };
		await new Promise((resolve) => setImmediate(resolve));
	}
}
