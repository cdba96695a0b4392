import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { EffectError } from '../../shared/model';
import type { OrderMarksNode } from '../graphql';
import type { ShopifyClient } from '../transport/client';
import { listType, valuesOf } from './annotation';
import { changeMark, readMarks, type MarkPlace } from './marks';

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
	const shown = await readValues(annotation);
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
			const shown = await readValues(annotation);
			return { ...shown, values: [...new Set([...shown.values, annotation.value])] };
		},
	};
}

async function annotateNow({ client, id, place, value }: Annotation): Promise<Annotated> {
	return await changeMark(client, { id, place, type: listType }, (order) => {
		const values = valuesIn(order, place);
		if (values.includes(value)) return { shown: { id, name: order.name, values } };
		const all = [...values, value];
		return { value: JSON.stringify(all), shown: { id, name: order.name, values: all } };
	});
}

async function readValues({ client, id, place }: Annotation): Promise<Annotated> {
	const order = await readMarks(client, id, place);
	return { id, name: order.name, values: valuesIn(order, place) };
}

function valuesIn({ name, metafield }: OrderMarksNode, place: MarkPlace): string[] {
	const values = valuesOf(metafield);
	if (values) return values;
	throw new EffectError(`The metafield ${place.namespace}.${place.key} of order ${name} is no list of texts`, {
		category: 'rejected',
		connection: 'shopify',
		field: 'key',
		advice: 'Choose another Key; what is there is left alone.',
	});
}
