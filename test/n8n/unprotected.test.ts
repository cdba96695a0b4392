/** @jest-environment ./test/support/oneContext/environment.cjs */
import '../support/jest.setup.js';
import { DatabaseSync } from 'node:sqlite';
import { StripeRefunds } from '../../nodes/StripeRefunds/StripeRefunds.node';
import { closeStores } from '../../nodes/shared/store';
import { money } from '../../nodes/shared/model';
import { fact, openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { runNode } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve, type Running } from '../sandbox/server';
import { createStripe, type StripeStandIn } from '../sandbox/stripe';

/**
 * The control run of the kill test, in n8n's engine: the refund of the pack after an answer that was lost, with its protections
 * taken away from outside (the product has no such switch). Were it still paid once with all of them gone, the kill test would
 * prove nothing.
 */
describe('a refund whose answer was lost, tried again', () => {
	let journal: Journal;
	let stripe: StripeStandIn;
	let server: Running;
	let fixture: CaseFixture;
	beforeEach(async () => {
		journal = new Journal();
		stripe = createStripe();
		server = await serve(stripe, journal);
		fixture = await openCase();
		const { store, reference } = fixture;
		const payment = {
			id: 'pi_sandbox_1001',
			processor: 'stripe',
			providerIds: { 'stripe.payment_intent': 'pi_sandbox_1001' },
		};
		await store.cases.record({
			reference,
			events: [
				fact('refund.due', {
					intent: { id: `${reference}/R1`, amount: money(1250, 'EUR'), breakdown: [], payment, reason: 'return' },
				}),
			],
		});
	});
	afterEach(async () => {
		await closeStores();
		await server.stop();
	});

	const refund = async () =>
		await runNode(new StripeRefunds(), {
			parameters: { resource: 'refund', operation: 'create' },
			credentials: {
				returnsStripeApi: { secretKey: sandboxSecrets.stripeKey, baseUrl: server.url },
				returnCaseApi: fixture.credential,
			},
			input: [{ reference: fixture.reference }],
		});
	/** Stripe has paid, and nobody here knows. */
	const loseTheAnswer = async () => {
		journal.inject({ provider: 'stripe', operation: 'POST /v1/refunds', kind: 'drop_after_commit', times: 3 });
		expect((await refund()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect(stripe.refunds.size).toBe(1);
	};
	const without = {
		claims: () => {
			const db = new DatabaseSync(fixture.credential.file);
			expect(db.prepare('delete from claims').run().changes).toBe(1);
			db.close();
		},
		keys: () => stripe.forgetKeys(),
		lookUp: () => {
			// Canceled: else it would be taken for a refund of somebody else's, and finance be asked.
			for (const one of stripe.refunds.values()) Object.assign(one, { metadata: {}, status: 'canceled' });
		},
	};

	it.each<[string, Array<keyof typeof without>, number]>([
		['is paid once', [], 1],
		["is paid once by Stripe's key alone", ['claims', 'lookUp'], 1],
		['is paid once by the look-up alone', ['claims', 'keys'], 1],
		['is paid twice with claims, keys and look-up gone', ['claims', 'keys', 'lookUp'], 2],
	])('%s', async (_what, gone, times) => {
		await loseTheAnswer();
		for (const one of gone) without[one]();
		expect((await refund()).error).toBeUndefined();
		expect(stripe.refunds.size).toBe(times);
	});
});
