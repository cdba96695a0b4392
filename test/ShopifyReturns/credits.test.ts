import { giveOnce, type Credit, type Giver } from '../../nodes/ShopifyReturns/money/giveOnce';
import { marksOf } from '../../nodes/ShopifyReturns/orders/creditMarks';
import { EffectError } from '../../nodes/shared/model/effectError';
import type { ShopifyClient } from '../../nodes/ShopifyReturns/transport/client';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const credits = () => shop.shopify.state.credits.credits;
const cards = () => shop.shopify.state.credits.giftCards;
const issue = (more: object = {}) => ({
	resource: 'storeCredit',
	operation: 'issue',
	orderId: '5002',
	amount: '25.00',
	currency: 'EUR',
	creditReference: 'RMA-1/C1',
	...more,
});
const card = (more: object = {}) => ({
	resource: 'giftCard',
	operation: 'create',
	orderId: '5002',
	amount: '25.00',
	currency: 'EUR',
	creditReference: 'RMA-1/G1',
	assign: true,
	...more,
});
/** Ages what is noted at the order, as if its holder had died. */
function age(minutes = 31): void {
	const mark = shop.shopify.state.credits.metafield('gid://shopify/Order/5002', '$app:returns', 'credits')!;
	mark.value = mark.value.replace(/"at":"[^"]+"/g, `"at":"${new Date(Date.now() - minutes * 60_000).toISOString()}"`);
}

describe('Shopify Returns: Store Credit', () => {
	it('is given once for a reference, without any case store', async () => {
		const first = await shop.run(issue());
		expect(first.error).toBeUndefined();
		expect(first.json[0].storeCredit).toMatchObject({
			reference: 'RMA-1/C1',
			amount: { amount: 2500, currency: 'EUR' },
			customer: 'gid://shopify/Customer/95002',
			balance: { amount: 2500 },
			outcome: 'done',
		});
		expect((await shop.run(issue())).json[0].storeCredit).toMatchObject({
			id: credits()[0].id,
			outcome: 'already_done',
		});
		expect((await shop.run(issue({ creditReference: 'RMA-1/C2' }))).json[0].storeCredit).toMatchObject({
			outcome: 'done',
			balance: { amount: 5000 },
		});
		expect(credits()).toHaveLength(2);
	});

	it('is found again when the answer was lost after it was given', async () => {
		await shop.run(issue({ creditReference: 'RMA-0/C1' })); // an equal one before, which is not this one
		shop.journal.inject({ provider: 'shopify', operation: 'storeCreditAccountCredit', kind: 'drop_after_commit' });
		expect((await shop.run(issue())).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await shop.run(issue())).json[0].storeCredit).toMatchObject({
			id: credits()[1].id,
			outcome: 'already_done',
		});
		expect(credits()).toHaveLength(2);
	});

	it('is given by a later try when the first was lost before, but not while that one may be at it', async () => {
		shop.journal.inject({ provider: 'shopify', operation: 'storeCreditAccountCredit', kind: 'drop_before_commit' });
		expect((await shop.run(issue())).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await shop.run(issue())).error?.context).toMatchObject({ category: 'retryable' });
		age(16); // the simulation found a request that arrived after fifteen minutes
		expect((await shop.run(issue())).error?.context).toMatchObject({ category: 'retryable' });
		age();
		expect((await shop.run(issue())).json[0].storeCredit).toMatchObject({ outcome: 'done' });
		expect(credits()).toHaveLength(1);
	});

	it('is given once by twelve executions at the same moment', async () => {
		const results = await Promise.all(Array.from({ length: 12 }, async () => await shop.run(issue())));
		expect(credits()).toHaveLength(1);
		expect(results.filter(({ error }) => !error).length).toBeGreaterThan(0);
		for (const { error } of results) if (error) expect(error.context).toMatchObject({ category: 'retryable' });
	});

	it.each(['drop_after_commit', 'drop_before_commit', 'server_error'] as const)(
		'is given once when the note meets %s',
		async (kind) => {
			shop.journal.inject({ provider: 'shopify', operation: 'metafieldsSet', kind });
			expect((await shop.run(issue())).json[0].storeCredit).toMatchObject({ outcome: 'done' });
			expect((await shop.run(issue())).json[0].storeCredit).toMatchObject({ outcome: 'already_done' });
			expect(credits()).toHaveLength(1);
		},
	);

	it('is given for each of several references of one order at the same moment', async () => {
		const references = ['RMA-1/C1', 'RMA-1/C2', 'RMA-1/C3'];
		const results = await Promise.all(
			references.map(async (creditReference) => await shop.run(issue({ creditReference }))),
		);
		expect(results.map(({ error }) => error?.message)).toEqual([undefined, undefined, undefined]);
		for (const creditReference of references)
			expect((await shop.run(issue({ creditReference }))).json[0].storeCredit).toMatchObject({
				outcome: 'already_done',
			});
		expect(credits()).toHaveLength(3);
	});

	it('would be given twice without the note: the note is what protects', async () => {
		await shop.run(issue());
		shop.shopify.state.credits.metafields.clear();
		await shop.run(issue());
		expect(credits()).toHaveLength(2);
	});

	it('may be tried again at once when Shopify refused it', async () => {
		expect((await shop.run(issue({ expiresAt: '2020-01-01T00:00:00Z' }))).error?.context).toMatchObject({
			category: 'rejected',
			code: 'EXPIRES_AT_IN_PAST',
		});
		expect((await shop.run(issue())).json[0].storeCredit).toMatchObject({ outcome: 'done' });
		expect(credits()).toHaveLength(1);
	});

	it("tells the case, and does not take another case's credit for its own", async () => {
		const store = await shop.store();
		const open = async (sourceId: string) =>
			(
				await store.cases.open({
					source: 'test',
					sourceId,
					request: {
						channel: 'shopify',
						brand: 'default',
						lines: [{ id: 'A', quantity: 1, sku: '', title: '', reason: 'unknown', providerIds: {} }],
						providerIds: { 'shopify.order': 'gid://shopify/Order/5002' },
					},
				})
			).reference;
		const run = async (reference: string) =>
			await shop.run(issue({ orderId: '', creditReference: '' }), { input: [{ reference }], withStore: true });
		const [a, b] = [await open('a'), await open('b')];
		// b's try is lost before it gives anything; in between a gives the same amount to the same customer.
		shop.journal.inject({ provider: 'shopify', operation: 'storeCreditAccountCredit', kind: 'drop_before_commit' });
		expect((await run(b)).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await run(a)).json[0]).toMatchObject({
			storeCredit: { outcome: 'done', reference: `${a}/C1` },
			case: { ids: { 'shopify.store_credit': credits()[0].id } },
		});
		age();
		expect((await run(b)).json[0]).toMatchObject({ storeCredit: { outcome: 'done' } });
		expect(credits()).toHaveLength(2);
		expect((await store.cases.timeline(a)).map(({ type }) => type)).toEqual([
			'return.requested',
			'store_credit.issued',
		]);
	});

	it.each([
		[{ amount: '0' }, 'must be more than zero'],
		[{ amount: '25', currency: 'Euro' }, 'is no currency'],
		[{ creditReference: '' }, 'has no reference'],
		[{ customerId: 'sam' }, 'is no customer'],
		[{ options: { highestAmount: '10.00' } }, "above this node's limit"],
		[{ customerId: '1' }, 'Shopify has no customer'],
	])('refuses %o', async (more, message) => {
		expect((await shop.run(issue(more))).error?.message).toContain(message);
		expect(credits()).toHaveLength(0);
	});

	it('does not become another amount, and is not given in a test run', async () => {
		expect((await shop.run(issue(), { mode: 'manual' })).json[0].storeCredit).toMatchObject({ outcome: 'dry_run' });
		expect(credits()).toHaveLength(0);
		await shop.run(issue());
		expect((await shop.run(issue({ amount: '26.00' }))).error?.message).toBe(
			'Credit RMA-1/C1 was begun before with 25.00 EUR, not 26.00 EUR',
		);
	});
});

describe('Shopify Returns: Gift Card', () => {
	it('is made once, and tells its code only to the run that made it', async () => {
		const first = await shop.run(card());
		expect(first.json[0].giftCard).toMatchObject({
			reference: 'RMA-1/G1',
			amount: { amount: 2500 },
			maskedCode: expect.stringContaining('••••'),
			code: cards()[0].code,
			outcome: 'done',
		});
		const again = await shop.run(card());
		expect(again.json[0].giftCard).toMatchObject({ outcome: 'already_done', id: cards()[0].id });
		expect(again.json[0].giftCard).not.toHaveProperty('code');
		expect(cards()).toMatchObject([{ note: 'Return credit [RMA-1/G1]' }]);
	});

	it('is found again by its note', async () => {
		shop.journal.inject({ provider: 'shopify', operation: 'giftCardCreate', kind: 'drop_after_commit' });
		expect((await shop.run(card())).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await shop.run(card())).json[0].giftCard).toMatchObject({
			id: cards()[0].id,
			outcome: 'already_done',
			maskedCode: expect.any(String),
		});
		expect(cards()).toHaveLength(1);
	});

	it('keeps its code out of the case store', async () => {
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: 'a',
			request: {
				channel: 'shopify',
				brand: 'default',
				lines: [{ id: 'A', quantity: 1, sku: '', title: '', reason: 'unknown', providerIds: {} }],
				providerIds: { 'shopify.order': 'gid://shopify/Order/5002' },
			},
		});
		const {
			json: [item],
		} = await shop.run(card({ orderId: '', creditReference: '' }), { input: [{ reference }], withStore: true });
		const { code } = item.giftCard as { code: string };
		expect(code).toBe(cards()[0].code);
		const kept = JSON.stringify([
			await store.cases.timeline(reference),
			await store.claims.get(`shopify.gift_card:${reference}/G1`),
			await store.cases.get(reference),
		]);
		expect(kept).toContain(cards()[0].id);
		expect(kept).not.toContain(code);
	});

	it.each([
		[{ expiresOn: 'next year' }, 'is no day'],
		[{ options: { highestAmount: '1' } }, "above this node's limit"],
	])('refuses %o', async (more, message) => {
		expect((await shop.run(card(more))).error?.message).toContain(message);
		expect(cards()).toHaveLength(0);
	});
});

describe('what is noted at the order', () => {
	it('is left alone when it cannot be read: then nothing is given', async () => {
		shop.shopify.state.credits.setMetafields([
			{
				ownerId: 'gid://shopify/Order/5002',
				namespace: '$app:returns',
				key: 'credits',
				type: 'json',
				value: '{"RMA-1/C1":{}}',
			},
		]);
		expect((await shop.run(issue())).error?.context).toMatchObject({ category: 'rejected', code: 'marks_unreadable' });
		expect(credits()).toHaveLength(0);
		expect(marksOf(undefined)).toEqual({});
	});

	it('leaves a credit that cannot be told apart to a person', async () => {
		shop.journal.inject({ provider: 'shopify', operation: 'storeCreditAccountCredit', kind: 'drop_after_commit' });
		await shop.run(issue());
		shop.shopify.state.credits.credit('gid://shopify/Customer/95002', {
			creditAmount: { amount: '25.00', currencyCode: 'EUR' },
		}); // staff, at the same time
		expect((await shop.run(issue())).error?.context).toMatchObject({
			category: 'unknown_outcome',
			code: 'credit_ambiguous',
		});
		expect(credits()).toHaveLength(2);
	});

	describe('with a note that is kept by compare-and-set', () => {
		const amount = { amount: 1, currency: 'EUR' };
		let given: number;
		/** Called when a note has been written. */
		let written: () => void;
		const giver: Giver<Credit> = {
			before: async () => [],
			find: async () => undefined,
			give: async () => ({ reference: 'r', id: `c${++given}`, amount }),
		};
		const values = { value: undefined as string | undefined, version: 0 };
		const client = {
			send: async (
				{ name }: { name: string },
				variables: { metafields?: Array<{ value: string; compareDigest: string | null }> },
			) => {
				if (name === 'OrderMarks')
					return {
						order: {
							id: 'o',
							name: '#1',
							tags: [],
							metafield:
								values.value === undefined
									? null
									: { id: 'm', type: 'json', value: values.value, compareDigest: String(values.version) },
						},
					};
				const [{ value, compareDigest }] = variables.metafields!;
				if (compareDigest !== (values.value === undefined ? null : String(values.version)))
					throw new EffectError('stale', { category: 'rejected', code: 'STALE_OBJECT' });
				values.value = value;
				values.version++;
				written();
				return {
					metafieldsSet: { metafields: [{ id: 'm', type: 'json', value, compareDigest: String(values.version) }] },
				};
			},
		} as unknown as ShopifyClient;
		/** The last look at what others have paid back. */
		let look: () => Promise<void>;
		const give = async (now?: () => number) =>
			await giveOnce(client, { orderId: 'o', reference: 'r', amount }, giver, async () => await look(), now);
		beforeEach(() => {
			given = 0;
			written = () => undefined;
			look = async () => undefined;
			Object.assign(values, { value: undefined, version: 0 });
		});

		it('notes and gives nothing when others have paid, but finds what was given before they did (found by the simulation)', async () => {
			const paid = async () => await Promise.reject(new Error('others have paid'));
			look = paid;
			await expect(give()).rejects.toThrow('others have paid');
			expect([given, values.value]).toEqual([0, undefined]);
			look = async () => undefined;
			await give();
			look = paid;
			expect(await give()).toMatchObject({ id: 'c1' });
			expect(given).toBe(1);
		});

		it('lets only one try through', async () => {
			const tries = await Promise.allSettled(Array.from({ length: 20 }, async () => await give()));
			expect(given).toBe(1);
			expect(tries.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
		});

		it('does not give when it stood still after its note, and may have been taken for dead (found by the simulation)', async () => {
			let time = Date.parse('2026-11-21T10:00:00Z');
			written = () => (time += 15 * 60_000);
			await expect(give(() => time)).rejects.toMatchObject({ category: 'retryable' });
			expect(given).toBe(0);
			written = () => undefined;
			time += 31 * 60_000;
			await give(() => time);
			expect(given).toBe(1);
		});
	});
});
