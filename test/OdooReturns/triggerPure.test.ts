import type { Changed } from '../../nodes/OdooReturns/changes/readChanges';
import { conditionsOf } from '../../nodes/OdooReturns/trigger/automation';
import { referenceIn } from '../../nodes/OdooReturns/trigger/details';
import { readHint } from '../../nodes/OdooReturns/trigger/hints';
import { TriggerMemory } from '../../nodes/OdooReturns/trigger/memory';
import { Reading } from '../../nodes/OdooReturns/trigger/reading';
import { happenings } from '../../nodes/OdooReturns/trigger/poll';
import { eventNames, watchesFor } from '../../nodes/OdooReturns/trigger/watches';

const all = [...eventNames];
const at = (state: string, more: object = {}): Changed => ({
	id: 7,
	changedAt: '2026-11-21T10:00:00.000Z',
	state,
	create_date: '2026-11-21T09:00:00.000Z',
	backorder_id: null,
	...more,
});

describe('what a document tells', () => {
	it.each([
		['stock.picking', 'draft', []],
		['stock.picking', 'assigned', ['return.created']],
		['stock.picking', 'waiting', ['return.created']],
		['stock.picking', 'done', ['return.created', 'return.received']],
		['stock.picking', 'cancel', []],
		['account.move', 'draft', []],
		['account.move', 'posted', ['credit_note.posted']],
		['account.move', 'cancel', []],
		['account.payment', 'draft', []],
		['account.payment', 'in_process', ['payment.registered']],
		['account.payment', 'paid', ['payment.registered']],
		['account.payment', 'canceled', []],
		['stock.move', 'assigned', []],
		['stock.move', 'done', ['stock.moved']],
	])('%s that is %s: %j', (model, state, events) => {
		expect(
			watchesFor(all)
				.find((one) => one.model === model)!
				.events(at(state)),
		).toEqual(events);
	});

	it('a backorder is no second return, but is received', () => {
		expect(watchesFor(all)[0].events(at('done', { backorder_id: 3 }))).toEqual(['return.received']);
	});

	it('only what was chosen is watched', () => {
		expect(watchesFor(['return.received']).map(({ model, events }) => [model, events(at('done'))])).toEqual([
			['stock.picking', ['return.received']],
		]);
		expect(watchesFor([])).toEqual([]);
		expect(watchesFor(['stock.moved'], 8)[0].of).toEqual([
			'|',
			'|',
			['origin_returned_move_id', '!=', false],
			['picking_id.origin', '=like', 'RMA-%'],
			['location_id', '=', 8],
		]);
	});

	it('is news only if it happened since the trigger is there', () => {
		const [transfers] = watchesFor(all);
		const since = '2026-11-21T09:30:00.000Z';
		const told = (before: Record<string, never[] | string[]>, document: Changed) =>
			happenings(transfers, document, { since, before: before as never }).map(({ event }) => event);
		expect(told({}, at('done'))).toEqual([]); // finished before, and changed by somebody since
		expect(told({ 7: ['return.created'] }, at('done'))).toEqual(['return.received']); // was waiting then
		expect(told({ 7: [] }, at('assigned'))).toEqual(['return.created']); // was a draft then
		expect(told({}, at('done', { create_date: since }))).toEqual(['return.created', 'return.received']);
	});
});

it('conditions of automations are literals of Python', () => {
	expect(conditionsOf(watchesFor(['stock.moved'])[0])).toBe(
		'["|", ["origin_returned_move_id", "!=", False], ["picking_id.origin", "=like", "RMA-%"], ["state", "=", "done"]]',
	);
});

it.each([
	['{"_model":"stock.picking","_id":7,"_action":"x","state":"draft"}', { model: 'stock.picking', id: 7 }],
	['{"_model":"stock.picking","_id":"7"}', undefined],
	['{"_model":"stock.picking","_id":-1}', undefined],
	['null', undefined],
	['', undefined],
	['[]', undefined],
])('of %s only model and id count', (body, hint) => {
	expect(readHint(body)).toEqual(hint);
});

it.each([
	[{ key: 'RMA-7K2M.cn.R1', texts: ['RMA-OTHER'] }, 'RMA-7K2M'],
	[{ key: 'trigger.x', texts: ['Return of WH/OUT/00001', 'see RMA-7K2M, please'] }, 'RMA-7K2M'],
	[{ texts: ['Return of WH/OUT/00001'] }, undefined],
	[{ texts: ['XRMA-7K2M', 'RMA-'] }, undefined],
])('the reference in %j is %s', (given, reference) => {
	expect(referenceIn(given)).toBe(reference);
});

it('the memory tells an event once, keeps the newest ones, and a change of what is watched begins anew', async () => {
	const data = {};
	const memory = new TriggerMemory(data);
	expect([memory.isNew('a'), memory.isNew('a')]).toEqual([true, false]);
	for (let i = 0; i < 5_000; i++) memory.isNew(String(i));
	expect((data as { told: string[] }).told).toHaveLength(5_000);
	expect(memory.isNew('4999')).toBe(false);
	const reading = async () => await Reading.open(undefined, 'flow/node', new TriggerMemory(data));
	await (await reading()).advance('m', { cursor: 'c', since: '', before: {}, of: 'x' });
	expect((await reading()).of('m', 'x')?.cursor).toBe('c');
	expect((await reading()).of('m', 'y')).toBeUndefined();
	memory.keep('http://a', 'k');
	memory.keep('http://b', 'l');
	memory.keep('http://a', undefined);
	expect(['k', 'l', ''].map((key) => memory.knows(key))).toEqual([false, true, false]);
	expect([memory.knows('l', 'http://b'), memory.knows('l', 'http://a'), memory.hasKey('http://a')]).toEqual([
		true,
		false,
		false,
	]);
	expect(JSON.stringify(data)).not.toContain('"l"');
});
