import { importsOf, sourceFiles } from '../gulp/imports';

/* The house has floors: what stands below knows nothing of what stands above it (docs/architecture.md). Imports of types count too. */

const floors = [
	/^nodes\/shared\/model\//,
	/^nodes\/shared\/case\//,
	/^nodes\/shared\/policy\//,
	/^nodes\/shared\/store\//,
	/^nodes\/shared\/effect\//,
	/^nodes\/shared\/operation\//,
	/^nodes\/shared\/trigger\//,
	/^(nodes|credentials)\//,
	/^workflows\//,
];
const rooms = floors.findIndex((floor) => floor.test('nodes/x/'));
/** Rooms that only think: but for what makes an n8n node of them, they need no more than the case and the policy. */
const pure = /^nodes\/(ReturnPolicy|ReturnReconciliation)\/(?!actions\/|[^/]*\.node\.ts$)/;
const policyFloor = 2;
const floorOf = (file: string) => floors.findIndex((floor) => floor.test(file));

/** Why a file must not import another; undefined: it may. */
function forbidden(file: string, imported: string): string | undefined {
	const [from, to] = [floorOf(file), floorOf(imported)];
	if (to > from) return `${file} imports ${imported}, which stands above it`;
	if (pure.test(file) && imported.startsWith('nodes/shared/') && to > policyFloor)
		return `${file} imports ${imported}, and needs no more than the case and the policy`;
	const folders = [file, imported].map((one) => one.split('/').slice(0, 2).join('/'));
	if (from === rooms && to === rooms && file.startsWith('nodes/') && folders[0] !== folders[1])
		return `${file} imports another node's ${imported}`;
	return undefined;
}

/** Each circle of imports, by the files in it. */
function circles(graph: Map<string, string[]>): string[][] {
	const found: string[][] = [];
	const [index, low, open] = [new Map<string, number>(), new Map<string, number>(), new Set<string>()];
	const path: string[] = [];
	const visit = (file: string) => {
		index.set(file, index.size);
		low.set(file, index.get(file)!);
		path.push(file);
		open.add(file);
		for (const next of graph.get(file) ?? []) {
			if (!index.has(next)) visit(next);
			if (open.has(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
		}
		if (low.get(file) !== index.get(file)) return;
		const group = path.splice(path.indexOf(file));
		for (const one of group) open.delete(one);
		if (group.length > 1) found.push(group.sort());
	};
	for (const file of graph.keys()) if (!index.has(file)) visit(file);
	return found;
}

const files = sourceFiles();
const imports = new Map(files.map((file) => [file, importsOf(file)]));

it('nothing imports what stands above it, and no node another node', () => {
	expect(files.flatMap((file) => imports.get(file)!.flatMap((one) => forbidden(file, one) ?? []))).toEqual([]);
	expect(files.length).toBeGreaterThan(300);
	expect(files.filter((file) => pure.test(file)).length).toBeGreaterThan(20);
});

it('no imports go round in a circle', () => {
	expect(circles(imports)).toEqual([]);
});

/** Which room of its node folder a file is in, as `OdooReturns/money`; undefined for what stands in no room. */
const roomOf = (file: string) => /^nodes\/(?!shared\/)(\w+\/\w+)\//.exec(file)?.[1];

/** What each room of a node folder imports of that folder's other rooms. */
function roomsOf(graph: Map<string, string[]>): Map<string, string[]> {
	const rooms = new Map<string, string[]>();
	for (const [file, imported] of graph) {
		const from = roomOf(file);
		if (!from) continue;
		const others = imported.flatMap((one) => roomOf(one) ?? []).filter((to) => to !== from);
		rooms.set(from, [...new Set([...(rooms.get(from) ?? []), ...others])]);
	}
	return rooms;
}

it('the rooms of a node folder import each other in one direction', () => {
	expect(circles(roomsOf(imports))).toEqual([]);
	expect(roomsOf(imports).size).toBeGreaterThan(40);
});

it('a forbidden import would be found', () => {
	const found = (file: string, text: string) => importsOf(file, text).flatMap((one) => forbidden(file, one) ?? []);
	expect(found('nodes/shared/model/money.ts', "import type { CaseState } from '../case/caseState';")).toHaveLength(1);
	expect(found('nodes/shared/operation/step.ts', "import { scopeOf } from '../trigger';")).toHaveLength(1);
	expect(found('nodes/ReturnPolicy/x.ts', "import { x } from '../StripeRefunds/transport/stripe';")).toHaveLength(1);
	expect(found('nodes/ReturnPolicy/rules/x.ts', "import { x } from '../../shared/effect';")).toHaveLength(1);
	const [refund, news] = ['nodes/StripeRefunds/refund/provider.ts', 'nodes/StripeRefunds/trigger/takeIn.ts'];
	const turned = new Map([...imports, [refund, [news]], [news, ['nodes/StripeRefunds/refund/orderOf.ts']]]);
	expect(circles(roomsOf(turned))).toHaveLength(1);
	expect(circles(new Map(Object.entries({ a: ['b'], b: ['c'], c: ['a'], d: ['a'] })))).toEqual([['a', 'b', 'c']]);
});
