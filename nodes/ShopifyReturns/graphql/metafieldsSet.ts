import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { MetafieldNode } from './orderMarks';

/** Repeatable when `compareDigest` is sent: a change that was made already no longer fits its digest. */
export const metafieldsSet: GraphqlDocument<{ metafieldsSet: { metafields: MetafieldNode[] } }> = {
	name: 'MetafieldsSet',
	repeatable: true,
	text: `mutation MetafieldsSet($metafields: [MetafieldsSetInput!]!) {
	metafieldsSet(metafields: $metafields) {
		metafields { id type value compareDigest }
		userErrors { code field message }
	}
}`,
	answer: z.object({ metafieldsSet: z.object({ metafields: z.array(MetafieldNode) }) }),
};
