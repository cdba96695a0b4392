import { addTo, portion, type Money } from '../../shared/model';
import type { GoodsEntry } from '../match';

export function counted(entries: GoodsEntry[] = []): GoodsEntry[] {
	return entries.filter(({ record }) => !record.canceled);
}

export function total(entries: GoodsEntry[]): number {
	return entries.reduce((sum, { record }) => sum + record.quantity, 0);
}

/** Several systems count the same pieces: what the one says that counted most. */
export function mostOf(entries: GoodsEntry[] = []): GoodsEntry[] {
	const bySource = new Map<number, GoodsEntry[]>();
	for (const entry of counted(entries)) addTo(bySource, entry.source, entry);
	return [...bySource.values()].reduce((most, own) => (total(own) > total(most) ? own : most), []);
}

/**
 * What so many of these pieces are worth that are not among `come`: of the articles that are short, when their numbers say so, else in the
 * middle. Undefined when nobody says, or in several currencies.
 */
export function worthOf(pieces: GoodsEntry[], come: GoodsEntry[], short: number): Money | undefined {
	const currency = pieces.find(({ record }) => record.value)?.record.value?.currency;
	if (!currency || pieces.some(({ record }) => record.value?.currency !== currency)) return undefined;
	const left = new Map<string, number>();
	for (const { record } of come) left.set(record.sku ?? '', (left.get(record.sku ?? '') ?? 0) + record.quantity);
	let [lacking, worth] = [0, 0];
	for (const { record } of pieces) {
		const here = Math.min(left.get(record.sku ?? '') ?? 0, record.quantity);
		left.set(record.sku ?? '', (left.get(record.sku ?? '') ?? 0) - here);
		const short = record.quantity - here;
		if (!short) continue;
		lacking += short;
		worth += portion(record.value!.amount, short, record.quantity);
	}
	if (lacking === short) return { amount: worth, currency };
	const all = pieces.reduce((sum, { record }) => sum + record.value!.amount, 0);
	return { amount: portion(all, short, total(pieces)), currency };
}

export function newest(entries: GoodsEntry[]): number {
	return entries.reduce((latest, { time }) => Math.max(latest, time), 0);
}

export function sourcesOf(entries: GoodsEntry[]): number[] {
	return [...new Set(entries.map(({ source }) => source))];
}

export function piecesOf(count: number): string {
	return count === 1 ? 'one piece' : `${count} pieces`;
}
