import { StripeRefunds } from '../../nodes/StripeRefunds/StripeRefunds.node';
import { removeOwnStores } from '../support/ownStore';
import type { CaseStore } from '../../nodes/shared/store/store';
import { money, type RefundIntent } from '../../nodes/shared/model';
import { runNode, type NodeOptions } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve, type Running } from '../sandbox/server';
import { createStripe, type StripeStandIn } from '../sandbox/stripe';
import { fact, openCase, type CaseFixture } from './caseFixture';

let journal: Journal;
let stripe: StripeStandIn;
let server: Running;
let credential: CaseFixture['credential'];
let store: CaseStore;
let reference: string;

const payment = { id: 'pi_sandbox_1001', providerIds: { 'stripe.payment_intent': 'pi_sandbox_1001' } };
const intent = (number: number, processor = 'stripe'): RefundIntent => ({
	id: `${reference}/R${number}`,
	amount: money(1250, 'EUR'),
	breakdown: [],
	payment: { ...payment, processor },
	reason: 'return',
});
const due = (one: RefundIntent) => fact('refund.due', { intent: one }, one.id);

beforeEach(async () => {
	journal = new Journal();
	stripe = createStripe();
	server = await serve(stripe, journal);
	({ store, reference, credential } = await openCase());
});
afterEach(async () => {
	await removeOwnStores();
	await server.stop();
});

const refund = async (parameters: NodeOptions['parameters'] = {}, operation = 'create', item: object = { reference }) =>
	await runNode(new StripeRefunds(), {
		parameters: { resource: 'refund', operation, ...parameters },
		credentials: {
			returnsStripeApi: { secretKey: sandboxSecrets.stripeKey, baseUrl: server.url },
			returnCaseApi: credential,
		},
		input: [item as never],
	});

describe('a refund of a case', () => {
	it('is the one that is due, and the case learns that it succeeded', async () => {
		await store.cases.record({ reference, events: [due(intent(1))] });
		const { json, error } = await refund();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{
				reference,
				refund: { intent: `${reference}/R1`, outcome: 'done' },
				case: { settlement: 'settled', refunds: [{ state: 'succeeded', refund: { status: 'succeeded' } }] },
			},
		]);
		expect((await store.cases.findByReference('stripe.refund', [...stripe.refunds.keys()][0]))?.reference).toBe(
			reference,
		);
		expect([...stripe.refunds.values()]).toMatchObject([
			{ metadata: { return_reference: reference, refund_intent: `${reference}/R1` } },
		]);
	});

	it("is passed on when it was paid before, whatever happened to Stripe's keys", async () => {
		await store.cases.record({ reference, events: [due(intent(1))] });
		await refund();
		stripe.forgetKeys();
		const named = await refund({}, 'create', { reference, event: { data: { intent: intent(1) } } });
		expect(named.json).toMatchObject([{ refund: { outcome: 'already_done', status: 'succeeded' } }]);
		expect((await refund()).error?.message).toBe(`Return ${reference} has no refund due`);
		expect(stripe.refunds.size).toBe(1);
	});

	it('has to be named when several are due', async () => {
		await store.cases.record({ reference, events: [due(intent(1)), due(intent(2))] });
		expect((await refund()).error).toMatchObject({
			message: `Return ${reference} has several refunds due: ${reference}/R1 (due), ${reference}/R2 (due)`,
			context: { category: 'invalid_input' },
		});
		expect((await refund({ intent: `${reference}/R2` })).json).toMatchObject([
			{ refund: { intent: `${reference}/R2`, outcome: 'done' } },
		]);
		expect((await refund()).json).toMatchObject([{ refund: { intent: `${reference}/R1`, outcome: 'done' } }]);
		expect(stripe.refunds.size).toBe(2);
	});

	it('is left to the system that took the payment', async () => {
		await store.cases.record({ reference, events: [due(intent(1, 'shopify_payments'))] });
		expect((await refund()).error?.message).toContain('not paid by Stripe but by shopify_payments');
		expect(journal.calls).toEqual([]);
	});

	it('is looked up when its answer was lost, and then recorded', async () => {
		await store.cases.record({ reference, events: [due(intent(1))] });
		journal.inject({ provider: 'stripe', operation: 'POST /v1/refunds', kind: 'drop_after_commit', times: 3 });
		expect((await refund()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await store.cases.get(reference))?.refunds).toMatchObject([{ state: 'due' }]);
		expect((await refund()).json).toMatchObject([
			{ refund: { outcome: 'already_done' }, case: { refunds: [{ state: 'succeeded' }] } },
		]);
		expect(stripe.refunds.size).toBe(1);
	});

	it('is told to the case when it fails afterwards, by Get and by Find by Return', async () => {
		await store.cases.record({ reference, events: [due(intent(1))] });
		const [made] = (await refund()).json;
		stripe.settle((made.refund as { id: string }).id, 'failed', 'expired_or_canceled_card');
		const read = await refund({}, 'get', made);
		expect(read.json).toMatchObject([
			{
				refund: { status: 'failed' },
				case: { settlement: 'failed', exceptions: [{ code: 'refund_failed', owner: 'finance' }] },
			},
		]);
		const version = (await store.cases.get(reference))!.version;
		expect((await refund({}, 'findByReturn')).json).toMatchObject([{ refunds: [{ status: 'failed' }] }]);
		expect((await store.cases.get(reference))!.version).toBe(version); // the same news is stored once
	});
});
