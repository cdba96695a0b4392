/** Adds an item to those of its group, after them. */
export function addTo<K, T>(groups: Map<K, T[]>, group: K, item: T): void {
	const known = groups.get(group);
	if (known) known.push(item);
	else groups.set(group, [item]);
}
