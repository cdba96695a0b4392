import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, IExecuteFunctions, INode, INodeType } from 'n8n-workflow';
import { ReturnDesk } from '../../nodes/ReturnPages/ReturnDesk.node';
import { runWorkflow, TestCredentialsHelper, TestNodeTypes } from '../support/harness';

/* What the forms about goods ask, template by template, and what the node that opens or records gets of the answers. */

/** Gives out what it is told to. */
const gives = {
	description: {
		displayName: 'Gives',
		name: 'gives',
		group: [],
		version: 1,
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ name: 'json', displayName: 'JSON', type: 'json', default: '' }],
	},
	async execute(this: IExecuteFunctions) {
		return [[{ json: JSON.parse(this.getNodeParameter('json', 0) as string) as IDataObject }]];
	},
} as unknown as INodeType;
const nodeTypes = new TestNodeTypes({ gives, 'n8n-nodes-returns.returnDesk': new ReturnDesk() });

/** Runs two nodes of a template's form, after nodes that gave this; the answers are by the labels that people read. */
async function fill(file: string, before: Record<string, object>, answers: IDataObject = {}) {
	const { nodes } = JSON.parse(readFileSync(join(__dirname, `../../workflows/${file}.json`), 'utf8')) as {
		nodes: INode[];
	};
	const own = (name: string) => nodes.find((one) => one.name === name)!;
	const stub = ([name, json]: [string, object]) => ({
		...own('Compose Fields'),
		name,
		type: 'gives',
		parameters: { json: JSON.stringify(json) },
	});
	const run = async (...chain: INode[]) => {
		const connections = Object.fromEntries(
			chain
				.slice(1)
				.map(({ name }, index) => [chain[index].name, { main: [[{ node: name, type: 'main' as const, index: 0 }]] }]),
		);
		const plain = chain.map((node) => ({ ...node, onError: undefined, credentials: undefined }));
		const { data } = await runWorkflow(
			{ nodes: plain as INode[], connections },
			{ nodeTypes, credentialsHelper: new TestCredentialsHelper({}, {}), start: chain[0].name },
		);
		const { error, lastNodeExecuted, runData } = data.resultData;
		if (error) throw error;
		return runData[lastNodeExecuted!][0].data!.main[0]![0].json;
	};
	const stubs = Object.entries(before).map(stub);
	const { fields } = (await run(...stubs, own('Compose Fields'))) as {
		fields: Array<{
			fieldLabel: string;
			fieldName: string;
			fieldOptions?: { values: Array<{ option: string }> };
			requiredField?: boolean;
		}>;
	};
	const given = Object.fromEntries(
		Object.entries(answers).map(([label, value]) => [
			fields.find(({ fieldLabel }) => fieldLabel === label)!.fieldName,
			value,
		]),
	);
	const read = async () =>
		await run(...stubs, own('Compose Fields'), stub(['Page', { ...given, submittedAt: 'now' }]), own('Read Answers'));
	return {
		labels: fields.map(({ fieldLabel, requiredField }) => `${fieldLabel}${requiredField ? ' *' : ''}`),
		choicesOf: (label: string) =>
			fields.find(({ fieldLabel }) => fieldLabel === label)?.fieldOptions?.values.map(({ option }) => option),
		read,
	};
}

const order = {
	number: 'O1',
	lines: [{ id: 'L1', title: '[TEE] Tee' }],
	customer: { name: 'Alex Example', email: 'alex@example.com' },
};
const returnable = [
	{ line: 'L1', sku: 'TEE', returnable: 2 },
	{ line: 'L2', sku: 'MUG', returnable: 0 },
];
const inShopify = { order: { number: '#1001', customer: { name: 'Alex Example', email: 'alex@shop.example' } } };

it('20: an exchange', async () => {
	const { labels, choicesOf, read } = await fill(
		'20-exchange-form',
		{ 'Find Order in Shopify': inShopify, 'Find Order in Odoo': { order, returnable } },
		{
			'Tee (TEE): pieces': '2',
			'TEE: new SKU': '',
			Reason: 'Wrong item',
			'Price of the new goods': "Today's price",
			'New goods leave': 'At once',
		},
	);
	expect(labels).toEqual([
		'Tee (TEE): pieces',
		'TEE: new SKU',
		'Reason *',
		'Price of the new goods *',
		'New goods leave *',
	]);
	expect(choicesOf('Reason')).toEqual(['Too small', 'Too large', 'Unwanted', 'Defective', 'Wrong item']);
	expect((await read()).request).toEqual({
		channel: 'exchange',
		orderNumber: '#1001',
		customer: inShopify.order.customer,
		returnBy: 'parcel',
		lines: [
			{
				id: 'L1',
				sku: 'TEE',
				quantity: 2,
				reason: 'wrong_item',
				exchangeFor: { sku: 'TEE', prices: 'current', send: 'at_once' },
			},
		],
	});
});

it('21: a return at the counter', async () => {
	const { labels, choicesOf, read } = await fill(
		'21-return-in-store-form',
		{ 'Find Order in Shopify': inShopify, 'Find Order in Odoo': { order, returnable } },
		{ 'Tee (TEE): pieces': '1', Reason: 'Too small', 'Pay back': 'The way it was paid' },
	);
	expect(labels).toEqual(['Tee (TEE): pieces', 'TEE: condition', 'Reason *', 'Pay back *']);
	expect([choicesOf('TEE: condition'), choicesOf('Pay back')]).toEqual([
		['As new', 'Opened', 'Damaged'],
		['The way it was paid', 'Store credit'],
	]);
	expect((await read()).request).toEqual({
		channel: 'store',
		orderNumber: '#1001',
		customer: inShopify.order.customer,
		refundTo: 'original',
		lines: [{ id: 'L1', sku: 'TEE', quantity: 1, reason: 'too_small', note: 'As new' }],
	});
});

describe('22: customer service', () => {
	const purchase = { email: 'typed@example.com' };
	const ofOrder = { 'Store Purchase': purchase, Sale: { odooOrder: { name: 'S1' }, order, returnable } };
	const ofReceipt = { 'Store Purchase': purchase, Sale: { posOrder: { id: 7, name: 'Shop - 1' }, order, returnable } };
	const answers = { 'Tee (TEE): pieces': '1', Reason: 'Unwanted', 'The goods come back': 'To a store' };
	const line = { id: 'L1', orderLineId: 'L1', sku: 'TEE', quantity: 1, reason: 'unwanted' };

	it.each([
		['Yes', true],
		['No', false],
		['', undefined],
	])('answered with "%s", the case is a withdrawal: %s', async (withdrawal, is) => {
		const { read } = await fill('22-return-through-service-form', ofOrder, {
			...answers,
			'What the customer says': 'Too loud',
			'Is it a withdrawal by law?': withdrawal,
		});
		expect((await read()).request).toEqual({
			channel: 'service',
			orderNumber: 'S1',
			customer: order.customer,
			note: 'Too loud',
			returnBy: 'drop_off',
			...(is !== undefined && { withdrawal: is }),
			lines: [line],
		});
	});
	it('asks it of orders, and not of what was bought at a register, which is known by its receipt', async () => {
		expect((await fill('22-return-through-service-form', ofOrder)).labels).toContain('Is it a withdrawal by law?');
		const { labels, read } = await fill('22-return-through-service-form', ofReceipt, answers);
		expect(labels).toEqual(['Tee (TEE): pieces', 'Reason *', 'What the customer says', 'The goods come back *']);
		expect((await read()).request).toEqual({
			channel: 'register',
			orderNumber: 'O1',
			customer: { name: 'Alex Example', email: 'typed@example.com' },
			providerIds: { 'odoo.pos_order': '7' },
			returnBy: 'drop_off',
			lines: [line],
		});
	});
	it('offers a parcel only where it is known where it comes from', async () => {
		const at = 'The goods come back';
		const { Sale } = ofReceipt;
		const known = { ...Sale, order: { ...order, customer: { ...order.customer, address: { city: 'Bonn' } } } };
		const choices = async (sale: object) =>
			(await fill('22-return-through-service-form', { 'Store Purchase': purchase, Sale: sale })).choicesOf(at);
		expect([await choices(Sale), await choices(known), await choices(ofOrder.Sale)]).toEqual([
			['To a store'],
			['By parcel, with a label', 'To a store'],
			['By parcel, with a label', 'To a store'],
		]);
	});
});

describe('13: a warehouse', () => {
	const lines = [{ id: 'L1', sku: 'TEE', title: 'Tee', quantities: { approved: 2, received: 1 } }];
	const before = (task: string) => ({
		'Receive Goods': { task },
		'Load Return': { case: { orderNumber: '#1001', lines } },
	});
	it('counts what has arrived', async () => {
		const { labels, read } = await fill('13-warehouse-forms', before('Goods have arrived'), {
			'Tee (TEE): pieces': '2',
		});
		expect(labels).toEqual(['Tee (TEE): pieces']);
		expect(await read()).toMatchObject({
			receipt: { id: 'form now', lines: [{ line: 'L1', sku: 'TEE', quantity: 2 }] },
		});
	});
	it('tells what was found, and where it goes', async () => {
		const { labels, read } = await fill('13-warehouse-forms', before('Goods were inspected'), {
			'Tee (TEE): pieces': '1',
			'TEE: goes to': 'by the policy',
			'TEE: link to a picture': 'https://example.com/1',
		});
		expect(labels).toEqual([
			'Tee (TEE): pieces',
			'TEE: condition',
			'TEE: what is wrong (the customer reads it)',
			'TEE: link to a picture',
			'TEE: goes to',
		]);
		expect((await read()).inspection).toEqual({
			id: 'form now',
			lines: [{ line: 'L1', sku: 'TEE', quantity: 1, condition: 'unknown', evidence: 'https://example.com/1' }],
		});
	});
});
