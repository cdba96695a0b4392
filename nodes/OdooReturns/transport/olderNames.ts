import type { OdooCall, Reply, Wire } from './wire';
import { linkedModels, models, names, type Name } from './olderNamesTable';

/** Fields of models whose names differ, as the server has them: 19's name -> its own, or undefined when it has none. */
export type KnownFields = Map<string, Promise<Map<string, string | undefined>>>;

type Values = Record<string, unknown>;

/**
 * Lets calls in the words of Odoo 19 work on an older one. The table says what may differ in that version; the server itself
 * (`fields_get`, once per model) says what does. What it does not have is left out of writes and reads as the table's value.
 */
export function withOlderNames(wire: Wire, version: number, known: KnownFields): Wire {
	const differing = (model: string): Record<string, Name> =>
		Object.fromEntries(
			Object.entries(names[model] ?? {}).filter(([name, { before }]) => version < before && !name.endsWith('()')),
		);
	const modelOf = (model: string) => (models[model] && version < models[model].before ? models[model].was : model);

	async function fieldsOf(model: string): Promise<Map<string, string | undefined>> {
		const table = differing(model);
		if (!Object.keys(table).length) return new Map();
		let fields = known.get(model);
		if (!fields) {
			fields = ask(model, table).catch((error: Error) => {
				known.delete(model);
				throw error;
			});
			known.set(model, fields);
		}
		return await fields;
	}

	async function ask(model: string, table: Record<string, Name>): Promise<Map<string, string | undefined>> {
		const asked = Object.entries(table).flatMap(([now, { was }]) => (was ? [now, was] : [now]));
		const { status, body } = await wire({
			model: modelOf(model),
			method: 'fields_get',
			args: { allfields: asked, attributes: ['type'] },
			context: {},
		});
		if (status !== 200) return new Map();
		const has = (field: string) => field in (body as object);
		return new Map(
			Object.entries(table)
				.filter(([now, { changed }]) => changed ?? !has(now))
				.map(([now, { was }]) => [now, was && has(was) ? was : undefined]),
		);
	}

	/** A field of a model, or a path through its links, in the server's words; undefined when it has none. */
	async function pathOf(model: string, path: string, separator: '.' | '/'): Promise<string | undefined> {
		const [field, ...rest] = path.split(separator);
		const fields = await fieldsOf(model);
		const own = fields.has(field) ? fields.get(field) : field;
		const linked = linkedModels[model]?.[field];
		const further =
			rest.length && linked ? await pathOf(linked, rest.join(separator), separator) : rest.join(separator);
		return own === undefined || further === undefined
			? undefined
			: [own, ...(rest.length ? [further] : [])].join(separator);
	}

	async function valuesOf(model: string, values: Values): Promise<Values> {
		const mapped = await Promise.all(
			Object.entries(values).map(async ([field, value]) => {
				const own = await pathOf(model, field, '.');
				const linked = linkedModels[model]?.[field];
				return own ? [[own, linked && Array.isArray(value) ? await commandsOf(linked, value) : value] as const] : [];
			}),
		);
		return Object.fromEntries(mapped.flat());
	}

	async function commandsOf(model: string, commands: unknown[]): Promise<unknown[]> {
		return await Promise.all(
			commands.map(async (one) =>
				Array.isArray(one) && typeof one[2] === 'object' && one[2] !== null && !Array.isArray(one[2])
					? [one[0], one[1], await valuesOf(model, one[2] as Values)]
					: one,
			),
		);
	}

	async function translated({ model, method, args, ...rest }: OdooCall): Promise<OdooCall> {
		const own: Values = { ...args };
		if (Array.isArray(args.fields) && method !== 'load')
			own.fields = [
				...new Set(
					(
						await Promise.all(
							(args.fields as string[]).map(
								async (field) => (await pathOf(model, field, '.')) ?? names[model][field].through?.[0] ?? [],
							),
						)
					).flat(),
				),
			];
		if (Array.isArray(args.domain))
			own.domain = await Promise.all(
				(args.domain as unknown[]).map(async (term) =>
					Array.isArray(term) ? await conditionOf(model, term as [string, string, unknown]) : term,
				),
			);
		if (method === 'load') Object.assign(own, await tableOf(model, args.fields as string[], args.data as string[][]));
		if (args.vals) own.vals = await valuesOf(model, args.vals as Values);
		if (Array.isArray(args.vals_list))
			own.vals_list = await Promise.all(
				(args.vals_list as Values[]).map(async (values) => await valuesOf(model, values)),
			);
		const renamed = names[model]?.[`${method}()`];
		return {
			...rest,
			model: modelOf(model),
			method: renamed?.was && version < renamed.before ? renamed.was : method,
			args: own,
		};
	}

	async function conditionOf(
		model: string,
		[path, operator, value]: [string, string, unknown],
	): Promise<[string, string, unknown]> {
		const fields = await fieldsOf(model);
		const name = fields.has(path) ? names[model][path] : undefined;
		const through = name?.through && !fields.get(path) ? `${name.through[0]}.${name.through[2]}` : undefined;
		return [through ?? (await pathOf(model, path, '.')) ?? path, operator, name?.values?.[String(value)] ?? value];
	}

	async function tableOf(
		model: string,
		fields: string[],
		data: string[][],
	): Promise<{ fields: string[]; data: string[][] }> {
		const columns = await Promise.all(
			fields.map(async (field) => (field === 'id' ? field : await pathOf(model, field, '/'))),
		);
		const kept = columns.flatMap((column, index) => (column === undefined ? [] : [index]));
		return { fields: kept.map((index) => columns[index]!), data: data.map((row) => kept.map((index) => row[index])) };
	}

	/** Rows in the words of Odoo 19. */
	async function untranslated({ model, method, args }: OdooCall, reply: Reply): Promise<Reply> {
		if (reply.status !== 200 || !['read', 'search_read'].includes(method) || !Array.isArray(reply.body)) return reply;
		const wanted = args.fields as string[] | undefined;
		const rows = reply.body as Values[];
		const columns: Array<[string, (row: Values) => unknown]> = [];
		for (const [now, was] of await fieldsOf(model)) {
			if (!wanted?.includes(now)) continue;
			const { through } = names[model][now];
			columns.push([now, was ? (row) => row[was] : through ? await linkedValues(rows, through) : () => false]);
		}
		return columns.length
			? {
					status: 200,
					body: rows.map((row) => ({
						...row,
						...Object.fromEntries(columns.map(([now, valueOf]) => [now, valueOf(row)])),
					})),
				}
			: reply;
	}

	async function linkedValues(
		rows: Values[],
		[link, model, field]: [string, string, string],
	): Promise<(row: Values) => unknown> {
		const idOf = (row: Values) => [row[link]].flat()[0] as number | false;
		const ids = [...new Set(rows.flatMap((row) => idOf(row) || []))];
		const { body } = ids.length
			? await wire({ model, method: 'read', args: { ids, fields: [field] }, context: {} })
			: { body: [] };
		const values = new Map(
			(Array.isArray(body) ? (body as Array<Values & { id: number }>) : []).map((one) => [one.id, one[field]]),
		);
		return (row) => values.get(idOf(row) as number) ?? false;
	}

	return async (call) => await untranslated(call, await wire(await translated(call)));
}
