import { Html, markup } from '../shared/model';

/* The parts of a page that is printed or mailed. */

const style = `@page{size:A4;margin:18mm}body{font:11pt/1.4 sans-serif;color:#111;max-width:180mm;margin:0 auto}h1{font-size:16pt}h2{font-size:12pt;margin:1.4em 0 .3em}table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #bbb;padding:3px 6px;text-align:left;vertical-align:top}td.n,th.n{text-align:right;white-space:nowrap}tr.off td{font-weight:bold}tr{break-inside:avoid}.sign td{height:16mm;border-bottom:1px solid #111}.small{font-size:9pt;color:#333}`;

/** A whole page. */
export function paper(title: string, parts: Html[]): string {
	return markup`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${new Html(style)}</style></head><body>${parts}</body></html>`
		.text;
}

/** `*` in front of a head: numbers, on the right. */
export function table(
	title: string,
	heads: string[],
	rows: Array<{ cells: string[]; off?: boolean }>,
	none?: string,
): Html {
	if (!rows.length) return none ? markup`<h2>${title}</h2><p>${none}</p>` : markup``;
	const side = (column: number) => (heads[column].startsWith('*') ? 'n' : '');
	const head = heads.map((name, column) => markup`<th class="${side(column)}">${name.replace('*', '')}</th>`);
	const body = rows.map(
		({ cells, off }) =>
			markup`<tr class="${off ? 'off' : ''}">${cells.map((cell, column) => markup`<td class="${side(column)}">${cell}</td>`)}</tr>`,
	);
	return markup`<h2>${title}</h2><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** Lines with a point before each; nothing when there are none. */
export function list(title: string, lines: string[]): Html {
	if (!lines.length) return markup``;
	return markup`${title ? markup`<h2>${title}</h2>` : ''}<ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;
}
