import type { z } from 'zod';
import { Instant } from './time';

/** Whether a value is as its schema would give it. */
export type IsAsItIs = (value: unknown) => boolean;

const never: IsAsItIs = () => false;

/**
 * Makes a quick look of a schema: whether it takes a value as it is, so that nothing has to be parsed again that was parsed before. True: the
 * schema would give the same value, but for fields that it does not name. False: it may still take it, with defaults filled in or a text put
 * right; then let zod parse it. A kind of schema that is not known here is never taken (a property test compares it with zod, which takes
 * ten times as long).
 */
export function lookOf(schema: z.ZodTypeAny): IsAsItIs {
	if ((schema as unknown) === Instant) return isInstant;
	const of = schema._def as Definition;
	switch (of.typeName) {
		case 'ZodString':
			return stringLook(of.checks ?? []);
		case 'ZodNumber':
			return numberLook(of.checks ?? []);
		case 'ZodBoolean':
			return (value) => typeof value === 'boolean';
		case 'ZodEnum': {
			const values = new Set<unknown>(of.values);
			return (value) => values.has(value);
		}
		case 'ZodOptional': {
			const look = lookOf(of.innerType!);
			return (value) => value === undefined || look(value);
		}
		case 'ZodDefault':
			return lookOf(of.innerType!);
		case 'ZodArray':
			return arrayLook(of);
		case 'ZodRecord':
			return recordLook(lookOf(of.keyType!), lookOf(of.valueType!));
		case 'ZodObject':
			return objectLook(schema as z.AnyZodObject);
		default:
			return never;
	}
}

/** What zod keeps of a schema, of the kinds that are known here. */
interface Definition {
	typeName?: string;
	checks?: Check[];
	values?: readonly string[];
	innerType?: z.ZodTypeAny;
	type?: z.ZodTypeAny;
	keyType?: z.ZodTypeAny;
	valueType?: z.ZodTypeAny;
	minLength?: { value: number } | null;
	maxLength?: { value: number } | null;
	exactLength?: { value: number } | null;
	unknownKeys?: string;
	coerce?: boolean;
}
interface Check {
	kind: string;
	value?: number;
	regex?: RegExp;
	inclusive?: boolean;
	precision?: number | null;
}

function objectLook(schema: z.AnyZodObject): IsAsItIs {
	// One that refuses fields that it does not name is for zod.
	if ((schema._def as Definition).unknownKeys !== 'strip') return never;
	const fields = new Map(
		Object.entries(schema.shape as Record<string, z.ZodTypeAny>).map(([name, of]) => {
			const { typeName, innerType } = of._def as Definition;
			const isOptional = typeName === 'ZodOptional';
			return [name, { isOptional, look: lookOf(isOptional ? innerType! : of) }];
		}),
	);
	const needed = [...fields.values()].filter(({ isOptional }) => !isOptional).length;
	return (value) => {
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
		// What is there is looked at, not what could be: most fields that may be left out are.
		let missing = needed;
		for (const name in value) {
			const field = fields.get(name);
			const one = (value as Record<string, unknown>)[name];
			if (!field || one === undefined) continue;
			if (!field.look(one)) return false;
			if (!field.isOptional) missing--;
		}
		return missing === 0;
	};
}

function arrayLook({ type, minLength, maxLength, exactLength }: Definition): IsAsItIs {
	const look = lookOf(type!);
	const least = exactLength?.value ?? minLength?.value ?? 0;
	const most = exactLength?.value ?? maxLength?.value ?? Infinity;
	return (value) => {
		if (!Array.isArray(value) || value.length < least || value.length > most) return false;
		for (let at = 0; at < value.length; at++) if (!look(value[at])) return false;
		return true;
	};
}

function recordLook(isKey: IsAsItIs, look: IsAsItIs): IsAsItIs {
	return (value) => {
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
		// zod leaves out what is called as JavaScript calls an object's prototype.
		for (const key in value)
			if (key === '__proto__' || !isKey(key) || !look((value as Record<string, unknown>)[key])) return false;
		return true;
	};
}

function stringLook(checks: Check[]): IsAsItIs {
	const tests = checks.map(({ kind, value = 0, regex, precision }): ((text: string) => boolean) | undefined => {
		if (kind === 'min') return (text) => text.length >= value;
		if (kind === 'max') return (text) => text.length <= value;
		if (kind === 'length') return (text) => text.length === value;
		// As they are mostly written; the other ways are for zod.
		if (kind === 'datetime' && (precision ?? 3) === 3) return isInstant;
		return kind === 'regex' && regex && !regex.global && !regex.sticky ? (text) => regex.test(text) : undefined;
	});
	if (!tests.length) return (value) => typeof value === 'string';
	if (tests.some((test) => !test)) return never;
	return (value) => typeof value === 'string' && tests.every((test) => test!(value));
}

function numberLook(checks: Check[]): IsAsItIs {
	const tests = checks.map(({ kind, value = 0, inclusive }): ((number: number) => boolean) | undefined => {
		if (kind === 'int') return Number.isInteger;
		if (kind === 'min') return inclusive ? (number) => number >= value : (number) => number > value;
		if (kind === 'max') return inclusive ? (number) => number <= value : (number) => number < value;
		return undefined;
	});
	if (tests.some((test) => !test)) return never;
	return (value) => typeof value === 'number' && !Number.isNaN(value) && tests.every((test) => test!(value));
}

/** An instant as Instant writes it, on a day that every month has. */
const plain = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** An instant as Instant writes it. Days that only some months have are looked at by the calendar. */
function isInstant(value: unknown): boolean {
	if (typeof value !== 'string' || value.length !== 24) return false;
	return plain.test(value) || (!Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value);
}
