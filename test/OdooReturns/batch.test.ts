import { ReadAhead } from '../../nodes/OdooReturns/transport/readAhead';
import { loaded, loadedOne, type PlannedCall } from '../../nodes/OdooReturns/transport/calls';
import { returnCall } from '../../nodes/OdooReturns/goods/returnDocument';
import { Odoo } from '../../nodes/OdooReturns/transport/odoo';
import type { OdooCall } from '../../nodes/OdooReturns/transport/wire';
import { bench, eur, intentOf, type Bench } from './setUp';

const reference = 'RMA-1';
const json = JSON.stringify;

/** A return from its document to the booked refund; gives back what the node said. */
async function wholeReturn({ done }: Bench) {
	return [
		await done('return.create', { reference, order: '#1001', lines: json([{ sku: 'TEE-BLUE-M', quantity: 1 }]) }),
		await done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }] }) }),
		await done('goods.sort', {
			reference,
			inspection: json({ id: 'I', lines: [{ sku: 'TEE-BLUE-M', quantity: 1, destination: 'restock' }] }),
		}),
		await done('creditNote.issue', { reference, order: '#1001', intent: json(intentOf(reference)) }),
		await done('creditNote.recordPayment', {
			reference,
			refund: json({ id: 're_1', intent: 'RMA-1/R1', amount: eur(2160), status: 'succeeded' }),
		}),
	];
}

async function on(way: { batch?: boolean; before?(b: Bench): void }) {
	const b = await bench(undefined, way);
	try {
		way.before?.(b);
		// What came in goes out again with each item: the settings, which differ.
		const said = (await wholeReturn(b)).map(({ settings: _given, ...told }) => told); // eslint-disable-line @typescript-eslint/no-unused-vars
		const runs = b.journal.calls
			.filter(({ operation }) => operation === 'ir.actions.server/run')
			.map(({ status }) => status);
		return { said, calls: b.journal.calls.length, runs };
	} finally {
		await b.server.stop();
	}
}

describe('a whole return', () => {
	it('says the same in batches as call by call, with fewer calls', async () => {
		const [plain, batches] = [await on({}), await on({ batch: true })];
		expect(plain.runs).toEqual([]);
		expect(batches.said).toEqual(plain.said);
		expect(batches.runs.length).toBeGreaterThan(5);
		expect(batches.runs.every((status) => status === 200)).toBe(true);
		expect(batches.calls).toBeLessThan(plain.calls * 0.7);
	});

	it('goes on call by call when a batch is refused', async () => {
		const plain = await on({});
		const refused = await on({
			batch: true,
			before: ({ odoo }) =>
				odoo.db.update('ir.actions.server', odoo.db.all('ir.actions.server')[0], { code: 'raise UserError' }),
		});
		expect(new Set(refused.runs)).toEqual(new Set([422]));
		expect(refused.said).toEqual(plain.said);
	});

	it('asks an Odoo that has no such action once in each operation', async () => {
		const gone = await on({
			batch: true,
			before: ({ odoo }) => odoo.db.remove('ir.actions.server', odoo.db.all('ir.actions.server')[0].id),
		});
		expect(gone.said).toEqual((await on({})).said);
		expect(new Set(gone.runs)).toEqual(new Set([404]));
		expect(gone.runs.length).toBeLessThanOrEqual(5);
	});

	it('does not take another server action for the batch action', async () => {
		const b = await bench(undefined, { batch: true });
		const { answer } = b.odoo;
		b.odoo.answer = (request) =>
			request.path.endsWith('/ir.actions.server/run')
				? { status: 200, body: { type: 'ir.actions.act_window' } }
				: answer(request);
		const { error } = await b.node('return.create', {
			reference,
			order: '#1001',
			lines: json([{ sku: 'TEE-BLUE-M', quantity: 1 }]),
		});
		expect(error).toMatchObject({
			message: expect.stringContaining('is not the one that makes calls in a batch'),
			description: expect.stringContaining('settings.odoo.batchAction'),
		});
		await b.server.stop();
	});
});

it('sends of each call what Odoo needs, not what its answer is read with', async () => {
	const sent: OdooCall[] = [];
	const odoo = new Odoo(
		async (call) => {
			sent.push(call);
			return { status: 200, body: { type: 'n8n_batch', answers: [] } };
		},
		async () => {},
		{},
		new ReadAhead(7),
	);
	await odoo.ahead(() => [returnCall(1), returnCall(2)]);
	const calls = sent[0].context.n8n_calls as object[];
	expect(calls.map((call) => Object.keys(call).sort())).toEqual([
		['args', 'context', 'method', 'model'],
		['args', 'context', 'method', 'model'],
	]);
});

describe('answers given ahead', () => {
	const call = (method: string, args: Record<string, unknown> = {}): PlannedCall => ({
		model: 'm',
		method,
		args,
		context: {},
	});
	const ahead = (calls: PlannedCall[], answers: unknown[]) => {
		const kept = new ReadAhead(1);
		expect(kept.keep(calls, { type: 'n8n_batch', answers })).toBe(true);
		return kept;
	};

	it('are for the very same call, once, whatever the order of its arguments', () => {
		const kept = ahead([call('search_read', { domain: [], order: 'id' })], ['a']);
		expect(kept.take('m', 'search_read', { order: 'id', domain: [] })).toMatchObject({ answer: 'a' });
		expect(kept.take('m', 'search_read', { order: 'id', domain: [] })).toBeUndefined();
	});

	it('are gone once anything else was asked, since it may have changed what they say', () => {
		const kept = ahead([call('a'), call('b')], [1, 2]);
		expect(kept.take('m', 'write', {})).toBeUndefined();
		expect(kept.take('m', 'a', {})).toBeUndefined();
	});

	it('pass over what was not needed', () => {
		const kept = ahead([call('a'), call('b'), call('c')], [1, 2, 3]);
		expect(kept.take('m', 'b', {})).toMatchObject({ answer: 2 });
		expect(kept.take('m', 'a', {})).toBeUndefined();
	});

	it('know the records that were made before them', () => {
		const kept = ahead(
			[
				call('load'),
				call('act', { ids: loaded }),
				call('search_read', { domain: [['id', 'in', loaded], '|', ['picking_id', '=', loadedOne]] }),
			],
			[{ ids: [7, 8] }, true, ['x']],
		);
		expect(kept.take('m', 'act', { ids: [7, 8] })).toMatchObject({ answer: true });
		expect(
			kept.take('m', 'search_read', { domain: [['id', 'in', [7, 8]], '|', ['picking_id', '=', 7]] }),
		).toMatchObject({ answer: ['x'] });
	});

	it('leave out what Odoo does not know, and end where it asks a person', () => {
		const kept = ahead([call('a'), call('b'), call('c')], ['unknown', { type: 'ir.actions.act_window' }]);
		expect(kept.take('m', 'b', {})).toMatchObject({ answer: { type: 'ir.actions.act_window' } });
		expect(kept.take('m', 'c', {})).toBeUndefined();
	});

	it('are not taken from anybody else', () => {
		expect(new ReadAhead(1).keep([call('a')], true)).toBe(false);
	});
});
