import { sql, type RawBuilder, type SqlBool } from 'kysely';

/** Which cases a trigger takes, by lists as `takes` reads them; an empty list is every case. */
export interface Scope {
	channels: string[];
	brands: string[];
}

/** Whether a list takes a channel or brand: the plain entries are what is taken (none: every one), those with a minus before them are taken out. */
export function takes(list: string[], one: string): boolean {
	const { only, but } = parted(list);
	return (!only.length || only.includes(one)) && !but.includes(one);
}

/** Whether a trigger takes a case. */
export function takesCase(
	{ channels, brands }: Scope,
	{ channel, brand }: { channel: string; brand: string },
): boolean {
	return takes(channels, channel) && takes(brands, brand);
}

/** The same as a condition of a query that knows the cases as `c`. */
export function ofScope({ channels, brands }: Scope): RawBuilder<SqlBool> {
	return sql<SqlBool>`(${ofList(sql.ref('c.channel'), parted(channels))} and ${ofList(sql.ref('c.brand'), parted(brands))})`;
}

/** Whether a column's value is one that a list takes, as a condition. */
export function ofList(column: RawBuilder<unknown>, { only, but }: ReturnType<typeof parted>): RawBuilder<SqlBool> {
	const within = only.length ? sql`${column} in (${sql.join(only)})` : sql`1 = 1`;
	return sql<SqlBool>`(${within} and ${but.length ? sql`${column} not in (${sql.join(but)})` : sql`1 = 1`})`;
}

/** A list's plain entries, and those with a minus before them. */
export function parted(list: string[]): { only: string[]; but: string[] } {
	return {
		only: list.filter((one) => !one.startsWith('-')),
		but: list.filter((one) => one.startsWith('-')).map((one) => one.slice(1).trim()),
	};
}
