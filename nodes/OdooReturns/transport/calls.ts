import { z } from 'zod';
import { EffectError, parsed } from '../../shared/model';
import { asksBack, unfinished } from './errors';
import type { Domain, OdooCall } from './wire';
import { moduleOf, type LoadTable } from './table';
import { specificationOf } from './tree';

/** A call that is about to be made. */
export type PlannedCall = Pick<OdooCall, 'model' | 'method' | 'args' | 'context'>;

/**
 * A call as a value: what is asked, which may be asked twice, and what the answer means. `odoo.run` makes it; `odoo.ahead` makes several
 * in one request.
 */
export interface Call<T> extends PlannedCall {
	/** Throws when the answer is none that Odoo 19 gives, or says that nothing was done. */
	read(answer: unknown): T;
	along?: OdooCall['along'];
}

/** Stands for the records that the `load` before it in the same batch has made or found: as ids, or the first of them. */
export const loadedOne = -1;
export const loaded = [loadedOne];

/** Context with which `load` leaves a record that is there as it is. */
export const getOrCreate = { mode: 'update', noupdate: true };

type Records<S extends z.ZodRawShape> = Array<z.output<z.ZodObject<S>>>;

/** Records as `schema` describes them; its fields are the fields that are asked for. All of them, unless a limit is given. */
export function searchCall<S extends z.ZodRawShape>(
	model: string,
	schema: z.ZodObject<S>,
	domain: Domain,
	{ order = 'id', limit, offset }: { order?: string; limit?: number; offset?: number } = {},
): Call<Records<S>> {
	const fields = Object.keys(schema.shape).filter((field) => field !== 'id');
	return {
		model,
		method: 'search_read',
		args: { domain, fields, order, ...(limit && { limit }), ...(offset && { offset }) },
		context: {},
		read: (answer) => answerOf(z.array(schema), `${model}.search_read`, answer) as Records<S>,
	};
}

/** Records by id, in no set order; missing ones are left out. */
export function readCall<S extends z.ZodRawShape>(
	model: string,
	schema: z.ZodObject<S>,
	ids: number[],
): Call<Records<S>> {
	return searchCall(model, schema, [['id', 'in', [...new Set(ids)]]]);
}

/**
 * Sums of records by group, which Odoo adds up itself: `aggregates` such as `amount_total:sum` and `__count`. Without `groupby` it is one row.
 */
export function groupCall<S extends z.ZodRawShape>(
	model: string,
	row: z.ZodObject<S>,
	domain: Domain,
	{ groupby = [], aggregates }: { groupby?: string[]; aggregates: string[] },
): Call<Records<S>> {
	const method = 'formatted_read_group';
	return {
		model,
		method,
		args: { domain, groupby, aggregates },
		context: {},
		read: (answer) => answerOf(z.array(row), `${model}.${method}`, answer) as Records<S>,
	};
}

const WithLinked = z.object({ records: z.array(z.record(z.string(), z.unknown())) });

/** Records with those they link to, as `schema` says (tree.ts): one call, where `searchCall` would take one for each kind. */
export function treeCall<S extends z.ZodRawShape>(
	model: string,
	schema: z.ZodObject<S>,
	domain: Domain,
	{ order = 'id', limit }: { order?: string; limit?: number } = {},
): Call<Records<S>> {
	const along = schema as unknown as z.ZodObject<z.ZodRawShape>;
	const where = `${model}.web_search_read`;
	return {
		model,
		method: 'web_search_read',
		args: {
			domain,
			order,
			...(limit && { limit }),
			specification: specificationOf(along),
		},
		context: {},
		read: (answer) => answerOf(z.array(schema), where, answerOf(WithLinked, where, answer).records) as Records<S>,
		along,
	};
}

/** Model and id; without an id when its record cannot be seen. False: nobody has this external id. */
const Reference = z.union([z.literal(false), z.tuple([z.string(), z.union([z.number(), z.literal(false)])])]);

/** Whose external id it is (`odoo.find`). */
export function findCall(name: string): Call<z.infer<typeof Reference>> {
	const method = 'check_object_reference';
	return {
		model: 'ir.model.data',
		method,
		args: { module: moduleOf, xml_id: name },
		context: { active_test: false },
		read: (answer) => answerOf(Reference, `ir.model.data.${method}`, answer),
	};
}

/** Makes records under their external ids, or finds them; the answer of `odoo.load`. */
export function loadCall(model: string, { fields, data }: LoadTable): PlannedCall {
	return { model, method: 'load', args: { fields, data }, context: getOrCreate };
}

/**
 * An action that checks the state by itself and so may be repeated. Its answer says little: read the state afterwards. Reading it throws
 * when Odoo answers with a question for a person: then nothing was done.
 */
export function actCall(
	model: string,
	method: string,
	ids: number[],
	context: Record<string, unknown> = {},
): Call<unknown> {
	return {
		model,
		method,
		args: { ids },
		context,
		read(answer) {
			const wizard = asksBack(answer);
			if (wizard) throw unfinished(`${model}.${method}`, wizard);
			return answer;
		},
	};
}

/** An answer as `schema` has it; else a configuration error, for it is not Odoo that has answered. */
export function answerOf<T extends z.ZodTypeAny>(schema: T, where: string, answer: unknown): z.output<T> {
	return parsed(
		schema,
		answer,
		({ path, message }) =>
			new EffectError(
				`Odoo's answer to ${where} is not what Odoo 19 sends (${path.filter((part) => typeof part === 'string').join('.') || 'answer'}: ${message})`,
				{
					category: 'configuration',
					connection: 'odoo',
					advice:
						'Check that Site URL names Odoo itself and no page in front of it, and that it is version 19 or later.',
				},
			),
	);
}
