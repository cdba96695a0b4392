import type { IDataObject } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { refundedElsewhere } from '../../nodes/shared/operation';
import { ReturnRequest } from '../../nodes/shared/model';
import { odooApiKeyApi } from '../odoo/target';
import { runNode } from '../support/harness';
import { payTheCustomer, reverseInvoice } from './odooStaff';
import { withCase, type CaseBench } from './caseBench';
import { intentOf } from './setUp';
import { TriggerFixture } from './triggerFixture';

/* What a person gives back in Odoo itself, while a return of the same order is open. */

let bench: CaseBench;
let trigger: TriggerFixture;
beforeEach(async () => {
	bench = await withCase();
	const { b, credentials } = bench;
	trigger = await new TriggerFixture({
		credentials: {
			odooApiKeyApi: { url: b.server.url, db: b.odoo.database, apiKey: b.odoo.key },
			returnCaseApi: credentials.returnCaseApi,
		},
		extraTypes: [odooApiKeyApi],
		parameters: { notice: 'poll' },
	}).start();
	await trigger.poll();
	await bench.step('order.find', undefined, { order: '#1001' });
	await bench.record('return.approved', {});
});
afterEach(async () => {
	await trigger.running.stop();
	await bench.stop();
});

const intent = () => intentOf(bench.reference) as never;
const state = async () => (await bench.store.cases.get(bench.reference))!;
const questions = async () =>
	(await state()).exceptions.filter(({ code, resolved }) => code === refundedElsewhere && !resolved);
const onlyOf = (model: string, where: Record<string, unknown>) => bench.b.odoo.db.where(model, where)[0];

const reverse = (ref?: string) => reverseInvoice(bench.b.odoo, ref);
const payCustomer = (memo: string, amount?: number) => payTheCustomer(bench.b.odoo, memo, amount);

it('a credit note of the order holds a refund that is due, and finance is asked once', async () => {
	await bench.record('refund.due', { intent: intent() });
	reverse();
	expect(await trigger.poll()).toMatchObject([
		{ reference: bench.reference, case: { refunds: [{ state: 'held' }] }, creditNote: { number: 'RINV/2026/00099' } },
	]);
	expect(await questions()).toMatchObject([
		{
			owner: 'finance',
			intent: `${bench.reference}/R1`,
			message: expect.stringMatching(/21\.60 EUR.*RINV\/2026\/00099/),
		},
	]);
	await trigger.poll({ again: false });
	expect(await questions()).toHaveLength(1);
});

it('every return of the order that owes waits; a credit note that names one is for that one alone', async () => {
	const { store, reference, b } = bench;
	const second = await store.cases.open({
		request: ReturnRequest.parse({
			channel: 'shopify',
			orderNumber: '#1001',
			lines: [{ id: 'L1', sku: 'TEE-BLUE-M', quantity: 1 }],
		}),
		source: 'shopify',
		sourceId: '2',
	});
	await b.done('order.find', { order: '#1001' }, bench.inputOf({ reference: second.reference }));
	await bench.record('refund.due', { intent: intent() });
	await store.cases.record({
		reference: second.reference,
		events: [
			{ source: 'test', id: 'a', type: 'return.approved', data: {} },
			{ source: 'test', id: 'd', type: 'refund.due', data: { intent: intentOf(second.reference) as never } },
		],
	});
	const states = async () =>
		await Promise.all(
			[reference, second.reference].map(async (one) =>
				(await store.cases.get(one))!.refunds.map(({ state: is }) => is),
			),
		);
	reverse(second.reference);
	await trigger.poll();
	expect(await states()).toEqual([['due'], ['held']]);
	reverse();
	await trigger.poll();
	expect(await states()).toEqual([['held'], ['held']]);
});

it('the payment of such a credit note is the same question', async () => {
	await bench.record('refund.due', { intent: intent() });
	reverse();
	await trigger.poll();
	payCustomer('RINV/2026/00099');
	await trigger.poll();
	expect(await questions()).toHaveLength(1);
});

it('a payment to the customer that names the invoice asks too', async () => {
	await bench.record('refund.due', { intent: intent() });
	payCustomer(`Refund ${String(onlyOf('account.move', { move_type: 'out_invoice' }).name)}`, 5);
	await trigger.poll();
	expect((await state()).refunds).toMatchObject([{ state: 'held' }]);
	expect(await questions()).toMatchObject([{ message: expect.stringContaining('5.00 EUR') }]);
});

it('a payment of an order that no return is about asks nobody', async () => {
	await bench.record('refund.due', { intent: intent() });
	payCustomer('S99999 goodwill');
	await trigger.poll();
	expect((await state()).refunds).toMatchObject([{ state: 'due' }]);
	expect(await questions()).toEqual([]);
});

it.each([
	['in brackets', ({ invoice }: Names) => `money back (${invoice})`],
	['at the end of a sentence', ({ order }: Names) => `Goodwill for ${order}.`],
	["by the shop's number", () => 'refund of #1001'],
])('a payment whose memo names the document %s asks, too', async (_where, memo) => {
	await bench.record('refund.due', { intent: intent() });
	const named = (model: string, where: Record<string, unknown>) => String(onlyOf(model, where).name);
	payCustomer(
		memo({
			invoice: named('account.move', { move_type: 'out_invoice' }),
			order: named('sale.order', { client_order_ref: '#1001' }),
		}),
	);
	await trigger.poll();
	expect(await questions()).toHaveLength(1);
});
interface Names {
	invoice: string;
	order: string;
}

it('what only books a refund that has gone back asks nobody', async () => {
	await bench.record('refund.due', { intent: intent() });
	await bench.record('refund.succeeded', {
		refund: {
			id: 're_1',
			intent: `${bench.reference}/R1`,
			amount: { amount: 2160, currency: 'EUR' },
			status: 'succeeded',
			providerIds: {},
		},
	});
	reverse(bench.reference);
	payCustomer('re_1');
	await trigger.poll();
	expect(await questions()).toEqual([]);
});

it("the package's own credit note asks nobody", async () => {
	await bench.record('refund.due', { intent: intent() });
	await bench.step('creditNote.issue', { intent: intent() });
	await trigger.poll();
	expect((await state()).refunds).toMatchObject([{ state: 'due', creditNote: {} }]);
	expect(await questions()).toEqual([]);
});

it('of a return that owes nothing yet, no refund is released before finance has answered', async () => {
	reverse();
	await trigger.poll();
	expect(await questions()).toMatchObject([{ owner: 'finance', message: expect.stringContaining('21.60 EUR') }]);
	const onCase = async (operation: string, parameters: IDataObject) => {
		const { json, error } = await runNode(new ReturnCase(), {
			parameters: { resource: 'case', operation, reference: bench.reference, ...parameters } as never,
			credentials: bench.credentials,
			input: [{ reference: bench.reference }],
		});
		expect(error).toBeUndefined();
		return json[0];
	};
	await bench.record('order.found', { order: { ...(await state()).order, payments: [paid] }, system: 'shopify' });
	const released = await onCase('releaseRefund', { intents: JSON.stringify([intent()]) });
	expect(released).toMatchObject({ released: [], held: [`${bench.reference}/R1`] });
	expect(await questions()).toHaveLength(2);
	await onCase('decideRefund', { intent: `${bench.reference}/R1`, decision: 'pay' });
	expect((await state()).refunds).toMatchObject([{ state: 'due' }]);
});

const paid = {
	id: 'p1',
	processor: 'stripe',
	providerIds: {},
	captured: { amount: 9000, currency: 'EUR' },
	refunded: { amount: 0, currency: 'EUR' },
	refundable: { amount: 9000, currency: 'EUR' },
};
