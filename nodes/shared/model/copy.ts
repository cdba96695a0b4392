/** A copy of plain data, as JSON holds it, that shares nothing with the original; many times as quick as structuredClone, which is made for more. */
export function copyOf<T>(data: T): T {
	if (typeof data !== 'object' || data === null) return data;
	if (Array.isArray(data)) return data.map(copyOf) as T;
	const copy = { ...data } as { [key: string]: unknown };
	for (const key in copy) copy[key] = copyOf(copy[key]);
	return copy as T;
}
