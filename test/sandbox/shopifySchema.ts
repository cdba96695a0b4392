import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const schemas = new Map<string, GraphQLSchema>();

/** Shopify's own Admin API schema of a version, as the package @shopify/dev-mcp carries it. Takes a second, once per version. */
export function adminSchema(version: string): GraphQLSchema {
	let schema = schemas.get(version);
	if (!schema) {
		const file = join(__dirname, '../../node_modules/@shopify/dev-mcp/dist/data', `admin_${version}.json.gz`);
		const { data } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { data: IntrospectionQuery };
		schema = buildClientSchema(data);
		schemas.set(version, schema);
	}
	return schema;
}
