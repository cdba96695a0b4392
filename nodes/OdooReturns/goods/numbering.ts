import { EffectError } from '../../shared/model';
import type { Move } from '../records/answers';

/**
 * Documents that take from the same goods (the returns of an order, the transfers out of a return) are numbered after what they take
 * from, and Odoo takes a name once per company (docs/facts/odoo.md#a-transfers-name-is-taken-once). The number comes with the moves
 * that a plan is made from, in one read: whoever planned before another's document was there finds the number taken, reads again and
 * plans anew. So no two can take the same pieces, though Odoo itself would let them.
 */
export function nextName(prefix: string, moves: Move[]): string {
	const numbers = moves
		.map(({ reference }) => (reference?.startsWith(prefix) ? Number(reference.slice(prefix.length)) : 0))
		.filter(Number.isInteger);
	return `${prefix}${Math.max(0, ...numbers) + 1}`;
}

/** The column of the name, and the company: without it Odoo would notice only at the end that the name is taken, and go on remembering the external id of what it took back. */
export function nameColumns(name: string, company: number | undefined): Record<string, string | number | undefined> {
	return { name, 'company_id/.id': company };
}

/** Whether another document came first, so that the plan is out of date. */
export function isOutrun(error: unknown): boolean {
	return error instanceof EffectError && /must be unique per company|would come back/.test(error.message);
}

/** Plans and makes a document, anew for as long as others come first. */
export async function retryOutrun<T>(attempt: () => Promise<T>): Promise<T> {
	for (let round = 1; ; round++) {
		try {
			return await attempt();
		} catch (error) {
			if (round >= 8 || !isOutrun(error)) throw error;
		}
	}
}
