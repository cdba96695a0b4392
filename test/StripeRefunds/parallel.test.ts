import type { IDataObject } from 'n8n-workflow';
import { removeOwnStores } from '../support/ownStore';
import { money } from '../../nodes/shared/model';
import { sandboxSecrets } from '../sandbox/catalogue';
import { fact, openCase } from './caseFixture';
import { startStripe, type StripeFixture } from './fixture';

let shop: StripeFixture;
beforeEach(async () => (shop = await startStripe()));
afterEach(async () => {
	await removeOwnStores();
	await shop.stop();
});

const fast = { perSecond: 5_000, perEndpoint: 5_000 };
const direct = {
	payment: '={{ $json.payment }}',
	amount: '={{ $json.amount ?? "1.00" }}',
	currency: 'EUR',
	refundReference: '={{ $json.name }}',
};
const create = async (input: IDataObject[], options: IDataObject = {}, more: object = {}) =>
	await shop.run('refund.create', { direct, options: { ...fast, ...options } as never }, { input, ...more });

function payments(count: number): string[] {
	return Array.from({ length: count }, (_, index) => {
		shop.stripe.addPayment(`pi_p${index}`, `ch_p${index}`, 10_000);
		return `pi_p${index}`;
	});
}

/** Notes how many requests the stand-in has at once: of all, and of one payment. It answers none before there were `wanted` at once, or for a second. */
function watch(wanted = 1) {
	const now = { all: 0, most: 0, mostOfOnePayment: 0 };
	const ofPayment = new Map<string, number>();
	const answer = shop.stripe.answer.bind(shop.stripe);
	shop.stripe.answer = async (request) => {
		const payment =
			request.form().get('payment_intent') ??
			request.url.searchParams.get('payment_intent') ??
			/pi_\w+/.exec(request.path)?.[0] ??
			'';
		ofPayment.set(payment, (ofPayment.get(payment) ?? 0) + 1);
		now.most = Math.max(now.most, ++now.all);
		now.mostOfOnePayment = Math.max(now.mostOfOnePayment, ofPayment.get(payment)!);
		for (let waited = 0; waited < 5 || (now.most < wanted && waited < 1_000); waited += 5)
			await new Promise((resolve) => setTimeout(resolve, 5));
		now.all--;
		ofPayment.set(payment, ofPayment.get(payment)! - 1);
		return await answer(request);
	};
	return now;
}

describe('many refunds in one run', () => {
	it("are made several at once, never more than wished, each payment's one after the other, and come out in order", async () => {
		const seen = watch(6);
		const named = payments(12).flatMap((payment) =>
			[1, 2].map((number) => ({ payment, name: `${payment}/R${number}` })),
		);
		const { json, error } = await create(named, { atOnce: 6 });
		expect(error).toBeUndefined();
		expect(json.map(({ refund }) => (refund as { intent: string }).intent)).toEqual(named.map(({ name }) => name));
		expect(shop.stripe.refunds.size).toBe(24);
		expect(seen).toMatchObject({ most: 6, mostOfOnePayment: 1 });
	});

	it('are made one by one when that is wished', async () => {
		const seen = watch();
		await create(
			payments(4).map((payment) => ({ payment, name: payment })),
			{ atOnce: 1 },
		);
		expect([seen.most, shop.stripe.refunds.size]).toEqual([1, 4]);
	});

	it('keep a failure to its item', async () => {
		const input = payments(6).map((payment, index) => ({
			payment,
			name: payment,
			amount: index % 2 ? '999.00' : '1.00',
		}));
		const { items } = await create(input, {}, { continueOnFail: true });
		expect(items.map(({ json, pairedItem }) => [pairedItem, 'error' in json])).toEqual(
			input.map((_, item) => [{ item }, item % 2 === 1]),
		);
		expect(items[1].json).toMatchObject({ details: { itemIndex: 1, category: 'rejected' } });
		expect(shop.stripe.refunds.size).toBe(3);
	});

	it('stop at a failure that is not to be gone past, end what is under way, and name the item', async () => {
		const input = payments(30).map((payment, index) => ({
			payment,
			name: payment,
			amount: index === 3 ? '999.00' : '1.00',
		}));
		const { error, json } = await create(input, { atOnce: 4 });
		expect(error?.context).toMatchObject({ itemIndex: 3, category: 'rejected' });
		const made = shop.stripe.refunds.size;
		expect([json.length, made < 20]).toEqual([0, true]);
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(shop.stripe.refunds.size).toBe(made); // nothing goes on behind a node that has ended
		expect(
			(
				await create(
					input.map((one) => ({ ...one, amount: '1.00' })),
					{ atOnce: 4 },
				)
			).json,
		).toHaveLength(30);
		expect(shop.stripe.refunds.size).toBe(30);
	});

	it.each([
		['atOnce', 0],
		['perSecond', 0],
		['perEndpoint', -1],
	])('refuse %s of %i', async (name, value) => {
		const { error } = await create(
			payments(2).map((payment) => ({ payment, name: payment })),
			{ [name]: value },
		);
		expect(error?.message).toContain(`${value} is not possible here`);
		expect(shop.stripe.refunds.size).toBe(0);
	});
});

describe('many refunds of cases', () => {
	it('are serial for each payment, also when two cases share one, and each case learns its own', async () => {
		const seen = watch();
		const cases = [];
		for (const payment of ['pi_sandbox_1001', 'pi_sandbox_1001', 'pi_sandbox_1003']) {
			const one = await openCase();
			const intent = {
				id: `${one.reference}/R1`,
				amount: money(100, 'EUR'),
				breakdown: [],
				payment: { id: payment, processor: 'stripe', providerIds: {} },
				reason: 'return',
			};
			await one.store.cases.record({ reference: one.reference, events: [fact('refund.due', { intent })] });
			cases.push(one);
		}
		// One store for all: the fixtures' own are only for making them.
		const [{ credential, store, reference }] = cases;
		const second = {
			id: `${reference}/R2`,
			amount: money(100, 'EUR'),
			breakdown: [],
			payment: { id: 'pi_sandbox_1003', processor: 'stripe', providerIds: {} },
			reason: 'return',
		};
		await store.cases.record({ reference, events: [fact('refund.due', { intent: second }, 'r2')] });
		const input = [
			{ reference, intent: `${reference}/R1` },
			{ reference, intent: `${reference}/R2` },
			{ reference, intent: `${reference}/R1` },
		];
		const { json, error } = await shop.run(
			'refund.create',
			{ intent: '={{ $json.intent }}', options: fast },
			{ input, credentials: { returnCaseApi: credential } },
		);
		expect(error).toBeUndefined();
		expect(json.map(({ refund }) => (refund as { outcome: string }).outcome)).toEqual(['done', 'done', 'already_done']);
		expect([seen.mostOfOnePayment, shop.stripe.refunds.size, (await store.cases.get(reference))?.settlement]).toEqual([
			1,
			2,
			'settled',
		]);
	});

	it('end the step they share when the last of them is done, and not when one failed', async () => {
		const { store, reference, credential } = await openCase();
		await store.steps.subscribe('Settle', ['refund.due']);
		const intents = ['R1', 'R2', 'R3'].map((name, index) => ({
			id: `${reference}/${name}`,
			amount: money(100, 'EUR'),
			breakdown: [],
			payment: {
				id: ['pi_sandbox_1001', 'pi_of_nobody', 'pi_sandbox_1004'][index],
				processor: 'stripe',
				providerIds: {},
			},
			reason: 'return',
		}));
		for (const intent of intents)
			await store.cases.record({ reference, events: [fact('refund.due', { intent }, intent.id)] });
		const [step] = await store.steps.claim('Settle', { limit: 1, leaseMs: 60_000, maxAttempts: 5 });
		const run = async (names: number[]) =>
			await shop.run(
				'refund.create',
				{ intent: '={{ $json.intent }}', options: { ...fast, finishStep: 'yes' } },
				{
					input: names.map((index) => ({
						reference,
						intent: intents[index].id,
						step: { id: step.id, token: step.token },
					})),
					credentials: { returnCaseApi: credential },
				},
			);
		expect((await run([0, 1])).error).toBeDefined();
		expect(await store.steps.renew([step], 60_000)).toBe(1); // still held
		expect((await run([0, 2])).error).toBeUndefined();
		expect(await store.steps.renew([step], 60_000)).toBe(0); // done
	});
});

/** Numbers that are the same in every run. */
function dice(seed: number) {
	return () => {
		seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
		return seed / 2 ** 32;
	};
}

describe('1,000 refunds, with 10 % of all requests refused (429), 5 % answered 500 after the commit and 5 % broken off', () => {
	const count = 1_000;
	function trouble() {
		const roll = dice(20261121);
		shop.stripe.failAfterCommit = () => roll() < 0.05;
		shop.journal.take = (provider) => {
			const value = roll();
			if (value < 0.1) return { provider, kind: 'rate_limit', retryAfter: 0 };
			if (value < 0.15) return { provider, kind: roll() < 0.5 ? 'drop_after_commit' : 'drop_before_commit' };
			return undefined;
		};
	}

	it('are exactly 1,000 at the provider, however many runs it takes', async () => {
		const input = payments(count).map((payment) => ({ payment, name: `${payment}/R1` }));
		trouble();
		let open: IDataObject[] = input;
		let runs = 0;
		for (; open.length && runs < 10; runs++) {
			const { json } = await create(open, { atOnce: 60 }, { continueOnFail: true });
			open = open.filter((_, index) => 'error' in json[index]);
		}
		expect(open).toEqual([]);
		expect(shop.stripe.refunds.size).toBe(count);
		expect(new Set([...shop.stripe.refunds.values()].map(({ payment_intent: payment }) => payment)).size).toBe(count);
		const faults = shop.journal.calls.filter(({ fault, status }) => fault ?? status === 500).length;
		expect(faults).toBeGreaterThan(400);
	}, 180_000);

	it('would be more, with a plain request that is sent again when it broke', async () => {
		const all = payments(count);
		trouble();
		for (const payment of all) {
			const send = async () =>
				await fetch(`${shop.url}/v1/refunds`, {
					method: 'POST',
					headers: { authorization: `Bearer ${sandboxSecrets.stripeKey}` },
					body: new URLSearchParams({ payment_intent: payment, amount: '100' }),
				}).then(
					({ ok }) => ok,
					() => false,
				);
			for (let tries = 0; tries < 3 && !(await send()); tries++);
		}
		expect(shop.stripe.refunds.size).toBeGreaterThan(count);
	}, 120_000);
});
