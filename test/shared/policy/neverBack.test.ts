import { withNeverBack } from '../../../nodes/shared/policy/neverBack';
import { orderOf } from '../../ReturnPolicy/cases';

const order = orderOf({
	lines: [
		{ sku: 'TEE', title: 'T-shirt', category: 'Apparel > Shirts' },
		{ sku: 'WRAP-1', title: 'Gift Wrap', category: 'Services > Wrapping' },
		{ sku: '', title: 'Shipping protection' },
	].map((line, index) => ({
		id: `o${index}`,
		quantity: 1,
		subtotal: { amount: 100, currency: 'EUR' },
		tax: { amount: 0, currency: 'EUR' },
		...line,
	})),
});

it.each([
	['by SKU', ['wrap-1'], [undefined, false, undefined]],
	['by title, in any case', [' gift wrap ', 'Shipping Protection'], [undefined, false, false]],
	['by product type, also one above it', ['services'], [undefined, false, undefined]],
	['by product type, the narrow one', ['Wrapping'], [undefined, false, undefined]],
	['not by a part of a name', ['Gift', 'TE', 'Shirt'], [undefined, undefined, undefined]],
	['not by a blank', ['', ' '], [undefined, undefined, undefined]],
	['not without the setting', undefined, [undefined, undefined, undefined]],
])('lines never come back that the settings name, %s', (_how, names, expected) =>
	expect(withNeverBack(order, names?.join('\n')).lines.map(({ comesBack }) => comesBack)).toEqual(expected),
);

it('keeps what the shop says', () => {
	const [tee, ...others] = order.lines;
	const told = { ...order, lines: [{ ...tee, comesBack: false }, ...others] };
	expect(withNeverBack(told, 'WRAP-1').lines.map(({ comesBack }) => comesBack)).toEqual([false, false, undefined]);
});
