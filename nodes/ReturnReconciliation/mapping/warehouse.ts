import { stockPlaces, type GoodsRecord, type Receipt, type StockMovement } from '../../shared/model';
import { instant, text, unwrapped, type Raw } from './raw';

/**
 * A warehouse's report in the form of Return Case: Take In Report: of `return.received` what was counted, of `stock.updated` where it went. What
 * it found (`return.inspected`) says where goods shall go, not that they did, and is skipped. Undated reports are as old as nobody says.
 */
export function warehouseReport(item: Raw): GoodsRecord[] {
	const raw = unwrapped(item, 'report');
	const data = (raw.data ?? {}) as { receipt?: Receipt; movements?: StockMovement[] };
	const [reference, id, time] = [text(raw.reference), text(raw.id), instant(raw.time)];
	const common = { source: 'warehouse', providerIds: {}, ...(reference && { reference }), ...(time && { time }) };
	if (raw.type === 'return.received') {
		const lines = listed(data.receipt?.lines, 'data.receipt.lines');
		const own = id ?? text(data.receipt?.id) ?? missingId();
		return lines.map(({ line, sku, quantity, serials }, index) => ({
			...common,
			kind: 'receipt',
			id: `${own}/${line ?? sku ?? index}`,
			to: 'inspection',
			quantity,
			...(sku && { sku }),
			...(serials && { serials }),
		}));
	}
	if (raw.type === 'stock.updated') {
		const movements = listed(data.movements, 'data.movements');
		const own = id ?? missingId();
		return movements.map(({ line, quantity, destination }, index) => ({
			...common,
			kind: 'movement',
			id: `${own}/${index}/${line}`,
			from: 'inspection',
			to: stockPlaces.find((place) => place === destination) ?? 'customer',
			quantity,
		}));
	}
	return [];
}

function listed<T>(list: T[] | undefined, name: string): T[] {
	if (Array.isArray(list)) return list;
	throw new RangeError(`${name} is no list; give the report as it was sent to Take In Report`);
}

function missingId(): never {
	throw new RangeError('there is no id; give each report its own, or two of them count as one');
}
