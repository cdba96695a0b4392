// Waits between tries are cut short: the schedule decides what happens, not the clock.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual('n8n-workflow'), sleep: async () => {} }));

import fc from 'fast-check';
import { StripeRefunds } from '../../nodes/StripeRefunds/StripeRefunds.node';
import { runNode } from '../support/harness';
import { sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve, type FaultKind } from '../sandbox/server';
import { createStripe, type StripeStandIn } from '../sandbox/stripe';

const intents = ['RMA-1/R1', 'RMA-1/R2', 'RMA-2/R1'];
const amount = 700;

type Move =
	| { refund: number; atOnce: number }
	| { items: number[]; atOnce: number }
	| { fault: FaultKind; on: string; times: number }
	| { saved500: number }
	| { day: true };

const moves: fc.Arbitrary<Move[]> = fc.array(
	fc.oneof(
		{ weight: 4, arbitrary: fc.record({ refund: fc.nat(intents.length - 1), atOnce: fc.integer({ min: 1, max: 3 }) }) },
		// One run with several items, the same intent more than once among them.
		{
			weight: 2,
			arbitrary: fc.record({
				items: fc.array(fc.nat(intents.length - 1), { minLength: 2, maxLength: 6 }),
				atOnce: fc.integer({ min: 1, max: 4 }),
			}),
		},
		{
			weight: 4,
			arbitrary: fc.record({
				fault: fc.constantFrom<FaultKind>('rate_limit', 'server_error', 'drop_before_commit', 'drop_after_commit'),
				on: fc.constantFrom('POST /v1/refunds', 'POST /v1/refunds', 'GET /v1/refunds', 'GET /v1/payment_intents'),
				times: fc.integer({ min: 1, max: 4 }),
			}),
		},
		{ weight: 1, arbitrary: fc.record({ saved500: fc.integer({ min: 1, max: 2 }) }) },
		{ weight: 1, arbitrary: fc.constant<Move>({ day: true }) },
	),
	{ minLength: 1, maxLength: 14 },
);

/** Plays the moves on a fresh stand-in, then heals it and tries every intent once more. */
async function play(
	schedule: Move[],
	refund: (intents: string[], url: string, atOnce?: number) => Promise<unknown>,
	captured = 1_000_000,
): Promise<StripeStandIn> {
	const journal = new Journal();
	const stripe = createStripe();
	stripe.addPayment('pi_play', 'ch_play', captured);
	const server = await serve(stripe, journal);
	try {
		for (const move of schedule) {
			if ('refund' in move)
				await Promise.all(
					Array.from({ length: move.atOnce }, async () => await refund([intents[move.refund]], server.url)),
				);
			else if ('items' in move)
				await refund(
					move.items.map((index) => intents[index]),
					server.url,
					move.atOnce,
				);
			else if ('fault' in move)
				journal.inject({ provider: 'stripe', operation: move.on, kind: move.fault, times: move.times, retryAfter: 0 });
			else if ('saved500' in move) stripe.saveServerErrors += move.saved500;
			else stripe.forgetKeys();
		}
		journal.faults.length = 0;
		stripe.saveServerErrors = 0;
		for (const intent of intents) await refund([intent], server.url);
		return stripe;
	} finally {
		await server.stop();
	}
}

const byNode = async (named: string[], url: string, atOnce = 10) =>
	await runNode(new StripeRefunds(), {
		parameters: {
			resource: 'refund',
			operation: 'create',
			direct: { payment: 'pi_play', amount: '7.00', currency: 'EUR', refundReference: '={{ $json.intent }}' },
			options: { atOnce, perSecond: 1_000_000, perEndpoint: 1_000_000 },
		},
		credentials: { returnsStripeApi: { secretKey: sandboxSecrets.stripeKey, baseUrl: url } },
		input: named.map((intent) => ({ intent })),
		continueOnFail: true,
	});

/** What a flow with a plain HTTP request does: again when it broke, without key or look-up. */
const byPlainRequest = async ([intent]: string[], url: string) => {
	const body = new URLSearchParams({
		payment_intent: 'pi_play',
		amount: String(amount),
		'metadata[refund_intent]': intent,
	});
	await fetch(`${url}/v1/refunds`, {
		method: 'POST',
		headers: { authorization: `Bearer ${sandboxSecrets.stripeKey}` },
		body,
	}).catch(() => undefined);
};

const madeFor = (stripe: StripeStandIn, intent: string) =>
	[...stripe.refunds.values()].filter(({ metadata }) => metadata.refund_intent === intent);

it('makes exactly one refund for each intent, equal amounts included, whatever fails and however often, also at once, it runs', async () => {
	await fc.assert(
		fc.asyncProperty(moves, async (schedule) => {
			const stripe = await play(schedule, byNode);
			for (const intent of intents) expect(madeFor(stripe, intent)).toMatchObject([{ amount }]);
			expect(stripe.charges.get('ch_play')!.amount_refunded).toBe(intents.length * amount);
		}),
		{ seed: 20261121, numRuns: 60 },
	);
}, 120_000);

it('never pays back more than was captured: of three refunds only two have room, whatever the schedule', async () => {
	await fc.assert(
		fc.asyncProperty(moves, async (schedule) => {
			const stripe = await play(schedule, byNode, 2 * amount + 100);
			expect(stripe.charges.get('ch_play')!.amount_refunded).toBe(2 * amount);
			for (const intent of intents) expect(madeFor(stripe, intent).length).toBeLessThanOrEqual(1);
		}),
		{ seed: 20261122, numRuns: 25 },
	);
}, 120_000);

it('would show a doubling: the same schedules double without key and look-up', async () => {
	const schedules = fc
		.sample(moves, { seed: 20261121, numRuns: 60 })
		.map((schedule) =>
			schedule.map((move) =>
				'refund' in move ? { ...move, atOnce: 1 } : 'items' in move ? { refund: move.items[0], atOnce: 1 } : move,
			),
		);
	const doubled = [];
	for (const schedule of schedules) {
		const stripe = await play(schedule, byPlainRequest);
		if (intents.some((intent) => madeFor(stripe, intent).length > 1)) doubled.push(schedule);
	}
	expect(doubled.length).toBeGreaterThan(10);
}, 60_000);
