import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { readTemplates, type Template } from '../../workflows/importer';
import { accounts, bring } from '../demo/shop';
import { write } from '../n8n/books';
import { borrowN8n, giveBack } from '../n8n/oneN8n';
import type { RealN8n } from '../n8n/realN8n';
import { waitFor } from '../n8n/waitFor';
import { getExecutions, itemsOf, waitExecuted } from '../n8n/workflows';
import { startSandbox, type Sandbox } from '../sandbox';
import { bookInOdoo, plannedBooks } from './plantedDrifts';
import { odooAt, requireMachine, type OdooDatabase } from './server';
import { openShopInOdoo } from './shopInOdoo';
import { journalEntries } from './tables';

/** A night reads and compares over many calls of a real Odoo. */
const slow = { timeoutMs: 240_000 };

/** Template 41 as it ships; only the night comes every few seconds, and its runs are kept to be looked at. */
function nightly(): Template {
	const [template] = readTemplates(['41-reconcile-nightly']);
	const soon = { rule: { interval: [{ field: 'seconds', secondsInterval: 20 }] } };
	return {
		...template,
		settings: { ...template.settings, saveDataSuccessExecution: 'all' },
		nodes: template.nodes.map((node) => (node.name === 'Every Night' ? { ...node, parameters: soon } : node)),
	};
}

/** Templates 41 in a real n8n on a real Odoo: fifty drifts, counted in Odoo's tables. */
describe('fifty drifts', () => {
	const { planted, books } = plannedBooks();
	const safe = planted.filter(({ kind }) => kind.fix);
	const registered = safe.filter(({ kind }) => kind.fix === 'register_payment');
	let database: OdooDatabase;
	let sandbox: Sandbox;
	let n8n: RealN8n;
	let store: CaseStore;
	let references: Map<number, string>;
	let notes: Map<number, number>;
	let credentials: ReturnType<typeof accounts>['credentials'];
	let workflow: string;
	beforeAll(async () => {
		database = await odooAt(requireMachine()).freshDatabase('plain');
		const odoo = await openShopInOdoo(database);
		sandbox = await startSandbox();
		({ n8n, caseFile: sandbox.caseFile } = await borrowN8n());
		const own = accounts(sandbox, { ...database, settings: odoo.settings });
		credentials = own.credentials;
		store = await openStore({
			storage: 'embedded',
			file: sandbox.caseFile,
			auditKey: credentials['Return Case'].data.auditKey as string,
		});
		await store.settings.save('default', own.settings as never);
		references = await write(books, sandbox, store, async (documents) => {
			notes = await bookInOdoo(documents, odoo);
		});
		// Each credit note is known to its case, as template 04 leaves it.
		for (const { n } of registered) {
			const reference = references.get(n)!;
			const id = String(notes.get(n)!);
			const amount = { amount: books[n].amount, currency: 'EUR' };
			await store.cases.record({
				reference,
				events: [
					{
						source: 'odoo',
						id: `note ${n}`,
						type: 'credit_note.posted',
						time: new Date(Date.now() - books[n].age * 86_400_000).toISOString(),
						data: { creditNote: { id, amount, intent: `${reference}/R1`, providerIds: { 'odoo.credit_note': id } } },
					},
				],
			});
		}
		const [imported] = await bring(n8n, [nightly()], credentials, true);
		workflow = imported.id!;
	}, 600_000);
	afterAll(async () => {
		await closeStores();
		if (n8n) await giveBack(n8n);
		await sandbox?.stop();
	});

	/** What the next run after the given one has found. */
	async function night(after = 0) {
		const found = await waitFor(
			'a night',
			async () =>
				(await getExecutions(n8n, workflow)).find(
					(one) => Number(one.id) > after && ['success', 'error', 'crashed'].includes(one.status),
				),
			slow,
		);
		const execution = await waitExecuted(n8n, found.id, slow);
		expect([execution.status, execution.data?.resultData.error?.message]).toEqual(['success', undefined]);
		const items = itemsOf(execution, 'Reconcile');
		return {
			id: Number(found.id),
			drifts: items.filter((item) => 'class' in item && item.state !== 'healed'),
			healed: items.filter((item) => item.state === 'healed'),
			summary: items.find((item) => 'drifts' in item)!,
		};
	}
	const told = (drifts: Array<Record<string, unknown>>) =>
		drifts.map((drift) => [drift.class, drift.reference ?? '', drift.fix].join(' ')).sort();
	const expected = (some: typeof planted) =>
		some
			.map(({ n, kind }) => [kind.class, kind.nameless ? '' : references.get(n), kind.fix ?? 'by_hand'].join(' '))
			.sort();
	const paidOf = async (n: number) =>
		await database.sql<{ state: string; cents: number; note: string }>(
			`select payment.state, round(payment.amount * 100)::int as cents, note.payment_state as note from account_payment payment
			join account_move note on note.id = $2 where payment.memo = $1 and payment.payment_type = 'outbound'`,
			[books[n].case!.refund, notes.get(n)],
		);
	const payments = async () =>
		(await database.sql<{ count: number }>('select count(*)::int as count from account_payment'))[0].count;

	it('are twenty classes, each more than once', () => {
		const times = new Map<string, number>();
		for (const { kind } of planted) times.set(kind.class, (times.get(kind.class) ?? 0) + 1);
		expect([planted.length, times.size, Math.min(...times.values()), safe.length]).toEqual([50, 20, 2, 10]);
	});

	it('are found, all of them and nothing else; the safe ones are mended once, and the next run finds none of these', async () => {
		const before = await payments();
		const first = await night();
		expect(first.summary).toMatchObject({ drifts: 50, pending: 0, outside: 5, unreadable: [], warnings: [] });
		expect(told(first.drifts)).toEqual(expected(planted));
		const [mail] = await waitFor('the report', () => {
			const found = sandbox.mail.messages().filter(({ subject }) => subject.includes('50 drifts'));
			return Promise.resolve(found.length ? found : undefined);
		});
		expect(mail.raw).toContain('text/html');
		expect(mail.raw).toMatch(/filename="?drifts-20\d\d-\d\d-\d\d\.csv/);

		// The switch.
		await bring(n8n, readTemplates(['41-reconcile-nightly-mend']), credentials, true);
		const left = planted.length - safe.length;
		await waitFor(
			'the safe ones to heal',
			async () => ((await store.drifts.standing({ limit: 100 })).length === left ? true : undefined),
			slow,
		);
		const [{ id: last }] = await getExecutions(n8n, workflow);
		const next = await night(Number(last));
		expect(told(next.drifts)).toEqual(expected(planted.filter(({ kind }) => !kind.fix)));
		expect(next.summary).toMatchObject({ drifts: left, newDrifts: 0 });

		for (const { n } of registered) {
			const paid = await paidOf(n);
			expect([n, paid]).toEqual([n, [{ state: expect.any(String), cents: books[n].amount, note: expect.any(String) }]]);
			expect(['paid', 'in_process']).toContain(paid[0].state);
			expect(['paid', 'in_payment']).toContain(paid[0].note);
		}
		expect(await payments()).toBe(before + registered.length);
		expect((await journalEntries(database)).unbalanced).toEqual([]);
		for (const { n, kind } of safe) {
			const reference = references.get(n)!;
			const { exceptions, refunds } = (await store.cases.get(reference))!;
			expect([n, refunds[0].state]).toEqual([n, 'succeeded']);
			expect([n, exceptions.filter(({ resolved }) => !resolved)]).toEqual([n, []]);
			const mended = (await store.cases.timeline(reference)).filter(
				({ type, data }) => type === 'exception.resolved' && (data as { note?: string }).note === 'Mended',
			);
			expect([n, kind.class, mended.length]).toEqual([n, kind.class, 1]);
		}
		expect(await store.steps.stuck({ limit: 5 })).toEqual([]);
	}, 600_000);
});
