import { shopifyClient } from '../../nodes/ShopifyReturns/transport/client';
import { Pace, paceOf } from '../../nodes/ShopifyReturns/transport/pace';
import { returnStatus } from '../../nodes/ShopifyReturns/graphql';
import type { Http } from '../../nodes/shared/effect/http';
import { start } from './fixture';

const cost = (requestedQueryCost: number, currentlyAvailable: number, maximumAvailable = 2000) => ({
	requestedQueryCost,
	throttleStatus: { maximumAvailable, currentlyAvailable, restoreRate: 100 },
});

describe('the cost bucket', () => {
	let now = 0;
	const pace = () => new Pace(() => now);
	beforeEach(() => (now = 1_000_000));

	it('is waited for until it holds what the document took last time', () => {
		const one = pace();
		expect(one.waitFor('A')).toBe(0); // nothing is known
		one.begin('A').done(cost(50, 20));
		expect(one.waitFor('A')).toBe(300);
		expect(one.waitFor('B')).toBe(0);
		now += 200;
		expect(one.waitFor('A')).toBe(100);
		now += 100;
		expect(one.waitFor('A')).toBe(0);
	});

	it('counts requests that are under way', () => {
		const one = pace();
		one.begin('A').done(cost(50, 100));
		const [first, second] = [one.begin('A'), one.begin('A')];
		expect(one.waitFor('A')).toBe(500);
		first.done(undefined);
		first.done(undefined);
		expect(one.waitFor('A')).toBe(0);
		second.done(cost(50, 0));
		expect(one.waitFor('A')).toBe(500);
	});

	it('is never waited for in vain: not for more than it can hold, and not when the clock is set back', () => {
		const one = pace();
		one.begin('A').done(cost(5000, 0, 1000));
		expect(one.waitFor('A')).toBe(10_000);
		now -= 3_600_000;
		expect(one.waitFor('A')).toBe(10_000);
	});

	it('is one for an app and shop', () => {
		expect(paceOf('a')).toBe(paceOf('a'));
		expect(paceOf('a')).not.toBe(paceOf('b'));
	});
});

describe('a client', () => {
	it('sends no request that Shopify would have to throttle', async () => {
		let now = 0;
		let points = 25;
		let at = 0;
		const throttled: number[] = [];
		const http = (async () => {
			points = Math.min(2000, points + ((now - at) / 1000) * 100);
			at = now;
			const refused = points < 10;
			if (refused) throttled.push(now);
			else points -= 10;
			const extensions = { cost: cost(10, points) };
			return {
				status: 200,
				headers: {},
				body: refused
					? { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions }
					: { data: { return: null }, extensions },
			};
		}) as unknown as Http;
		const run = async (pace: Pace) => {
			[now, points, at] = [0, 25, 0];
			throttled.length = 0;
			const client = shopifyClient({ http, endpoint: 'https://x', sleep: async (ms) => void (now += ms), pace });
			for (let index = 0; index < 50; index++) await client.send(returnStatus, { id: 'x' });
			return throttled.length;
		};
		expect(await run(new Pace(() => now))).toBe(0);
		// Without what was learnt the same calls are throttled: the pace is what prevents it.
		const blind = new Pace(() => now);
		blind.waitFor = () => 0;
		expect(await run(blind)).toBeGreaterThan(10);
	});

	it('leaves a long wait to the step, before anything is sent', async () => {
		const pace = new Pace();
		pace.begin('ReturnStatus').done(cost(1900, 0));
		const http = jest.fn();
		const client = shopifyClient({ http: http as unknown as Http, endpoint: 'https://x', sleep: async () => {}, pace });
		await expect(client.send(returnStatus, { id: 'x' })).rejects.toMatchObject({
			category: 'retryable',
			details: { code: 'THROTTLED' },
		});
		expect(http).not.toHaveBeenCalled();
	});

	it('is shared by the runs of a node: real calls at once are not throttled', async () => {
		const shop = await start({ webhooks: false });
		try {
			const found = shop.shopify.state.request(shop.shopify.state.order('#1002'), [{ sku: 'CAP-RED', quantity: 1 }]);
			const get = { resource: 'return', operation: 'get', returnId: found.id };
			await shop.run(get);
			const results = await Promise.all(Array.from({ length: 5 }, async () => await shop.run(get)));
			expect(results.map(({ error }) => error)).toEqual(Array(5).fill(undefined));
		} finally {
			await shop.stop();
		}
	});
});
