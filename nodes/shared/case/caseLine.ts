import type { CaseLine, CaseState } from './caseState';

/** The line of a case that a warehouse names by id or SKU. */
export function lineOf(state: CaseState, name: { line?: string; sku?: string }): CaseLine | undefined {
	if (name.line) return state.lines.find((line) => line.id === name.line);
	return state.lines.find((line) => line.sku && line.sku === name.sku);
}
