import fc from 'fast-check';
import { formats, recordsOf } from '../../nodes/ReturnReconciliation/mapping';
import { isInOrder } from '../../nodes/ReturnReconciliation/mapping/check';
import { instant } from '../../nodes/ReturnReconciliation/mapping/raw';
import { FinancialRecord } from '../../nodes/shared/model';

const read = (format: (typeof formats)[number], item: object) =>
	recordsOf(item as Record<string, unknown>, format, 'Input');
const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('Stripe', () => {
	const refund = {
		id: 're_1',
		object: 'refund',
		amount: 1250,
		currency: 'eur',
		status: 'requires_action',
		created: 1_790_000_000,
		payment_intent: 'pi_1',
		charge: { id: 'ch_1' },
		balance_transaction: null,
		metadata: { return_reference: 'RMA-1', refund_intent: 'RMA-1/R1' },
	};

	it('reads a refund of the API', () => {
		expect(read('stripeRefund', refund)).toEqual([
			{
				source: 'stripe',
				kind: 'refund',
				id: 're_1',
				reference: 'RMA-1',
				intent: 'RMA-1/R1',
				amount: eur(1250),
				status: 'pending',
				providerStatus: 'requires_action',
				time: '2026-09-21T14:13:20.000Z',
				processor: 'stripe',
				payment: 'pi_1',
				providerIds: { 'stripe.refund': 're_1', 'stripe.payment_intent': 'pi_1', 'stripe.charge': 'ch_1' },
			},
		]);
	});
	it('reads a refund as the node gives it out', () => {
		const canonical = {
			id: 're_1',
			intent: '',
			amount: eur(1250),
			status: 'failed',
			createdAt: '2026-11-20T10:00:00.000Z',
			providerIds: { 'stripe.refund': 're_1', 'stripe.payment_intent': 'pi_1' },
		};
		const [record] = read('stripeRefund', { reference: 'RMA-1', refund: canonical });
		expect(record).toMatchObject({ id: 're_1', status: 'failed', amount: eur(1250), payment: 'pi_1' });
		expect(record.intent).toBeUndefined();
	});
	it.each([
		['JPY', 500, 500],
		['ISK', 50_000, 500],
		['KWD', 1250, 1250],
	])('reads %s in its own minor unit', (currency, sent, amount) => {
		expect(read('stripeRefund', { ...refund, currency: currency.toLowerCase(), amount: sent })[0].amount).toEqual({
			amount,
			currency,
		});
	});
	it('takes refunds and their failures of a payout, and skips the rest', () => {
		const row = (type: string, amount: number) => ({
			id: `txn_${type}`,
			object: 'balance_transaction',
			type,
			amount,
			currency: 'eur',
			created: 1_790_000_000,
			source: 're_1',
			exchange_rate: null,
		});
		expect(read('stripeTransaction', row('refund', -1250))[0]).toMatchObject({
			id: 're_1',
			amount: eur(1250),
			status: 'succeeded',
			providerIds: { 'stripe.refund': 're_1', 'stripe.balance_transaction': 'txn_refund' },
		});
		expect(read('stripeTransaction', row('refund_failure', 1250))[0]).toMatchObject({
			id: 're_1',
			amount: eur(1250),
			status: 'failed',
		});
		expect(
			['charge', 'payout', 'stripe_fee', 'adjustment'].flatMap((type) => read('stripeTransaction', row(type, 5))),
		).toEqual([]);
	});
	const booked = (type: string, category: string | undefined, amount: number) =>
		read('stripeTransaction', {
			id: 'txn_1',
			type,
			...(category && { reporting_category: category }),
			amount,
			currency: 'eur',
			created: 1,
			source: 're_1',
		});
	it.each([
		['payment_failure_refund', 'charge_failure', -1250],
		['refund', 'charge_failure', -1250],
		['refund', 'partial_capture_reversal', -1250],
		['adjustment', 'dispute', -1250],
		['payment', 'charge', 1250],
		['refund', 'a word of tomorrow', -1250],
		['payment_failure_refund', undefined, -1250],
	])('takes %s of category %s for no refund', (type, category, amount) => {
		expect(booked(type, category, amount)).toEqual([]);
	});
	it.each([
		['payment_refund', 'refund', -1250, 'succeeded'],
		['refund_failure', 'refund_failure', 1250, 'failed'],
		// Refunds that failed were booked so before there was a type for them.
		['adjustment', 'refund_failure', 1250, 'failed'],
		['refund', 'refund', 1250, 'failed'],
		['a type of tomorrow', 'refund', -1250, 'succeeded'],
		['refund', undefined, -1250, 'succeeded'],
		['refund_failure', undefined, 1250, 'failed'],
	])('reads %s of category %s and %i as %s', (type, category, amount, status) => {
		expect(booked(type, category, amount)).toMatchObject([{ id: 're_1', status, amount: eur(1250) }]);
	});
	it.each([
		['adjustment', 'risk_reserved_funds', -1250],
		['contribution', 'contribution', -12],
		['climate_order_purchase', 'climate_order_purchase', -12],
		['transfer_refund', 'transfer_reversal', 1250],
		['application_fee_refund', 'platform_earning_refund', -30],
		['topup_reversal', 'topup_reversal', -1250],
	])('takes %s of category %s for no refund of a customer', (type, category, amount) => {
		expect(booked(type, category, amount)).toEqual([]);
	});
	it.each([
		[{ reason: 'partial_capture' }],
		[{ reason: 'expired_uncaptured_charge' }],
		[{ balance_transaction: { id: 'txn_1', reporting_category: 'partial_capture_reversal' } }],
	])('takes a refund that only let go what was never captured for none: %j', (more) => {
		expect(read('stripeRefund', { ...refund, ...more })).toEqual([]);
		expect(read('stripeRefund', { refund: { ...refund, ...more } })).toEqual([]);
	});
	it('reads category and sign as Stripe Refunds gives them out, too', () => {
		const given = (category: string, amount: number) =>
			read('stripeTransaction', {
				transaction: {
					id: 'txn_1',
					type: 'refund',
					category,
					amount: eur(amount),
					source: 're_1',
					createdAt: '2026-11-20T10:00:00.000Z',
				},
			});
		expect(given('partial_capture_reversal', -1250)).toEqual([]);
		expect(given('refund', -1250)).toMatchObject([{ status: 'succeeded' }]);
	});
	it('counts a part of a unit that nobody can pay as none, and loses no other row for it', () => {
		const isk = { ...refund, amount: 440_050, currency: 'isk' };
		expect(read('stripeRefund', isk)[0].amount).toEqual({ amount: 4400, currency: 'ISK' });
		expect(
			read('stripeTransaction', {
				id: 'txn_1',
				type: 'refund',
				amount: -440_050,
				currency: 'isk',
				created: 1,
				source: isk,
			}),
		).toMatchObject([{ amount: { amount: 4400, currency: 'ISK' } }]);
	});
	it('refuses to take the settled amount for the refunded one', () => {
		const settled = {
			id: 'txn_1',
			type: 'refund',
			amount: -1400,
			currency: 'usd',
			created: 1,
			source: 're_1',
			exchange_rate: 1.12,
		};
		expect(() => read('stripeTransaction', settled)).toThrow('expanded');
		expect(read('stripeTransaction', { ...settled, source: refund })[0]).toMatchObject({
			amount: eur(1250),
			reference: 'RMA-1',
			intent: 'RMA-1/R1',
			payment: 'pi_1',
		});
	});
});

describe('Shopify', () => {
	const transaction = (id: number, status: string, amount: string) => ({
		id: `gid://shopify/OrderTransaction/${id}`,
		kind: 'REFUND',
		status,
		gateway: 'shopify_payments',
		parentTransaction: { id: 'gid://shopify/OrderTransaction/1' },
		amountSet: {
			presentmentMoney: { amount, currencyCode: 'EUR' },
			shopMoney: { amount: '99.00', currencyCode: 'USD' },
		},
	});

	it("reads a refund by the transaction that tells how it stands, in the customer's currency", () => {
		const refund = {
			id: 'gid://shopify/Refund/7',
			note: 'Return refund [RMA-1/R2]',
			createdAt: '2026-11-20T10:00:00Z',
			transactions: { nodes: [transaction(8, 'ERROR', '12.50'), transaction(9, 'SUCCESS', '12.50')] },
		};
		expect(read('shopifyRefund', refund)[0]).toMatchObject({
			id: 'gid://shopify/Refund/7',
			reference: 'RMA-1',
			intent: 'RMA-1/R2',
			amount: eur(1250),
			status: 'succeeded',
			processor: 'shopify_payments',
			payment: 'gid://shopify/OrderTransaction/1',
			providerIds: {
				'shopify.refund': 'gid://shopify/Refund/7',
				'shopify.transaction': 'gid://shopify/OrderTransaction/9',
			},
		});
	});
	it('takes no refund for money moved before it has a transaction', () => {
		expect(read('shopifyRefund', { id: 'gid://shopify/Refund/7', note: null, transactions: { nodes: [] } })).toEqual(
			[],
		);
	});
	it('does not take any note of staff for a reference', () => {
		expect(
			read('shopifyRefund', {
				id: 'gid://shopify/Refund/7',
				note: 'goodwill',
				transactions: [transaction(9, 'SUCCESS', '1.00')],
			})[0].reference,
		).toBeUndefined();
	});
	it('reads a refund that was settled by Shopify Payments, and one that came back', () => {
		const settlement = {
			id: 'gid://shopify/ShopifyPaymentsBalanceTransaction/5',
			type: 'refund',
			date: '2026-11-20T10:00:00.000Z',
			amount: eur(-1250),
			fee: eur(0),
			net: eur(-1250),
			test: false,
			transaction: 'gid://shopify/OrderTransaction/9',
		};
		expect(read('shopifySettlement', { settlement })[0]).toMatchObject({
			id: 'gid://shopify/OrderTransaction/9',
			amount: eur(1250),
			status: 'succeeded',
			processor: 'shopify_payments',
			providerIds: { 'shopify.transaction': 'gid://shopify/OrderTransaction/9' },
		});
		expect(read('shopifySettlement', { settlement: { ...settlement, type: 'refund_failure' } })[0].status).toBe(
			'failed',
		);
		expect(
			[{ type: 'charge' }, { type: 'payout' }].flatMap((other) =>
				read('shopifySettlement', { settlement: { ...settlement, ...other } }),
			),
		).toEqual([]);
	});
	it('reads a transaction of a webhook, and skips sales', () => {
		const body = {
			id: 1,
			admin_graphql_api_id: 'gid://shopify/OrderTransaction/9',
			kind: 'refund',
			status: 'success',
			amount: '12.50',
			currency: 'EUR',
			gateway: 'shopify_payments',
			parent_id: 1,
			authorization: 're_9',
			created_at: '2026-11-20T05:00:00-05:00',
		};
		expect(read('shopifyTransaction', body)[0]).toMatchObject({
			id: 'gid://shopify/OrderTransaction/9',
			amount: eur(1250),
			status: 'succeeded',
			time: '2026-11-20T10:00:00.000Z',
			payment: 'gid://shopify/OrderTransaction/1',
			providerIds: { 'shopify.transaction': 'gid://shopify/OrderTransaction/9', 'stripe.refund': 're_9' },
		});
		expect(read('shopifyTransaction', { ...body, kind: 'sale' })).toEqual([]);
		// Shopify writes more decimals than the currency has: rounded, as the order is.
		expect(read('shopifyTransaction', { ...body, amount: '4400.5', currency: 'ISK' })[0].amount).toEqual({
			amount: 4401,
			currency: 'ISK',
		});
		expect(read('shopifyTransaction', { ...body, amount: '12.499999' })[0].amount).toEqual(eur(1250));
		// Nothing moved, so there is nothing to compare.
		expect(read('shopifyTransaction', { ...body, amount: '0.00' })).toEqual([]);
	});

	it('leaves out refunds of nothing: goods that were only taken back', () => {
		const nothing = {
			id: 'gid://shopify/Refund/8',
			note: 'restocked',
			transactions: { nodes: [transaction(5, 'SUCCESS', '0.0')] },
		};
		expect(read('shopifyRefund', nothing)).toEqual([]);
		expect(
			read('shopifyRefund', { ...nothing, transactions: { nodes: [transaction(5, 'SUCCESS', '1.0')] } }),
		).toMatchObject([{ amount: eur(100) }]);
	});
});

describe('Odoo', () => {
	const move = {
		id: 17,
		name: 'RINV/2026/00001',
		move_type: 'out_refund',
		state: 'posted',
		ref: 'RMA-7K2M9QX4TB',
		amount_total: 12.5,
		currency_id: [1, 'EUR'],
		create_date: '2026-11-20 10:00:00',
	};

	it('has times in UTC, on any day and at any second', () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2099-12-31T23:59:59Z'), noInvalidDate: true }),
				(date) => {
					const iso = `${date.toISOString().slice(0, 19)}.000Z`;
					expect(instant(`${iso.slice(0, 10)} ${iso.slice(11, 19)}`)).toBe(iso);
				},
			),
		);
		for (const wrong of ['2026-11-20 24:00:60', '2026-13-01 10:00:00', 'soon', '', false])
			expect(instant(wrong)).toBeUndefined();
		expect(instant('2026-11-20')).toBe('2026-11-20T00:00:00.000Z');
	});

	it('reads a credit note; its time is UTC', () => {
		expect(read('odooCreditNote', move)).toEqual([
			{
				source: 'odoo',
				kind: 'credit_note',
				id: '17',
				reference: 'RMA-7K2M9QX4TB',
				amount: eur(1250),
				status: 'succeeded',
				providerStatus: 'posted',
				time: '2026-11-20T10:00:00.000Z',
				providerIds: { 'odoo.credit_note': '17' },
			},
		]);
	});
	it.each([
		['Reversal of: INV/2026/00001, RMA-1', 'RMA-1'],
		['Reversal of: INV/2026/00001', undefined],
		[false, undefined],
		['RET-77', 'RET-77'],
	])('finds the reference in %p', (ref, reference) => {
		expect(read('odooCreditNote', { ...move, ref })[0].reference).toBe(reference);
	});
	it("reads who was paid from a payment's memo", () => {
		const payment = {
			id: 5,
			payment_type: 'outbound',
			state: 'in_process',
			memo: 're_abc',
			amount: 12.5,
			currency_id: [1, 'EUR'],
			date: '2026-11-20',
		};
		expect(read('odooPayment', payment)[0]).toMatchObject({
			kind: 'payment',
			status: 'succeeded',
			time: '2026-11-20T00:00:00.000Z',
			providerIds: { 'stripe.refund': 're_abc', 'odoo.payment': '5' },
		});
		expect(read('odooPayment', { ...payment, memo: 'gid://shopify/Refund/7' })[0].providerIds).toEqual({
			'shopify.refund': 'gid://shopify/Refund/7',
			'odoo.payment': '5',
		});
		expect(read('odooPayment', { ...payment, payment_type: 'inbound' })).toEqual([]);
	});
	it('says which field is missing', () => {
		expect(() => read('odooCreditNote', { ...move, currency_id: undefined })).toThrow('currency_id');
	});
});

describe('Return Case', () => {
	const leg = (n: number, state: string, more = {}) => ({
		state,
		intent: {
			id: `RMA-1/R${n}`,
			amount: eur(1000),
			breakdown: [],
			payment: { id: 'p1', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_1' } },
			reason: 'return',
		},
		...more,
	});
	const state = {
		reference: 'RMA-1',
		updatedAt: '2026-11-19T00:00:00.000Z',
		orders: {},
		order: { payments: [{ id: 'p1', captured: eur(5000) }] },
		refunds: [
			leg(1, 'held'),
			leg(2, 'due'),
			leg(3, 'succeeded', {
				refund: {
					id: 're_3',
					createdAt: '2026-11-20T00:00:00.000Z',
					providerIds: { 'stripe.refund': 're_3', 'stripe.payment_intent': 'pi_1' },
				},
				creditNote: { providerIds: { 'odoo.credit_note': '17' } },
			}),
		],
	};

	it('makes a record of each refund that is owed or paid', () => {
		const records = read('case', { reference: 'RMA-1', case: state });
		expect(records.map(({ id, status, time }) => [id, status, time])).toEqual([
			['RMA-1/R2', 'pending', '2026-11-19T00:00:00.000Z'],
			['RMA-1/R3', 'succeeded', '2026-11-20T00:00:00.000Z'],
		]);
		expect(records[1]).toMatchObject({
			payment: 'pi_1',
			captured: eur(5000),
			processor: 'stripe',
			providerIds: { 'stripe.refund': 're_3', 'odoo.credit_note': '17' },
		});
	});
	it('leaves out what a register of Odoo gives back, which books it in an order of its own', () => {
		const atRegister = {
			intent: { ...leg(1, 'due').intent, payment: { id: 'odoo.pos/4/2', processor: 'other', providerIds: {} } },
		};
		expect(
			read('case', {
				reference: 'RMA-1',
				case: { ...state, refunds: [{ ...leg(1, 'succeeded'), ...atRegister }, leg(2, 'due')] },
			}).map(({ id }) => id),
		).toEqual(['RMA-1/R2']);
	});
	it('tells store credit from money, also where it took the place of a refund', () => {
		const credit = {
			intent: { ...leg(1, 'due').intent, payment: { id: 'store_credit', processor: 'store_credit', providerIds: {} } },
		};
		const given = {
			...state,
			refunds: [
				{ ...leg(1, 'due'), ...credit },
				leg(2, 'succeeded', { storeCredit: { id: 'c1', providerIds: {} } }),
				{
					...leg(3, 'succeeded', { refund: { id: 'RMA-1/R3 voucher 7', providerIds: {} } }),
					intent: { ...credit.intent, id: 'RMA-1/R3' },
				},
			],
		};
		expect(
			read('case', { reference: 'RMA-1', case: given }).map(({ kind, processor, status }) => [kind, processor, status]),
		).toEqual([
			['store_credit', 'store_credit', 'pending'],
			['store_credit', 'store_credit', 'succeeded'],
			['refund', 'store_credit', 'succeeded'],
		]);
	});
	it('says when an item is no case', () => {
		expect(() => read('case', { hello: 1 })).toThrow('no return case');
	});
});

describe('what is in order already', () => {
	const record = {
		source: 'stripe',
		kind: 'refund',
		id: 're_1',
		amount: eur(1),
		status: 'succeeded',
		time: '2026-11-30T10:00:00.000Z',
		providerIds: {},
	};

	it('is only what the schema takes as it is', () => {
		const odd = <T>(usual: fc.Arbitrary<T>) =>
			fc.oneof(
				{ weight: 60, arbitrary: usual as fc.Arbitrary<unknown> },
				fc.constantFrom<unknown>(null, 3, '', 'x', -1, 0.5, {}, []),
			);
		const money = fc.record({
			amount: odd(fc.integer({ min: -5, max: 1e9 })),
			currency: odd(fc.constantFrom('EUR', 'JPY', 'eur', 'EURO')),
		});
		const time = fc.constantFrom(
			'2026-11-20T10:00:00.000Z',
			'2026-02-30T10:00:00.000Z',
			'2024-02-29T10:00:00.000Z',
			'2026-02-29T10:00:00.000Z',
			'2026-11-31T10:00:00.000Z',
			'2026-11-20T24:00:00.000Z',
			'2026-11-20T10:00:00Z',
			'2026-13-01T10:00:00.000Z',
			'2026-11-20',
		);
		const given = fc.record(
			{
				source: odd(fc.constant('stripe')),
				kind: odd(fc.constantFrom('refund', 'fee')),
				id: odd(fc.constant('re_1')),
				reference: odd(fc.constant('RMA-1')),
				amount: odd(money),
				captured: odd(money),
				status: odd(fc.constantFrom('succeeded', 'posted')),
				time: odd(time),
				processor: odd(fc.constantFrom('stripe', 'paypal')),
				providerIds: odd(fc.dictionary(fc.string(), odd(fc.string()))),
			},
			{ requiredKeys: ['source', 'kind', 'id', 'amount', 'status', 'providerIds'] },
		);
		let inOrder = 0;
		fc.assert(
			fc.property(given, (candidate) => {
				if (!isInOrder(candidate)) return;
				inOrder++;
				expect(FinancialRecord.parse(candidate)).toEqual(candidate);
			}),
			{ numRuns: 3000 },
		);
		expect(inOrder).toBeGreaterThan(50);
	});
	it('is taken at a glance', () => {
		expect(isInOrder(record)).toBe(true);
		expect(read('record', record)[0]).toBe(record);
	});
	it('is not asked of a record with a local time: that is put in order', () => {
		expect(read('record', { ...record, time: '2026-11-20T11:00:00+01:00' })[0].time).toBe('2026-11-20T10:00:00.000Z');
	});
	it.each([
		[{ amount: eur(-1) }, 'amount must not be negative'],
		[{ amount: { amount: 1.5, currency: 'EUR' } }, 'amount.amount'],
		[{ status: 'done' }, 'status'],
		[{ id: '' }, 'id'],
		[{ kind: 'x' }, 'kind'],
	])('says what is wrong with %j', (wrong, message) => {
		expect(() => read('record', { ...record, ...wrong })).toThrow(`Input: ${message}`);
	});
});
