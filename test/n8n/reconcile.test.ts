import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { importTemplates, readTemplates, type Template } from '../../workflows/importer';
import { N8nSession } from '../../workflows/n8nApi';
import { startSandbox, type Sandbox } from '../sandbox';
import { good, spoilers, write, type Booked } from './books';
import { borrowN8n, giveBack } from './oneN8n';
import type { RealN8n } from './realN8n';
import { waitFor } from './waitFor';
import { getExecutions, itemsOf, waitExecuted } from './workflows';

const size = 70;

/** Template 41 as it ships, through all its nodes; only the night comes every few seconds. */
function nightly(): Template {
	const [template] = readTemplates(['41-reconcile-nightly']);
	const soon = { rule: { interval: [{ field: 'seconds', secondsInterval: 10 }] } };
	// Its runs are looked for in n8n's list, which as shipped has only those that failed.
	return {
		...template,
		settings: { ...template.settings, saveDataSuccessExecution: 'all' },
		nodes: template.nodes.map((node) => (node.name === 'Every Night' ? { ...node, parameters: soon } : node)),
	};
}

/** Which refund has which drift: every fourth or so, and of the kind that the drift is about. */
function places(): Map<number, string> {
	const taken = new Map<number, string>();
	for (const [index, [drift, { byShop }]] of Object.entries(spoilers).entries()) {
		const at = index * 5;
		taken.set(
			[at, at + 1, at + 2].find((n) => good(n).byShop === !!byShop)!,
			drift,
		);
	}
	return taken;
}

describe('template 41 on books with thirteen drifts', () => {
	const planted = places();
	let sandbox: Sandbox;
	let n8n: RealN8n;
	let store: CaseStore;
	let references: Map<number, string>;
	let workflow: string;
	beforeAll(async () => {
		sandbox = await startSandbox();
		({ n8n, caseFile: sandbox.caseFile } = await borrowN8n());
		const credentials = sandbox.credentials();
		store = await openStore({
			storage: 'embedded',
			file: sandbox.caseFile,
			auditKey: credentials['Return Case'].data.auditKey as string,
		});
		await store.settings.save('default', sandbox.settings());
		const all: Booked[] = Array.from({ length: size }, (_, n) =>
			planted.has(n) ? spoilers[planted.get(n)!].spoil(good(n)) : good(n),
		);
		references = await write(all, sandbox, store);
		const [imported] = await importTemplates({
			url: n8n.url,
			apiKey: n8n.apiKey,
			session: new N8nSession(n8n.url, n8n.cookie),
			templates: [nightly()],
			credentials,
			publish: true,
		});
		expect(imported).toMatchObject({ publication: 'published', errors: [], missing: [] });
		workflow = imported.id!;
	}, 240_000);
	afterAll(async () => {
		await closeStores();
		if (n8n) await giveBack(n8n);
		await sandbox?.stop();
	});

	/** The next run that has ended well, after the given one. */
	async function night(after = 0) {
		const found = await waitFor('a night', async () =>
			(await getExecutions(n8n, workflow)).find(
				(one) => Number(one.id) > after && ['success', 'error', 'crashed'].includes(one.status),
			),
		);
		const execution = await waitExecuted(n8n, found.id);
		expect([execution.status, execution.data?.resultData.error?.message]).toEqual(['success', undefined]);
		return execution;
	}
	/** Class and return of each drift; the return of one that names nothing is unknown. */
	const expected = () =>
		[...planted].map(([n, drift]) => [drift, drift === 'unknown_reference' ? '' : references.get(n)!]).sort();
	const known = () => [...planted].filter(([, drift]) => drift !== 'unknown_reference' && drift !== 'missing_in_cases');

	it('plants thirteen different ones', () => {
		expect(new Set(planted.values()).size).toBe(13);
		expect(planted.size).toBe(13);
	});

	it('finds these thirteen and nothing else, mails them, and puts each on its case, once in two nights', async () => {
		const run = await night();
		const items = itemsOf(run, 'Reconcile');
		const summary = items.find((item) => 'drifts' in item)!;
		expect(summary).toMatchObject({
			drifts: 13,
			pending: 0,
			left: 0,
			unreadable: [],
			warnings: [],
			// Of each its refund and its piece.
			records: { Cases: 2 * (size - 2) },
		});
		const drifts = items.filter((item) => 'class' in item);
		expect(drifts.map((drift) => [drift.class, drift.reference ?? '']).sort()).toEqual(expected());
		expect(items.filter((item) => !('class' in item) && !('drifts' in item))).toHaveLength(size - 13);

		const [mail] = await waitFor('the report', async () => {
			const found = sandbox.mail.messages().filter(({ subject }) => subject.includes('13 drifts'));
			return found.length ? found : undefined;
		});
		for (const drift of planted.values()) expect(mail.text).toContain(drift);

		await night(Number((await night(Number(run.id))).id));
		for (const [n, reference] of references) {
			const events = await store.cases.timeline(reference).catch(() => []);
			const found = events
				.filter(({ type }) => type === 'reconciliation.drift_found')
				.map(({ data }) => (data as { class: string }).class);
			const own = known()
				.filter(([at]) => at === n)
				.map(([, drift]) => drift);
			expect([n, found]).toEqual([n, own]);
			expect([n, events.filter(({ type }) => type === 'exception.opened').length]).toEqual([n, own.length]);
		}
		expect(known()).toHaveLength(11);
		expect(sandbox.journal.calls.filter(({ committed }) => committed)).toEqual([]); // it only reads
	});
});
