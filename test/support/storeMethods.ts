import type { CaseStore } from '../../nodes/shared/store/store';

/** Every method of the case store by its full name, e.g. `steps.claim`. */
export type StoreMethod = {
	[Part in keyof CaseStore]: CaseStore[Part] extends (...given: never[]) => unknown
		? Part
		: `${Part}.${keyof CaseStore[Part] & string}`;
}[keyof CaseStore];

type Method = (...given: unknown[]) => unknown;

/** The same case store, with every method as `wrapped` makes it. */
export function withMethods(store: CaseStore, wrapped: (name: StoreMethod, method: Method) => Method): CaseStore {
	const made = Object.entries(store).map(([part, value]: [string, Method | Record<string, Method>]) => [
		part,
		typeof value === 'function'
			? wrapped(part as StoreMethod, value)
			: Object.fromEntries(
					Object.entries(value).map(([name, method]) => [name, wrapped(`${part}.${name}` as StoreMethod, method)]),
				),
	]);
	return Object.fromEntries(made) as CaseStore;
}
