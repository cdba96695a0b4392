import { defaultRates, endpointOf, paced, Pacer, pacerOf, ratesFor } from '../../nodes/StripeRefunds/transport/pace';
import { startStripe } from './fixture';

/** A clock of its own, and a process that wakes `late` ms after the time it wished for. */
function timeline(rates = defaultRates, late = () => 0) {
	let now = 0;
	const pacer = new Pacer(() => now);
	return {
		pacer,
		/** When a request goes out that is wished for now; the clock stands there then. */
		send(endpoint: string): number {
			for (let wait = pacer.take(endpoint, rates); ;) {
				now = Math.ceil(now + wait + late()); // timers know whole milliseconds
				wait = pacer.enter(endpoint, rates);
				if (!wait) return now;
			}
		},
		at: (endpoint: string) => now + pacer.take(endpoint, rates),
		pass: (ms: number) => (now += ms),
	};
}
/** The most requests that any second holds. */
const most = (times: number[]) =>
	Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + 1000).length));

describe('the pace', () => {
	it.each([
		['wakes in time', 0],
		['wakes late', 150],
	])(
		'lets no second hold more requests than allowed, all together or to one endpoint, when the process %s',
		(_how, lateness) => {
			let turns = 0;
			const { send } = timeline({ perSecond: 80, perEndpoint: 24 }, () => (++turns % 50 ? 0 : lateness));
			const sent = Array.from({ length: 900 }, (_, index) => ({
				endpoint: `E${index % 7}`,
				time: send(`E${index % 7}`),
			}));
			expect(most(sent.map(({ time }) => time))).toBeLessThanOrEqual(80);
			for (let index = 0; index < 7; index++)
				expect(
					most(sent.filter(({ endpoint }) => endpoint === `E${index}`).map(({ time }) => time)),
				).toBeLessThanOrEqual(24);
			const one = timeline();
			const alone = Array.from({ length: 100 }, () => one.send('POST /v1/refunds'));
			expect(most(alone)).toBeLessThanOrEqual(24);
			expect(most(alone)).toBeGreaterThan(20);
		},
	);

	it('makes nobody wait who comes after a while', () => {
		const { at, pass } = timeline();
		at('E');
		pass(5_000);
		expect(at('E')).toBe(5_000);
	});

	it('waits out a hold, and does not set off all at once after it', () => {
		const { pacer, at } = timeline({ perSecond: 10, perEndpoint: 10 });
		pacer.hold(2_000);
		expect([at('A'), at('B'), at('C')]).toEqual([2_000, 2_100, 2_200]);
	});

	it('makes nobody wait for a clock that was set back (found by the simulation)', () => {
		const pacer = new Pacer();
		pacer.take('E', defaultRates);
		const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
		expect(pacer.take('E', defaultRates)).toBeLessThan(1_000);
		clock.mockRestore();
	});

	it("is slower for a sandbox's key, whatever was asked for", () => {
		expect(ratesFor('sk_live_x')).toEqual(defaultRates);
		expect(ratesFor('rk_test_x', { perSecond: 500, perEndpoint: 10 })).toEqual({ perSecond: 20, perEndpoint: 10 });
	});

	it('is shared by all who use one account, and by no others', () => {
		expect(pacerOf('u', 'k')).toBe(pacerOf('u', 'k', ''));
		for (const other of [pacerOf('u', 'k2'), pacerOf('u2', 'k'), pacerOf('u', 'k', 'acct_1')])
			expect(other).not.toBe(pacerOf('u', 'k'));
	});

	it.each([
		['GET', '/v1/refunds?limit=1', 'GET /v1/refunds'],
		['POST', '/v1/refunds/re_1/cancel', 'POST /v1/refunds/:id/cancel'],
		['GET', '/v1/payment_intents/pi_1', 'GET /v1/payment_intents/:id'],
	])('%s %s is one of %s', (method, path, name) => {
		expect(endpointOf(method, `https://api.stripe.com${path}`)).toBe(name);
	});

	it('holds everybody back after a 429, but not after a lock on one payment', async () => {
		const pacer = new Pacer();
		const answers = [
			{ statusCode: 429, headers: {}, body: { error: { code: 'lock_timeout' } } },
			{ statusCode: 429, headers: { 'retry-after': '0.05' }, body: {} },
			{ statusCode: 429, headers: {}, body: '' },
		];
		const send = paced(async () => answers.shift()!, pacer, { perSecond: 1000, perEndpoint: 1000 });
		const request = { method: 'GET', url: 'https://api.stripe.com/v1/refunds' } as const;
		await send(request);
		expect(pacer.held()).toBeLessThanOrEqual(0);
		await send(request);
		expect(pacer.held()).toBeGreaterThan(0);
		const start = Date.now();
		await send(request);
		expect(Date.now() - start).toBeGreaterThanOrEqual(30);
		expect(pacer.held()).toBeGreaterThan(500); // Stripe names no time: a second
	});
});

describe('60 refunds at an account that allows so many requests a second', () => {
	async function refused(perSecond: number, allowed: number): Promise<number> {
		const shop = await startStripe();
		try {
			shop.stripe.limitPerSecond = allowed;
			for (let index = 0; index < 60; index++) shop.stripe.addPayment(`pi_p${index}`, `ch_p${index}`, 1_000);
			const input = Array.from({ length: 60 }, (_, index) => ({ payment: `pi_p${index}` }));
			const parameters = {
				direct: {
					payment: '={{ $json.payment }}',
					amount: '1.00',
					currency: 'EUR',
					refundReference: '={{ $json.payment }}/R1',
				},
				options: { atOnce: 40, perSecond, perEndpoint: perSecond },
			};
			await shop.run('refund.create', parameters, { input, continueOnFail: true });
			return shop.journal.calls.filter(({ status }) => status === 429).length;
		} finally {
			await shop.stop();
		}
	}

	// Half of what is allowed, since the stand-in shares this busy process and sees requests in clumps.
	it('are never refused at its pace', async () => expect(await refused(50, 100)).toBe(0), 30_000);
	// Few are allowed, for a busy machine makes no more.
	it('are refused without one', async () => expect(await refused(100_000, 10)).toBeGreaterThan(0), 30_000);
});
