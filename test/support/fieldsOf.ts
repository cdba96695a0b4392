import { z } from 'zod';

/** Paths of all fields of a zod schema; those of lists and optional parts too. */
export function fieldsOf(schema: z.ZodTypeAny, path = ''): string[] {
	const below = (key: string, one: z.ZodTypeAny) => fieldsOf(one, path ? `${path}.${key}` : key);
	if (schema instanceof z.ZodDefault) return fieldsOf(schema.removeDefault() as z.ZodTypeAny, path);
	if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
		return fieldsOf(schema.unwrap() as z.ZodTypeAny, path);
	if (schema instanceof z.ZodEffects) return fieldsOf(schema.innerType() as z.ZodTypeAny, path);
	if (schema instanceof z.ZodArray) return fieldsOf(schema.element as z.ZodTypeAny, path);
	if (schema instanceof z.ZodObject)
		return Object.entries(schema.shape as z.ZodRawShape).flatMap(([key, one]) => below(key, one));
	if (schema instanceof z.ZodRecord && schema.keySchema instanceof z.ZodEnum)
		return (schema.keySchema.options as string[]).flatMap((key) => below(key, schema.valueSchema as z.ZodTypeAny));
	return [path];
}
