import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { EffectError } from '../../shared/model';
import { asksBack } from '../transport/errors';
import type { Odoo } from '../transport/odoo';

export const Called = z.object({
	model: z.string(),
	method: z.string(),
	/** Whatever the method gives back. */
	answer: z.unknown(),
	/** False when Odoo answered with a question for a person. */
	finished: z.boolean(),
	question: z.string().optional(),
	/** Tells this call from another one under the same key. */
	asked: z.string(),
});

export type Called = z.infer<typeof Called>;

/** A call of any method, under a key that its author has given it. */
export interface Calling {
	odoo: Odoo;
	reference?: string;
	key: string;
	model: string;
	method: string;
	ids: number[];
	args: Record<string, unknown>;
	/** What Odoo shall know beside the arguments. */
	context: Record<string, unknown>;
}

/** Tells a call from another one under the same key. */
export function digestOf({ model, method, ids, args }: Calling): string {
	return createHash('sha256')
		.update(JSON.stringify([model, method, ids, args]))
		.digest('hex')
		.slice(0, 16);
}

/** Calls the method. It cannot be looked up: when it is not known whether a call arrived, it is not repeated. */
export function callingEffect(calling: Calling): Effect<Called | Partial<Called>> {
	const { odoo, reference, key, model, method, ids, args, context } = calling;
	return {
		key: reference ? `${reference}/${key}` : key,
		kind: 'odoo.call',
		async lookUp({ progress }) {
			if (progress.sent) throw inDoubt(model, method, key);
			return undefined;
		},
		async act({ note }) {
			await note({ sent: new Date().toISOString() });
			const answer = await odoo.call(
				model,
				method,
				{ ...(ids.length && { ids }), ...args },
				{ repeatable: false, context },
			);
			const question = asksBack(answer);
			return { model, method, answer, finished: !question, ...(question && { question }), asked: digestOf(calling) };
		},
		preview: async () => ({ model, method, ...(ids.length && { ids }), arguments: args }),
	};
}

function inDoubt(model: string, method: string, key: string): EffectError {
	return new EffectError(`It is not known whether ${model}.${method} with the key ${key} was carried out`, {
		category: 'rejected',
		connection: 'odoo',
		advice:
			'Look at the record in Odoo. When it was not done, replay with another Operation Key; when it was, end the step (Return Case: Complete).',
	});
}
