import { lower } from './texts';

/** As many as a shop has; then it begins anew. */
const most = 5_000;
const known = new Map<string, readonly string[]>();
const none: readonly string[] = [];

/**
 * What rules may call a category: its whole path, each part of it, and each path from the top down to it. `Apparel > Shoes` is
 * `apparel > shoes`, `apparel` and `shoes`. Of none: nothing.
 */
export function categoriesOf(category: string | undefined): readonly string[] {
	if (!category?.trim()) return none;
	const kept = known.get(category);
	if (kept) return kept;
	if (known.size >= most) known.clear();
	const parts = category
		.split(/\s*>\s*|\s+\/\s+/)
		.map(lower)
		.filter(Boolean);
	const paths = parts.flatMap((_, at) => [' > ', ' / '].map((mark) => parts.slice(0, at + 1).join(mark)));
	const names = [...new Set([lower(category), ...parts, ...paths])];
	known.set(category, names);
	return names;
}
