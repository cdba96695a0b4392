/** Signs that make a spreadsheet take a text for a formula, at its beginning; some programs read the wide forms, too. */
const formula = /^[\s]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Rows as CSV (RFC 4180). A text that a spreadsheet would take for a formula is kept a text. */
export function csvText(rows: Array<Array<string | number>>): string {
	return rows.map((row) => row.map(fieldOf).join(',')).join('\r\n') + '\r\n';
}

function fieldOf(value: string | number): string {
	const text = typeof value === 'string' && formula.test(value) && !/^-?[\d.]+$/.test(value) ? `'${value}` : `${value}`;
	return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
