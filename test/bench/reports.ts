import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportsPage } from '../../nodes/ReturnPages/pages/reports';
import type { Desk } from '../../nodes/ReturnPages/session/desk';
import { KeptDrift, parseNewEvent, rightsOf, Settings, type NewEvent } from '../../nodes/shared/model';
import { closeStores, openStore } from '../../nodes/shared/store';

const returns = 100_000;
const goalMs = 1_000;
export const now = Date.parse('2026-11-30T12:00:00Z');
const dayMs = 24 * 3_600_000;
const eur = (amount: number) => ({ amount, currency: 'EUR' });

/**
 * The desk's page Reports over a store of 100,000 returns with all their events, asked for in the course of a year: the last thirty days, and the whole
 * year, of which the newest 5,000 are looked at. Beside it the same states read and parsed once: what any report costs at least.
 */
export async function reports(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'returns-reports-'));
	const file = join(folder, 'returns.sqlite');
	const credential = { storage: 'embedded', file, auditKey: 'k' } as const;
	try {
		const reference = await oneReturn(credential);
		await copyIt(file, reference);
		const store = await openStore(credential);
		const desk = {
			store,
			settings: Settings.parse({}),
			visitor: { email: 'kim@example.com', name: 'Kim' },
			rights: rightsOf('kim@example.com', {}),
			key: Buffer.from('k'),
			address: 'http://n8n.test/desk',
			now,
		} as unknown as Desk;
		const year = { from: '2025-12-01', to: '2026-11-30' };
		console.log(`${returns.toLocaleString('en')} returns in the store\n`);
		await timed('the states of 5,000 returns, read', async () => {
			await store.cases.opened({ ...year, limit: 5_000 });
		});
		const pages = [
			await timed('page Reports, thirty days', async () => assertFull(await reportsPage(desk, {}))),
			await timed('page Reports, a year', async () => assertFull(await reportsPage(desk, year))),
		];
		console.log(`\nslowest page: ${Math.max(...pages).toFixed(0)} ms (goal ${goalMs} ms)`);
	} finally {
		await closeStores();
		rmSync(folder, { recursive: true, force: true });
	}
}

function assertFull(html: string): void {
	for (const text of ['newest 5,000 returns', '<td>5,000</td><td>100 %</td>', '<td>kim@example.com (100)</td>'])
		if (!html.includes(text)) throw new Error(`The page does not say ${text}`);
}

/** The median of nine. */
export async function timed(name: string, run: () => Promise<void>): Promise<number> {
	const times: number[] = [];
	for (let at = 0; at < 9; at++) {
		const start = performance.now();
		await run();
		times.push(performance.now() - start);
	}
	const median = times.sort((one, other) => one - other)[4];
	console.log(`${name.padEnd(40)} ${median.toFixed(0).padStart(8)} ms`);
	return median;
}

/** A return from the request to the books, with what a policy of ten windows says of it. */
export async function oneReturn(credential: Parameters<typeof openStore>[0]): Promise<string> {
	const store = await openStore(credential);
	const skus = ['TEE', 'CAP', 'MUG'];
	const lines = skus.map((sku, at) => ({
		id: `L${at}`,
		sku,
		title: `A ${sku}`,
		quantity: 1,
		reason: 'TOO_SMALL',
		providerIds: {},
	}));
	const { reference } = await store.cases.open({
		request: { brand: 'default', channel: 'shopify', orderNumber: '#1001', lines, providerIds: {} },
		source: 'shopify',
		sourceId: 'first',
	});
	const order = {
		number: '#1001',
		currency: 'EUR',
		lines: lines.map(({ sku }, at) => ({ id: `O${at}`, sku, quantity: 2, subtotal: eur(4000), tax: eur(600) })),
		payments: [{ id: 'p', processor: 'stripe', captured: eur(9200), refunded: eur(0), refundable: eur(9200) }],
	};
	const windows = Array.from({ length: 10 }, (_, at) => ({ name: `window ${at}`, days: 14 + at, skus: [`SKU-${at}`] }));
	const decision = {
		outcome: 'approve',
		reasons: [],
		lines: lines.map(({ id }) => ({ line: id, quantity: 1 })),
		rules: { windows },
	};
	const intent = {
		id: `${reference}/R1`,
		amount: eur(6600),
		breakdown: lines.flatMap(({ id }) => [
			{ kind: 'line', line: id, quantity: 1, amount: eur(2000) },
			{ kind: 'tax', line: id, amount: eur(300) },
			{ kind: 'fee', name: 'restocking_fee', line: id, amount: eur(-100) },
		]),
		payment: { id: 'p', processor: 'stripe' },
	};
	const exception = { code: 'missing', owner: 'warehouse', message: 'One piece has not come.' };
	const goods = lines.map(({ id }) => ({ line: id, quantity: 1 }));
	const inspected = goods.map((one) => ({ ...one, destination: 'restock', recovery: eur(1500) }));
	const label = { id: 'l', carrier: 'UPS', trackingNumber: '1Z', labelUrl: 'https://labels.test/1', cost: eur(450) };
	const refund = { id: 're_1', intent: intent.id, amount: intent.amount, status: 'succeeded' };
	const events: Array<[type: NewEvent['type'], data: object]> = [
		['order.found', { order, system: 'odoo' }],
		['return.approved', { decision }],
		['label.issued', { label }],
		['shipment.in_transit', { tracking: { trackingNumber: '1Z', status: 'in_transit' } }],
		['shipment.delivered', { tracking: { trackingNumber: '1Z', status: 'delivered' } }],
		['return.received', { receipt: { id: 'r', lines: goods } }],
		['exception.opened', { exception }],
		['exception.resolved', { code: 'missing' }],
		['return.inspected', { inspection: { id: 'i', lines: inspected } }],
		['refund.due', { intent }],
		['refund.succeeded', { refund }],
		['return.closed', {}],
	];
	await store.cases.record({
		reference,
		events: events.map(([type, data], at) => parseNewEvent({ id: `${at}`, source: 'bench', type, data })),
	});
	await store.drifts.keep(
		KeptDrift.parse({ id: 'drift', class: 'amount', owner: 'finance', message: 'm', reference, amount: eur(100) }),
	);
	await store.drifts.accept('drift', { actor: 'kim@example.com' });
	await closeStores();
	return reference;
}

/** The same return so many times, under other names and days: rows, not work, so that it takes seconds. One in fifty has a drift. */
async function copyIt(file: string, reference: string): Promise<void> {
	const { DatabaseSync } = await import('node:sqlite');
	const database = new DatabaseSync(file);
	const copies = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${returns - 1})`;
	const named = (column: string) => `replace(${column}, '${reference}', 'RMA-' || i)`;
	const asked = `strftime('%Y-%m-%dT%H:%M:%fZ', ${(now - 365 * dayMs) / 1000} + i * ${(365 * 86_400) / returns}, 'unixepoch')`;
	const copy = (table: string, other: Record<string, string>, where = '1 = 1') => {
		const columns = (database.prepare(`pragma table_info(${table})`).all() as Array<{ name: string }>)
			.map(({ name }) => name)
			.filter((name) => other[name] !== '');
		database.exec(
			`${copies} insert into ${table} (${columns.map((name) => `"${name}"`).join(', ')}) select ${columns.map((name) => other[name] ?? `"${name}"`).join(', ')} from ${table}, n where ${where}`,
		);
	};
	database.exec('begin');
	copy('cases', {
		reference: named('reference'),
		opened_at: asked,
		state: `json_set(${named('state')}, '$.openedAt', ${asked})`,
	});
	copy('events', { seq: '', reference: named('reference'), source_id: `source_id || '/' || i`, data: named('data') });
	copy('drifts', { id: `id || i`, reference: named('reference'), drift: named('drift') }, 'i % 50 = 0');
	copy('operator_log', { id: '', reference: named('reference'), subject: `subject || i` }, 'i % 50 = 0');
	database.exec('commit');
	database.close();
}
