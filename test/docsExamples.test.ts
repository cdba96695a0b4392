import type { INodePropertyOptions, INodeType } from 'n8n-workflow';
import { PayPalRefunds } from '../nodes/PayPalRefunds/PayPalRefunds.node';
import { ReturnReconciliation } from '../nodes/ReturnReconciliation/ReturnReconciliation.node';
import { ShopifyReturns } from '../nodes/ShopifyReturns/ShopifyReturns.node';
import { StripeRefunds } from '../nodes/StripeRefunds/StripeRefunds.node';
import type { JsonSchema } from '../gulp/outputSchema';
import { examplesIn, schemaOf, strangeTo } from './support/docsExamples';

const pages: Array<[INodeType, string]> = [
	[new StripeRefunds(), 'stripe-refunds'],
	[new PayPalRefunds(), 'paypal-refunds'],
	[new ShopifyReturns(), 'shopify-returns'],
	[new ReturnReconciliation(), 'return-reconciliation'],
];

/** Each operation of a node, with the names that its page calls it by. */
function operationsOf({ description: { properties } }: INodeType): Array<{ heading: string; path: string }> {
	const [resource] = properties.filter(({ name }) => name === 'resource');
	return (resource.options as INodePropertyOptions[]).flatMap(({ name, value }) =>
		properties
			.filter((one) => one.name === 'operation' && one.displayOptions?.show?.resource?.includes(value))
			.flatMap(({ options }) =>
				(options as INodePropertyOptions[]).map((operation) => ({
					heading: `${name}: ${operation.name}`,
					path: `${String(value)}/${String(operation.value)}`,
				})),
			),
	);
}

const cases = pages.flatMap(([node, page]) =>
	operationsOf(node).map(
		({ heading, path }) =>
			[`${node.constructor.name}, ${heading}`, { folder: node.constructor.name, page, heading, path }] as const,
	),
);

// The schemas are held to real outputs in each node's own tests.
it.each(cases)(
	'%s: its page has an example that is true to the output schema',
	(_name, { folder, page, heading, path }) => {
		const [resource, operation] = path.split('/');
		const schema = schemaOf({ node: folder, resource, operation });
		const strange = examplesIn(page, heading).map((example) => strangeTo(schema, example));
		expect(strange.length).toBeGreaterThan(0);
		// Reconciliation shows a record first, as it is given in.
		expect(strange.slice(path === 'record/reconcile' ? 1 : 0).flat()).toEqual([]);
	},
);

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
