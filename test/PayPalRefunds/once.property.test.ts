// Waits between tries are cut short: the schedule decides what happens, not the clock.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: async () => {} }));

import fc from 'fast-check';
import { PayPalRefunds } from '../../nodes/PayPalRefunds/PayPalRefunds.node';
import { markOf } from '../../nodes/PayPalRefunds/records/mark';
import { runNode } from '../support/harness';
import { createPayPal, type PayPalStandIn } from '../sandbox/paypal';
import { Journal, serve, type FaultKind } from '../sandbox/server';
import { credentialAt } from './fixture';

const intents = ['RMA-1/R1', 'RMA-1/R2', 'RMA-2/R1'];
const paid = 'CAPPLAY0000000001';

type Move =
	| { refund: number; atOnce: number }
	| { fault: FaultKind; on: string; times: number }
	| { failed: number }
	| { days: true }
	| { expired: true };

const moves: fc.Arbitrary<Move[]> = fc.array(
	fc.oneof(
		{ weight: 4, arbitrary: fc.record({ refund: fc.nat(intents.length - 1), atOnce: fc.integer({ min: 1, max: 3 }) }) },
		{
			weight: 4,
			arbitrary: fc.record({
				fault: fc.constantFrom<FaultKind>('rate_limit', 'server_error', 'drop_before_commit', 'drop_after_commit'),
				on: fc.constantFrom('/refund', '/refund', 'GET /v2/payments', 'GET /v2/checkout'),
				times: fc.integer({ min: 1, max: 4 }),
			}),
		},
		{ weight: 1, arbitrary: fc.record({ failed: fc.integer({ min: 1, max: 4 }) }) },
		{ weight: 1, arbitrary: fc.constant<Move>({ days: true }) },
		{ weight: 1, arbitrary: fc.constant<Move>({ expired: true }) },
	),
	{ minLength: 1, maxLength: 12 },
);

/** Plays the moves on a fresh stand-in, then heals it and tries every intent once more. */
async function play(
	schedule: Move[],
	refund: (intent: string, url: string, token: () => Promise<string>) => Promise<unknown>,
	captured: string,
): Promise<PayPalStandIn> {
	const journal = new Journal();
	const paypal = createPayPal();
	paypal.addPayment(paid, captured);
	const server = await serve(paypal, journal);
	let failures = 0;
	paypal.failAfterCommit = () => failures-- > 0;
	const token = async () => {
		const { clientId, clientSecret } = credentialAt(server.url);
		const answer = await fetch(`${server.url}/v1/oauth2/token`, {
			method: 'POST',
			headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
			body: new URLSearchParams({ grant_type: 'client_credentials' }),
		});
		return ((await answer.json()) as { access_token: string }).access_token;
	};
	try {
		for (const move of schedule) {
			if ('refund' in move)
				await Promise.all(
					Array.from({ length: move.atOnce }, async () => await refund(intents[move.refund], server.url, token)),
				);
			else if ('fault' in move)
				journal.inject({ provider: 'paypal', operation: move.on, kind: move.fault, times: move.times, retryAfter: 0 });
			else if ('failed' in move) failures = move.failed;
			else if ('days' in move) paypal.forgetKeys();
			else paypal.expireTokens();
		}
		journal.faults.length = 0;
		failures = 0;
		for (const intent of intents) await refund(intent, server.url, token);
		return paypal;
	} finally {
		await server.stop();
	}
}

const byNode = async (intent: string, url: string) =>
	await runNode(new PayPalRefunds(), {
		parameters: {
			resource: 'refund',
			operation: 'create',
			direct: { payment: paid, amount: '7.00', currency: 'EUR', refundReference: intent },
		},
		credentials: { returnsPayPalApi: credentialAt(url) },
		continueOnFail: true,
	});

/** What a flow with a plain HTTP request does: again when it broke, without request id or look-up. */
const byPlainRequest = async (intent: string, url: string, token: () => Promise<string>) => {
	await fetch(`${url}/v2/payments/captures/${paid}/refund`, {
		method: 'POST',
		headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
		body: JSON.stringify({ amount: { currency_code: 'EUR', value: '7.00' }, custom_id: markOf(intent) }),
	}).catch(() => undefined);
};

const madeFor = (paypal: PayPalStandIn, intent: string) =>
	[...paypal.refunds.values()].filter(({ custom_id: mark }) => mark === markOf(intent));

it('makes exactly one refund for each intent, equal amounts included, whatever fails and however often, also at once, it runs', async () => {
	await fc.assert(
		fc.asyncProperty(moves, async (schedule) => {
			const paypal = await play(schedule, byNode, '10000.00');
			for (const intent of intents) expect(madeFor(paypal, intent)).toMatchObject([{ amount: { value: '7.00' } }]);
			expect(paypal.refunds.size).toBe(intents.length);
		}),
		{ seed: 20261121, numRuns: 40 },
	);
}, 300_000);

it('never pays back more than was captured: of three refunds only two have room, whatever the schedule', async () => {
	await fc.assert(
		fc.asyncProperty(moves, async (schedule) => {
			const paypal = await play(schedule, byNode, '15.00');
			expect(paypal.refunds.size).toBe(2);
			for (const intent of intents) expect(madeFor(paypal, intent).length).toBeLessThanOrEqual(1);
		}),
		{ seed: 20261122, numRuns: 15 },
	);
}, 300_000);

it('would show a doubling: the same schedules double without request id and look-up', async () => {
	const schedules = fc
		.sample(moves, { seed: 20261121, numRuns: 40 })
		.map((schedule) => schedule.map((move) => ('refund' in move ? { ...move, atOnce: 1 } : move)));
	const doubled = [];
	for (const schedule of schedules) {
		const paypal = await play(schedule, byPlainRequest, '10000.00');
		if (intents.some((intent) => madeFor(paypal, intent).length > 1)) doubled.push(schedule);
	}
	expect(doubled.length).toBeGreaterThan(10);
}, 120_000);
