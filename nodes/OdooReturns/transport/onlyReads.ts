import type { OdooCall } from './wire';

/** Methods of Odoo's that change nothing. */
const reading = [
	'check_object_reference',
	'context_get',
	'fields_get',
	'get_metadata',
	'has_group',
	'read',
	'search_count',
	'search_read',
	'web_search_read',
];

/** Whether a call changes nothing in Odoo; of the batch action, whether none of its calls does. */
export function onlyReads({ model, method, context }: Pick<OdooCall, 'model' | 'method' | 'context'>): boolean {
	const batch = context.n8n_calls as Array<{ method: string }> | undefined;
	if (model === 'ir.actions.server' && method === 'run' && batch)
		return batch.every((call) => reading.includes(call.method));
	return reading.includes(method);
}
