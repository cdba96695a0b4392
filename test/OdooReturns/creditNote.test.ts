import { assertNotOvercredited, creditNoteTable, expectedTotal, planCreditNote, roundingTable, type Invoiced } from '../../nodes/OdooReturns/documents/creditNote';
import type { Invoice, InvoiceLine } from '../../nodes/OdooReturns/documents/answers';
import type { RefundIntent } from '../../nodes/shared/model';
import { eur } from './setUp';

const line = (id: number, quantity: number, net: number, gross: number): InvoiceLine => ({
	id, move_id: 1, parent_state: 'posted', product_id: id, name: `P${id}`, quantity, product_uom_id: 1, price_unit: net / quantity, discount: 0, price_subtotal: net, price_total: gross, tax_ids: [1], account_id: 9, sale_line_ids: [id + 100],
});
const shirt = line(1, 3, 30, 36);
const shipping = line(2, 1, 5, 6);
const invoiced: Invoiced = { goods: (name) => (name === 'L1' ? { sku: 'SHIRT', invoiceLine: shirt } : undefined), shipping };
const part = (kind: RefundIntent['breakdown'][number]['kind'], amount: number, more: Partial<RefundIntent['breakdown'][number]> = {}) => ({ kind, amount: eur(amount), description: '', ...more });
const refund = (amount: number, breakdown: RefundIntent['breakdown']): RefundIntent => ({ id: 'RMA-1/R1', amount: eur(amount), breakdown, payment: { id: 'p', processor: 'stripe', providerIds: {} }, reason: 'return' });
const goods = [part('line', 1000, { line: 'L1', quantity: 1 }), part('tax', 200, { line: 'L1' })];

describe('a refund as credit note lines', () => {
	it('copies goods from the invoice by their quantity', () => {
		const plan = planCreditNote(refund(1200, goods), invoiced);
		expect(plan.goods).toEqual([{ sku: 'SHIRT', invoiceLine: shirt, quantity: 1 }]);
		expect(expectedTotal(plan)).toEqual(eur(1200));
	});
	it('takes shipping with its tax, whole or in part, and leaves fees without tax', () => {
		expect(planCreditNote(refund(1500, [...goods, part('shipping', 500), part('tax', 100), part('fee', -300)]), invoiced)).toMatchObject({ shipping: { share: 1 }, others: [{ name: 'Return fee', amount: eur(-300) }] });
		expect(planCreditNote(refund(1500, [...goods, part('shipping', 250), part('tax', 50)]), invoiced).shipping!.share).toBe(0.5);
		expect(planCreditNote(refund(1800, [...goods, part('shipping', 600)]), invoiced).shipping!.share).toBe(1);
	});
	it('credits shipping that Odoo never billed as a plain amount', () => {
		expect(planCreditNote(refund(1800, [...goods, part('shipping', 500), part('tax', 100)]), { ...invoiced, shipping: undefined }).others).toEqual([{ name: 'Shipping', amount: eur(600) }]);
	});
	it('books what stands for no goods of its own where the goods of the invoice are booked', () => {
		const plan = planCreditNote(refund(500, [part('adjustment', 500, { description: 'Part of refund RMA-1/R1' })]), { ...invoiced, account: 7 });
		expect(plan).toMatchObject({ goods: [], account: 7 });
		const { fields, data } = creditNoteTable('k', plan, { id: 1, partner_id: 3 } as Invoice, { reference: 'RMA-1', journal: 5, date: '2026-11-21' });
		expect(data).toHaveLength(1);
		expect(data[0][fields.indexOf('invoice_line_ids/account_id/.id')]).toBe('7');
		expect(planCreditNote(refund(1200, goods), { ...invoiced, account: 7 }).account).toBe(9);
		expect(planCreditNote(refund(600, [part('shipping', 500), part('tax', 100)]), { ...invoiced, account: 7, shipping: { ...shipping, account_id: 8 } }).account).toBe(8);
	});
	it('is refused without breakdown, without quantity, for what was not billed, and when it is far off', () => {
		expect(() => planCreditNote(refund(1200, []), invoiced)).toThrow('does not say what it is made of');
		expect(() => planCreditNote(refund(1200, [part('line', 1200, { line: 'L1' })]), invoiced)).toThrow('how many pieces of SHIRT');
		expect(() => planCreditNote(refund(1200, [part('line', 1200, { line: 'L9', quantity: 1 })]), invoiced)).toThrow('L9 of refund RMA-1/R1 is on no posted invoice');
		expect(() => planCreditNote(refund(1300, [part('line', 1300, { line: 'L1', quantity: 1 })]), invoiced)).toThrow('would be 12.00 EUR, but it is 13.00 EUR');
	});
	it('gives a rounding line exactly what is left of the refund', () => {
		const plan = planCreditNote(refund(1201, [...goods, part('adjustment', 1)]), invoiced);
		expect(roundingTable('k', 7, eur(1200), plan)!.data[0]).toContain('0.01');
		expect(roundingTable('k', 7, eur(1202), plan)!.data[0]).toContain('-0.01');
		expect(roundingTable('k', 7, eur(1201), plan)).toBeUndefined();
	});
	it('never credits more pieces or money than were billed', () => {
		const plan = planCreditNote(refund(1200, goods), invoiced);
		const invoice = { name: 'INV/1', amount_total: 42 } as Invoice;
		expect(() => assertNotOvercredited(plan, invoice, [], [])).not.toThrow();
		expect(() => assertNotOvercredited(plan, invoice, [], [{ ...shirt, quantity: 3 }])).toThrow('1 x SHIRT shall be credited, but 3 of the 3 invoiced already are');
		expect(() => assertNotOvercredited(plan, invoice, [{ ...invoice, amount_total: 31 }], [])).toThrow('only 11.00 EUR of invoice INV/1 is left');
	});
});
