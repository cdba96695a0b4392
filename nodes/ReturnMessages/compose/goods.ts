import type { CaseLine, CaseState } from '../../shared/case';

/** How people know a line. */
export function nameOf({ title, sku, id }: Pick<CaseLine, 'title' | 'sku' | 'id'>): string {
	return title || sku || id;
}

/** The line of a case that a receipt or an inspection names, by its id or by SKU. */
export function lineNamed(
	state: CaseState | undefined,
	{ line, sku }: { line?: string; sku?: string },
): CaseLine | undefined {
	return state?.lines.find((one) => (line ? one.id === line : !!sku && one.sku === sku));
}

/** The goods of a return, once they are approved only those that are. */
export function goodsOf(state: CaseState): Array<{ name: string; quantity: number }> {
	const approved = state.lines.filter(({ quantities }) => quantities.approved > 0);
	return approved.length
		? approved.map((line) => ({ name: nameOf(line), quantity: line.quantities.approved }))
		: state.lines.map((line) => ({ name: nameOf(line), quantity: line.quantity }));
}
