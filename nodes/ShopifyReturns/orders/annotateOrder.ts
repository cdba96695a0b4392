import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { EffectError } from '../../shared/model';
import type { ShopifyClient } from '../transport/client';
import { listType, valuesOf } from './annotation';
import { readMarks, writeMark, type MarkPlace } from './marks';

export const Annotated = z.object({
	id: z.string(),
	name: z.string(),
	values: z.array(z.string()),
});
export type Annotated = z.infer<typeof Annotated>;

/** Kind of the effect that annotates an order. */
export const annotateKind = 'shopify.order_annotate';

/** A value, and the list metafield of an order that it belongs in. */
export interface Annotation {
	client: ShopifyClient;
	id: string;
	place: MarkPlace;
	value: string;
}

/** The order when it has the value already. */
export async function annotatedBefore(annotation: Annotation): Promise<Annotated | undefined> {
	const { shown } = await readValues(annotation);
	return shown.values.includes(annotation.value) ? shown : undefined;
}

/** Adds the value to the list. */
export function annotatingEffect(key: string, annotation: Annotation): Effect<Annotated> {
	return {
		key,
		kind: annotateKind,
		lookUp: async () => await annotatedBefore(annotation),
		act: async () => await annotateNow(annotation),
		preview: async () => {
			const { shown } = await readValues(annotation);
			return { ...shown, values: [...new Set([...shown.values, annotation.value])] };
		},
	};
}

/** A change that somebody else makes in that moment is kept: the list is read anew, and the value added to what it is then. */
async function annotateNow(annotation: Annotation): Promise<Annotated> {
	const { client, id, place, value } = annotation;
	for (let tries = 0; tries < 5; tries++) {
		const { shown, metafield } = await readValues(annotation);
		if (shown.values.includes(value)) return shown;
		const values = [...shown.values, value];
		if (await writeMark(client, id, place, listType, JSON.stringify(values), metafield)) return { ...shown, values };
	}
	throw new EffectError('Others changed this metafield again and again', {
		category: 'retryable',
		connection: 'shopify',
		advice: 'It is tried again later.',
	});
}

async function readValues({ client, id, place }: Annotation) {
	const { name, metafield } = await readMarks(client, id, place);
	const values = valuesOf(metafield);
	if (values) return { shown: { id, name, values }, metafield };
	throw new EffectError(`The metafield ${place.namespace}.${place.key} of order ${name} is no list of texts`, {
		category: 'rejected',
		connection: 'shopify',
		field: 'key',
		advice: 'Choose another Key; what is there is left alone.',
	});
}
