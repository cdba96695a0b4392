import type { Conflict } from './flow';
import type { Trio } from './identity';

/**
 * The name of every node that stays: a name that the live workflow changed counts, else the template's. Names are unique; a node of
 * the template whose name an analyst's own node has gets a number.
 */
export function chooseNames(kept: Trio[]): { names: Map<Trio, string>; conflicts: Conflict[] } {
	const names = new Map<Trio, string>();
	const conflicts: Conflict[] = [];
	const taken = new Set<string>();
	const give = (trio: Trio, name: string) => {
		names.set(trio, name);
		taken.add(name);
	};
	const takesTemplates = ({ base, mine, theirs }: Trio) =>
		!!theirs && !!mine && mine.name === base?.name && theirs.name !== base.name;
	for (const trio of kept) if (trio.mine && !takesTemplates(trio)) give(trio, trio.mine.name);
	for (const trio of kept.filter(takesTemplates)) {
		if (taken.has(trio.theirs!.name))
			conflicts.push({ node: trio.mine!.name, field: 'name', yours: trio.mine!.name, template: trio.theirs!.name });
		give(trio, taken.has(trio.theirs!.name) ? free(trio.mine!.name, taken) : trio.theirs!.name);
	}
	for (const trio of kept) if (!trio.mine) give(trio, free(trio.theirs!.name, taken));
	for (const { base, mine, theirs } of kept) {
		if (base && mine && theirs && mine.name !== base.name && theirs.name !== base.name && mine.name !== theirs.name) {
			conflicts.push({ node: mine.name, field: 'name', yours: mine.name, template: theirs.name });
		}
	}
	return { names, conflicts };
}

function free(name: string, taken: ReadonlySet<string>): string {
	if (!taken.has(name)) return name;
	for (let number = 1; ; number++) if (!taken.has(`${name} ${number}`)) return `${name} ${number}`;
}
