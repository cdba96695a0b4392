import fc from 'fast-check';
import { formats, goodsOf, recordsOf } from '../../nodes/ReturnReconciliation/mapping';
import { checkedGoods, isInOrder } from '../../nodes/ReturnReconciliation/mapping/check';
import { instant } from '../../nodes/ReturnReconciliation/mapping/raw';
import { FinancialRecord } from '../../nodes/shared/model';

const read = (format: (typeof formats)[number], item: object) =>
	recordsOf(item as Record<string, unknown>, format, 'Input');
const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('what people reported of such records elsewhere', () => {
	const row = { id: 'txn_1', currency: 'eur', source: 're_1', type: 'refund', reporting_category: 'refund' };
	const about = (records: FinancialRecord[]) => records.map(({ id, amount, status }) => [id, amount.amount, status]);

	it.each([
		['stripeRefund', { id: 're_1', amount: '10.00', currency: 'eur', status: 'succeeded' }],
		['stripeRefund', { id: 're_1', amount: 1000.5, currency: 'eur', status: 'succeeded' }],
		['stripeRefund', { id: 're_1', amount: null, currency: 'eur', status: 'succeeded' }],
		['stripeTransaction', { ...row, amount: '-10.00' }],
		['stripeTransaction', { ...row, amount: null }],
		['stripeDispute', { id: 'dp_1', amount: '10.00', currency: 'eur', status: 'lost' }],
	] as const)('%s: an amount that is no whole number is refused, not read as a hundredth: %j', (format, item) => {
		expect(() => read(format, item)).toThrow(/amount.*(1250 for 12\.50)/);
	});
	it('says that a currency is missing', () => {
		expect(() => read('stripeRefund', { id: 're_1', amount: 1000, currency: null })).toThrow('currency is missing');
	});
	it('takes whole numbers that are texts', () => {
		expect(about(read('stripeTransaction', { ...row, amount: '-1000' }))).toEqual([['re_1', 1000, 'succeeded']]);
	});
	it('counts what Stripe Refunds gives out as Stripe counts it, where it is no whole amount', () => {
		const { currency, ...rest } = row;
		const providerAmounts = { amount: -50_050, fee: 0, net: -50_050, currency: 'isk' };
		expect(about(read('stripeTransaction', { ...rest, providerAmounts }))).toEqual([['re_1', 500, 'succeeded']]);
		expect(currency).toBe('eur');
	});

	it.each([
		['Succeeded', 'succeeded'],
		['FAILED', 'failed'],
		['Canceled', 'canceled'],
	])('a refund that is %s in a report', (status, expected) => {
		expect(about(read('stripeRefund', { id: 're_1', amount: 1, currency: 'eur', status }))).toEqual([
			['re_1', 1, expected],
		]);
	});
	it('a category with a capital', () => {
		expect(about(read('stripeTransaction', { ...row, reporting_category: 'Refund', amount: -5 }))).toEqual([
			['re_1', 5, 'succeeded'],
		]);
	});
	it('a row of a refund whose source is the whole charge', () => {
		const source = { id: 'ch_1', object: 'charge', amount: 5000, currency: 'eur', amount_refunded: 1000 };
		for (const one of [source, 'ch_1'])
			expect(about(read('stripeTransaction', { ...row, source: one, amount: -1000 }))).toEqual([
				['txn_1', 1000, 'succeeded'],
			]);
	});
	it.each([
		['payout_failure', 'payout_reversal', 1000],
		['payout_cancel', 'payout_reversal', 1000],
		['payout', 'payout', -1000],
		['application_fee_refund', 'platform_earning_refund', -100],
		['application_fee', 'platform_earning', 100],
		['adjustment', 'dispute', -1000],
		['adjustment', 'dispute_reversal', 1000],
		['adjustment', 'fee', -200],
		['stripe_fee', 'fee', -2],
		['payment_reversal', 'charge_failure', -100],
		['transfer_refund', 'transfer_reversal', 100],
	])('%s of category %s is no refund', (type, reporting_category, amount) => {
		expect(read('stripeTransaction', { ...row, type, reporting_category, amount })).toEqual([]);
	});
	it('a dispute that a refund has ended took nothing', () => {
		const dispute = { id: 'dp_1', amount: 100, currency: 'eur', status: 'charge_refunded' };
		expect(about(read('stripeDispute', dispute))).toEqual([['dp_1', 100, 'failed']]);
	});

	const moved = { id: 7, kind: 'refund', status: 'success', amount: '10.00', currency: 'EUR', gateway: 'manual' };
	const gid = 'gid://shopify/OrderTransaction/7';
	it.each([
		['a list', [moved]],
		['nodes', { nodes: [moved] }],
		['edges', { edges: [{ node: moved }, null] }],
		['a list with a gap', [null, moved]],
	])(
		'Shopify: a refund of the older API, whose ids are numbers, with %s of its transactions',
		(_what, transactions) => {
			const [record] = read('shopifyRefund', { id: 5, created_at: '2026-11-01T10:00:00+01:00', transactions });
			expect(record).toMatchObject({
				id: 'gid://shopify/Refund/5',
				amount: eur(1000),
				status: 'succeeded',
				time: '2026-11-01T09:00:00.000Z',
				providerIds: { 'shopify.refund': 'gid://shopify/Refund/5', 'shopify.transaction': gid },
			});
		},
	);
	it('Shopify: a transaction of the older API is the same as by its GraphQL ID', () => {
		const [byNumber] = read('shopifyTransaction', { ...moved, processed_at: '2026-11-01T10:00:00' });
		expect(byNumber).toMatchObject({ id: gid, time: '2026-11-01T10:00:00.000Z' });
		expect(() => read('shopifyTransaction', { ...moved, id: 2 ** 53 })).toThrow(/id/);
	});
	it('Shopify: a movement of the older API has its currency beside its amount', () => {
		const movement = { id: 9, type: 'refund', amount: '-10.00', currency: 'EUR', source_order_transaction_id: 7 };
		expect(read('shopifySettlement', movement)).toMatchObject([
			{ id: gid, amount: eur(1000), status: 'succeeded', providerIds: { 'shopify.balance_transaction': '9' } },
		]);
		expect(read('shopifySettlement', { ...movement, type: 'refund_adjustment' })).toEqual([]);
	});

	it.each(['2026-11-01T10:00:00', '2026-11-01 10:00:00', '2026-11-01T10:00', '2026-11-01T10:00:00.000'])(
		'%s names no zone, and is not the one of this computer',
		(time) => {
			expect(instant(time)).toBe('2026-11-01T10:00:00.000Z');
		},
	);

	const ofBank = { id: 1, date: '2026-11-01', amount: '-12.50', currency: 'EUR', text: 'Refund RMA-7K2M9QX4TB/R1' };
	it.each([
		['a small currency', { currency: 'eur ' }],
		['the sign of typesetters', { amount: '−12.50' }],
	])('a line of a bank with %s is read', (_what, more) => {
		expect(read('bankLine', { ...ofBank, ...more })).toMatchObject([
			{ amount: eur(1250), intent: 'RMA-7K2M9QX4TB/R1' },
		]);
	});
	it.each([{ amount: '-1.234,50' }, { amount: null }, { currency: null }])(
		'what is strange about a line of something else matters to nobody, and about one of a return is told: %j',
		(more) => {
			expect(read('bankLine', { ...ofBank, ...more, text: 'Rent' })).toEqual([]);
			expect(() => read('bankLine', { ...ofBank, ...more })).toThrow(/amount/);
		},
	);
});

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

describe('a dispute of Stripe', () => {
	const dispute = {
		id: 'dp_1',
		object: 'dispute',
		amount: 5000,
		currency: 'eur',
		status: 'needs_response',
		created: 1_790_000_000,
		charge: 'ch_1',
		payment_intent: 'pi_1',
	};
	it('holds the money of its payment while it is open', () => {
		expect(read('stripeDispute', dispute)).toEqual([
			{
				source: 'stripe',
				kind: 'dispute',
				id: 'dp_1',
				amount: eur(5000),
				status: 'pending',
				providerStatus: 'needs_response',
				time: '2026-09-21T14:13:20.000Z',
				processor: 'stripe',
				payment: 'pi_1',
				providerIds: { 'stripe.dispute': 'dp_1', 'stripe.charge': 'ch_1', 'stripe.payment_intent': 'pi_1' },
			},
		]);
	});
	it.each([
		['lost', 'succeeded'],
		['under_review', 'pending'],
		['won', 'failed'],
		['prevented', 'failed'],
		['warning_needs_response', 'canceled'],
		['warning_closed', 'failed'],
	])('that is %s counts as %s', (said, status) => {
		expect(read('stripeDispute', { ...dispute, status: said })[0].status).toBe(status);
	});
	it('is read as Stripe Refunds gives it out, too', () => {
		const given = {
			id: 'dp_1',
			amount: eur(5000),
			status: 'lost',
			createdAt: '2026-11-20T10:00:00.000Z',
			providerIds: { 'stripe.dispute': 'dp_1', 'stripe.charge': 'ch_1' },
		};
		expect(read('stripeDispute', { dispute: given })[0]).toMatchObject({
			kind: 'dispute',
			amount: eur(5000),
			payment: 'ch_1',
			time: '2026-11-20T10:00:00.000Z',
		});
	});
});

describe('a line of a bank statement', () => {
	const line = {
		id: 7,
		date: '2026-11-20',
		payment_ref: 'Refund RMA-7K2M9QX4TB/R2',
		amount: -12.5,
		currency_id: [1, 'EUR'],
	};

	it('is a refund when money left and a return is named', () => {
		expect(read('bankLine', line)).toEqual([
			{
				source: 'bank',
				kind: 'refund',
				id: '7',
				reference: 'RMA-7K2M9QX4TB',
				intent: 'RMA-7K2M9QX4TB/R2',
				amount: eur(1250),
				status: 'succeeded',
				time: '2026-11-20T00:00:00.000Z',
				processor: 'other',
				providerIds: { 'bank.line': '7' },
			},
		]);
		expect(
			read('bankLine', { id: 'a', date: '2026-11-20', text: 'RMA-1', amount: '-12.50', currency: 'EUR' }),
		).toMatchObject([{ id: 'a', reference: 'RMA-1', amount: eur(1250) }]);
	});
	it.each([
		['money that came in', { amount: 12.5 }],
		['a bill', { payment_ref: 'Rent November' }],
		['one word that is no reference', { payment_ref: 'Rent' }],
	])('is none of %s', (_name, more) => {
		expect(read('bankLine', { ...line, ...more })).toEqual([]);
	});
	it('says what is missing', () => {
		expect(() => read('bankLine', { ...line, id: undefined })).toThrow('no id');
		expect(() => read('bankLine', { ...line, currency_id: undefined })).toThrow('currency_id');
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
		expect(
			read('shopifySettlement', { settlement: { ...settlement, type: 'refund_failure', amount: eur(1250) } })[0].status,
		).toBe('failed');
		expect(
			[{ type: 'charge' }, { type: 'payout' }].flatMap((other) =>
				read('shopifySettlement', { settlement: { ...settlement, ...other } }),
			),
		).toEqual([]);
	});
	it('reads which refund a row of Shopify Payments is of, as the API says it', () =>
		expect(
			read('shopifySettlement', {
				id: 'gid://shopify/X/5',
				type: 'REFUND',
				amount: { amount: '-12.50', currencyCode: 'EUR' },
				transactionDate: '2026-11-20T10:00:00Z',
				sourceOrderTransactionId: '9',
			})[0],
		).toMatchObject({ id: 'gid://shopify/OrderTransaction/9', amount: eur(1250), time: '2026-11-20T10:00:00.000Z' }));
	it.each([
		['a refund with a plus came back', { type: 'refund', amount: eur(5000) }, 'failed'],
		['a refund in capitals, as the API writes it', { type: 'REFUND', amount: eur(-5000) }, 'succeeded'],
		['one in capitals that came back', { type: 'REFUND_FAILURE', amount: eur(5000) }, 'failed'],
		['a failure with a minus went out again', { type: 'refund_failure', amount: eur(-5000) }, 'succeeded'],
		['of nothing, what it calls itself', { type: 'refund_failure', amount: eur(0) }, 'failed'],
		['an amount as the API has it', { type: 'REFUND', amount: { amount: '50.00', currencyCode: 'EUR' } }, 'failed'],
		[
			'an amount of the API below zero',
			{ type: 'REFUND', amount: { amount: '-50.00', currencyCode: 'EUR' } },
			'succeeded',
		],
	])('reads from the sign of a row of Shopify Payments whether it went out: %s', (_what, changes, status) => {
		const [found] = read('shopifySettlement', { settlement: { id: 'gid://shopify/X/5', ...changes } });
		expect(found).toMatchObject({ status, amount: { currency: 'EUR' } });
		expect([0, 5000]).toContain(found.amount.amount);
		expect(found.id).toBe('gid://shopify/X/5');
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
		// Some sixty by chance; far fewer would mean that hardly anything was tried.
		expect(inOrder).toBeGreaterThan(10);
	});
	it('is taken at a glance', () => {
		expect(isInOrder(record)).toBe(true);
		expect(read('record', record)[0]).toBe(record);
	});
	it('is not what has an id that JavaScript takes for a prototype: zod leaves it out', () => {
		const odd = { ...record, providerIds: JSON.parse('{"__proto__":"x"}') as Record<string, string> };
		expect(isInOrder(odd)).toBe(false);
		expect(Object.keys(read('record', odd)[0].providerIds)).toEqual([]);
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

describe('goods', () => {
	const goods = (format: (typeof formats)[number], item: object, places?: Map<string, 'quarantine'>) =>
		goodsOf(item as Record<string, unknown>, format, 'Input', places);
	const shown = (list: ReturnType<typeof goods>) => list.map((one) => ({ ...one, source: 'x', providerIds: {} }));

	describe('of a case', () => {
		const none = { restock: 0, quarantine: 0, refurbish: 0, vendor: 0, scrap: 0 };
		const line = {
			id: 'L1',
			sku: 'MUG',
			orderLineId: 'O1',
			quantities: { requested: 2, approved: 2, received: 1, inspected: none, stock: { ...none, quarantine: 1 } },
		};
		const leg = (state: string, more = {}) => ({
			state,
			intent: {
				id: 'RMA-1/R1',
				amount: eur(1900),
				breakdown: [
					{ kind: 'line', line: 'L1', quantity: 2, amount: eur(1680) },
					{ kind: 'tax', line: 'L1', amount: eur(320) },
					{ kind: 'fee', name: 'return_fee', amount: eur(-100) },
				],
				payment: { id: 'p1', processor: 'stripe' },
			},
			...more,
		});
		const state = {
			reference: 'RMA-1',
			authorization: 'approved',
			settlement: 'due',
			openedAt: '2026-11-01T00:00:00.000Z',
			approvedAt: '2026-11-02T00:00:00.000Z',
			updatedAt: '2026-11-19T00:00:00.000Z',
			lines: [line],
			labels: [
				{ id: 'lb1', trackingNumber: 'T1', cost: eur(495), testMode: false },
				{ id: 'lb2', trackingNumber: 'T2', cost: eur(495), voided: true, testMode: false },
				{ id: 'lb3', trackingNumber: 'T3', testMode: true },
			],
			parcels: [
				{ trackingNumber: 'T1', reached: 'in_transit', acceptedAt: '2026-11-05T00:00:00.000Z' },
				{ trackingNumber: 'T2', reached: 'label_made' },
			],
			order: {
				currency: 'EUR',
				taxesIncluded: true,
				lines: [{ id: 'O1', sku: 'MUG', quantity: 4, subtotal: eur(4000), tax: eur(640) }],
			},
			refunds: [leg('due')],
		};
		const bare = { source: 'x', reference: 'RMA-1', providerIds: {} };
		const all = { ...bare, sku: 'MUG' };

		it('are what is to come, what is paid for, what came, where it went, its labels and parcels', () => {
			const said = { ...all, time: '2026-11-19T00:00:00.000Z' };
			expect(shown(goods('case', { case: state }))).toEqual([
				{
					...all,
					kind: 'expected',
					id: 'RMA-1/L1',
					quantity: 2,
					settled: false,
					time: state.approvedAt,
					value: eur(2000),
				},
				{ ...said, kind: 'paid_for', id: 'RMA-1/R1/L1', intent: 'RMA-1/R1', quantity: 2, value: eur(2000) },
				{ ...said, kind: 'receipt', id: 'RMA-1/L1', quantity: 1 },
				{ ...said, kind: 'movement', id: 'RMA-1/L1/quarantine', quantity: 1, from: 'inspection', to: 'quarantine' },
				{ ...bare, kind: 'label', id: 'lb1', tracking: 'T1', quantity: 1, value: eur(495), time: said.time },
				{
					...bare,
					kind: 'label',
					id: 'lb2',
					tracking: 'T2',
					quantity: 1,
					value: eur(495),
					time: said.time,
					canceled: true,
				},
				{ ...bare, kind: 'parcel', id: 'T1', tracking: 'T1', quantity: 1, time: '2026-11-05T00:00:00.000Z' },
			]);
		});
		const expected = (more: object) =>
			shown(goods('case', { ...state, ...more })).flatMap(({ kind, quantity, settled }) =>
				kind === 'expected' ? [[quantity, settled]] : [],
			);
		it.each<[string, object, unknown[]]>([
			['what the customer keeps', { decision: { offers: [{ line: 'L1', route: 'keep' }] } }, []],
			['what was never sent', { orderCanceledIn: ['shopify'] }, []],
			['what the carrier has paid for', { claims: [{ outcome: 'paid', goods: [{ line: 'L1' }] }] }, []],
			[
				'what goes back to the customer',
				{ lines: [{ ...line, quantities: { ...line.quantities, inspected: { ...none, customer: 1 } } }] },
				[[1, false]],
			],
			['what is settled', { settlement: 'settled' }, [[2, true]]],
			['what was declined', { authorization: 'declined' }, [[2, true]]],
			['an exchange', { refunds: [leg('succeeded', { exchange: { id: 'X1' } })] }, [[2, true]]],
			['what is closed', { closedAt: '2026-11-10T00:00:00.000Z' }, [[2, true]]],
		])('of %s', (_name, more, want) => {
			expect(expected(more)).toEqual(want);
		});
		it('are not paid for by what is held or dropped', () => {
			const kinds = (state_: string) => goods('case', { ...state, refunds: [leg(state_)] }).map(({ kind }) => kind);
			expect(['held', 'dropped'].flatMap(kinds)).not.toContain('paid_for');
		});
		it('are none of a case without any', () => {
			expect(goods('case', { reference: 'RMA-1', refunds: [], updatedAt: state.updatedAt })).toEqual([]);
		});
	});

	describe('of Odoo', () => {
		const move = {
			id: 5,
			origin: 'RMA-1',
			product_id: [3, '[MUG] Mug'],
			quantity: 2,
			state: 'done',
			location_id: [5, 'Partners/Customers'],
			location_dest_id: [9, 'WH/Returns'],
			date: '2026-11-20 10:00:00',
		};
		it('are a receipt from the customer', () => {
			expect(goods('odooMove', move)).toEqual([
				{
					source: 'odoo',
					kind: 'receipt',
					id: '5',
					reference: 'RMA-1',
					sku: 'MUG',
					quantity: 2,
					from: 'customer',
					to: 'inspection',
					time: '2026-11-20T10:00:00.000Z',
					providerIds: { 'odoo.move': '5' },
				},
			]);
		});
		it('are a movement inside, and a sale to the customer, with the serial number of a move line', () => {
			const inside = { ...move, location_id: [9, 'WH/Returns'], location_dest_id: [8, 'WH/Sperrlager'] };
			expect(goods('odooMove', inside, new Map([['WH/Sperrlager', 'quarantine']]))).toMatchObject([
				{ kind: 'movement', from: 'inspection', to: 'quarantine' },
			]);
			const sold = {
				...move,
				origin: 'S00042',
				lot_id: [1, 'SN1'],
				location_id: [8, 'WH/Stock'],
				location_dest_id: move.location_id,
			};
			const [sale] = goods('odooMove', sold);
			expect(sale).toMatchObject({ kind: 'movement', from: 'restock', to: 'customer', serials: ['SN1'] });
			expect(sale.reference).toBeUndefined();
		});
		it.each<[string, object]>([
			['what is not done', { state: 'assigned' }],
			['a location of which nobody says what it is', { location_dest_id: [8, 'WH/Sperrlager'] }],
			['a part of a piece', { quantity: 0.5 }],
		])('are not %s', (_name, more) => {
			expect(goods('odooMove', { ...move, ...more })).toEqual([]);
		});
		it('say which field is missing', () => {
			expect(() => goods('odooMove', { ...move, quantity: undefined })).toThrow('quantity');
		});
	});

	it('of a warehouse are what it counted and moved, not what it found', () => {
		const report = { reference: 'RMA-1', id: 'RC-1', time: '2026-11-20T10:00:00Z' };
		const received = {
			...report,
			type: 'return.received',
			data: { receipt: { id: 'RC-1', lines: [{ sku: 'MUG', quantity: 2, serials: ['SN1'] }] } },
		};
		expect(goods('warehouseReport', received)).toMatchObject([
			{
				kind: 'receipt',
				reference: 'RMA-1',
				sku: 'MUG',
				quantity: 2,
				serials: ['SN1'],
				time: '2026-11-20T10:00:00.000Z',
			},
		]);
		const moved = {
			...report,
			type: 'stock.updated',
			data: { movements: [{ line: 'L1', quantity: 1, destination: 'scrap', providerIds: {} }], system: 'wms' },
		};
		expect(goods('warehouseReport', moved)).toMatchObject([
			{ kind: 'movement', from: 'inspection', to: 'scrap', quantity: 1 },
		]);
		expect(
			goods('warehouseReport', { ...report, type: 'return.inspected', data: { inspection: { lines: [] } } }),
		).toEqual([]);
	});

	it.each<[string, string, object]>([
		['a report without an id', 'there is no id', { type: 'stock.updated', data: { movements: [] } }],
		['a receipt without an id', 'there is no id', { type: 'return.received', data: { receipt: { lines: [] } } }],
		[
			'a receipt without lines',
			'data.receipt.lines is no list',
			{ id: 'R', type: 'return.received', data: { receipt: {} } },
		],
		['no receipt at all', 'data.receipt.lines is no list', { id: 'R', type: 'return.received', data: {} }],
		['no movements', 'data.movements is no list', { id: 'R', type: 'stock.updated', data: {} }],
	])('of a warehouse are not read from %s, which is told', (_, message, report) => {
		expect(() => goods('warehouseReport', { reference: 'RMA-1', ...report })).toThrow(message);
	});

	it('of a carrier are its labels, and parcels that it has scanned', () => {
		const label = {
			id: 'shp_1',
			carrier: 'DHL',
			trackingNumber: 'T1',
			cost: eur(495),
			testMode: false,
			providerIds: { 'easypost.shipment': 'shp_1' },
		};
		const item = { reference: 'RMA-1', label, createdAt: '2026-11-20T10:00:00Z' };
		expect(goods('carrierLabel', item)).toEqual([
			{
				source: 'DHL',
				kind: 'label',
				id: 'shp_1',
				reference: 'RMA-1',
				tracking: 'T1',
				quantity: 1,
				value: eur(495),
				time: '2026-11-20T10:00:00.000Z',
				providerIds: { 'easypost.shipment': 'shp_1' },
			},
		]);
		expect(goods('carrierLabel', { ...item, standing: { status: 'in_use' } }).map(({ kind }) => kind)).toEqual([
			'label',
			'parcel',
		]);
		expect(goods('carrierLabel', { ...item, standing: { status: 'voided' } })[0].canceled).toBe(true);
		expect(goods('carrierLabel', { ...item, label: { ...label, testMode: true } })).toEqual([]);
	});

	it('made by a flow are read as they are, with defaults, and what is wrong is named', () => {
		const given = { source: 'wms', kind: 'receipt', id: '1', reference: 'RMA-1' };
		expect(goods('goods', given)).toEqual([{ ...given, quantity: 1, providerIds: {} }]);
		expect(recordsOf(given, 'goods', 'Input')).toEqual([]);
		expect(() => goods('goods', { ...given, quantity: -1 })).toThrow('Input: quantity');
		const whole = { ...given, quantity: 2, providerIds: {} };
		expect(checkedGoods(whole, 'Input')).toBe(whole);
	});
});
