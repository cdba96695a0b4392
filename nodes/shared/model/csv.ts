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

/**
 * The records of a CSV (RFC 4180): quotes, line ends within quotes, and commas, or semicolons where the first line has more of these, as
 * spreadsheets of many countries write. Blank lines are records, so that their numbers are those of the file.
 */
export function readCsv(text: string): string[][] {
	const source = text.replace(/^\uFEFF/, '');
	const [first] = source.split('\n', 1);
	const separator = first.split(';').length > first.split(',').length ? ';' : ',';
	const records: string[][] = [];
	let [record, field, quoted] = [[] as string[], '', false];
	for (let at = 0; at < source.length; at++) {
		const one = source[at];
		if (quoted) {
			if (one !== '"') field += one;
			else if (source[at + 1] === '"') field += source[++at];
			else quoted = false;
		} else if (one === '"') quoted = true;
		else if (one === separator) {
			record.push(field);
			field = '';
		} else if (one === '\n') {
			records.push([...record, field]);
			[record, field] = [[], ''];
		} else if (one !== '\r') field += one;
	}
	if (field || record.length) records.push([...record, field]);
	return records;
}
