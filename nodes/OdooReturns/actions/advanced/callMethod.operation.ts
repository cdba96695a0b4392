import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { effectOptions, performed, referenceProperty, type OperationContext } from '../../../shared/operation';
import { Called, callingEffect, digestOf, type Calling } from '../../records/callOnce';
import { connect } from '../../transport/connect';
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
	const call = {
		reference: context.reference,
		model: modelOf(context),
		method: methodOf(context),
		ids: idsOf(context),
		key: keyOf(context),
		args: valuesOf(context, 'arguments', '{"body": "Hello"}'),
		context: valuesOf(context, 'context', '{"skip_sms": true}'),
	};
	const odoo = (await connect(context)).forCompany(Number(context.param<unknown>('company', 0)) || undefined);
	const calling: Calling = { ...call, odoo };
	const done = await context.perform('call', callingEffect(calling), () => []);
	const { outcome, asked } = done.call as unknown as Called & { outcome: string };
	if (outcome !== 'already_done' || asked === digestOf(calling)) return done;
	throw invalidInput(
		`The operation key ${call.key} was used for another call before`,
		'Give each call a key of its own; it names this very call of this very case.',
		'operationKey',
	);
}

function keyOf(context: OperationContext): string {
	const key = String(context.param<unknown>('operationKey', '') ?? '').trim();
	if (key) return key;
	throw invalidInput(
		'The call has no operation key',
		'Set Operation Key to something that names this very call, e.g. the case reference and a word.',
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
