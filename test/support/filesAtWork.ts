import { sep } from 'node:path';

/** The sources below nodes/ that are at work in this moment, the outermost last: what a reader has to keep in mind. */
export function filesAtWork(): string[] {
	const limit = Error.stackTraceLimit;
	Error.stackTraceLimit = 200;
	const { stack = '' } = new Error();
	Error.stackTraceLimit = limit;
	const places = stack.match(new RegExp(`\\${sep}nodes\\${sep}[\\w.\\${sep}]+\\.ts`, 'g')) ?? [];
	return [...new Set(places)];
}
