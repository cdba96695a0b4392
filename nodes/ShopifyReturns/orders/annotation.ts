import { z } from 'zod';

const List = z.array(z.string());

export const listType = 'list.single_line_text_field';

/** The values of a list metafield; undefined when it holds something else, which is then left alone. */
export function valuesOf(metafield: { type: string; value: string } | null | undefined): string[] | undefined {
	if (!metafield) return [];
	if (metafield.type !== listType) return undefined;
	try {
		return List.parse(JSON.parse(metafield.value));
	} catch {
		return undefined;
	}
}
