import { reconcile, type Source } from '../../nodes/ReturnReconciliation/judge';
import { readSources } from '../../nodes/ReturnReconciliation/actions/record/settings';
import { recordsOf } from '../../nodes/ReturnReconciliation/mapping';
import { entryOf } from '../../nodes/ReturnReconciliation/match';
import type { FinancialRecord } from '../../nodes/shared/model';
import { entriesOf, goodRefund, notes, payments, rules, sources, spoilers, stripe } from './books';

const scope = {
	companies: new Set<string>(),
	journals: new Set<string>(),
	tags: new Set<string>(),
	references: [] as string[],
};
const only = (more: Partial<typeof scope> = {}): Source[] =>
	sources.map((one, index) =>
		[notes, payments, stripe].includes(index) ? { ...one, only: { ...scope, ...more } } : one,
	);
const note = (more: Partial<FinancialRecord>): FinancialRecord => ({
	...goodRefund(4)[notes][0],
	id: '900',
	reference: undefined,
	providerIds: { 'odoo.credit_note': '900' },
	...more,
});
const found = (record: FinancialRecord, own = only(), source = notes) => {
	const { unmatched, summary } = reconcile([...entriesOf([goodRefund(1)]), entryOf(record, source, 9)], own, rules);
	return [unmatched.map(({ json }) => json.class), summary.outside];
};

describe('only what can be of a return is compared', () => {
	it.each<[string, Partial<FinancialRecord>]>([
		['names nothing', {}],
		['names an invoice', { reference: 'INV/2026/00001' }],
	])('a credit note that %s is none, where others are not', (_name, more) => {
		expect(found(note(more))).toEqual([[], 1]);
		expect(found(note(more), sources)).not.toEqual([[], 1]);
	});
	it.each<[string, Partial<FinancialRecord>, Partial<typeof scope>]>([
		['names a return', { reference: 'RMA-77' }, {}],
		['names one in words of its own', { reference: 'RET-77' }, { references: ['RET-'] }],
		['is in a journal of returns', { journal: 'Returns' }, { journals: new Set(['Returns']) }],
		['is tagged as a return', { tags: ['b', 'return'] }, { tags: new Set(['return']) }],
	])('a credit note that %s is one', (_name, more, own) => {
		const [drifts, outside] = found(note(more), only(own));
		expect(drifts).toHaveLength(1);
		expect(outside).toBe(0);
	});
	it('a reference of this pack is none where they begin in another way', () => {
		expect(found(note({ reference: 'RMA-77' }), only({ references: ['RET-'] }))).toEqual([[], 1]);
	});
	it('a payment that names no return is in by the refund that it is linked with', () => {
		const { matched, summary } = reconcile(entriesOf([goodRefund(1), goodRefund(2)]), only(), rules);
		expect([matched.length, summary.outside]).toEqual([2, 0]);
		const short = reconcile(entriesOf([spoilers.missing_in_cases(goodRefund(4), 4)]), only(), rules);
		expect(short.unmatched.map(({ json }) => json.class)).toEqual(['missing_in_cases']);
	});
	it('a refund of Stripe that is no return, with its line in the payout, is none', () => {
		const refund = { ...spoilers.unknown_reference(goodRefund(4), 4)[stripe][0] };
		expect(found(refund, only(), stripe)).toEqual([[], 1]);
	});
	it("another company's records are left out though they name a return", () => {
		const own = only({ companies: new Set(['Shop GmbH']) });
		const theirs = note({ reference: 'RMA-77', company: 'Other GmbH' });
		expect(found(theirs, own)).toEqual([[], 0]);
		expect(found({ ...theirs, company: 'Shop GmbH' }, own)[0]).toHaveLength(1);
	});
});

it('company, journal and tags are read with their records', () => {
	const row = {
		id: 1,
		state: 'posted',
		amount_total: 1,
		amount: 1,
		currency_id: [1, 'EUR'],
		company_id: [1, 'Shop GmbH'],
		journal_id: [2, 'Returns'],
	};
	for (const format of ['odooCreditNote', 'odooPayment'] as const)
		expect(recordsOf(row, format, 'Input')[0]).toMatchObject({ company: 'Shop GmbH', journal: 'Returns' });
	const transaction = {
		id: 'T1',
		kind: 'REFUND',
		status: 'SUCCESS',
		amountSet: { shopMoney: { amount: '1.00', currencyCode: 'EUR' } },
	};
	const refund = { id: 'R1', note: '', order: { tags: ['return', 5] }, transactions: [transaction] };
	expect(recordsOf(refund, 'shopifyRefund', 'Input')[0].tags).toEqual(['return']);
});

it('names are given with commas between', () => {
	const given = {
		name: 'A',
		role: 'erp',
		format: 'odooCreditNote',
		which: 'returns',
		journals: 'Returns, Refunds ,',
		references: 'RET-',
	};
	const [one, two] = readSources({ source: [given, { ...given, name: 'B', which: 'every' }] });
	expect(one.only).toEqual({ ...scope, journals: new Set(['Returns', 'Refunds']), references: ['RET-'] });
	expect(two.only).toBeUndefined();
});
