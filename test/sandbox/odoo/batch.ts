import { loadedOne } from '../../../nodes/OdooReturns/transport/calls';
import { userError, type Context } from './db';
import { LoadFailed, type LoadAnswer } from './load';

type Body = Record<string, unknown> & { context?: Context };
/** Carries out one call inside of the transaction that is open. */
type Invoke = (model: string, method: string, body: Body) => unknown;

const known = [
	'search_read',
	'web_search_read',
	'check_object_reference',
	'load',
	'run',
	'write',
	'action_confirm',
	'action_assign',
	'button_validate',
	'action_post',
	'reconcile',
];

/** What the code of the batch action does in Odoo (nodes/OdooReturns/transport/batchAction.ts); the contract suite holds it to that. */
export function runBatch(
	calls: Array<{ model: string; method: string; args: Record<string, unknown>; context: Context }>,
	invoke: Invoke,
	has: { model(name: string): boolean; key(module: unknown, name: unknown): boolean },
): object {
	let loaded: number[] = [];
	const answers: unknown[] = [];
	for (const { model, method, args, context } of calls) {
		if (!has.model(model)) {
			answers.push('unknown');
			continue;
		}
		if (!known.includes(method)) throw userError(`${model}.${method} is not made in a batch`);
		if (method === 'check_object_reference' && !has.key(args.module, args.xml_id)) {
			answers.push(false);
			continue;
		}
		const made = (value: unknown) =>
			value === loadedOne
				? (loaded[0] ?? false)
				: Array.isArray(value) && value.length === 1 && value[0] === loadedOne
					? loaded
					: value;
		const domain = args.domain as unknown[] | undefined;
		const answer = invoke(model, method, {
			...args,
			context,
			...('ids' in args && { ids: made(args.ids) }),
			...(domain && { domain: domain.map((leaf) => (Array.isArray(leaf) ? [leaf[0], leaf[1], made(leaf[2])] : leaf)) }),
		});
		if (method === 'load') loaded = (answer as LoadAnswer).ids as number[];
		if (method === 'run') loaded = [(answer as { res_id: number }).res_id];
		answers.push(answer ?? null);
		if ((answer as { res_model?: string } | undefined)?.res_model) break;
	}
	return { type: 'n8n_batch', answers };
}

/** In a batch a load that fails fails all of it. */
export function failingLoads(work: () => unknown): unknown {
	try {
		return work();
	} catch (error) {
		if (error instanceof LoadFailed)
			throw userError((error.answer.messages as Array<{ message: string }>).map(({ message }) => message).join(' '));
		throw error;
	}
}
