import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, invalidInput } from '../../../shared/model';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { exportTables } from '../../export/tables';
import { exportOf, exportProperties } from './properties';

export const option = {
	name: 'Keep Cursor',
	value: 'keepCursor',
	action: 'Keep cursor of export',
	description: 'Say that the rows are stored; the next export goes on behind them',
};

export const description: INodeProperties[] = [
	...exportProperties.map((property) =>
		property.name === 'table' ? { ...property, default: "={{ $json.export?.table ?? 'cases' }}" } : property,
	),
	{
		displayName: 'Cursor',
		name: 'cursor',
		type: 'string',
		default: "={{ $json.export?.cursor ?? '' }}",
		required: true,
		description: 'As Get Rows gave it out',
	},
	realOption,
];

export const endsStep = false;

export const asTool = 'whenAllowed';

export const output = z.object({
	kept: z.object({ table: z.enum(exportTables), cursor: z.string() }),
	outcome: dryOutcome,
});

const leaseMs = 60_000;

/** Remembers how far an export has come. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const { table, look: name } = exportOf(context);
	const cursor = String(context.param<unknown>('cursor', '') ?? '').trim();
	if (!cursor) throw invalidInput('There is no cursor', 'Put this node behind the one that stores the rows.', 'cursor');
	const kept = { table, cursor };
	if (context.dryRun) return { kept, outcome: 'dry_run' };
	const look = await store.looks.begin(name, leaseMs);
	if (!look)
		throw new EffectError('Another run keeps the cursor of this export', {
			category: 'retryable',
			connection: 'case_store',
			advice: 'Let one workflow export under this name, or give each a name of its own.',
		});
	await store.looks.keep(look, cursor, leaseMs);
	await store.looks.end(look);
	return { kept };
}
