import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { operationFiles, type JsonSchema, type OperationFile } from '../gulp/outputSchema';
import { examplesIn, schemaOf, strangeTo } from './support/docsExamples';
import { ownNodes } from './support/ownNodes';

/** The page of a node, such as `stripe-refunds` of *Stripe Refunds*. */
const pageOf = ({ displayName }: INodeTypeDescription) => displayName.toLowerCase().replace(/ /g, '-');

/** Each operation of a node, with the names that its page calls it by. */
function operationsOf({
	properties,
}: INodeTypeDescription): Array<{ heading: string; resource: string; operation: string }> {
	const resource = properties.find(({ name }) => name === 'resource');
	return ((resource?.options ?? []) as INodePropertyOptions[]).flatMap(({ name, value }) =>
		properties
			.filter((one) => one.name === 'operation' && one.displayOptions?.show?.resource?.includes(value))
			.flatMap(({ options }) =>
				(options as INodePropertyOptions[]).map((operation) => ({
					// Goods are one thing in English; n8n wants resources in the singular.
					heading: `${name === 'Good' ? 'Goods' : name}: ${operation.name}`.replace('Do Once: ', ''),
					resource: String(value),
					operation: String(operation.value),
				})),
			),
	);
}

/**
 * Which examples of a section are not of the output as it is: a record that is given in, names that a
 * form's questions or the asked fields have, a part.
 */
const others: Record<string, (examples: unknown[]) => unknown[]> = {
	'record/reconcile': (examples) => examples.slice(1),
	'form/readAnswers': () => [],
	'advanced/readRecords': () => [],
	'refund/calculate': ([first]) => [first],
};

/** The file of an operation; the pages' nodes share a folder. */
function fileOf({ name }: INodeTypeDescription, resource: string, operation: string): OperationFile {
	const fits = operationFiles().filter((one) => one.resource === resource && one.operation === operation);
	return (
		fits.find((one) => one.node.toLowerCase() === name.toLowerCase()) ?? fits.find((one) => one.node === 'ReturnPages')!
	);
}

const cases = Object.values(ownNodes).flatMap((node) =>
	operationsOf(node).map(
		({ heading, resource, operation }) =>
			[
				`${node.displayName}, ${heading}`,
				{ page: pageOf(node), heading, file: fileOf(node, resource, operation) },
			] as const,
	),
);

// The schemas are held to real outputs in each node's own tests.
it.each(cases)('%s: its page has an example that is true to the output schema', (_name, { page, heading, file }) => {
	const examples = examplesIn(page, heading);
	expect(examples.length).toBeGreaterThan(0);
	const ofOutput = others[`${file.resource}/${file.operation}`]?.(examples) ?? examples;
	expect(ofOutput.flatMap((example) => strangeTo(schemaOf(file), example))).toEqual([]);
});

it('an example that is not true to its schema is seen', () => {
	const schema: JsonSchema = {
		type: 'object',
		properties: {
			a: { type: 'object', properties: { b: { type: 'integer' } } },
			c: { type: 'array', items: { type: 'string' } },
		},
	};
	expect(strangeTo(schema, { a: { b: 1 }, c: ['x'] })).toEqual([]);
	expect(strangeTo(schema, { a: { b: '1', d: 1 }, c: [1] })).toEqual([
		'.a.b: string, not integer',
		'.a.d: number, not undefined',
		'.c[]: number, not string',
	]);
});
