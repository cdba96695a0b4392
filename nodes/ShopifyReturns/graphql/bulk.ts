import { z } from 'zod';
import type { GraphqlDocument } from './document';

/** Starts a bulk query. It only reads, so starting it twice harms nothing. */
export const bulkRun: GraphqlDocument<{ bulkOperationRunQuery: { bulkOperation: { id: string; status: string } } }> = {
	name: 'BulkRun',
	repeatable: true,
	text: `mutation BulkRun($query: String!) {
	bulkOperationRunQuery(query: $query, groupObjects: false) {
		bulkOperation { id status }
		userErrors { code field message }
	}
}`,
	answer: z.object({
		bulkOperationRunQuery: z.object({ bulkOperation: z.object({ id: z.string(), status: z.string() }) }),
	}),
};

export const BulkNode = z.object({
	id: z.string(),
	status: z.string(),
	errorCode: z.string().nullish(),
	url: z.string().nullish(),
	objectCount: z.union([z.string(), z.number()]),
});
export type BulkNode = z.infer<typeof BulkNode>;

export const bulkGet: GraphqlDocument<{ bulkOperation: BulkNode | null }> = {
	name: 'BulkGet',
	repeatable: true,
	text: `query BulkGet($id: ID!) {
	bulkOperation(id: $id) { id status errorCode url objectCount }
}`,
	answer: z.object({ bulkOperation: BulkNode.nullable() }),
};
