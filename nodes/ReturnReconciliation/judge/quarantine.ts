import { addTo } from '../../shared/model';
import type { GoodsEntry } from '../match';
import type { GoodsFinding } from './finding';
import type { Rules } from './source';

/**
 * Pieces of returns that were sold while they stood in quarantine, told by their serial numbers. Systems book at different times, so a
 * piece counts as in quarantine only when everybody who knows where it was had it there.
 */
export function soldInQuarantine(goods: GoodsEntry[], { now, cutOffMs }: Rules): GoodsFinding[] {
	const known = new Map<string, GoodsEntry[]>();
	for (const entry of goods) {
		const { serials, canceled, kind } = entry.record;
		if (!serials || canceled || !entry.time || (kind !== 'movement' && kind !== 'receipt')) continue;
		for (const serial of serials) addTo(known, serial, entry);
	}
	const found: GoodsFinding[] = [];
	for (const [serial, entries] of known) {
		for (const sale of entries) {
			if (!isSale(sale) || now - sale.time < cutOffMs) continue;
			const places = placesBefore(sale, entries);
			const [first] = places;
			const reference = places.find(({ record }) => record.reference)?.record.reference;
			if (!first || !reference || !places.every(({ record }) => record.to === 'quarantine')) continue;
			const value = sale.record.value ?? first.record.value;
			found.push({
				class: 'sold_in_quarantine',
				reference,
				key: `${serial} ${sale.record.id}`,
				sources: [...new Set([sale, ...places].map(({ source }) => source))],
				...(value && { amount: value }),
				message: `Serial number ${serial} was sold (${sale.record.id}) while it stood in quarantine.`,
				goods: [...places, sale],
				money: [],
				due: sale.time,
			});
		}
	}
	return found;
}

function isSale({ record }: GoodsEntry): boolean {
	return record.kind === 'movement' && record.to === 'customer';
}

/** Where each system had the piece last before it was sold. Articles of several kinds may have the same serial number. */
function placesBefore(sale: GoodsEntry, entries: GoodsEntry[]): GoodsEntry[] {
	const last = new Map<number, GoodsEntry>();
	for (const entry of entries) {
		const { sku } = entry.record;
		if (entry === sale || entry.time > sale.time || (isSale(entry) && entry.time === sale.time)) continue;
		if (sku && sale.record.sku && sku !== sale.record.sku) continue;
		const known = last.get(entry.source);
		if (!known || entry.time >= known.time) last.set(entry.source, entry);
	}
	// Who only knows that it was sold before, or that it came, does not know where others have put it since.
	const places = [...last.values()].filter((entry) => !isSale(entry));
	const moved = places.filter(({ record }) => record.kind === 'movement');
	const newest = moved.reduce((latest, { time }) => Math.max(latest, time), 0);
	return places.filter((entry) => entry.record.kind === 'movement' || entry.time > newest);
}
