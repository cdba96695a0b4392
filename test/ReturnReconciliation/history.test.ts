import { reconcile } from '../../nodes/ReturnReconciliation/judge';
import type { History } from '../../nodes/ReturnReconciliation/judge/history';
import { goodsEntryOf } from '../../nodes/ReturnReconciliation/match';
import type { Books } from './books';
import {
	entriesOf,
	goodRefund,
	hour,
	notes,
	now,
	payments,
	payouts,
	plantable,
	rules,
	sources,
	spoilers,
	stripe,
} from './books';

const day = 24 * hour;
/** The run of a night, days after the first; `earlier` is the run before it. */
function night(all: Books[], days = 0, history: Partial<History> = {}, change = {}) {
	return reconcile(entriesOf(all), sources, { ...rules, now: now + days * day, ...change }, [], {
		before: [],
		accepted: [],
		...history,
	});
}
const driftsOf = ({ unmatched, closed }: ReturnType<typeof night>) => [...unmatched, ...closed].map(({ json }) => json);
const told = ({ unmatched, closed }: ReturnType<typeof night>) => ({
	unmatched: unmatched.map(({ json }) => [json.class, json.state]),
	closed: closed.map(({ json }) => [json.class, json.state]),
});
const good = (n: number) => goodRefund(n);
const bad = (drift: keyof typeof spoilers, n = 4) => spoilers[drift](goodRefund(n), n);
/** Other refunds, so that every source has been read. */
const around = [0, 1, 6].map(goodRefund);

describe('a drift of the last run', () => {
	it('that is there again stays open under its id, with the day it was found on', () => {
		const first = night([...around, bad('missing_in_erp')]);
		const second = night([...around, bad('missing_in_erp')], 1, { before: driftsOf(first) });
		expect(told(first)).toEqual({ unmatched: [['missing_in_erp', 'new']], closed: [] });
		expect(told(second)).toEqual({ unmatched: [['missing_in_erp', 'open']], closed: [] });
		expect(second.unmatched[0].json).toMatchObject({
			id: first.unmatched[0].json.id,
			firstFound: new Date(now).toISOString(),
			ageDays: first.unmatched[0].json.ageDays! + 1,
		});
		expect(second.summary).toMatchObject({ drifts: 1, newDrifts: 0, healed: 0 });
	});
	it('that is no longer there has healed, once', () => {
		const first = night([...around, bad('missing_in_erp')]);
		const second = night([...around, good(4)], 1, { before: driftsOf(first) });
		expect(told(second)).toEqual({ unmatched: [], closed: [['missing_in_erp', 'healed']] });
		expect(second.summary).toMatchObject({ drifts: 0, healed: 1 });
		expect(second.summary.report).toContain('Healed since the last run (1):\n- missing_in_erp, RMA-000002/R1');
		expect(told(night([...around, good(4)], 2, { before: driftsOf(second) }))).toEqual({ unmatched: [], closed: [] });
	});
	it('that comes back after it has healed is a new one', () => {
		const healed = night([...around, good(4)], 1, { before: driftsOf(night([...around, bad('missing_in_erp')])) });
		const again = night([...around, bad('missing_in_erp')], 2, { before: driftsOf(healed) });
		expect(told(again).unmatched).toEqual([['missing_in_erp', 'new']]);
		expect(again.unmatched[0].json.firstFound).toBe(new Date(now + 2 * day).toISOString());
	});
	const first = night([...around, bad('missing_in_erp')]);
	it.each<[string, Books[], object]>([
		['was not read', around, {}],
		[
			'is in a source that gave nothing',
			[...around, good(4)].map((books) => books.map((records, index) => (index === notes ? [] : records))),
			{},
		],
		['has become too old to judge', [...around, good(4)], { from: now + 30 * hour }],
		[
			'has a record that is too young to judge',
			[
				...around,
				bad('missing_in_erp').map((records) => records.map((one) => ({ ...one, time: new Date(now).toISOString() }))),
			],
			{},
		],
		[
			'was only read in part',
			[...around, good(4).map((records, index) => ([stripe, payouts].includes(index) ? [] : records))],
			{},
		],
	])('of which the refund %s has not healed', (_name, all, change) => {
		const next = night(all, 0.5, { before: driftsOf(first) }, change);
		const [kept, ...more] = driftsOf(next).filter(({ id }) => id === first.unmatched[0].json.id);
		expect(more).toEqual([]);
		expect(kept.state).toBe('open');
	});
	it('is the same one when its refund has got its name meanwhile', () => {
		const named = bad('missing_in_cases');
		const nameless = named.map((records) => records.map((one) => ({ ...one, intent: undefined })));
		const before = driftsOf(night([...around, nameless]));
		const next = driftsOf(night([...around, named], 1, { before }));
		const fresh = driftsOf(night([...around, named], 1));
		expect(before.map(({ class: one }) => one)).toEqual(['missing_in_cases']);
		expect(next.map(({ id, state }) => [id, state])).toEqual([[before[0].id, 'open']]);
		expect(fresh[0].id).not.toBe(before[0].id);
	});
	it('heals, whatever its kind', () => {
		for (const drift of plantable) {
			const n = drift === 'missing_in_shop' ? 3 : 4;
			const mended =
				drift === 'unknown_reference'
					? good(n).map((records, index) =>
							index === stripe
								? [...records, { ...bad(drift, n)[stripe][0], reference: 'RMA-000099', intent: 'RMA-000099/R1' }]
								: records,
						)
					: good(n);
			const earlier = night([...around, bad(drift, n)]);
			const gone = driftsOf(night([...around, mended], 1, { before: driftsOf(earlier) }));
			// What a record was that is not there any more, nobody can say.
			const isLost = [
				'duplicate',
				'several_currencies',
				'refunded_after_failure',
				'chargeback_after_refund',
				'refund_after_chargeback',
			].includes(drift);
			expect([drift, gone.find(({ class: one }) => one === drift)?.state]).toEqual([drift, isLost ? 'open' : 'healed']);
		}
	});
	it('of goods heals when they come, and not while a warehouse gives nothing', () => {
		const goods = (...kinds: Array<['expected' | 'receipt' | 'movement', string]>) =>
			kinds.map(([kind, reference], item) =>
				goodsEntryOf(
					{
						source: 'wms',
						kind,
						id: `${kind} ${reference}`,
						reference,
						quantity: 1,
						to: kind === 'movement' ? 'restock' : undefined,
						time: new Date(now - 5 * day).toISOString(),
						providerIds: {},
					},
					0,
					item,
				),
			);
		const own = [
			{ name: 'Warehouse', role: 'warehouse' as const, expects: 'optional' as const, processors: new Set<never>() },
		];
		const run = (things: ReturnType<typeof goods>, before: History['before'] = []) => {
			const { unmatched, closed } = reconcile([], own, rules, things, { before, accepted: [] });
			return [...unmatched, ...closed].map(({ json }) => json);
		};
		const missing = run(goods(['movement', 'RMA-1']));
		expect(missing.map(({ class: one, state }) => [one, state])).toEqual([['stock_without_receipt', 'new']]);
		expect(run([], missing).map(({ state, unseen }) => [state, unseen])).toEqual([['open', true]]);
		expect(run(goods(['movement', 'RMA-1'], ['receipt', 'RMA-1']), missing).map(({ state }) => state)).toEqual([
			'healed',
		]);
	});
});

describe('a drift that a person accepted', () => {
	const less = (by: number) =>
		goodRefund(4).map((records, index) =>
			index === payments
				? records.map((one) => ({ ...one, amount: { ...one.amount, amount: one.amount.amount - by } }))
				: records,
		);
	const first = night([...around, less(1)]);
	const [{ id, amount }] = driftsOf(first);

	it('stays accepted, night after night, by the list or by what the last run said', () => {
		const second = night([...around, less(1)], 1, { before: driftsOf(first), accepted: [{ id, amount }] });
		expect(told(second)).toEqual({ unmatched: [], closed: [['amount_differs', 'accepted']] });
		expect(second.summary).toMatchObject({ drifts: 0, accepted: 1, amounts: {} });
		expect(second.summary.report).toContain('1 accepted by a person');
		const third = night([...around, less(1)], 2, { before: driftsOf(second) });
		expect(told(third)).toEqual({ unmatched: [], closed: [['amount_differs', 'accepted']] });
		const unread = night(around, 3, { before: driftsOf(third) });
		expect(told(unread)).toEqual({ unmatched: [], closed: [['amount_differs', 'accepted']] });
	});
	it('is open again when more is at risk than was accepted', () => {
		const before = driftsOf(night([...around, less(1)], 1, { before: driftsOf(first), accepted: [{ id, amount }] }));
		expect(told(night([...around, less(500)], 2, { before }))).toEqual({
			unmatched: [['amount_differs', 'open']],
			closed: [],
		});
		expect(told(night([...around, less(500)], 2, { before, accepted: [{ id }] })).closed).toHaveLength(1);
	});
	it('is open when what was accepted was in another currency', () => {
		const accepted = [{ id, amount: { amount: 1_000_000, currency: 'USD' } }];
		expect(told(night([...around, less(1)], 1, { before: driftsOf(first), accepted }))).toEqual({
			unmatched: [['amount_differs', 'open']],
			closed: [],
		});
	});
	it('heals when it is gone', () => {
		const before = driftsOf(night([...around, less(1)], 1, { before: driftsOf(first), accepted: [{ id, amount }] }));
		expect(told(night([...around, good(4)], 2, { before }))).toEqual({
			unmatched: [],
			closed: [['amount_differs', 'healed']],
		});
	});
});
