import {
	buildClientSchema,
	parse,
	validate,
	type DocumentNode,
	type GraphQLError,
	type GraphQLSchema,
	type IntrospectionQuery,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { perProcess } from '../../support/perProcess';

const schemas = perProcess('schemas of Shopify', () => new Map<string, GraphQLSchema>());

/** Shopify's own Admin API schema of a version, as the package @shopify/dev-mcp carries it. Takes a second, once per version. */
export function adminSchema(version: string): GraphQLSchema {
	let schema = schemas.get(version);
	if (!schema) {
		const file = join(__dirname, '../../../node_modules/@shopify/dev-mcp/dist/data', `admin_${version}.json.gz`);
		const { data } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { data: IntrospectionQuery };
		schema = buildClientSchema(data);
		schemas.set(version, schema);
	}
	return schema;
}

const parsed = perProcess('documents of Shopify', () => new Map<string, DocumentNode>());
const faults = perProcess('faults of documents of Shopify', () => new Map<string, readonly GraphQLError[]>());

/** Throws a GraphQLError when it is no GraphQL. A client sends the same few documents again and again, so each is read once. */
export function parsedDocument(query: string): DocumentNode {
	let document = parsed.get(query);
	if (!document) parsed.set(query, (document = parse(query)));
	return document;
}

/** A document, and what it gets wrong about the schema of a version. */
export function checkedDocument(
	version: string,
	query: string,
): { document: DocumentNode; faults: readonly GraphQLError[] } {
	const document = parsedDocument(query);
	const key = `${version} ${query}`;
	let found = faults.get(key);
	if (!found) faults.set(key, (found = validate(adminSchema(version), document)));
	return { document, faults: found };
}
