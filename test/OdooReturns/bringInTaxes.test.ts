import { chooseTaxes, odooGross, type SalesTax, type Taxable } from '../../nodes/OdooReturns/bringIn/taxes';

const tax = (id: number, amount: number, included = false): SalesTax => ({
	id,
	name: `${amount}%${included ? ' included' : ''}`,
	amount,
	amount_type: 'percent',
	price_include: included,
});
const line = (net: number, taxed: number, usual: number[] = []): Taxable => ({
	name: `SKU-${net}`,
	net,
	tax: taxed,
	currency: 'EUR',
	usual,
});
const chosen = (
	lines: Taxable[],
	known: SalesTax[],
	more: { choices?: Array<{ rate: number; taxes: number[] }>; taxesIncluded?: boolean } = {},
) =>
	chooseTaxes(lines, { known, choices: [], taxesIncluded: false, ...more }).map(({ taxes }) =>
		taxes.map(({ id }) => id),
	);

it("takes the product's own taxes when they come to what the channel took", () => {
	expect(chosen([line(1000, 200, [1])], [tax(1, 20), tax(2, 20)])).toEqual([[1]]);
	// Two that make up the rate.
	expect(chosen([line(10000, 825, [3, 4])], [tax(3, 6.25), tax(4, 2)])).toEqual([[3, 4]]);
});

it("takes the only tax of the rate when the product's own do not fit", () => {
	expect(chosen([line(1000, 70, [1])], [tax(1, 19), tax(2, 7)])).toEqual([[2]]);
});

it('tells a small line by the rate of a larger one', () => {
	// 20 % and 19 % of 0.50 are both 0.10.
	expect(chosen([line(50, 10), line(10000, 1900)], [tax(1, 20), tax(2, 19)])).toEqual([[2], [2]]);
	expect(chosen([line(50, 10), line(10000, 2000)], [tax(1, 20), tax(2, 19)])).toEqual([[1], [1]]);
});

it('takes taxes in the price for prices that contain them, and others when there are no such', () => {
	const both = [tax(1, 20), tax(2, 20, true)];
	expect(chosen([line(1000, 200)], both, { taxesIncluded: true })).toEqual([[2]]);
	expect(chosen([line(1000, 200)], both)).toEqual([[1]]);
	expect(chosen([line(1000, 200)], [tax(1, 20)], { taxesIncluded: true })).toEqual([[1]]);
});

it('has no tax where the channel took none', () => {
	expect(chosen([line(1000, 0, [1])], [tax(1, 20)])).toEqual([[]]);
	expect(chosen([line(1000, 0, [2])], [tax(1, 20), tax(2, 0)])).toEqual([[2]]);
	expect(chosen([line(1000, 0)], [tax(1, 20), tax(2, 0)], { choices: [{ rate: 0, taxes: [2] }] })).toEqual([[2]]);
});

it('asks which, where several taxes have the rate, and takes what is chosen', () => {
	const two = [tax(1, 20), tax(2, 20)];
	expect(() => chosen([line(1000, 200)], two)).toThrow('Odoo has several sales taxes of 20 %: 20%, 20%');
	expect(chosen([line(1000, 200)], two, { choices: [{ rate: 20, taxes: [2] }] })).toEqual([[2]]);
	expect(chosen([line(10000, 825)], [tax(3, 6.25), tax(4, 2)], { choices: [{ rate: 8.25, taxes: [3, 4] }] })).toEqual([
		[3, 4],
	]);
});

it('refuses a tax that no tax of Odoo comes to', () => {
	expect(() => chosen([line(1000, 160)], [tax(1, 20), { ...tax(2, 16), amount_type: 'fixed' }])).toThrow(
		'Odoo has no sales tax that makes 1.60 EUR of 10.00 EUR (SKU-1000, about 16.0 %)',
	);
	expect(() => chosen([line(0, 40)], [tax(1, 20)])).toThrow(/about \? %/);
});

it('rounds each tax of a line as Odoo does, and not at all what a price contains', () => {
	expect(odooGross({ net: 1003, gross: 1203 }, { taxes: [tax(1, 20)], included: false })).toBe(1204);
	expect(odooGross({ net: 1003, gross: 1203 }, { taxes: [tax(1, 20, true)], included: true })).toBe(1203);
	expect(odooGross({ net: 1010, gross: 1093 }, { taxes: [tax(1, 6.25), tax(2, 2)], included: false })).toBe(1093);
});
