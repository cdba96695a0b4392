import type { GoodsRecord } from '../../shared/model';

/** One record of goods, of one input. */
export interface GoodsEntry {
	record: GoodsRecord;
	/** Number of its source. */
	source: number;
	/** Number of the item it was read from. */
	item: number;
	/** When it was made, in ms; long ago when nobody says. */
	time: number;
}

/** All that is known of the goods of one return, by what it says. */
export interface ReturnGoods {
	reference: string;
	of: Partial<Record<GoodsRecord['kind'], GoodsEntry[]>>;
}

export function goodsEntryOf(record: GoodsRecord, source: number, item: number): GoodsEntry {
	return { record, source, item, time: record.time ? Date.parse(record.time) : 0 };
}

/**
 * Puts the goods of each return together: by its reference, and by the number of a parcel that another record names with it. What names
 * neither is of no return: a warehouse moves much else.
 */
export function goodsByReturn(entries: GoodsEntry[]): Map<string, ReturnGoods> {
	const ofParcel = new Map<string, string>();
	for (const { record } of entries)
		if (record.reference && record.tracking && !ofParcel.has(record.tracking))
			ofParcel.set(record.tracking, record.reference);
	const returns = new Map<string, ReturnGoods>();
	for (const entry of entries) {
		const { kind, tracking } = entry.record;
		const reference = entry.record.reference ?? (tracking && ofParcel.get(tracking));
		if (!reference) continue;
		let goods = returns.get(reference);
		if (!goods) returns.set(reference, (goods = { reference, of: {} }));
		const same = goods.of[kind];
		if (same) same.push(entry);
		else goods.of[kind] = [entry];
	}
	return returns;
}
