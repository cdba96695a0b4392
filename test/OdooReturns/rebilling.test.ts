import { bench, intentOf, type Bench } from './setUp';

const lines = JSON.stringify([{ sku: 'SOCKS-GREY', quantity: 1 }]);
const references = ['RMA-AAAAAAAAAA', 'RMA-BBBBBBBBBB'];
const intent = (reference: string) => JSON.stringify(intentOf(reference, 'SOCKS-GREY', 500, 100));

/** Holds the next call of an operation before Odoo does it, until it is let go. */
function hold({ odoo }: Bench, operation: string): { reached: Promise<void>; letGo: () => void } {
	let letGo!: () => void;
	let arrive!: () => void;
	const open = new Promise<void>((resolve) => (letGo = resolve));
	const reached = new Promise<void>((resolve) => (arrive = resolve));
	const answer = odoo.answer.bind(odoo);
	let held = false;
	odoo.answer = async (request) => {
		if (!held && odoo.operationOf(request) === operation) {
			held = true;
			arrive();
			await open;
		}
		return await answer(request);
	};
	return { reached, letGo };
}

describe('two returns of one order that are credited at the same moment', () => {
	let b: Bench;
	const credit = (reference: string) => ({ reference, order: '#1004', intent: intent(reference) });
	beforeEach(async () => {
		b = await bench();
		for (const reference of references) {
			await b.done('return.create', { reference, order: '#1004', lines });
			await b.done('goods.receive', {
				reference,
				receipt: JSON.stringify({ id: 'A', lines: [{ sku: 'SOCKS-GREY', quantity: 1 }] }),
			});
		}
	});
	afterEach(async () => await b.server.stop());

	const line = () => {
		const { db } = b.odoo;
		const [order] = db.where('sale.order', { client_order_ref: '#1004' });
		const [sold] = db.where('sale.order.line', { order_id: order.id });
		return { ordered: sold.product_uom_qty, toInvoice: db.get('sale.order.line', sold, 'qty_to_invoice') };
	};

	it.each(['account.move/action_post', 'sale.order.line/write'])(
		'leaves no piece to be billed again when the second comes while the first stands before %s',
		async (operation) => {
			const [first, second] = references;
			const { reached, letGo } = hold(b, operation);
			const crediting = b.done('creditNote.issue', credit(first));
			await reached;
			await b.done('creditNote.issue', credit(second));
			letGo();
			await crediting;
			expect(line()).toEqual({ ordered: 18, toInvoice: 0 });
		},
	);

	it('leaves none either when the first is never gone on with, and the goods came before', async () => {
		const [first, second] = references;
		const { reached, letGo } = hold(b, 'sale.order.line/write');
		const crediting = b.done('creditNote.issue', credit(first));
		await reached;
		await b.done('creditNote.issue', credit(second));
		const left = line();
		// It ends before the test does, so that nothing of it runs on behind it.
		letGo();
		await crediting;
		expect(left).toEqual({ ordered: 18, toInvoice: 0 });
	});

	it('looks again after it has lowered the quantity: the other may have been credited meanwhile', async () => {
		const [first, second] = references;
		// Both have looked, and neither note was there.
		const atLoad = hold(b, 'account.move/load');
		const crediting = [b.done('creditNote.issue', credit(second))];
		await atLoad.reached;
		const atWrite = hold(b, 'sale.order.line/write');
		crediting.push(b.done('creditNote.issue', credit(first)));
		await atWrite.reached;
		atLoad.letGo();
		await crediting[0];
		// The first one's write is from before the second note: 18 instead of 17 pieces.
		atWrite.letGo();
		await crediting[1];
		expect(line()).toEqual({ ordered: 18, toInvoice: 0 });
	});
});

describe('two returns of one order that are credited, and then received at the same moment', () => {
	let b: Bench;
	const arrival = (reference: string) => ({
		reference,
		receipt: JSON.stringify({ id: 'A', lines: [{ sku: 'SOCKS-GREY', quantity: 1 }] }),
	});
	beforeEach(async () => {
		b = await bench();
		for (const reference of references) await b.done('return.create', { reference, order: '#1004', lines });
		for (const reference of references)
			await b.done('creditNote.issue', { reference, order: '#1004', intent: intent(reference) });
	});
	afterEach(async () => await b.server.stop());

	const line = () => {
		const { db } = b.odoo;
		const [order] = db.where('sale.order', { client_order_ref: '#1004' });
		const [sold] = db.where('sale.order.line', { order_id: order.id });
		return { ordered: sold.product_uom_qty, toInvoice: db.get('sale.order.line', sold, 'qty_to_invoice') };
	};

	it('looks again after it has lowered the quantity: the other may have been received meanwhile', async () => {
		const [first, second] = references;
		const { reached, letGo } = hold(b, 'sale.order.line/write');
		const receiving = b.done('goods.receive', arrival(first));
		await reached;
		await b.done('goods.receive', arrival(second));
		expect(line()).toEqual({ ordered: 18, toInvoice: 0 });
		// The first one's write is from before the second receipt, and raises what the second has lowered: 19 pieces, nothing of them credited since.
		letGo();
		await receiving;
		expect(line()).toEqual({ ordered: 18, toInvoice: 0 });
	});

	it.each([
		['as Odoo rounds what has more decimals than it keeps', 0.004, []],
		['not at all', 2, [expect.stringMatching(/^Odoo did not keep the ordered quantity of ".*" that was written, so /)]],
	])('is done when what is written is kept %s', async (_title, more, warnings) => {
		const [first] = references;
		const answer = b.odoo.answer.bind(b.odoo);
		b.odoo.answer = async (request) => {
			const answered = await answer(request);
			if (b.odoo.operationOf(request) === 'sale.order.line/write') {
				const [order] = b.odoo.db.where('sale.order', { client_order_ref: '#1004' });
				const [sold] = b.odoo.db.where('sale.order.line', { order_id: order.id });
				b.odoo.db.update('sale.order.line', sold, { product_uom_qty: Number(sold.product_uom_qty) + more });
			}
			return answered;
		};
		expect((await b.done('goods.receive', arrival(first))).receipt.warnings).toEqual(warnings);
	});
});

describe('a locked order', () => {
	let b: Bench;
	beforeEach(async () => (b = await bench()));
	afterEach(async () => await b.server.stop());

	it('is not billed again either, and stays locked', async () => {
		const [reference] = references;
		const { db } = b.odoo;
		const [order] = db.where('sale.order', { client_order_ref: '#1004' });
		await b.done('return.create', { reference, order: '#1004', lines });
		await b.done('goods.receive', {
			reference,
			receipt: JSON.stringify({ id: 'A', lines: [{ sku: 'SOCKS-GREY', quantity: 1 }] }),
		});
		db.update('sale.order', order, { locked: true });
		const { creditNote } = await b.done('creditNote.issue', { reference, order: '#1004', intent: intent(reference) });
		expect(creditNote.warnings).toEqual([]);
		const [sold] = db.where('sale.order.line', { order_id: order.id });
		expect([sold.product_uom_qty, db.get('sale.order.line', sold, 'qty_to_invoice')]).toEqual([19, 0]);
		expect(db.one('sale.order', order.id).locked).toBe(true);
	});
});
