import { namesPerUnit, takeLots } from '../../nodes/OdooReturns/goods/lots';
import { nextName } from '../../nodes/OdooReturns/goods/numbering';
import type { Move } from '../../nodes/OdooReturns/records/answers';
import { Odoo } from '../../nodes/OdooReturns/transport/odoo';
import { bench, type Bench } from './setUp';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

describe('lots of tracked products', () => {
	const pool = () => [
		{ lot: 1, name: 'A', quantity: 2 },
		{ lot: 2, name: 'B', quantity: 1 },
	];
	it('are taken by name, as many as there are', () => {
		expect(takeLots(pool(), 2, ['A', 'B'])).toEqual({
			taken: [
				{ lot: 1, name: 'A', quantity: 1 },
				{ lot: 2, name: 'B', quantity: 1 },
			],
			unknown: [],
		});
		expect(takeLots(pool(), 3, ['B', 'B', 'C'])).toEqual({
			taken: [{ lot: 2, name: 'B', quantity: 1 }],
			unknown: ['B', 'C'],
		});
	});
	it('need no names where there is no choice', () => {
		expect(takeLots(pool(), 3, [])).toMatchObject({
			taken: [
				{ name: 'A', quantity: 2 },
				{ name: 'B', quantity: 1 },
			],
		});
		expect(takeLots(pool(), 2, [])).toBe('unclear');
		expect(takeLots([{ lot: 1, name: 'A', quantity: 5 }], 2, [])).toMatchObject({
			taken: [{ name: 'A', quantity: 2 }],
		});
		expect(takeLots([], 1, [])).toEqual({ taken: [], unknown: [] });
	});
	it('one name stands for all pieces of a lot, and for one piece of a serial number', () => {
		expect(namesPerUnit(['A'], 3, 'lot')).toEqual(['A', 'A', 'A']);
		expect(namesPerUnit(['A'], 3, 'serial')).toBeUndefined();
		expect(namesPerUnit([], 3, 'serial')).toEqual([]);
	});
});

it('numbers documents after the highest number there is', () => {
	const moves = ['S1/RET/1', 'S1/RET/4', 'S1/RET/4/OUT/9', 'WH/OUT/00012', undefined].map(
		(reference) => ({ reference }) as Move,
	);
	expect([nextName('S1/RET/', moves), nextName('S1/RET/4/OUT/', moves), nextName('S2/RET/', moves)]).toEqual([
		'S1/RET/5',
		'S1/RET/4/OUT/10',
		'S2/RET/1',
	]);
});

describe('the node', () => {
	let b: Bench;
	beforeEach(async () => (b = await bench()));
	afterEach(async () => await b.server.stop());
	const reference = 'RMA-1';
	const lines = (...of: Array<[string, number]>) => JSON.stringify(of.map(([sku, quantity]) => ({ sku, quantity })));
	const create = { reference, order: '#1001', lines: lines(['TEE-BLUE-M', 2]) };
	const receipt = (id: string, ...of: Array<[string, number]>) =>
		JSON.stringify({ id, lines: of.map(([sku, quantity]) => ({ sku, quantity })) });
	const stock = (sku: string, location: number | undefined) =>
		b.odoo.db
			.where('stock.quant', {
				location_id: location,
				product_id: b.odoo.db.where('product.product', { default_code: sku })[0].id,
			})
			.reduce((sum, { quantity }) => sum + Number(quantity), 0);

	it('lists what can come back, and what of it is on its way', async () => {
		await b.done('return.create', { ...create, lines: lines(['TEE-BLUE-M', 1]) });
		const { returnable } = await b.done('order.getReturnableLines', { order: '#1001' });
		expect(returnable).toMatchObject([
			{
				sku: 'TEE-BLUE-M',
				unit: 'Units',
				delivered: 2,
				returned: 0,
				open: 1,
				returnable: 1,
				units: { perPiece: 1, returnable: 1 },
				subtotal: { amount: 3600 },
				value: { subtotal: { amount: 1800 }, tax: { amount: 360 } },
				lots: [],
			},
			{ sku: 'MUG-WHITE', returnable: 1 },
		]);
		await b.done('return.create', { ...create, reference: 'RMA-2', lines: lines(['TEE-BLUE-M', 1]) });
		const skus = async (onlyReturnable: boolean) =>
			(await b.done('order.getReturnableLines', { order: '#1001', onlyReturnable })).returnable.map(
				({ sku }: { sku: string }) => sku,
			);
		expect([await skus(true), await skus(false)]).toEqual([['MUG-WHITE'], ['TEE-BLUE-M', 'MUG-WHITE']]);
	});

	it('reads a return by its case and by the name of a transfer, and lists returns', async () => {
		await b.done('return.create', create);
		await b.done('goods.receive', { reference, receipt: receipt('A', ['TEE-BLUE-M', 1]) });
		const { odooReturn } = await b.done('return.get', { reference });
		expect(odooReturn).toMatchObject({
			name: 'S00001/RET/1',
			reference,
			progress: 'part_received',
			order: { name: 'S00001' },
			lines: [{ sku: 'TEE-BLUE-M', expected: 2, received: 1, open: 1 }],
		});
		expect((await b.done('return.get', { document: odooReturn.transfers[1].name })).odooReturn).toEqual(odooReturn);
		expect((await b.node('return.get', { document: 'WH/NO/1' })).error?.message).toBe(
			'There is no transfer WH/NO/1 in Odoo',
		);
		const listed = async (parameters: object) =>
			(await b.node('return.getMany', parameters as never)).json.map(({ odooReturn: one }) => one);
		expect(await listed({ status: 'open' })).toMatchObject([
			{ id: odooReturn.transfers[1].id, backorderOf: odooReturn.id, reference },
		]);
		expect(await listed({ status: 'received' })).toMatchObject([{ id: odooReturn.id, receivedAt: expect.any(String) }]);
		expect(await listed({ status: 'any', returnAll: true })).toHaveLength(2);
		expect((await b.node('return.getMany', { status: 'any', since: 'yesterday' })).error?.message).toBe(
			'"yesterday" is no time',
		);
	});

	it('cancels what is open, and leaves what was received and says so', async () => {
		await b.done('return.create', create);
		await b.done('goods.receive', { reference, receipt: receipt('A', ['TEE-BLUE-M', 1]) });
		expect((await b.done('return.cancel', { reference }, { mode: 'manual' })).cancellation).toMatchObject({
			outcome: 'dry_run',
			canceled: [{ id: expect.any(String) }],
		});
		const { cancellation } = await b.done('return.cancel', { reference });
		expect(cancellation).toMatchObject({ outcome: 'done', received: [{ name: 'S00001/RET/1' }] });
		expect((await b.done('return.cancel', { reference })).cancellation).toEqual({
			...cancellation,
			outcome: 'already_done',
		});
		await b.done('return.create', { ...create, reference: 'RMA-2', lines: lines(['MUG-WHITE', 1]) });
		await b.done('goods.receive', { reference: 'RMA-2', receipt: receipt('A', ['MUG-WHITE', 1]) });
		const received = await b.done('return.cancel', { reference: 'RMA-2' });
		expect(received.cancellation).toMatchObject({
			outcome: 'nothing_to_do',
			canceled: [],
			received: [{ name: 'S00001/RET/2' }],
			message: expect.stringContaining('were received already, and stay'),
		});
	});

	it('has nothing to cancel when Odoo does not know the return', async () => {
		const writes = b.writes().length;
		expect((await b.done('return.cancel', { reference: 'RMA-NONE' })).cancellation).toMatchObject({
			outcome: 'nothing_to_do',
			canceled: [],
			received: [],
			message: expect.stringContaining('no return document'),
		});
		expect(b.writes()).toHaveLength(writes);
	});

	it('is content when a person receives or cancels it in that very moment', async () => {
		await b.done('return.create', create);
		const [picking] = b.odoo.db.where('stock.picking', { origin: reference });
		const { forCompany } = Odoo.prototype;
		const meanwhile = jest.spyOn(Odoo.prototype, 'forCompany').mockImplementationOnce(function (this: Odoo, company) {
			for (const move of b.odoo.db.where('stock.move', { picking_id: picking.id }))
				b.odoo.db.update('stock.move', move, { state: 'done' });
			b.odoo.db.update('stock.picking', picking, { state: 'done' });
			return forCompany.call(this, company);
		});
		expect((await b.done('return.cancel', { reference })).cancellation).toMatchObject({
			outcome: 'nothing_to_do',
			received: [{ name: 'S00001/RET/1' }],
		});
		meanwhile.mockRestore();
	});

	it('undoes a receipt, and keeps the wish when Odoo does not answer', async () => {
		await b.done('return.create', create);
		await b.done('goods.receive', { reference, receipt: receipt('A', ['TEE-BLUE-M', 2]) });
		expect((await b.done('return.undo', { reference }, { mode: 'manual' })).undo).toMatchObject({
			outcome: 'dry_run',
			lines: [{ sku: 'TEE-BLUE-M', quantity: 2 }],
		});
		b.journal.inject({ provider: 'odoo', operation: 'stock.picking/button_validate', kind: 'server_error', times: 3 });
		expect((await b.node('return.undo', { reference })).error?.context).toMatchObject({ category: 'retryable' });
		expect((await b.done('return.undo', { reference })).undo).toMatchObject({
			outcome: 'done',
			lines: [{ quantity: 2 }],
			warnings: [],
		});
		expect((await b.done('order.getReturnableLines', { order: '#1001' })).returnable[0]).toMatchObject({
			returned: 0,
			returnable: 2,
		});
		expect((await b.node('return.undo', { reference, undoId: '2' })).error?.message).toContain(
			'can go back to the customer',
		);
	});

	it('reports what nobody expects, and takes it into stock only when asked', async () => {
		await b.done('return.create', create);
		const given = { reference, receipt: receipt('A', ['TEE-BLUE-M', 3], ['MUG-WHITE', 1]) };
		const { inspectionLocation } = b.odoo.settings();
		expect((await b.done('goods.receive', given)).receipt).toMatchObject({
			lines: [
				{ quantity: 2, surplus: 1 },
				{ quantity: 0, surplus: 1 },
			],
			exceptions: [
				{ code: 'over_receipt', quantity: 1 },
				{ code: 'unknown_item', sku: 'MUG-WHITE' },
			],
		});
		expect(stock('MUG-WHITE', inspectionLocation)).toBe(0);
		expect((await b.done('goods.receive', { ...given, surplus: 'receive' })).receipt.strays.lines).toHaveLength(2);
		expect([stock('TEE-BLUE-M', inspectionLocation), stock('MUG-WHITE', inspectionLocation)]).toEqual([3, 1]);
		expect((await b.done('goods.receive', { ...given, surplus: 'receive' })).receipt.outcome).toBe('already_done');
	});

	it('receives a parcel without a case and gives it to a return', async () => {
		const parcel = { parcel: 'P-1', lines: lines(['TEE-BLUE-M', 1], ['NO-SUCH-THING', 1]) };
		expect((await b.done('goods.receiveUnidentified', parcel, { mode: 'manual' })).unidentified).toMatchObject({
			outcome: 'dry_run',
			lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }],
		});
		expect((await b.done('goods.receiveUnidentified', parcel)).unidentified).toMatchObject({
			outcome: 'done',
			unbooked: [{ sku: 'NO-SUCH-THING' }],
		});
		expect((await b.node('goods.receiveUnidentified', { ...parcel, parcel: ' ' })).error?.message).toBe(
			'It is not said which parcel this is',
		);
		expect((await b.node('goods.matchUnidentified', { reference, parcel: 'P-1' })).error?.description).toContain(
			'Create Return',
		);
		await b.done('return.create', create);
		expect(
			(await b.done('goods.matchUnidentified', { reference, parcel: 'P-1' }, { mode: 'manual' })).receipt,
		).toMatchObject({ outcome: 'dry_run', lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }] });
		expect((await b.done('goods.matchUnidentified', { reference, parcel: 'P-1' })).receipt).toMatchObject({
			outcome: 'done',
			receipt: 'parcel-P-1',
			lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }],
		});
		expect(stock('TEE-BLUE-M', b.odoo.settings().inspectionLocation)).toBe(1);
	});

	it('sorts one line to five destinations, by an inspection or a table', async () => {
		await b.done('return.create', { ...create, order: '#1004', lines: lines(['SOCKS-GREY', 6]) });
		await b.done('goods.receive', { reference, receipt: receipt('A', ['SOCKS-GREY', 6]) });
		const before = stock('SOCKS-GREY', b.odoo.settings().destinations.restock);
		const each = { restock: 2, quarantine: 1, refurbish: 1, vendor: 1, scrap: 1 };
		const table = {
			reference,
			specify: 'table',
			inspectionId: 'T',
			goods: { lines: [{ sku: 'SOCKS-GREY', ...each }] },
		};
		const { sorting } = await b.done('goods.sort', table);
		expect(
			sorting.movements.map(({ destination, quantity }: { destination: string; quantity: number }) => [
				destination,
				quantity,
			]),
		).toEqual(Object.entries(each));
		expect(
			sorting.availability.map(({ place, before: was, after }: { place: string; before: number; after: number }) => [
				place,
				after - was,
			]),
		).toEqual([['inspection', -6], ...Object.entries(each)]);
		expect(stock('SOCKS-GREY', b.odoo.settings().destinations.restock)).toBe(before + 2);
		expect(
			(
				await b.done('goods.sort', {
					reference,
					inspection: JSON.stringify({ id: 'T', lines: [{ sku: 'SOCKS-GREY', ...each }] }),
				})
			).sorting.outcome,
		).toBe('already_done');
		expect(
			(
				await b.node('goods.sort', {
					reference,
					inspection: JSON.stringify({ id: 'T', lines: [{ sku: 'SOCKS-GREY', restock: 1 }] }),
				})
			).error?.message,
		).toContain('was booked before with other goods');
		expect(
			(
				await b.node('goods.sort', {
					reference,
					inspection: JSON.stringify({ id: 'U', lines: [{ sku: 'SOCKS-GREY', somewhere: 1 }] }),
				})
			).error?.message,
		).toContain('inspection.lines');
	});
});
