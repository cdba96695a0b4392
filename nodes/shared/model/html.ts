/** A piece of HTML that was made by `markup`; everything else is text, and is escaped when it is put into one. */
export class Html {
	constructor(readonly text: string) {}
}

/** A text of somebody else as HTML that shows it and does nothing else. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A template of HTML: whatever is put in is escaped, but for HTML that was made so, and lists of it. Attributes stand in quotes. */
export function markup(fixed: TemplateStringsArray, ...values: Array<string | Html | Html[]>): Html {
	return new Html(fixed.reduce((text, part, index) => text + shown(values[index - 1]) + part));
}

function shown(value: string | Html | Html[]): string {
	if (Array.isArray(value)) return value.map(({ text }) => text).join('');
	return value instanceof Html ? value.text : escapeHtml(value);
}
