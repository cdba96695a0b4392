import { createHash } from 'node:crypto';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { performed, effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { EffectError, invalidInput } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import { connect } from '../../transport/connect';
import { asksBack } from '../../transport/errors';
import { companyProperty, idsOf, idsProperty, modelOf, modelProperty, Values, valuesOf } from './inputs';

export const option = {
	name: 'Call Method',
	value: 'callMethod',
	action: 'Call method',
	description: 'Call any public method of any model, once for an operation key',
};

export const description: INodeProperties[] = [
	referenceProperty,
	modelProperty,
	{
		displayName: 'Method',
		name: 'method',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. action_confirm',
		description: 'A public method of the model. Private ones (with a leading underscore) are refused.',
	},
	idsProperty,
	{
		displayName: 'Arguments',
		name: 'arguments',
		type: 'json',
		default: '{}',
		description: 'By name, e.g. {"body": "Hello"}',
	},
	{
		displayName: 'Context',
		name: 'context',
		type: 'json',
		default: '{}',
		description: 'What Odoo shall know beside the arguments, e.g. {"skip_sms": true}',
	},
	{
		displayName: 'Operation Key',
		name: 'operationKey',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. tell-warehouse',
		description:
			'Names this call among those of the case. With a case store, the same key calls Odoo once; without one, Odoo is called each time.',
	},
	companyProperty,
	effectOptions,
];

const Called = z.object({
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
type Called = z.infer<typeof Called>;

export const asTool = 'never';

/** A test run shows what it would send. */
export const output = performed(
	'call',
	Called.partial().extend({ ids: z.array(z.number().int()).optional(), arguments: Values.optional() }),
);

/**
 * Calls any public method of any model. The one operation that cannot be looked up: when it is not known whether a call arrived, it is
 * not repeated, and the step is left to a person.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const [model, method, ids] = [modelOf(context), methodOf(context), idsOf(context)];
	const key = String(context.param<unknown>('operationKey', '') ?? '').trim();
	if (!key)
		throw invalidInput(
			'The call has no operation key',
			'Set Operation Key to something that names this very call, e.g. the case reference and a word.',
			'operationKey',
		);
	const [args, own] = [
		valuesOf(context, 'arguments', '{"body": "Hello"}'),
		valuesOf(context, 'context', '{"skip_sms": true}'),
	];
	const asked = createHash('sha256')
		.update(JSON.stringify([model, method, ids, args]))
		.digest('hex')
		.slice(0, 16);
	const odoo = (await connect(context)).forCompany(Number(context.param<unknown>('company', 0)) || undefined);

	const effect: Effect<Called | Partial<Called>> = {
		key: context.reference ? `${context.reference}/${key}` : key,
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
				{ repeatable: false, context: own },
			);
			const question = asksBack(answer);
			return { model, method, answer, finished: !question, ...(question && { question }), asked };
		},
		preview: async () => ({ model, method, ...(ids.length && { ids }), arguments: args }),
	};
	const done = await context.perform('call', effect, () => []);
	const { outcome, asked: before } = done.call as unknown as Called & { outcome: string };
	if (outcome !== 'already_done' || before === asked) return done;
	throw invalidInput(
		`The operation key ${key} was used for another call before`,
		'Give each call a key of its own; it names this very call of this very case.',
		'operationKey',
	);
}

function methodOf(context: OperationContext): string {
	const method = String(context.param<unknown>('method', '') ?? '').trim();
	if (/^[a-zA-Z][a-zA-Z0-9_]*$/.test(method)) return method;
	throw invalidInput(
		method.startsWith('_') ? `${method} is private in Odoo` : `"${method}" is no method of Odoo`,
		"Give the name of a public method, e.g. action_confirm; what a button does stands in the button's tooltip in developer mode.",
		'method',
	);
}

function inDoubt(model: string, method: string, key: string): EffectError {
	return new EffectError(`It is not known whether ${model}.${method} with the key ${key} was carried out`, {
		category: 'rejected',
		connection: 'odoo',
		advice:
			'Look at the record in Odoo. When it was not done, replay with another Operation Key; when it was, end the step (Return Case: Complete).',
	});
}
