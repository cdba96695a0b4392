interface Part {
	headers: Map<string, string>;
	body: string;
}

/** Subject and text of a raw e-mail: of several parts the first plain one, else the first HTML one without its tags. */
export function textOf(raw: string): { subject: string; text: string } {
	const message = split(raw);
	const parts = leaves(message);
	const kind = (name: string) =>
		parts.find(({ headers }) => (headers.get('content-type') ?? 'text/plain').toLowerCase().startsWith(name));
	const plain = kind('text/plain');
	const html = plain ? undefined : kind('text/html');
	const text = plain
		? decoded(plain)
		: html
			? decoded(html)
					.replace(/<[^>]+>/g, ' ')
					.replace(/\s+/g, ' ')
			: '';
	return { subject: words(message.headers.get('subject') ?? ''), text: text.trim() };
}

function split(raw: string): Part {
	const lines = raw.replace(/\r\n/g, '\n');
	const end = lines.indexOf('\n\n');
	const head = (end < 0 ? lines : lines.slice(0, end)).replace(/\n[ \t]+/g, ' ');
	const headers = new Map(
		head
			.split('\n')
			.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
	);
	return { headers, body: end < 0 ? '' : lines.slice(end + 2) };
}

function leaves(part: Part): Part[] {
	const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(part.headers.get('content-type') ?? '')?.[1];
	if (!boundary) return [part];
	// The first piece is the preamble, the last one what follows the closing boundary.
	const pieces = `\n${part.body}`.split(`\n--${boundary}`).slice(1, -1);
	return pieces.flatMap((piece) => leaves(split(piece.replace(/^\n/, ''))));
}

function decoded({ headers, body }: Part): string {
	const encoding = (headers.get('content-transfer-encoding') ?? '').toLowerCase();
	if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
	return encoding === 'quoted-printable' ? quoted(body.replace(/=\n/g, '')) : body;
}

/** RFC 2047 encoded words, as subjects with other than ASCII letters have them. */
function words(text: string): string {
	return text
		.replace(/\?=\s+=\?/g, '?==?')
		.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, kind: string, value: string) =>
			kind.toLowerCase() === 'b' ? Buffer.from(value, 'base64').toString('utf8') : quoted(value.replace(/_/g, ' ')),
		);
}

function quoted(text: string): string {
	return Buffer.from(
		text.replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
		'latin1',
	).toString('utf8');
}
