import type { z } from 'zod';
import { firstFault, jsonOf, parsed, type Fault } from '../model';

/** A body that cannot be used, and why. */
export class UnreadableBody extends Error {}

/** What the inbox says of a body that does not fit its schema. */
export function whyUnreadable(error: z.ZodError): string {
	return told(firstFault(error));
}

/** What a provider sent, as its schema has it. Throws UnreadableBody. */
export function parsedBody<S extends z.ZodTypeAny>(schema: S, json: unknown): z.output<S> {
	return parsed(schema, json, (fault) => new UnreadableBody(told(fault)));
}

/** The value that a raw body stands for. Throws UnreadableBody. */
export function jsonOfBody(raw: string): unknown {
	const json = jsonOf(raw);
	if (json === undefined) throw new UnreadableBody('the body is no JSON');
	return json;
}

function told({ at, message }: Fault): string {
	return `${at || 'the body'}: ${message}`;
}
