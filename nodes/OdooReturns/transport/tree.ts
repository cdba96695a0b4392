import { z } from 'zod';
import type { OdooCall, Reply, Wire } from './wire';

/**
 * Records read together with the records that they link to, in one call (Odoo's `web_search_read`, 17 and later). What is asked for
 * is what the zod schema has; `many` and `one` mark the links that are read along.
 */
const marks = new WeakMap<z.ZodTypeAny, { model: string; inner: z.ZodObject<z.ZodRawShape> }>();

/** A link to many records, read along. */
export function many<S extends z.ZodRawShape>(model: string, inner: z.ZodObject<S>) {
	return marked(z.array(inner), model, inner);
}

/** A link to one record, read along; undefined when there is none. */
export function one<S extends z.ZodRawShape>(model: string, inner: z.ZodObject<S>) {
	return marked(z.union([inner, z.literal(false).transform(() => undefined)]), model, inner);
}

function marked<T extends z.ZodTypeAny>(type: T, model: string, inner: z.ZodObject<z.ZodRawShape>): T {
	marks.set(type, { model, inner });
	return type;
}

/** Marks a link whose name is wanted. */
const namedTypes = new WeakSet<z.ZodTypeAny>();
export function withName<T extends z.ZodTypeAny>(type: T): T {
	namedTypes.add(type);
	return type;
}

export type Specification = { [field: string]: { fields?: Specification } };

/** What `web_search_read` is to be asked for. */
export function specificationOf({ shape }: z.ZodObject<z.ZodRawShape>): Specification {
	return Object.fromEntries(
		Object.entries(shape)
			.filter(([field]) => field !== 'id')
			.map(([field, type]) => {
				const linked = marks.get(type);
				return [
					field,
					linked
						? { fields: specificationOf(linked.inner) }
						: namedTypes.has(type)
							? { fields: { display_name: {} } }
							: {},
				];
			}),
	);
}

type Row = Record<string, unknown>;
type Read = (model: string, ids: number[], fields: string[]) => Promise<Row[]>;

/** The same with plain reads, one for each kind of link: for an Odoo that has no `web_search_read`. */
export async function readAlong(rows: Row[], { shape }: z.ZodObject<z.ZodRawShape>, read: Read): Promise<Row[]> {
	const result = rows.map((row) => ({ ...row }));
	for (const [field, type] of Object.entries(shape)) {
		const linked = marks.get(type);
		if (!linked) continue;
		const idsOf = (value: unknown): number[] =>
			Array.isArray(value) ? (typeof value[1] === 'string' ? [value[0] as number] : (value as number[])) : [];
		const ids = [...new Set(result.flatMap((row) => idsOf((row as Row)[field])))];
		const found = ids.length
			? await readAlong(
					await read(
						linked.model,
						ids,
						Object.keys(linked.inner.shape).filter((name) => name !== 'id'),
					),
					linked.inner,
					read,
				)
			: [];
		const byId = new Map(found.map((row) => [row.id as number, row]));
		for (const row of result as Row[]) {
			const own = idsOf(row[field]).flatMap((id) => byId.get(id) ?? []);
			row[field] = type instanceof z.ZodArray ? own : (own[0] ?? false);
		}
	}
	return result;
}

/**
 * A wire to an Odoo that cannot read records along with others (before 17), or whose words differ (before 19): such a read is made of plain
 * ones. When one of them is refused, all is.
 */
export function readingPlainly(wire: Wire): Wire {
	return async (call) => {
		const { along, model, args } = call;
		if (!along) return await wire(call);
		const { domain, order, limit } = args;
		const refused: Reply[] = [];
		const rows = async (of: string, asked: OdooCall['args']): Promise<Row[]> => {
			const reply = await wire({ ...call, along: undefined, model: of, method: 'search_read', args: asked });
			if (reply.status === 200 && Array.isArray(reply.body)) return reply.body as Row[];
			refused.push(reply);
			return [];
		};
		const fields = Object.keys(along.shape).filter((field) => field !== 'id');
		const records = await readAlong(
			await rows(model, { domain, order, ...(limit !== undefined && { limit }), fields }),
			along,
			async (linked, ids, wanted) => await rows(linked, { domain: [['id', 'in', ids]], fields: wanted, order: 'id' }),
		);
		return refused[0] ?? { status: 200, body: { records } };
	};
}
