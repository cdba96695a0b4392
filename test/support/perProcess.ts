const kept = globalThis as { [key: symbol]: unknown };

/** What takes long to make and never changes: made once for all test files of a process, each of which loads the project's sources anew. */
export function perProcess<T>(name: string, make: () => T): T {
	return (kept[Symbol.for(`n8n-nodes-returns.test.${name}`)] ??= make()) as T;
}
