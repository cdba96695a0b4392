import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { RefundIntent } from '../../nodes/shared/model';
import { caseOf, eur, inspected, orderOf, payment, policyOf } from './cases';

const partsOf = (intent: RefundIntent | undefined) =>
	intent?.breakdown.map(({ kind, amount, line }) => [kind, line, amount.amount]);
const after = (intents: RefundIntent[], state = 'due') => ({ refunds: intents.map((intent) => ({ intent, state })) });

describe('calculateRefund', () => {
	it('refunds inspected pieces line by line, with their tax', () => {
		const refund = calculateRefund(inspected([1, 1]), policyOf());
		expect(refund).toMatchObject({ nothingDue: false, timing: 'after_inspection', total: eur(3660) });
		expect(refund.intent).toEqual(
			RefundIntent.parse({
				id: 'RMA-7K2M9QX4TB/R1',
				amount: eur(3660),
				breakdown: [
					{ kind: 'line', line: 'l1', quantity: 1, amount: eur(1800), description: '1 x T-shirt' },
					{ kind: 'tax', line: 'l1', amount: eur(360), description: 'Tax on T-shirt' },
					{ kind: 'line', line: 'l2', quantity: 1, amount: eur(1250), description: '1 x Mug' },
					{ kind: 'tax', line: 'l2', amount: eur(250), description: 'Tax on Mug' },
				],
				payment: { id: 'p1', processor: 'stripe', providerIds: { 'stripe.payment_intent': 'pi_p1' } },
			}),
		);
		expect(refund.intents).toEqual([refund.intent]);
	});

	it('gives the same intents for the same case', () => {
		expect(calculateRefund(inspected([2, 1]), policyOf())).toEqual(calculateRefund(inspected([2, 1]), policyOf()));
	});

	it('leaves out what earlier refunds cover, and goes on with the next number', () => {
		const first = calculateRefund(inspected([1, 0]), policyOf()).intents;
		const second = calculateRefund(inspected([2, 1], after(first)), policyOf());
		expect(second.intent).toMatchObject({ id: 'RMA-7K2M9QX4TB/R2', amount: eur(3660) });
		expect(calculateRefund(inspected([1, 0], after(first)), policyOf())).toMatchObject({
			nothingDue: true,
			reason: '2 approved pieces are not yet inspected.',
			intents: [],
		});
		expect(calculateRefund(inspected([2, 1], after([...first, ...second.intents])), policyOf())).toMatchObject({
			nothingDue: true,
			reason: 'Earlier refunds of this return cover every approved piece.',
		});
	});

	it('does not pay a failed refund again: a person pays it another way', () => {
		const first = calculateRefund(inspected([2, 1]), policyOf()).intents;
		expect(calculateRefund(inspected([2, 1], after(first, 'failed')), policyOf())).toMatchObject({ nothingDue: true });
	});

	it.each([
		['at_approval', 5820],
		['at_receipt', 3660],
		['after_inspection', 2160],
	] as const)('counts the pieces that the timing %s asks for', (refundTiming, total) => {
		const [shirt, mug] = caseOf().lines;
		const lines = [
			{ ...shirt, quantities: { approved: 2, received: 1, inspected: { scrap: 1 } } },
			{ ...mug, quantities: { approved: 1, received: 1 } },
		];
		expect(calculateRefund(caseOf({ authorization: 'approved', refundTiming, lines }), policyOf()).total).toEqual(
			eur(total),
		);
	});

	it.each<[string, object[], object[], number]>(
		[
			['no parcel was seen: what came is paid', [], [], 3660],
			['the carrier has it', [{ trackingNumber: 'T1' }], ['T1'], 5820],
			['the carrier has one of two', [{ trackingNumber: 'T1' }, { trackingNumber: 'T2' }], ['T1'], 3660],
			['the carrier has both', [{ trackingNumber: 'T1' }, { trackingNumber: 'T2' }], ['T1', 'T2'], 5820],
			['a voided label is not waited for', [{ trackingNumber: 'T1', voided: true }], ['T2'], 5820],
			["a parcel of the customer's own", [], ['X1'], 5820],
		].map(([what, labels, seen, total]) => [
			what as string,
			(labels as object[]).map((one, index) => ({ id: `lb${index}`, ...one })),
			(seen as string[]).map((trackingNumber) => ({ trackingNumber, reached: 'accepted' })),
			total as number,
		]),
	)('at the first scan, %s', (_what, labels, parcels, total) => {
		const [shirt, mug] = caseOf().lines;
		const lines = [
			{ ...shirt, quantities: { approved: 2, received: 1 } },
			{ ...mug, quantities: { approved: 1, received: 1 } },
		];
		const judged = { authorization: 'approved', refundTiming: 'at_first_scan', lines, labels };
		expect(calculateRefund(caseOf({ ...judged, parcels }), policyOf()).total).toEqual(eur(total));
		const back = parcels.map((one) => ({ ...one, reached: 'returned_to_sender' }));
		expect(calculateRefund(caseOf({ ...judged, parcels: back }), policyOf()).total).toEqual(eur(3660));
	});

	it('takes the timing from the override, else the case, else the policy', () => {
		const nothingBack = inspected([0, 0], { refundTiming: 'at_receipt' });
		expect(calculateRefund(nothingBack, policyOf({ refundTiming: 'at_approval' }))).toMatchObject({
			nothingDue: true,
			timing: 'at_receipt',
		});
		expect(calculateRefund(nothingBack, policyOf(), 'at_approval')).toMatchObject({
			nothingDue: false,
			timing: 'at_approval',
		});
		expect(calculateRefund(inspected([0, 0]), policyOf({ refundTiming: 'at_approval' }))).toMatchObject({
			nothingDue: false,
		});
	});

	it('never pays for more pieces than were approved', () => {
		const [shirt] = caseOf().lines;
		const lines = [{ ...shirt, quantities: { approved: 1, received: 2, inspected: { restock: 2 } } }];
		expect(calculateRefund(caseOf({ authorization: 'approved', lines }), policyOf()).total).toEqual(eur(2160));
	});

	it.each(['requested', 'in_review', 'declined', 'canceled', 'expired'])(
		'pays nothing while the return is %s',
		(authorization) => {
			expect(calculateRefund({ ...inspected([2, 1]), authorization } as never, policyOf())).toMatchObject({
				nothingDue: true,
				reason: expect.stringContaining('only an approved return') as string,
			});
		},
	);

	it('splits a price that contains tax, so that the parts add up to the price', () => {
		const refund = calculateRefund(inspected([1, 0], { order: orderOf({ taxesIncluded: true }) }), policyOf());
		expect(partsOf(refund.intent)).toEqual([
			['line', 'l1', 1440],
			['tax', 'l1', 360],
		]);
		expect(refund.total).toEqual(eur(1800));
	});

	it('gives back the listed price of a piece, to the cent, when prices contain tax', () => {
		const order = orderOf({
			taxesIncluded: true,
			lines: [{ id: 'o1', sku: 'TEE', quantity: 2, subtotal: eur(2000), tax: eur(333) }, orderOf().lines[1]],
		});
		expect(calculateRefund(inspected([1, 0], { order }), policyOf()).total).toEqual(eur(1000));
	});

	describe('shipping', () => {
		it('is refunded once, and only when the whole order has come back', () => {
			const policy = policyOf({ refundShipping: true });
			const first = calculateRefund(inspected([2, 0]), policy);
			expect(first.total).toEqual(eur(4320));
			const second = calculateRefund(inspected([2, 1], after(first.intents)), policy);
			expect(partsOf(second.intent)).toEqual([
				['line', 'l2', 1250],
				['tax', 'l2', 250],
				['shipping', undefined, 500],
				['tax', undefined, 100],
			]);
		});

		it('is not refunded again when an earlier refund gave it back out of goodwill', () => {
			const [first] = calculateRefund(inspected([1, 0]), policyOf()).intents;
			const goodwill = RefundIntent.parse({
				...first,
				amount: eur(2760),
				breakdown: [...first.breakdown, { kind: 'shipping', amount: eur(600) }],
			});
			const order = orderOf({ payments: [payment('p1', 10_000)] });
			expect(
				calculateRefund(inspected([2, 1], { order, ...after([goodwill]) }), policyOf({ refundShipping: true })).total,
			).toEqual(eur(3660));
		});

		it('stays with the shop when the policy says so, and counts what other returns took back', () => {
			expect(calculateRefund(inspected([2, 1]), policyOf()).total).toEqual(eur(5820));
			const order = orderOf({
				lines: orderOf().lines.map((line) => (line.id === 'o1' ? { ...line, returnedBefore: 1 } : line)),
			});
			const lines = inspected([2, 1]).lines.map((line) =>
				line.id === 'l1' ? { ...line, quantities: { ...line.quantities, approved: 1 } } : line,
			);
			expect(calculateRefund(inspected([1, 1], { order, lines }), policyOf({ refundShipping: true })).total).toEqual(
				eur(1800 + 360 + 1500 + 600),
			);
		});
	});

	describe('fees', () => {
		it('takes the return fee once per case', () => {
			const policy = policyOf({ returnFee: 490 });
			const first = calculateRefund(inspected([1, 0]), policy);
			expect(partsOf(first.intent)).toEqual([
				['line', 'l1', 1800],
				['tax', 'l1', 360],
				['fee', undefined, -490],
			]);
			expect(calculateRefund(inspected([2, 1], after(first.intents)), policy).total).toEqual(eur(3660));
		});

		it('waits for the next pieces when the fee takes up the value', () => {
			const policy = policyOf({ returnFee: 2160 });
			expect(calculateRefund(inspected([1, 0]), policy)).toMatchObject({
				nothingDue: true,
				reason: expect.stringContaining('no more than the fees') as string,
			});
			expect(calculateRefund(inspected([2, 0]), policy).total).toEqual(eur(2160));
		});

		it('takes the restocking fee off each line, tax included', () => {
			expect(partsOf(calculateRefund(inspected([1, 1]), policyOf({ restockingFeeBasisPoints: 1000 })).intent)).toEqual([
				['line', 'l1', 1800],
				['tax', 'l1', 360],
				['fee', 'l1', -216],
				['line', 'l2', 1250],
				['tax', 'l2', 250],
				['fee', 'l2', -150],
			]);
		});

		it('takes whole units where the books round to them', () => {
			const lines = [
				{ id: 'o1', sku: 'TEE', quantity: 3, subtotal: eur(16500), tax: eur(800), step: 100 },
				{ id: 'o2', sku: 'MUG', quantity: 1, subtotal: eur(5500), tax: eur(300), step: 100 },
			];
			const order = orderOf({ lines, shipping: undefined, payments: [payment('p1', 23100)] });
			const parts = partsOf(
				calculateRefund(inspected([1, 1], { order }), policyOf({ restockingFeeBasisPoints: 1250 })).intent,
			);
			// 7.25 of 58 each.
			expect(parts?.filter(([kind]) => kind === 'fee')).toEqual([
				['fee', 'l1', -700],
				['fee', 'l2', -700],
			]);
			expect(parts?.every(([, , amount]) => Number(amount) % 100 === 0)).toBe(true);
		});
	});

	describe('payments', () => {
		const legsOf = ({ intents }: ReturnType<typeof calculateRefund>) =>
			intents.map(({ id, amount, payment: { id: paid, processor } }) => [
				id.split('/')[1],
				paid,
				processor,
				amount.amount,
			]);
		const twoPayments = [
			payment('card', 4000),
			payment('empty', 0),
			payment('gift', 2420, { processor: 'store_credit', method: 'gift_card' }),
		];

		it('share a refund in proportion to what can go back on each, each as a refund of its own', () => {
			const order = orderOf({ payments: twoPayments });
			const refund = calculateRefund(inspected([2, 1], { order }), policyOf());
			// 58.20 over 40.00 and 24.20: 36.261… and 21.938…; the cent goes to the larger remainder.
			expect(legsOf(refund)).toEqual([
				['R1', 'card', 'stripe', 3626],
				['R2', 'gift', 'store_credit', 2194],
			]);
			expect(partsOf(refund.intents[0])?.at(-1)).toEqual(['adjustment', undefined, -2194]);
			expect(partsOf(refund.intents[1])).toEqual([['adjustment', undefined, 2194]]);
			expect(refund.total).toEqual(eur(5820));
			expect(calculateRefund(inspected([2, 1], { order, ...after(refund.intents) }), policyOf())).toMatchObject({
				nothingDue: true,
			});
		});

		it('pay the rest when it comes, by what is left of each', () => {
			const order = orderOf({ payments: twoPayments });
			const first = calculateRefund(inspected([1, 0], { order }), policyOf());
			const second = calculateRefund(inspected([2, 1], { order, ...after(first.intents) }), policyOf());
			expect([...legsOf(first), ...legsOf(second)]).toEqual([
				['R1', 'card', 'stripe', 1346],
				['R2', 'gift', 'store_credit', 814],
				['R3', 'card', 'stripe', 2280],
				['R4', 'gift', 'store_credit', 1380],
			]);
		});

		it.each([
			['gift_cards_first', [['R1', 'gift', 'store_credit', 2160]]],
			['cards_first', [['R1', 'card', 'stripe', 2160]]],
			['gift_cards_last', [['R1', 'card', 'stripe', 2160]]],
			[
				'in_shares',
				[
					['R1', 'card', 'stripe', 1346],
					['R2', 'gift', 'store_credit', 814],
				],
			],
		])('give back in the order that the policy says: %s', (tenderOrder, legs) => {
			const order = orderOf({ payments: twoPayments });
			expect(legsOf(calculateRefund(inspected([1, 0], { order }), policyOf({ tenderOrder })))).toEqual(legs);
		});

		it('leave what only a person pays to the end with cards first; a withdrawal is in shares whatever the policy says', () => {
			const order = orderOf({
				payments: [
					payment('cash', 3000, { processor: 'other', method: 'cash' }),
					payment('card', 2000),
					payment('gift', 1420, { processor: 'store_credit' }),
				],
			});
			const policy = policyOf({ tenderOrder: 'cards_first' });
			expect(legsOf(calculateRefund(inspected([2, 1], { order }), policy))).toEqual([
				['R1', 'card', 'stripe', 2000],
				['R2', 'gift', 'store_credit', 1420],
				['R3', 'cash', 'other', 2400],
			]);
			const withdrawn = calculateRefund(inspected([1, 0], { order, withdrawal: true }), policy);
			expect(legsOf(withdrawn).map(([, , processor]) => processor)).toEqual(['other', 'stripe', 'store_credit']);
		});

		it('are never asked for more than they can pay back: the rest is for a person', () => {
			const order = orderOf({ payments: [payment('p1', 6420, { refundable: eur(1000) })] });
			const refund = calculateRefund(inspected([2, 1], { order }), policyOf());
			expect(legsOf(refund)).toEqual([
				['R1', 'p1', 'stripe', 1000],
				['R2', 'by_hand', 'other', 4820],
			]);
			expect(refund).toMatchObject({ total: eur(5820), shortfall: eur(4820), intent: { amount: eur(1000) } });
			const spent = orderOf({ payments: [payment('p1', 6420, { refundable: eur(0) })] });
			expect(legsOf(calculateRefund(inspected([2, 1], { order: spent }), policyOf()))).toEqual([
				['R1', 'by_hand', 'other', 5820],
			]);
		});

		it('that take no refund any more become store credit where the policy says so, but not what was given back before', () => {
			const policy = policyOf({ unrefundable: 'store_credit' });
			const expired = orderOf({ payments: [payment('p1', 6420, { refundable: eur(1000) }), payment('wallet', 0)] });
			expect(legsOf(calculateRefund(inspected([2, 1], { order: expired }), policy))).toEqual([
				['R1', 'p1', 'stripe', 1000],
				['R2', 'store_credit', 'store_credit', 4820],
			]);
			const refunded = orderOf({ payments: [payment('p1', 6420, { refunded: eur(5420), refundable: eur(1000) })] });
			expect(legsOf(calculateRefund(inspected([2, 1], { order: refunded }), policy))).toEqual([
				['R1', 'p1', 'stripe', 1000],
			]);
			const paypal = orderOf({ payments: [payment('wallet', 6420, { processor: 'other', method: 'paypal' })] });
			expect(legsOf(calculateRefund(inspected([2, 1], { order: paypal }), policy))).toEqual([
				['R1', 'wallet', 'store_credit', 5820],
			]);
			expect(legsOf(calculateRefund(inspected([2, 1], { order: paypal }), policyOf()))).toEqual([
				['R1', 'wallet', 'other', 5820],
			]);
			const [wallet] = paypal.payments;
			const marketplace = orderOf({ payments: [{ ...wallet, movesOwnMoney: true }] });
			expect(legsOf(calculateRefund(inspected([2, 1], { order: marketplace }), policy))).toEqual([
				['R1', 'wallet', 'other', 5820],
			]);
		});

		it('stay untouched when store credit was chosen: it is one refund, and never more than was paid', () => {
			const order = orderOf({ payments: twoPayments });
			const credit = calculateRefund(inspected([1, 0], { order, refundTo: 'store_credit' }), policyOf());
			expect(legsOf(credit)).toEqual([['R1', 'store_credit', 'store_credit', 2160]]);
			const low = orderOf({ payments: [payment('card', 3000)] });
			const rest = calculateRefund(inspected([2, 1], { order: low, ...after(credit.intents) }), policyOf());
			expect(legsOf(rest)).toEqual([['R2', 'card', 'stripe', 840]]);
		});
	});

	describe('refuses', () => {
		it.each([
			['an order that is not known', { order: undefined }, 'case.order'],
			[
				'an order in two currencies',
				{ order: orderOf({ payments: [payment('p1', 1, { captured: { amount: 1, currency: 'USD' } })] }) },
				'case.order.currency',
			],
			['a line that the order does not have', { order: orderOf({ lines: [orderOf().lines[0]] }) }, 'case.lines.1'],
			[
				'more pieces than were bought',
				{ order: orderOf({ lines: orderOf().lines.map((line) => ({ ...line, returnedBefore: 1 })) }) },
				'case.lines.0',
			],
		])('%s', (_what, changes, field) => {
			expect(() => calculateRefund(inspected([2, 1], changes), policyOf())).toThrow(
				expect.objectContaining({
					category: 'invalid_input',
					details: expect.objectContaining({ field, advice: expect.any(String) as string }) as object,
				}) as Error,
			);
		});
	});
});
