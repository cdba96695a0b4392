import type { CaseState } from '../case/caseState';
import type { CaseStore } from '../store';

const most = 50;

/** The returns of an order in any brand, the newest first, at most 100; `typed`: its number as people and systems write it, with the sign before it or without. */
export async function returnsOfOrder({ cases }: CaseStore, typed: string): Promise<CaseState[]> {
	const number = typed.trim().replace(/^#/, '');
	if (!number) return [];
	const found = [...(await cases.ofOrder(`#${number}`, most)), ...(await cases.ofOrder(number, most))];
	return found.sort((a, b) => (a.openedAt < b.openedAt ? 1 : -1));
}
