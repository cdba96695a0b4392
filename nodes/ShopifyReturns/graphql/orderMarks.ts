import { z } from 'zod';
import type { GraphqlDocument } from './document';

export const MetafieldNode = z.object({
	id: z.string(),
	type: z.string(),
	value: z.string(),
	compareDigest: z.string(),
});
export type MetafieldNode = z.infer<typeof MetafieldNode>;

const Node = z.object({
	id: z.string(),
	name: z.string(),
	tags: z.array(z.string()),
	metafield: MetafieldNode.nullish(),
});
export type OrderMarksNode = z.infer<typeof Node>;

/** What an order was marked with: its tags, and one metafield with the digest that a safe change of it names. */
export const orderMarks: GraphqlDocument<{ order: OrderMarksNode | null }> = {
	name: 'OrderMarks',
	repeatable: true,
	text: `query OrderMarks($id: ID!, $namespace: String!, $key: String!) {
	order(id: $id) { id name tags metafield(namespace: $namespace, key: $key) { id type value compareDigest } }
}`,
	answer: z.object({ order: Node.nullable() }),
};
