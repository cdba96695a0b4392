import { bench, type Bench } from './setUp';
import { openShopCase, type ShopCase } from './shopCase';
import { removeOwnStores, type StoreCredential } from '../support/ownStore';

/** Goods that the customer keeps are not waited for in Odoo. */
let b: Bench;
let credential: StoreCredential;
let reference: string;
let record: ShopCase['record'];
beforeEach(async () => {
	b = await bench();
	({ credential, reference, record } = await openShopCase(b));
	await step('order.find');
});
afterEach(async () => {
	await removeOwnStores();
	await b.server.stop();
});

const step = async (operation: string, parameters = {}) =>
	await b.done(operation, parameters, { input: [{ reference }], credentials: { returnCaseApi: credential } } as never);
const approve = async (kept: string[]) =>
	await record('return.approved', {
		decision: {
			outcome: 'approve',
			reasons: [],
			lines: [
				{ line: 'L1', quantity: 2 },
				{ line: 'L2', quantity: 1 },
			],
			offers: kept.map((line) => ({ line, rows: ['Cheap'], route: 'keep' })),
		},
	});

it('makes no document when all of them are kept, and the case expects nothing', async () => {
	expect(await approve(['L1', 'L2'])).toMatchObject({ logistics: 'not_expected' });
	const writes = b.writes().length;
	expect((await step('return.create')).return).toMatchObject({ outcome: 'nothing_to_do' });
	expect(b.writes()).toHaveLength(writes);
});

it('waits for the others only', async () => {
	await approve(['L2']);
	const preview = await step('return.create', { options: { dryRun: true } });
	expect(preview.return).toBeDefined();
	const { case: made } = await step('return.create');
	expect(made).toMatchObject({ logistics: 'none', ids: { 'odoo.return': expect.any(String) as string } });
	expect(await record('return.received', { receipt: { id: 'A', lines: [{ line: 'L1', quantity: 2 }] } })).toMatchObject(
		{ logistics: 'received', exceptions: [] },
	);
	const { receipt } = await step('goods.receive');
	expect(receipt).toMatchObject({ lines: [{ line: 'L1', quantity: 2, surplus: 0 }] });
	expect(receipt.backorder).toBeUndefined();
});
