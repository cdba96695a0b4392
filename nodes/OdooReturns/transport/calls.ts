import type { z } from 'zod';
import type { Domain, OdooCall } from './wire';
import { moduleOf, type LoadTable } from './table';
import { specificationOf } from './tree';

/** A call that is about to be made. */
export type PlannedCall = Pick<OdooCall, 'model' | 'method' | 'args' | 'context'>;

/** Stands for the records that the `load` before it in the same batch has made or found: as ids, or the first of them. */
export const loadedOne = -1;
export const loaded = [loadedOne];

/** Context with which `load` leaves a record that is there as it is. */
export const getOrCreate = { mode: 'update', noupdate: true };

/** The call that `search` makes. */
export function searchCall<S extends z.ZodRawShape>(
	model: string,
	schema: z.ZodObject<S>,
	domain: Domain,
	{ order = 'id', limit, offset }: { order?: string; limit?: number; offset?: number } = {},
): PlannedCall {
	const fields = Object.keys(schema.shape).filter((field) => field !== 'id');
	return {
		model,
		method: 'search_read',
		args: { domain, fields, order, ...(limit && { limit }), ...(offset && { offset }) },
		context: {},
	};
}

/** The call that `read` makes, and `get` with one id. */
export function readCall<S extends z.ZodRawShape>(model: string, schema: z.ZodObject<S>, ids: number[]): PlannedCall {
	return searchCall(model, schema, [['id', 'in', [...new Set(ids)]]]);
}

/** The call that `tree` makes. */
export function treeCall<S extends z.ZodRawShape>(
	model: string,
	schema: z.ZodObject<S>,
	domain: Domain,
	{ order = 'id', limit }: { order?: string; limit?: number } = {},
): PlannedCall {
	return {
		model,
		method: 'web_search_read',
		args: {
			domain,
			order,
			...(limit && { limit }),
			specification: specificationOf(schema as unknown as z.ZodObject<z.ZodRawShape>),
		},
		context: {},
	};
}

/** The call that `find` makes. */
export function findCall(name: string): PlannedCall {
	return {
		model: 'ir.model.data',
		method: 'check_object_reference',
		args: { module: moduleOf, xml_id: name },
		context: { active_test: false },
	};
}

/** The call that `load` makes. */
export function loadCall(model: string, { fields, data }: LoadTable): PlannedCall {
	return { model, method: 'load', args: { fields, data }, context: getOrCreate };
}

/** The call that `act` makes. */
export function actCall(
	model: string,
	method: string,
	ids: number[],
	context: Record<string, unknown> = {},
): PlannedCall {
	return { model, method, args: { ids }, context };
}
