import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReturnRequest } from '../../nodes/shared/model';

/* The form of customer service asks whether a return is a withdrawal by law, and the case is opened as one. */

interface Node {
	name: string;
	parameters: Record<string, string>;
}
const template = JSON.parse(
	readFileSync(join(__dirname, '../../workflows/22-return-through-service-form.json'), 'utf8'),
) as { nodes: Node[] };

/** What an expression of a node gives, after `Sale` found this and the page before it was answered so. */
function valueOf(node: string, parameter: string, sale: object, answers: object): unknown {
	const text = template.nodes.find(({ name }) => name === node)!.parameters[parameter];
	const body = /^=\{\{([\s\S]*)\}\}$/.exec(text)![1];
	const evaluate = new Function('$', '$json', `return (${body});`) as (...of: unknown[]) => unknown;
	return evaluate(() => ({ first: () => ({ json: sale }) }), answers);
}

const order = { number: 'S1', lines: [{ id: 'L1', title: 'Tee' }], customer: { name: 'Alex Example' } };
const returnable = [{ line: 'L1', sku: 'TEE', returnable: 2 }];
const sold = { odooOrder: { name: 'S1' }, order, returnable };
const atRegister = { posOrder: { id: 7, name: 'Shop - 1' }, order, returnable, email: 'alex@example.com' };
const answers = { pieces0: '1', reason: 'Unwanted', returnBy: 'To a store' };
const labels = (sale: object) =>
	(valueOf('Choose What Comes Back', 'jsonOutput', sale, {}) as Array<{ fieldLabel: string }>).map(
		({ fieldLabel }) => fieldLabel,
	);

it.each([
	['Yes', true],
	['No', false],
	[undefined, false],
])('answered with %s, the case is a withdrawal: %s', (withdrawal, is) => {
	const request = ReturnRequest.parse(valueOf('Open Return Case', 'request', sold, { ...answers, withdrawal }));
	expect(!!request.withdrawal).toBe(is);
});

it('is asked of orders, and not of what was bought in a store', () => {
	expect(labels(sold)).toContain('Is it a withdrawal by law?');
	expect(labels(atRegister)).not.toContain('Is it a withdrawal by law?');
});
