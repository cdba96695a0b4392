import { execute, parse, validate, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { UserErrorSignal } from './types';

interface Operation {
	id: string;
	/** Asked for this often it is still running. */
	busyFor: number;
	text: string;
	objects: number;
}

/** Bulk queries: really executed against the schema, all pages at once, then a file with one line for each object. */
export class ShopifyBulk {
	readonly operations: Operation[] = [];

	constructor(private readonly nextId: (kind: string) => string) {}

	/** One at a time, as in older versions: the caller must cope. */
	async run(schema: GraphQLSchema, query: string, rootValue: unknown): Promise<Operation> {
		if (this.operations.some(({ busyFor }) => busyFor > 0))
			throw new UserErrorSignal(
				'A bulk query operation for this app and shop is already in progress.',
				[],
				'OPERATION_IN_PROGRESS',
			);
		const document = parse(query);
		const [fault] = validate(schema, document);
		if (fault) throw new UserErrorSignal(`Invalid bulk query: ${fault.message}`, ['query'], 'INVALID');
		const { data, errors } = (await execute({
			schema,
			document,
			rootValue,
			contextValue: { bulk: true },
		})) as ExecutionResult;
		if (errors?.length) throw new UserErrorSignal(`Invalid bulk query: ${errors[0].message}`, ['query'], 'INVALID');
		const lines = Object.values(data ?? {}).flatMap((connection) => flatten(connection as Connection));
		const made = {
			id: this.nextId('BulkOperation'),
			busyFor: 1,
			text: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
			objects: lines.length,
		};
		this.operations.push(made);
		return made;
	}

	/** The state; each question brings it nearer to its end. */
	node(id: string, origin: string): object | null {
		const found = this.operations.find((one) => one.id === id);
		if (!found) return null;
		const done = found.busyFor-- <= 0;
		return {
			id,
			status: done ? 'COMPLETED' : 'RUNNING',
			errorCode: null,
			objectCount: String(found.objects),
			fileSize: String(found.text.length),
			url: done && found.text ? `${origin}/bulk/${id.split('/').pop()}.jsonl` : null,
			partialDataUrl: null,
			createdAt: new Date().toISOString(),
			completedAt: done ? new Date().toISOString() : null,
		};
	}

	file(path: string): string | undefined {
		return this.operations.find(({ id }) => path === `/bulk/${id.split('/').pop()}.jsonl`)?.text;
	}
}

interface Connection {
	edges: Array<{ node: Record<string, unknown> & { id?: string } }>;
}

/** Each object on a line of its own; those of an inner connection come after theirs and name it. */
function flatten({ edges }: Connection, parent?: string): object[] {
	return edges.flatMap(({ node }) => {
		const inner = Object.entries(node).filter(
			([, value]) => typeof value === 'object' && value !== null && 'edges' in value,
		);
		const own = Object.fromEntries(Object.entries(node).filter(([name]) => !inner.some(([other]) => other === name)));
		return [
			{ ...own, ...(parent && { __parentId: parent }) },
			...inner.flatMap(([, value]) => flatten(value as Connection, node.id)),
		];
	});
}

interface BulkTools {
	schema: GraphQLSchema;
	origin: string;
	roots(): unknown;
	guarded(kind: string, work: (args: { id: string }) => unknown): unknown;
}

export function bulkRoots(bulk: ShopifyBulk, { schema, origin, roots, guarded }: BulkTools): Record<string, unknown> {
	return {
		bulkOperation: guarded('BulkOperation', ({ id }) => bulk.node(id, origin)),
		bulkOperationRunQuery: async ({ query }: { query: string }) => {
			try {
				const { id } = await bulk.run(schema, query, roots());
				return { bulkOperation: { id, status: 'CREATED' }, userErrors: [] };
			} catch (error) {
				if (!(error instanceof UserErrorSignal)) throw error;
				return {
					bulkOperation: null,
					userErrors: [{ field: error.field, message: error.message, code: error.code ?? null }],
				};
			}
		},
	};
}
