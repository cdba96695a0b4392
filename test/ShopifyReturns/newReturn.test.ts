import fc from 'fast-check';
import { releases } from '../../nodes/ShopifyReturns/returns/exchange';
import { reasonHandle } from '../../nodes/ShopifyReturns/returns/reasons';
import { removalsOf } from '../../nodes/ShopifyReturns/returns/removals';
import { carriesMark, markedNote, referenceIn } from '../../nodes/ShopifyReturns/returns/returnMark';
import { spreadLines } from '../../nodes/ShopifyReturns/orders/spreadLines';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const returns = (operation: string, more: object = {}) => ({ resource: 'return', operation, ...more });
const made = (number = '#1001') => shop.shopify.state.order(number).returns;
const lines = [{ sku: 'TEE-BLUE-M', quantity: 2, reason: 'defective', note: 'torn', restockingFee: 10 }];
const create = (more: object = {}) => returns('create', { orderId: '5001', lines, returnReference: 'RMA-1', ...more });

const place = (id: number, line: number, sku: string, quantity: number) => ({
	quantity,
	fulfillmentLineItem: {
		id: `gid://shopify/FulfillmentLineItem/${id}`,
		lineItem: { id: `gid://shopify/LineItem/${line}`, sku, title: 'T' },
	},
});

describe('lines to return', () => {
	it('are found over several deliveries, and never more than were delivered', () => {
		fc.assert(
			fc.property(
				fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 4 }),
				fc.integer({ min: 1, max: 12 }),
				(delivered, wanted) => {
					const places = delivered.map((quantity, index) => place(index, 1, 'A', quantity));
					const total = delivered.reduce((sum, one) => sum + one, 0);
					if (wanted > total) {
						expect(() => spreadLines([{ label: 'A', sku: 'A', quantity: wanted }], places)).toThrow(
							`${total} of it were delivered`,
						);
						return;
					}
					const spread = spreadLines([{ label: 'A', sku: 'A', quantity: wanted }], places);
					expect(spread.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(wanted);
					for (const { fulfillmentLine, quantity } of spread)
						expect(quantity).toBeLessThanOrEqual(
							places.find((one) => one.fulfillmentLineItem.id === fulfillmentLine)!.quantity,
						);
				},
			),
		);
	});

	it('share what is there, and are not guessed', () => {
		const one = { label: 'A', sku: 'A', quantity: 1 };
		expect(() => spreadLines([one, one], [place(1, 1, 'A', 1)])).toThrow('0 of it were delivered');
		expect(() => spreadLines([one], [place(1, 1, 'A', 1), place(2, 2, 'A', 1)])).toThrow(
			'SKU A stands on 2 lines of the order',
		);
		expect(
			spreadLines([{ label: 'A', orderLine: '2', quantity: 1 }], [place(1, 1, 'A', 1), place(2, 2, 'A', 1)])[0]
				.fulfillmentLine,
		).toBe('gid://shopify/FulfillmentLineItem/2');
	});

	it("carry the case in their note, within Shopify's limit", () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 600 }), (note) => {
				const marked = markedNote(note, 'RMA-7K2M9QX4TB', 255);
				return marked.length <= 255 && carriesMark(marked, 'RMA-7K2M9QX4TB') && !carriesMark(marked, 'RMA-7K2M9QX4T');
			}),
		);
		expect([referenceIn('torn [RMA-7K2M9QX4TB]'), referenceIn('torn [x]'), referenceIn(null)]).toEqual([
			'RMA-7K2M9QX4TB',
			undefined,
			undefined,
		]);
	});

	it.each([
		['defective', 'damaged-or-defective'],
		['WRONG_ITEM', 'received-the-wrong-item'],
		['too-big', 'too-big'],
		['', 'unknown'],
		['smells of rain', 'other-reason'],
	])('of reason "%s" are %s to Shopify', (reason, handle) => expect(reasonHandle(reason)).toBe(handle));
});

describe('Shopify Returns: Create', () => {
	it('makes one open return with fees and exchange, whatever is repeated', async () => {
		const more = {
			exchangeLines: [{ variant: '9', quantity: 1, discountPercent: 5 }],
			returnShippingFee: '4.90',
			currency: 'EUR',
		};
		const first = await shop.run(create(more));
		expect(first.error).toBeUndefined();
		expect(first.json[0].shopifyReturn).toMatchObject({
			name: '#1001-R1',
			status: 'OPEN',
			totalQuantity: 2,
			orderId: 'gid://shopify/Order/5001',
			outcome: 'done',
		});
		expect(made()).toMatchObject([
			{
				status: 'OPEN',
				shippingFee: { amount: 490, currency: 'EUR' },
				exchanges: [{ variantId: 'gid://shopify/ProductVariant/9', quantity: 1 }],
				lines: [{ quantity: 2, reason: 'DEFECTIVE', staffNote: 'torn [RMA-1]', restockingFee: 10 }],
			},
		]);
		expect((await shop.run(create(more))).json[0].shopifyReturn).toMatchObject({
			outcome: 'already_done',
			id: made()[0].id,
		});
		expect(made()).toHaveLength(1);
	});

	it('looks before it makes another when the answer was lost', async () => {
		shop.journal.inject({ provider: 'shopify', operation: 'returnCreate', kind: 'drop_after_commit' });
		expect((await shop.run(create())).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await shop.run(create())).json[0].shopifyReturn).toMatchObject({ outcome: 'already_done' });
		expect(made()).toHaveLength(1);
	});

	it('would make two without the mark: another reference is another return', async () => {
		await shop.run(create({ lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }] }));
		await shop.run(create({ lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }], returnReference: 'RMA-10' }));
		expect(made()).toHaveLength(2);
		expect(
			(await shop.run(create({ returnReference: 'RMA-11', lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }] }))).error
				?.message,
		).toContain('0 of it were delivered');
	});

	it('changes nothing in a test run', async () => {
		expect((await shop.run(create(), { mode: 'manual' })).json[0].shopifyReturn).toMatchObject({
			status: 'OPEN',
			totalQuantity: 2,
			outcome: 'dry_run',
		});
		expect(made()).toHaveLength(0);
	});

	it('takes what a case approved, and the case learns its return', async () => {
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'portal',
			sourceId: 'x',
			request: {
				channel: 'portal',
				brand: 'default',
				orderNumber: '#1001',
				lines: [{ id: 'A', quantity: 2, sku: 'TEE-BLUE-M', title: '', reason: 'unwanted', providerIds: {} }],
				providerIds: { 'shopify.order': 'gid://shopify/Order/5001' },
			},
		});
		await store.cases.record({
			reference,
			events: [{ source: 'test', id: 'a', type: 'return.approved', data: { lines: [{ line: 'A', quantity: 1 }] } }],
		});
		const run = async () =>
			await shop.run(returns('create', { lines: [], orderId: '', exchangeLines: [{ variant: '9', quantity: 1 }] }), {
				input: [{ reference }],
				withStore: true,
			});
		const {
			json: [item],
			error,
		} = await run();
		expect(error).toBeUndefined();
		expect(item).toMatchObject({
			shopifyReturn: { totalQuantity: 1, outcome: 'done' },
			case: { ids: { 'shopify.return': made()[0].id } },
		});
		expect((await run()).json[0].shopifyReturn).toMatchObject({ outcome: 'already_done' });
		expect((await store.cases.timeline(reference)).map(({ type }) => type)).toEqual([
			'return.requested',
			'return.approved',
			'return_document.created',
			'exchange.created',
		]);
		expect(made()[0].lines[0].staffNote).toBe(`[${reference}]`);
	});

	it.each([
		[{ returnReference: '' }, 'The return has no reference'],
		[{ returnReference: 'a]' }, 'has brackets'],
		[{ exchangeLines: [{ variant: 'shirt', quantity: 1 }] }, 'is no variant'],
		[{ lines: '{' }, 'Lines cannot be read'],
		[{ lines: [{ sku: 'A', quantity: 1, colour: 'red' }] }, 'Unrecognized key'],
	])('refuses %o', async (more, message) => {
		expect((await shop.run(create(more))).error?.message).toContain(message);
		expect(made()).toHaveLength(0);
	});
});

describe('Shopify Returns: Request', () => {
	const request = returns('request', { orderId: '5001', lines, returnReference: 'RMA-2' });
	it("asks once, with the customer's own note", async () => {
		shop.journal.inject({ provider: 'shopify', operation: 'returnRequest', kind: 'drop_after_commit' });
		expect((await shop.run(request)).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await shop.run(request)).json[0].shopifyReturn).toMatchObject({
			status: 'REQUESTED',
			outcome: 'already_done',
		});
		expect(made()).toMatchObject([{ status: 'REQUESTED', lines: [{ note: 'torn [RMA-2]' }] }]);
		expect(
			(
				await shop.run(
					{ ...request, returnReference: 'RMA-3', lines: [{ sku: 'MUG-WHITE', quantity: 1 }] },
					{ mode: 'manual' },
				)
			).json[0].shopifyReturn,
		).toMatchObject({ status: 'REQUESTED', outcome: 'dry_run' });
	});
});

describe('Shopify Returns: Remove Items', () => {
	const open = () =>
		shop.shopify.state.approve(
			shop.shopify.state.request(shop.shopify.state.order('#1001'), [
				{ sku: 'TEE-BLUE-M', quantity: 2 },
				{ sku: 'MUG-WHITE', quantity: 1 },
			]).id,
		);
	const remove = (id: string, wanted: object[], more: object = {}) =>
		returns('removeItems', { returnId: id, lines: wanted, ...more });

	it('says what remains, so a repeat takes out nothing', async () => {
		const found = open();
		const wanted = [{ line: found.lines[0].id, remaining: 1 }];
		expect((await shop.run(remove(found.id, wanted))).json[0].shopifyReturn).toMatchObject({
			totalQuantity: 2,
			removed: [{ quantity: 1 }],
			outcome: 'done',
		});
		expect((await shop.run(remove(found.id, wanted))).json[0].shopifyReturn).toMatchObject({
			totalQuantity: 2,
			removed: [],
			outcome: 'already_done',
		});
		expect(found.lines[0].quantity).toBe(1);
	});

	it('counts again when the answer was lost, and taking out the last closes the return', async () => {
		const found = open();
		const all = found.lines.map(({ id }) => ({ line: `L${id.split('/').pop()}`, remaining: 0 }));
		shop.journal.inject({ provider: 'shopify', operation: 'removeFromReturn', kind: 'drop_after_commit' });
		expect((await shop.run(remove(found.id, all))).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await shop.run(remove(found.id, all))).json[0].shopifyReturn).toMatchObject({
			status: 'CLOSED',
			totalQuantity: 0,
			outcome: 'already_done',
		});
	});

	it('refuses to add, and to take out what was processed', async () => {
		const found = open();
		expect((await shop.run(remove(found.id, [{ line: found.lines[0].id, remaining: 3 }]))).error?.message).toContain(
			'cannot remain in the return: it has 2',
		);
		shop.shopify.state.process(found.id, [{ id: found.lines[0].id, quantity: 1 }]);
		expect((await shop.run(remove(found.id, [{ line: found.lines[0].id, remaining: 0 }]))).error?.message).toContain(
			'were processed already',
		);
		expect(removalsOf([], [{ line: 'L1', remaining: 0 }])).toEqual([]);
	});
});

describe('Shopify Returns: Cancel and Reopen', () => {
	it('cancel a return of which nothing was processed, once', async () => {
		const { id } = shop.shopify.state.request(shop.shopify.state.order('#1001'), [{ sku: 'TEE-BLUE-M', quantity: 1 }]);
		expect((await shop.run(returns('cancel', { returnId: id }))).json[0].shopifyReturn).toMatchObject({
			status: 'CANCELED',
			outcome: 'done',
		});
		expect((await shop.run(returns('cancel', { returnId: id }))).json[0].shopifyReturn).toMatchObject({
			outcome: 'already_done',
		});
		const other = shop.shopify.state.approve(
			shop.shopify.state.request(shop.shopify.state.order('#1002'), [{ sku: 'CAP-RED', quantity: 1 }]).id,
		);
		shop.shopify.state.process(other.id, [{ id: other.lines[0].id, quantity: 1 }]);
		expect((await shop.run(returns('cancel', { returnId: other.id }))).error?.message).toContain('not cancelable');
	});

	it('close, reopen, close and reopen again, each round once', async () => {
		const store = await shop.store();
		const found = shop.shopify.state.approve(
			shop.shopify.state.request(shop.shopify.state.order('#1001'), [{ sku: 'TEE-BLUE-M', quantity: 1 }]).id,
		);
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: 'x',
			request: {
				channel: 'shopify',
				brand: 'default',
				lines: [{ id: 'A', quantity: 1, sku: '', title: '', reason: 'unknown', providerIds: {} }],
				providerIds: { 'shopify.return': found.id },
			},
		});
		const outcomes: unknown[] = [];
		for (const operation of ['close', 'close', 'reopen', 'reopen', 'close', 'reopen']) {
			const { json, error } = await shop.run(returns(operation, { returnId: '' }), {
				input: [{ reference }],
				withStore: true,
			});
			outcomes.push(error?.message ?? (json[0].shopifyReturn as { outcome: string }).outcome);
		}
		expect(outcomes).toEqual(['done', 'already_done', 'done', 'already_done', 'done', 'done']);
		expect(found.status).toBe('OPEN');
		expect([shop.journal.count('shopify', 'returnClose'), shop.journal.count('shopify', 'returnReopen')]).toEqual([
			2, 2,
		]);
		expect((await store.cases.timeline(reference)).map(({ id }) => id).filter((id) => id.includes('closed'))).toEqual([
			`${found.id}/closed`,
			`${found.id}/closed/2`,
		]);
	});

	it.each([
		['return.expired', 'expired', undefined],
		['return.canceled', 'canceled', undefined],
		['return.declined', 'declined', undefined],
		['return.expired', 'expired', 'decline'],
		['return.expired', 'expired', 'close'],
	] as const)(
		'cancel in Shopify what ended elsewhere by %s, and the case stays %s (meanwhile in Shopify: %s)',
		async (type, verdict, meanwhile) => {
			const store = await shop.store();
			const asked = shop.shopify.state.request(shop.shopify.state.order('#1002'), [{ sku: 'CAP-RED', quantity: 1 }]);
			const { reference } = await store.cases.open({
				source: 'test',
				sourceId: 'x',
				request: {
					channel: 'shopify',
					brand: 'default',
					lines: [{ id: 'A', quantity: 1, sku: '', title: '', reason: 'unknown', providerIds: {} }],
					providerIds: { 'shopify.return': asked.id },
				},
			});
			if (meanwhile) asked.status = meanwhile === 'decline' ? 'DECLINED' : 'CLOSED';
			else shop.shopify.state.approve(asked.id);
			await store.cases.record({
				reference,
				events: [
					{ source: 'test', id: 'a', type: 'return.approved', data: {} },
					{ source: 'test', id: 'e', type, data: { reason: 'x' } },
				],
			});
			const length = (await store.cases.timeline(reference)).length;
			for (const outcome of ['done', 'already_done']) {
				const { json, error } = await shop.run(returns('cancel', { returnId: '' }), {
					input: [{ reference }],
					withStore: true,
				});
				expect(error).toBeUndefined();
				expect(json[0]).toMatchObject({ shopifyReturn: { outcome }, case: { authorization: verdict } });
			}
			expect(asked.status).toBe({ decline: 'DECLINED', close: 'CLOSED' }[meanwhile as string] ?? 'CANCELED');
			expect(await store.cases.timeline(reference)).toHaveLength(length);
		},
	);

	it('say nothing of an expired return that Shopify does not have', async () => {
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: 'x',
			request: {
				channel: 'portal',
				brand: 'default',
				lines: [{ id: 'A', quantity: 1, sku: '', title: '', reason: 'unknown', providerIds: {} }],
				providerIds: {},
			},
		});
		await store.cases.record({
			reference,
			events: [
				{ source: 'test', id: 'a', type: 'return.approved', data: {} },
				{ source: 'test', id: 'e', type: 'return.expired', data: {} },
			],
		});
		expect(
			(await shop.run(returns('cancel', { returnId: '' }), { input: [{ reference }], withStore: true })).json[0],
		).toMatchObject({ shopifyReturn: { inShopify: false }, case: { authorization: 'expired' } });
	});

	it('do not cancel a return whose refund is due', async () => {
		const store = await shop.store();
		const found = shop.shopify.state.approve(
			shop.shopify.state.request(shop.shopify.state.order('#1002'), [{ sku: 'CAP-RED', quantity: 1 }]).id,
		);
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: 'x',
			request: {
				channel: 'shopify',
				brand: 'default',
				lines: [{ id: 'A', quantity: 1, sku: '', title: '', reason: 'unknown', providerIds: {} }],
				providerIds: { 'shopify.return': found.id },
			},
		});
		await store.cases.record({
			reference,
			events: [
				{ source: 'test', id: 'a', type: 'return.approved', data: {} },
				{
					source: 'test',
					id: 'd',
					type: 'refund.due',
					data: {
						intent: {
							id: `${reference}/R1`,
							amount: { amount: 100, currency: 'EUR' },
							payment: { id: 'p', processor: 'other', providerIds: {} },
						},
					},
				},
			],
		});
		expect(
			(await shop.run(returns('cancel', { returnId: '' }), { input: [{ reference }], withStore: true })).error?.message,
		).toContain('it cannot be canceled any more');
		expect(found.status).toBe('OPEN');
	});
});

describe('exchange items', () => {
	it('are released with the goods, once', async () => {
		await shop.run(create({ exchangeLines: [{ variant: '9', quantity: 1 }] }));
		const [found] = made();
		const parameters = returns('process', {
			returnId: found.id,
			lines: [{ line: found.lines[0].id.split('/').pop(), quantity: 1, destination: 'restock' }].map((one) => ({
				...one,
				line: `L${one.line}`,
			})),
			releaseExchange: true,
		});
		shop.journal.inject({ provider: 'shopify', operation: 'returnProcess', kind: 'drop_after_commit' });
		expect((await shop.run(parameters)).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await shop.run(parameters)).json[0].shopifyReturn).toMatchObject({ outcome: 'already_done' });
		expect(found).toMatchObject({ exchanges: [{ processed: 1 }], lines: [{ processed: 1 }] });
		expect(
			releases(
				{
					exchangeLineItems: {
						nodes: [
							{ id: 'e', quantity: 2, processableQuantity: 0 },
							{ id: 'f', quantity: 2, processableQuantity: 1 },
						],
					},
				},
				true,
			),
		).toEqual([{ id: 'f', quantity: 1 }]);
		expect(
			releases({ exchangeLineItems: { nodes: [{ id: 'f', quantity: 2, processableQuantity: 1 }] } }, false),
		).toEqual([]);
	});
});
