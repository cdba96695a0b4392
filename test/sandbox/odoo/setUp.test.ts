import { OdooReturns } from '../../../nodes/OdooReturns/OdooReturns.node';
import { lists } from '../../../nodes/OdooReturns/methods/lists';
import { bench, type Bench } from '../../OdooReturns/setUp';

/** The stand-in for people to try everything on: what is set up in a real Odoo can be set up here (held to the real one by test/contract). */
describe('set-up on the stand-in of Odoo', () => {
	let b: Bench;
	beforeEach(async () => {
		b = await bench();
		b.odoo.openToAdministrator();
	});
	afterEach(async () => await b.server.stop());
	const setUp = async (operation: string, odoo: object = { destinations: {} }) =>
		(await b.done(`setUp.${operation}`, { settings: '' }, { input: [{ settings: { odoo } }] as never })).setUp;

	it('checks, installs, and finds all in place afterwards', async () => {
		const before = await setUp('check');
		expect(before).toMatchObject({ ready: false, warehouse: { name: 'Sandbox Warehouse' }, rights: { missing: [] } });
		const made = await setUp('install');
		expect(made).toMatchObject({ ready: true, outcome: 'done', missing: [] });
		expect(made.settings.odoo).toMatchObject({
			returnOperationType: expect.any(Number),
			inspectionLocation: expect.any(Number),
			strictReturnAction: expect.any(Number),
			batchAction: expect.any(Number),
			destinations: { quarantine: expect.any(Number), restock: expect.any(Number) },
		});
		expect(await setUp('install')).toMatchObject({ outcome: 'already_done', made: [] });
	});

	it('makes returns with what was installed', async () => {
		const { settings } = await setUp('install');
		const create = async (reference: string, quantity: number) =>
			await b.node(
				'return.create',
				{ order: '#1001', reference, lines: JSON.stringify([{ sku: 'TEE-BLUE-M', quantity }]) },
				{ input: [{ reference, settings }] as never },
			);
		const first = await create('RMA-SETUPAAAAA', 1);
		expect(first.error).toBeUndefined();
		expect(b.journal.calls.some(({ operation }) => operation === 'ir.actions.server/run')).toBe(true);
		expect((await create('RMA-SETUPBBBBB', 2)).error?.message).toMatch(/shall come back, only 1 can/);
	});

	// The app Point of Sale is not installed here.
	it.each(Object.entries(lists).filter(([kind]) => !kind.startsWith('pos')))(
		'offers what there is for the pick-list "%s"',
		async (_kind, { model, schema, domain, order }) => {
			const methods = new OdooReturns().methods as { listSearch: Record<string, unknown> };
			expect(Object.keys(methods.listSearch)).toContain(lists[_kind as keyof typeof lists].method);
			const answer = await fetch(`${b.server.url}/json/2/${model}/search_read`, {
				method: 'POST',
				headers: { authorization: `Bearer ${b.odoo.key}`, 'content-type': 'application/json' },
				body: JSON.stringify({ domain: domain('e'), fields: Object.keys(schema.shape), order, limit: 50 }),
			});
			expect([answer.status, schema.array().safeParse(await answer.json()).error?.issues]).toEqual([200, undefined]);
		},
	);
});
