import { sql, type RawBuilder, type SqlBool } from 'kysely';

/** Whether a list takes a channel: the plain entries are what is taken (none: every channel), those with a minus before them are taken out. */
export function takesChannel(list: string[], channel: string): boolean {
	const { only, but } = parted(list);
	return (!only.length || only.includes(channel)) && !but.includes(channel);
}

/** The same as a condition of a query that knows the cases as `c`. */
export function ofChannels(list: string[]): RawBuilder<SqlBool> {
	const { only, but } = parted(list);
	const within = only.length ? sql`c.channel in (${sql.join(only)})` : sql`1 = 1`;
	return sql<SqlBool>`(${within} and ${but.length ? sql`c.channel not in (${sql.join(but)})` : sql`1 = 1`})`;
}

function parted(list: string[]): { only: string[]; but: string[] } {
	return { only: list.filter((one) => !one.startsWith('-')), but: list.filter((one) => one.startsWith('-')).map((one) => one.slice(1).trim()) };
}
