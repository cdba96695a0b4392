import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { type OperationContext, jsonParam } from '../../../shared/operation';

export const modelProperty: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. stock.picking',
	description: 'Technical name, as Odoo shows it in developer mode',
};

export const idsProperty: INodeProperties = {
	displayName: 'Record IDs',
	name: 'ids',
	type: 'string',
	default: '',
	placeholder: 'e.g. 42 or 42,43',
	description: 'Numbers, separated by commas',
};

export const companyProperty: INodeProperties = {
	displayName: 'Company ID',
	name: 'company',
	type: 'number',
	default: 0,
	description: 'Company to work in: its records only, and new records belong to it. 0: all companies of the user.',
};

export function modelOf(context: OperationContext): string {
	const model = context.param<unknown>('model', '');
	if (typeof model === 'string' && /^[a-z0-9_]+(\.[a-z0-9_]+)*$/.test(model.trim())) return model.trim();
	throw invalidInput(`"${String(model)}" is no model of Odoo`, 'Give its technical name, e.g. stock.picking.', 'model');
}

/** Ids of records; a number, a list, or numbers separated by commas. Empty when there are none. */
export function idsOf(context: OperationContext): number[] {
	const given = context.param<unknown>('ids', '');
	const parts = (
		Array.isArray(given)
			? (given as unknown[])
			: String(given ?? '')
					.replace(/^\[|\]$/g, '')
					.split(',')
	)
		.map((one) => String(one).trim())
		.filter(Boolean);
	const wrong = parts.find((one) => !/^[1-9]\d*$/.test(one));
	if (wrong) throw invalidInput(`"${wrong}" is no ID of Odoo`, 'Give numbers, separated by commas.', 'ids');
	return parts.map(Number);
}

export function requireIds(context: OperationContext): number[] {
	const ids = idsOf(context);
	if (ids.length) return ids;
	throw invalidInput('It is not known which records this is about', 'Set Record IDs.', 'ids');
}

export const Values = z.record(z.string(), z.unknown());

/** A parameter that holds an object; {} when it is blank. */
export function valuesOf(context: OperationContext, name: string, example: string): Record<string, unknown> {
	return jsonParam(context, name, Values, `Give an object such as ${example}.`) ?? {};
}
