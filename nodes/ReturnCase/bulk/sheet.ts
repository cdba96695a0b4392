import { invalidInput, readCsv } from '../../shared/model';

const needed = ['id', 'sku', 'quantity'];
const ofReturn = ['id', 'channel', 'sender', 'order', 'brand', 'name', 'email', 'phone', 'language', 'requested_at'];
const ofLine = ['sku', 'quantity', 'title', 'reason', 'note', 'condition'];

/** A return of a sheet: the message that Take In Request takes, and the rows that it stands in. Rows count as a spreadsheet does: the first is the names. */
export interface SheetReturn {
	rows: number[];
	message: Record<string, unknown>;
}

/**
 * Reads a sheet of returns: a row for each line of a return, the names of the columns first (docs/guides/bulk-import.md). Rows of one id are one
 * return. Throws EffectError when a column is missing or unknown; what is wrong with a return is told when it is taken in.
 */
export function returnsOfSheet(text: string, channel: string): SheetReturn[] {
	const [head = [], ...rows] = readCsv(text);
	const names = head.map((name) => name.trim().toLowerCase());
	const missing = needed.filter((name) => !names.includes(name));
	const unknown = names.filter((name) => name && ![...ofReturn, ...ofLine].includes(name));
	if (missing.length || unknown.length)
		throw invalidInput(
			missing.length ? `The sheet has no column ${missing.join(', ')}` : `The sheet has a column ${unknown.join(', ')}`,
			`Its first row names the columns: ${needed.join(', ')}, and any of ${[...ofReturn, ...ofLine].filter((name) => !needed.includes(name)).join(', ')}.`,
			'file',
		);
	const returns = new Map<string, Array<{ row: number; fields: Record<string, string> }>>();
	for (const [at, row] of rows.entries()) {
		if (row.every((field) => !field.trim())) continue;
		const fields = Object.fromEntries(
			names.flatMap((name, column) => {
				const value = (row[column] ?? '').trim();
				return value ? [[name, value]] : [];
			}),
		) as Record<string, string>;
		const key = fields.id ?? `row ${at + 2}`;
		returns.set(key, [...(returns.get(key) ?? []), { row: at + 2, fields }]);
	}
	return [...returns.values()].map((of) => ({ rows: of.map(({ row }) => row), message: messageOf(of, channel) }));
}

/** What rows of one id say together: of the return the first row that says it. */
function messageOf(of: Array<{ fields: Record<string, string> }>, channel: string): Record<string, unknown> {
	const said = (name: string) => of.map(({ fields }) => fields[name]).find((value) => value !== undefined);
	const some = (values: Record<string, unknown>) =>
		Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
	const customer = some({
		name: said('name'),
		email: said('email'),
		phone: said('phone'),
		language: said('language'),
	});
	return some({
		id: said('id') ?? '',
		channel: said('channel') ?? channel,
		sender: said('sender'),
		orderNumber: said('order'),
		brand: said('brand'),
		requestedAt: said('requested_at'),
		...(Object.keys(customer).length && { customer }),
		lines: of.map(({ fields: { sku, quantity, title, reason, note, condition } }) =>
			some({
				sku,
				quantity: /^\d+$/.test(quantity ?? '') ? Number(quantity) : quantity,
				title,
				reason,
				note,
				condition,
			}),
		),
	});
}
