import { join } from 'node:path';
import { importTemplates, type Template } from '../../workflows/importer';
import { N8nSession } from '../../workflows/n8nApi';
import { report } from '../../workflows/report';
import { askForReturn, waitForCase } from '../demo/people';
import { openShop, returnTemplates, type Shop } from '../demo/shop';
import { oneCanvas } from '../workflows/oneCanvas';
import { countOf, oneOfEverything } from './atProviders';
import { unpublish } from './workflows';

/** An n8n in which an earlier version of the importer brought the lanes of a return as one workflow. */
describe('an update from the one canvas of a return to several', () => {
	let shop: Shop;
	let old: string;
	beforeAll(async () => {
		shop = await openShop({ shared: true, arrange: (templates) => [oneCanvas(templates)] });
		old = shop.workflows.of('Authorise');
	}, 300_000);
	afterAll(async () => await shop?.stop());

	const bring = async (templates: Template[], publish: boolean) =>
		await importTemplates({
			url: shop.n8n.url,
			apiKey: shop.n8n.apiKey,
			session: new N8nSession(shop.n8n.url, shop.n8n.cookie),
			templates,
			credentials: shop.sandbox.credentials(),
			publish,
			backupFolder: join(shop.n8n.userFolder, 'backups'),
		});

	it('says what is replaced, publishes nothing beside it, and goes on with what waits once the old one is unpublished', async () => {
		const { n8n, sandbox, store } = shop;
		const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }]);
		const { lines } = await waitForCase(
			store,
			reference,
			'ready to be sent',
			(one) => one.logistics === 'label_issued',
		);
		const before = await n8n.api<{ versionId: string }>('GET', `/workflows/${old}`);

		const templates = returnTemplates({ settings: sandbox.settings() });
		const imported = await bring(templates, false);
		expect(imported.flatMap(({ errors }) => errors)).toEqual([]);
		expect(imported.map(({ replaces }) => replaces)).toEqual(
			templates.map(() => ({ id: old, name: 'Return to refund', published: true })),
		);
		expect(report(imported)).toMatch(/"Return to refund" is replaced by Authorise, [^]*unpublish it before/);

		const refused = await bring(templates, true);
		expect(refused.map(({ publication, errors }) => [publication, errors.length])).toEqual(
			templates.map(() => ['not published', 1]),
		);
		expect(refused[0].errors[0]).toContain('"Return to refund" does this work');

		await unpublish(n8n, old);
		// What comes meanwhile waits under the names of the steps.
		const pieces = lines.map(({ id: line, sku }) => ({ line, sku, quantity: 1 }));
		const inspection = pieces.map((piece) => ({ ...piece, condition: 'as new', destination: 'restock' }));
		await store.cases.record({
			reference,
			events: [
				{ id: 'r', source: 'warehouse', type: 'return.received', data: { receipt: { id: 'r', lines: pieces } } },
				{
					id: 'i',
					source: 'warehouse',
					type: 'return.inspected',
					data: { inspection: { id: 'i', lines: inspection } },
				},
			] as never,
		});

		const published = await bring(templates, true);
		expect(published.map(({ publication, errors }) => [publication, errors])).toEqual(
			templates.map(() => ['published', []]),
		);
		await waitForCase(
			store,
			reference,
			'settled and closed',
			(one) => one.settlement === 'settled' && !!one.closedAt,
			150_000,
		);
		const { ids } = (await store.cases.get(reference))!;
		expect(countOf(sandbox, ids['shopify.return'], reference)).toEqual(oneOfEverything(1, 1));
		expect(await store.steps.stuck({ limit: 10 })).toEqual([]);
		expect(await n8n.api('GET', `/workflows/${old}`)).toMatchObject({ versionId: before.versionId, active: false });
	}, 300_000);
});
