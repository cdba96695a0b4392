import { checksOf } from './book/choose';
import type { LineRule } from './rule';

const plain = (serial: string) => serial.trim().toUpperCase();

/** Those of some serial numbers or lots that are not among what was sold. */
export function strangeSerials(given: string[], sold: string[]): string[] {
	const known = new Set(sold.map(plain));
	return given.filter((serial) => !known.has(plain(serial)));
}

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
			const strange = strangeSerials(given, sold.serials);
			if (!strange.length) return undefined;
			return {
				code: 'serial_not_sold',
				effect,
				message: `${name}: ${strange.join(', ')} is not among what was sold with this order.`,
				compared: { what: 'serial number or lot', is: strange.join(', '), limit: sold.serials.slice(0, 20).join(', ') },
			};
		}),
};
