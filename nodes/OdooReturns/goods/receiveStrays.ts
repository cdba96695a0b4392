import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import type { Settings } from '../../shared/model';
import type { Picking } from '../records/answers';
import { customersOf, receivingOf } from '../records/configuration';
import type { Odoo } from '../transport/odoo';
import { originOfParcel, parcelKey } from './parcel';
import { bookStrays, contentOf, legsOfStrays, Stray, type StrayPlace } from './strays';
import { findTransfer } from './transfer';

export const Received = z.object({
	id: z.string().optional(),
	name: z.string().optional(),
	parcel: z.string(),
	lines: z.array(Stray),
	/** What could not be booked, and why. */
	unbooked: z.array(Stray.extend({ reason: z.string() })),
});

export type Received = z.infer<typeof Received>;

/** A parcel that nobody knows the return of, and what was in it. */
export interface Unidentified {
	odoo: Odoo;
	parcel: string;
	strays: Stray[];
	settings: Settings['odoo'];
}

/** Books a parcel into the inspection location, once. */
export function receivingEffect(unidentified: Unidentified): Effect<Received> {
	const { odoo, parcel, strays } = unidentified;
	const key = parcelKey(parcel);
	return {
		key: parcel,
		kind: 'odoo.parcel',
		async lookUp() {
			const made = await findTransfer(odoo, key);
			return made?.state === 'done' ? await received(unidentified, made) : undefined;
		},
		async act() {
			const made = await bookStrays(odoo, key, originOfParcel(parcel), strays, await placeOf(unidentified));
			return await received(unidentified, made);
		},
		async preview() {
			const legs = await legsOfStrays(odoo, strays, await placeOf(unidentified));
			return {
				parcel,
				lines: legs.map(({ quantity, lots, sku }) => ({ sku, quantity, serials: lots.map(({ name }) => name) })),
			};
		},
	};
}

async function placeOf({ odoo, settings }: Unidentified): Promise<StrayPlace> {
	const { operationType, location } = await receivingOf(odoo, settings);
	return { operationType, customers: await customersOf(odoo), inspection: location };
}

async function received({ odoo, parcel, strays }: Unidentified, made: Picking | undefined): Promise<Received> {
	const lines = made ? await contentOf(odoo.forCompany(made.company_id), made.id) : [];
	return {
		...(made && { id: String(made.id), name: made.name }),
		parcel,
		lines,
		unbooked: unbookedOf(strays, lines),
	};
}

function unbookedOf(strays: Stray[], lines: Stray[]): Received['unbooked'] {
	const left = new Map(lines.map(({ sku, quantity }) => [sku, quantity]));
	const known = lines.flatMap(({ serials }) => serials);
	return strays.flatMap(({ sku, quantity, serials }) => {
		const booked = Math.min(quantity, left.get(sku) ?? 0);
		left.set(sku, (left.get(sku) ?? 0) - booked);
		const reason =
			'Odoo has no such product (or several), or the serial number is missing, unknown to Odoo or in stock';
		return booked < quantity
			? [{ sku, quantity: quantity - booked, serials: serials.filter((name) => !known.includes(name)), reason }]
			: [];
	});
}
