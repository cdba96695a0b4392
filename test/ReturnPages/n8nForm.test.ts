import type { IDataObject } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { ReturnDesk } from '../../nodes/ReturnPages/ReturnDesk.node';
import { outputOf } from '../../gulp/outputSchema';
import { asTool, runNode } from '../support/harness';
import { useDesk } from './useDesk';

/* A form of n8n that asks about goods: its fields, and what comes of its answers. */

const desk = useDesk();

async function run(operation: string, parameters: IDataObject, item: IDataObject) {
	const { json, error } = await runNode(new ReturnDesk(), {
		parameters: { resource: 'form', operation, ...parameters } as never,
		credentials: { returnCaseApi: desk.credential },
		input: [item],
	});
	if (error) throw Object.assign(error, { told: `${error.message}. ${error.description ?? ''}` });
	const own = Object.fromEntries(Object.entries(json[0]).filter(([name]) => !(name in item)));
	outputOf({ node: 'ReturnPages', resource: 'form', operation }).strict().parse(own);
	return json[0];
}

/** What Odoo Returns: Find gives of an order: two shirts, a mug that came back, and many bags. */
const sale = {
	order: {
		number: '#1001',
		customer: { name: 'Alex Moss', email: 'alex@example.com' },
		lines: [
			{ id: 'A', sku: 'TEE', title: '[TEE] T-shirt', quantity: 2 },
			{ id: 'B', sku: 'MUG', title: 'Mug', quantity: 1 },
			{ id: 'C', sku: 'BAG', title: '', quantity: 500 },
		],
	},
	returnable: [
		{ line: 'A', sku: 'TEE', returnable: 2 },
		{ line: 'B', sku: 'MUG', returnable: 0 },
		{ line: 'C', sku: 'BAG', returnable: 500 },
	],
};
const reason = {
	label: 'Reason',
	name: 'reason',
	scope: 'all',
	choices: 'Too small = too_small\nUnwanted',
	required: true,
};
const condition = { label: 'condition', name: 'note', choices: 'As new\nDamaged', blank: 'As new' };

const compose = async (rows: IDataObject[], more: IDataObject = {}, item: IDataObject = sale) =>
	(await run('composeFields', { questions: { rows }, channel: 'store', ...more }, item)) as unknown as {
		fields: IDataObject[];
		form: IDataObject & { lead: string; items: unknown[] };
	};
const read = async (form: IDataObject, answers: IDataObject) =>
	(await run('readAnswers', { form: JSON.stringify(form) }, answers)) as {
		answers: IDataObject & { lines: IDataObject[] };
		request?: IDataObject & { lines: IDataObject[] };
		receipt?: IDataObject;
		inspection?: IDataObject;
	};
const failure = async (work: Promise<unknown>) =>
	await work.then(
		() => 'nothing was refused',
		(error: { told: string }) => error.told,
	);

describe('Form: Compose Fields', () => {
	it('asks of each item that can still come back, and then once', async () => {
		const { fields, form } = await compose([
			condition,
			{ label: 'new SKU', name: 'exchangeFor.sku', kind: 'text', placeholder: 'Empty: the same again' },
			reason,
			{ label: 'Withdrawal?', name: 'withdrawal', scope: 'once', kind: 'yesNo' },
		]);
		const options = (...all: string[]) => ({ values: all.map((option) => ({ option })) });
		expect(fields.slice(0, 4)).toEqual([
			{
				fieldLabel: 'T-shirt (TEE): pieces',
				fieldName: 'item1_pieces',
				fieldType: 'dropdown',
				fieldOptions: options('1', '2'),
			},
			{
				fieldLabel: 'TEE: condition',
				fieldName: 'item1_note',
				fieldType: 'dropdown',
				fieldOptions: options('As new', 'Damaged'),
			},
			{
				fieldLabel: 'TEE: new SKU',
				fieldName: 'item1_exchangeFor_sku',
				fieldType: 'text',
				placeholder: 'Empty: the same again',
			},
			{ fieldLabel: 'BAG (BAG): pieces', fieldName: 'item2_pieces', fieldType: 'number', placeholder: 'at most 500' },
		]);
		expect(fields.slice(-2)).toEqual([
			{
				fieldLabel: 'Reason',
				fieldName: 'all_reason',
				fieldType: 'dropdown',
				fieldOptions: options('Too small', 'Unwanted'),
				requiredField: true,
			},
			{
				fieldLabel: 'Withdrawal?',
				fieldName: 'all_withdrawal',
				fieldType: 'dropdown',
				fieldOptions: options('Yes', 'No'),
			},
		]);
		expect(form.lead).toBe('Leave a line empty when nothing of it comes back.');
	});
	it('says when nothing can come back any more', async () => {
		const { fields, form } = await compose([], {}, { ...sale, returnable: [] });
		expect([fields, form.lead]).toEqual([[], 'Nothing of this order can come back any more.']);
	});
	it('takes what a shop sold where nobody says what was handed over', async () => {
		const { order } = sale;
		const lines = [order.lines[0], { ...order.lines[1], returnedBefore: 1 }];
		expect((await compose([], {}, { order: { ...order, lines } })).fields).toMatchObject([
			{ fieldLabel: 'T-shirt (TEE): pieces', fieldOptions: { values: [{ option: '1' }, { option: '2' }] } },
		]);
	});
	it('leaves a question out that is not to be asked', async () => {
		const { fields } = await compose([{ ...reason, ask: false }]);
		expect(fields.map(({ fieldName }) => fieldName)).toEqual(['item1_pieces', 'item2_pieces']);
	});
	it.each([
		[{ ...reason, label: '' }, 'questions.0.label: is blank'],
		[{ ...reason, name: 'the reason' }, 'questions.0.name: must begin with a letter'],
		[{ ...reason, name: '__proto__' }, 'questions.0.name: must begin with a letter'],
		[{ ...reason, name: 'quantity' }, '"Reason": the name quantity is taken'],
		[{ ...reason, choices: ' ' }, '"Reason" has no choices'],
	])('refuses the row %j', async (row, says) => {
		expect(await failure(compose([row]))).toContain(says);
	});
	it('refuses two questions of one name', async () => {
		expect(await failure(compose([reason, { ...reason, label: 'Why', scope: 'each' }]))).toContain(
			'"Why": the name reason is taken',
		);
	});
	it('says what is missing where there is no sale', async () => {
		expect(await failure(compose([], { sale: 'x' }))).toMatch(/sale/);
		expect(await failure(compose([], { sale: '{"returnable": [{"sku": "A"}]}' }))).toContain('sale.returnable.0.line');
	});
});

describe('Form: Read Answers', () => {
	it('makes a return request that Return Case: Open takes', async () => {
		const { form } = await compose(
			[
				condition,
				reason,
				{
					label: 'Pay back',
					name: 'refundTo',
					scope: 'once',
					choices: 'As paid = original\nStore credit = store_credit',
				},
			],
			{ more: '{ "returnBy": "parcel" }' },
		);
		const { request } = await read(form, {
			item1_pieces: '2',
			item1_note: 'Damaged',
			item2_pieces: 1,
			all_reason: 'Too small',
			all_refundTo: 'Store credit',
			submittedAt: '2026-11-30T10:00:00.000Z',
		});
		expect(request).toEqual({
			channel: 'store',
			orderNumber: '#1001',
			customer: sale.order.customer,
			returnBy: 'parcel',
			refundTo: 'store_credit',
			lines: [
				{ id: 'L1', sku: 'TEE', quantity: 2, reason: 'too_small', note: 'Damaged' },
				{ id: 'L2', sku: 'BAG', quantity: 1, reason: 'too_small', note: 'As new' },
			],
		});
		const { json, error } = await runNode(new ReturnCase(), {
			parameters: {
				resource: 'case',
				operation: 'open',
				request: JSON.stringify(request),
				source: 'store',
				sourceId: '1',
			},
			credentials: { returnCaseApi: desk.credential },
			input: [{}],
		});
		expect(error).toBeUndefined();
		expect(json[0].case).toMatchObject({
			channel: 'store',
			refundTo: 'store_credit',
			lines: [{ quantity: 2 }, { quantity: 1 }],
		});
	});
	it('exchanges for the same again where no SKU is told, and names the lines where it is to', async () => {
		const { form } = await compose(
			[
				{ label: 'new SKU', name: 'exchangeFor.sku', kind: 'text' },
				{ label: 'Leaves', name: 'exchangeFor.send', scope: 'all', choices: 'At once = at_once' },
			],
			{ namesLines: true },
		);
		const { request } = await read(form, {
			item1_pieces: '1',
			item1_exchangeFor_sku: ' ',
			item2_pieces: '2',
			item2_exchangeFor_sku: ' BAG-L ',
			all_exchangeFor_send: 'At once',
		});
		expect(request!.lines).toEqual([
			{ id: 'L1', orderLineId: 'A', sku: 'TEE', quantity: 1, exchangeFor: { sku: 'TEE', send: 'at_once' } },
			{ id: 'L2', orderLineId: 'C', sku: 'BAG', quantity: 2, exchangeFor: { sku: 'BAG-L', send: 'at_once' } },
		]);
	});
	it('gives out what no request has, for the flow itself', async () => {
		const { form } = await compose([
			{ label: 'Box', name: 'box.tape', kind: 'number' },
			{ label: 'Till', name: 'till', scope: 'once', kind: 'yesNo' },
		]);
		const { answers } = await read(form, { item1_pieces: '1', item1_box_tape: '3', all_till: 'No' });
		expect(answers).toEqual({ till: false, lines: [{ line: 'A', sku: 'TEE', quantity: 1, box: { tape: 3 } }] });
	});
	it('of questions alone gives the answers', async () => {
		const { form } = await compose(
			[{ label: 'Order', name: 'order', scope: 'once', choices: '={{ $json.orders }}', required: true }],
			{ formFor: 'answers' },
			{ orders: ['S1 of today (#1) = S1', 'S2 = S2'] },
		);
		expect((await read(form, { all_order: 'S1 of today (#1)' })).answers).toEqual({ order: 'S1', lines: [] });
	});
	it.each([
		[{}, 'No piece was chosen. Field: lines. Open the form again, and fill in the pieces of at least one line.'],
		[{ item1_pieces: '0', item2_pieces: ' ' }, 'No piece was chosen'],
		[
			{ item2_pieces: '1.5' },
			'BAG: pieces: "1.5" is no number of pieces. Field: item2_pieces. Open the form again, and give a whole number.',
		],
		[{ item2_pieces: '-1' }, 'BAG: pieces: "-1" is no number of pieces'],
		[{ item2_pieces: 501 }, 'BAG: pieces: 501 are more than the 500 that can come back'],
		[{ item1_pieces: '1' }, 'Reason: nothing was filled in. Field: all_reason. Open the form again, and fill it in.'],
		[{ item1_pieces: '1', all_reason: 'Too blue' }, 'Reason: "Too blue" is none of Too small, Unwanted'],
		[
			{ item1_pieces: '1', all_reason: 'Unwanted', item1_box: 'x' },
			'TEE: box: "x" is no number. Field: item1_box. Open the form again, and give a number.',
		],
	])('names item, question and what to do: %j', async (answers, says) => {
		const { form } = await compose([reason, { label: 'box', name: 'box', kind: 'number' }]);
		expect(await failure(read(form, answers))).toContain(says);
	});
	it('says when what was answered makes no request', async () => {
		const { form } = await compose([{ label: 'Pay back', name: 'refundTo', scope: 'once', choices: 'In gold' }]);
		expect(await failure(read(form, { item1_pieces: '1', all_refundTo: 'In gold' }))).toMatch(
			/The answers make no request: refundTo .*Correct the name or the choices/,
		);
	});
	it('says that it needs the form', async () => {
		expect(await failure(run('readAnswers', { form: '' }, {}))).toContain('It is not said which form was filled in');
		expect(await failure(run('readAnswers', { form: '{}' }, {}))).toContain('form.for');
	});
});

describe('a form for a warehouse', () => {
	const state = {
		orderNumber: '#1001',
		lines: [
			{ id: 'L1', sku: 'TEE', title: 'T-shirt', quantities: { approved: 2, received: 1 } },
			{ id: 'L2', sku: 'MUG', title: 'MUG', quantities: { approved: 1, received: 0 } },
		],
	};
	const rows = [
		{ label: 'condition', name: 'condition', kind: 'text', blank: 'unknown' },
		{ label: 'goes to', name: 'destination', choices: 'by the policy =\nrestock', required: true },
	];
	const submittedAt = '2026-11-30T10:00:00.000Z';
	it('says what is expected, and takes more than that', async () => {
		const { fields, form } = await compose([], { formFor: 'receipt' }, { case: state });
		expect(fields).toEqual([
			{
				fieldLabel: 'T-shirt (TEE): pieces',
				fieldName: 'item1_pieces',
				fieldType: 'number',
				placeholder: '2 approved, 1 received',
			},
			{
				fieldLabel: 'MUG (MUG): pieces',
				fieldName: 'item2_pieces',
				fieldType: 'number',
				placeholder: '1 approved, 0 received',
			},
		]);
		expect(form.lead).toBe('Order #1001. Leave a line empty when there is nothing to tell.');
		expect((await read(form, { item1_pieces: '3', item2_pieces: '', submittedAt })).receipt).toEqual({
			id: `form ${submittedAt}`,
			lines: [{ line: 'L1', sku: 'TEE', quantity: 3 }],
		});
	});
	it('leaves where goods go to the policy where people say so', async () => {
		const { form } = await compose(rows, { formFor: 'inspection' }, { case: state });
		const answers = {
			item1_pieces: '1',
			item1_destination: 'by the policy',
			item2_pieces: '1',
			item2_condition: 'torn',
			item2_destination: 'restock',
			submittedAt,
		};
		expect((await read(form, answers)).inspection!.lines).toEqual([
			{ line: 'L1', sku: 'TEE', quantity: 1, condition: 'unknown' },
			{ line: 'L2', sku: 'MUG', quantity: 1, condition: 'torn', destination: 'restock' },
		]);
	});
	it('wants to know where goods go, of the lines with pieces only', async () => {
		const { form } = await compose(rows, { formFor: 'inspection' }, { case: state });
		expect(await failure(read(form, { item2_pieces: '1', submittedAt }))).toContain(
			'MUG: goes to: nothing was filled in. Field: item2_destination. Open the form again, and fill it in.',
		);
	});
});

it.each(['composeFields', 'readAnswers'])('%s is nothing for an AI agent', async (operation) => {
	const { error } = await runNode(asTool(new ReturnDesk()), {
		parameters: { resource: 'form', operation, form: '{}', questions: {} },
		credentials: { returnCaseApi: desk.credential },
		input: [sale],
	});
	expect(error).toMatchObject({ context: { code: 'not_for_agents' } });
});
