/** A read that is made at most once, however often it is asked for. A failed one is made again. */
export function memoize<T>(read: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined;
	return async () => {
		made ??= read();
		try {
			return await made;
		} catch (error) {
			made = undefined;
			throw error;
		}
	};
}
