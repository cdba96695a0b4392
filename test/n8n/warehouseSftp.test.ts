import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTemplates, type Template } from '../../workflows/importer';
import { askForReturn, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { startSftpServer, type SftpServer } from './sftpServer';
import { waitFor } from './waitFor';

/** A warehouse that takes files: template 31 with the node that docs/guides/warehouse.md shows in the place of the e-mail. */

let shop: Shop;
let warehouse: SftpServer;

beforeAll(async () => {
	warehouse = await startSftpServer();
	shop = await openShop({ shared: true, leaseSeconds: 15 });
	await bring(
		shop.n8n,
		[withSftp(readTemplates(['31-warehouse'])[0])],
		{ ...shop.sandbox.credentials(), 'Warehouse SFTP': { type: 'sftp', data: warehouse.credential } },
		true,
	);
}, 420_000);
afterAll(async () => {
	await shop?.stop();
	await warehouse?.stop();
});

/** As the guide says: all notices go as files, and the pasted node stands where the e-mail stood. */
function withSftp(template: Template): Template {
	const page = readFileSync(join(__dirname, '../../docs/guides/warehouse.md'), 'utf8');
	const [, text] = /```json sftp\n([^]*?)\n```/.exec(page)!;
	const [pasted] = (JSON.parse(text) as { nodes: Template['nodes'] }).nodes;
	const edited = JSON.stringify(template).replace('"leftValue":"webhook"', '"leftValue":"file"');
	const { nodes, connections, ...rest } = JSON.parse(edited) as Template;
	const [mail] = nodes.filter(({ name }) => name === 'E-Mail Notice');
	const wires = JSON.stringify(connections).replaceAll('"E-Mail Notice"', JSON.stringify(pasted.name));
	return {
		...rest,
		nodes: nodes.map((node) => {
			if (node === mail) return { ...pasted, id: mail.id, position: mail.position };
			return node.name === 'Warehouse News'
				? { ...node, parameters: { ...node.parameters, options: { leaseSeconds: 15 } } }
				: node;
		}),
		connections: JSON.parse(wires) as Template['connections'],
	};
}

const rowsOf = (reference: string) =>
	[...warehouse.files]
		.filter(([path]) => path.includes(reference))
		.map(([path, content]) => ({ path, rows: content.toString('utf8').trim().split(/\r?\n/) }));
const stepsDone = async (reference: string, count: number) =>
	await waitFor(
		`${count} steps of ${reference}`,
		async () => {
			const ours = (await shop.store.steps.of(reference)).filter(({ name }) => name === 'Tell warehouse system');
			return (ours.length === count && ours.every(({ state }) => state === 'done')) || undefined;
		},
		{ timeoutMs: 90_000 },
	);

it('gets a file of what comes, and one of what does not come any more, each once, and is told again when it could not take it', async () => {
	warehouse.isFull = true;
	const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }]);
	await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
	await waitFor(
		'a try that failed',
		async () => {
			const [step] = (await shop.store.steps.of(reference)).filter(({ name }) => name === 'Tell warehouse system');
			return step?.attempts >= 1 && step.state !== 'leased' ? true : undefined;
		},
		{ timeoutMs: 90_000 },
	);
	expect(rowsOf(reference)).toEqual([]);
	warehouse.isFull = false;
	await stepsDone(reference, 1);
	const [{ path, rows }] = rowsOf(reference);
	expect(path).toMatch(/^\/in\/[^/]+\.csv$/);
	expect(rows[0]).toMatch(/^notice,kind,reference,order,line,sku/);
	expect(rows[1]).toContain(`,expected,${reference},#1004,`);
	expect(rows[1]).toContain('SOCKS-GREY');
	expect(rows).toHaveLength(2);
	await shop.store.cases.record({
		reference,
		events: [{ id: `cancel ${reference}`, source: 'flow:test', type: 'return.canceled', data: {} }],
	});
	await waitForCase(shop.store, reference, 'the label voided', (one) => !!one.labels[0].voided);
	await stepsDone(reference, 3);
	expect(rowsOf(reference)).toHaveLength(2);
	expect(rowsOf(reference)[1].rows[1]).toContain(`,canceled,${reference},`);
	expect(warehouse.uploads).toHaveLength(2);
	const notes = (await shop.store.cases.timeline(reference)).filter(({ type }) => type === 'note.added');
	expect(notes.map(({ data }) => (data as { note: string }).note)).toEqual([
		expect.stringMatching(/expected.*As a CSV$/),
		expect.stringMatching(/canceled.*As a CSV$/),
	]);
}, 300_000);
