import { checksOf } from './book/choose';
import type { LineRule } from './rule';

const plain = (serial: string) => serial.trim().toUpperCase();

/** A piece that is told apart by serial number or lot comes back only when it is one that was sold. */
export const serialSold: LineRule = {
	id: 'serial',
	compile: ({ book }) =>
		checksOf(book?.serials, ({ effect }) => ({ line, sold, name }) => {
			if (!sold) return undefined;
			const given = [...new Set((line.serials ?? []).map(plain))].filter(Boolean);
			if (!given.length)
				return {
					code: 'serial_missing',
					effect: 'review',
					message: `${name}: its serial number or lot was not given.`,
				};
			if (!sold.serials?.length)
				return {
					code: 'serial_unknown',
					effect: 'review',
					message: `${name}: it is not known which serial numbers or lots were sold.`,
				};
			const known = new Set(sold.serials.map(plain));
			const strange = given.filter((serial) => !known.has(serial));
			if (!strange.length) return undefined;
			return {
				code: 'serial_not_sold',
				effect,
				message: `${name}: ${strange.join(', ')} is not among what was sold with this order.`,
				compared: { what: 'serial number or lot', is: strange.join(', '), limit: sold.serials.slice(0, 20).join(', ') },
			};
		}),
};
