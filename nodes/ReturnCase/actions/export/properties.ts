import type { INodeProperties } from 'n8n-workflow';
import type { OperationContext } from '../../../shared/operation';
import { exportTables, type ExportTable } from '../../export/tables';

/** Which table, and whose export of it: each name goes on by itself. */
export const exportProperties: INodeProperties[] = [
	{
		displayName: 'Table',
		name: 'table',
		type: 'options',
		options: [
			{ name: 'Case', value: 'cases', description: 'A row for each return' },
			{ name: 'Event', value: 'events', description: 'A row for everything that happened' },
			{ name: 'Line', value: 'lines', description: 'A row for each line of a return, with its pieces' },
			{ name: 'Money', value: 'money', description: 'A row for each refund, credit or exchange' },
		],
		default: 'cases',
		description: 'What to export',
	},
	{
		displayName: 'Export Name',
		name: 'exportName',
		type: 'string',
		default: 'warehouse',
		required: true,
		description: 'Each name remembers how far it has come, so that several exports do not disturb each other',
	},
];

/** The table and the name under which its cursor is kept. */
export function exportOf(context: OperationContext): { table: ExportTable; look: string } {
	const table = context.param<ExportTable>('table', 'cases');
	const name = String(context.param<unknown>('exportName', '') ?? '').trim();
	return { table: exportTables.includes(table) ? table : 'cases', look: `export ${name || 'warehouse'} ${table}` };
}
