import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTemplates, type Template } from '../../workflows/importer';
import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { waitFor } from './waitFor';

/** Template 46 in a real n8n, beside 01 to 04: what is in its files, put together by key, is what the case store has. */
describe('the export', () => {
	let shop: Shop;
	let folder: string;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'returns-export-'));
		shop = await openShop({ leaseSeconds: 15, env: { N8N_RESTRICT_FILE_ACCESS_TO: folder } });
	}, 420_000);
	afterAll(async () => {
		await shop?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	/** As it ships; only the hour comes every few seconds, little is too young, and files go to a folder that this n8n may write to. */
	function hourly(): Template {
		const [template] = readTemplates(['46-export']);
		const nodes = template.nodes.map((node) => {
			const { parameters } = node;
			if (node.name === 'Every Hour of Export')
				return { ...node, parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } } };
			if (node.name === 'Write File')
				return { ...node, parameters: { ...parameters, fileName: `=${folder}/{{ $json.export.fileName }}` } };
			if (parameters?.operation === 'getRows')
				return { ...node, parameters: { ...parameters, limit: 10, options: { youngSeconds: 1 } } };
			return node;
		});
		return { ...template, nodes };
	}
	/** The rows of a table, the newest of each key, as a warehouse would merge them. */
	function merged(table: string, key: string[]): Array<Record<string, unknown>> {
		const rows = new Map<string, Record<string, unknown>>();
		const files = readdirSync(folder).filter((name) => name.startsWith(`returns-${table}-`));
		for (const file of files.sort())
			for (const line of readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)) {
				const row = JSON.parse(line) as Record<string, unknown>;
				rows.set(key.map((name) => row[name]).join(' '), row);
			}
		return [...rows.values()];
	}

	it('has every case, line, refund and event in its files', async () => {
		await bring(shop.n8n, [hourly()], shop.sandbox.credentials(), true);
		const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
		await receiveGoods(shop, reference);
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		const timeline = await shop.store.cases.timeline(reference);
		await waitFor('all events', () =>
			Promise.resolve(merged('events', ['seq']).length >= timeline.length ? true : undefined),
		);
		expect(
			merged('events', ['seq'])
				.filter((row) => row.reference === reference)
				.map(({ type }) => type),
		).toEqual(timeline.map(({ type }) => type));
		await waitFor('the case as it is', () =>
			Promise.resolve(merged('cases', ['reference']).some((row) => row.closed_at) ? true : undefined),
		);
		expect(merged('cases', ['reference'])).toContainEqual(
			expect.objectContaining({ reference, settlement: 'settled', version: timeline.length }),
		);
		await waitFor('its money', () =>
			Promise.resolve(merged('money', ['refund_intent']).some((row) => row.booked_payment) ? true : undefined),
		);
		expect(merged('money', ['refund_intent'])).toContainEqual(
			expect.objectContaining({ reference, state: 'succeeded', processor: 'stripe' }),
		);
		expect(merged('lines', ['reference', 'line'])).toContainEqual(
			expect.objectContaining({ reference, sku: 'SOCKS-GREY', received: 1 }),
		);
		expect(JSON.stringify(merged('events', ['seq']))).not.toContain('@example.com');
	}, 300_000);
});
