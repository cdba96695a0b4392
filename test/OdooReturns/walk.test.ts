import { sep } from 'node:path';
import { Odoo } from '../../nodes/OdooReturns/transport/odoo';
import { filesAtWork } from '../support/filesAtWork';
import { bench, type Bench } from './setUp';

/* How a receipt goes through the house (docs/architecture.md, "Two walks"). */

const reference = 'RMA-1';
const receipt = JSON.stringify({ id: 'A', lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }] });

let b: Bench;
beforeEach(async () => {
	b = await bench();
	await b.done('return.create', { reference, order: '#1001', lines: '[{"sku":"TEE-BLUE-M","quantity":2}]' });
	b.journal.calls.length = 0;
});
afterEach(async () => {
	jest.restoreAllMocks();
	await b.server.stop();
});

it('reads the return once before it is booked, and once more afterwards', async () => {
	await b.done('goods.receive', { reference, receipt });
	expect(b.journal.calls.map(({ operation }) => operation)).toEqual([
		// Is the receipt there? Without a case nobody else can say.
		'ir.model.data/check_object_reference',
		// The return, by its name.
		'ir.model.data/check_object_reference',
		'stock.picking/web_search_read',
		// Asked after the return, so that nothing is planned for what another execution has booked in between.
		'ir.model.data/check_object_reference',
		'stock.move.line/load',
		'stock.picking/button_validate',
		'stock.move.line/search_read',
		// What is open now, and whether credited pieces would be billed anew.
		'stock.picking/web_search_read',
		'sale.order.line/web_search_read',
	]);
});

it('goes down through six files until its pieces are booked', async () => {
	const { run } = Odoo.prototype;
	let passed: string[] = [];
	jest.spyOn(Odoo.prototype, 'run').mockImplementation(async function (this: Odoo, call) {
		if (call.method === 'button_validate') passed = filesAtWork();
		return await run.call(this, call);
	});
	await b.done('goods.receive', { reference, receipt });
	expect(passed.map((file) => file.split(sep).at(-1))).toEqual([
		'bookReceipt.ts',
		'runEffect.ts',
		'operationContext.ts',
		'receive.operation.ts',
		'operation.ts',
		'OdooReturns.node.ts',
	]);
});
