import { Journal, serve } from '../sandbox/server';
import { createStripe } from '../sandbox/stripe';

/** What the provider of a bench counted. */
export interface Counted {
	refunds: number;
	/** Payments that were paid back more than once. */
	doubled: number;
	requests: number;
	/** Answers 429. */
	refused: number;
}

/** `node provider.ts LATENCY_MS REQUESTS_PER_SECOND PAYMENTS`: the Stripe stand-in in a process of its own, so that nobody measured shares its processor time. */
async function main([latency, limit, payments]: number[]): Promise<void> {
	const journal = new Journal();
	const stripe = createStripe();
	stripe.limitPerSecond = limit;
	for (let index = 0; index < payments; index++) stripe.addPayment(`pi_bench${index}`, `ch_bench${index}`, 10_000);
	const { answer } = stripe;
	const server = await serve(
		Object.assign(stripe, {
			answer: async (request: Parameters<typeof answer>[0]) => {
				const given = await answer(request); // counted when it arrives, as a limiter does
				await new Promise((resolve) => setTimeout(resolve, latency));
				return given;
			},
		}),
		journal,
	);
	process.on('message', () => {
		const paid = [...stripe.refunds.values()].map(({ charge }) => charge);
		const counted: Counted = {
			refunds: paid.length,
			doubled: paid.length - new Set(paid).size,
			requests: journal.calls.length,
			refused: journal.calls.filter(({ status }) => status === 429).length,
		};
		process.send!(counted);
	});
	process.on('disconnect', () => process.exit(0));
	process.send!({ url: server.url });
}

void main(process.argv.slice(2).map(Number));
