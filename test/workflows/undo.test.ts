import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importTemplates, undoImport, type Template } from '../../workflows/importer';
import { report } from '../../workflows/report';

/* What `--undo` does to workflows that somebody worked on since the import, against n8n's public API as far as the importer asks it. */

type Node = { id: string; name: string; parameters: Record<string, unknown>; [key: string]: unknown };
interface Workflow {
	id: string;
	name: string;
	nodes: Node[];
	connections: Record<string, unknown>;
	settings: object;
	active: boolean;
}

let server: Server;
let workflows: Map<string, Workflow>;
let rows: Array<Record<string, string>>;
let backupFolder: string;
const options = () => ({
	url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
	apiKey: 'key',
	backupFolder,
});

beforeEach(async () => {
	workflows = new Map();
	rows = [];
	backupFolder = mkdtempSync(join(tmpdir(), 'undo-'));
	server = createServer((request, response) => {
		let text = '';
		request.on('data', (chunk: Buffer) => (text += chunk.toString()));
		request.on('end', () => {
			const answer = answerTo(request.method!, request.url!.split('?')[0], text ? JSON.parse(text) : undefined);
			response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
			response.end(JSON.stringify(answer ?? { message: 'not found' }));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
	server.close();
	rmSync(backupFolder, { recursive: true });
});

interface Sent {
	name: string;
	data: Record<string, string>;
}

function answerTo(method: string, path: string, body: Sent): unknown {
	const id = /\/workflows\/(\w+)$/.exec(path)?.[1];
	if (id && method === 'GET') return workflows.get(id);
	if (path.endsWith('/rows/upsert')) {
		const same = (row: Record<string, string>) => row.template === body.data.template && row.brand === body.data.brand;
		rows = [...rows.filter((row) => !same(row)), body.data];
		return {};
	}
	if (path.endsWith('/rows')) return { data: rows };
	if (path.endsWith('/data-tables'))
		return method === 'GET' ? { data: [{ id: 't', name: 'n8n-nodes-returns imports' }] } : { id: 't', name: body.name };
	if (path.endsWith('/workflows') && method === 'GET') return { data: [...workflows.values()] };
	if (path.endsWith('/credentials')) return { data: [] };
	const key = id ?? `w${workflows.size + 1}`;
	workflows.set(key, { ...(body as unknown as Workflow), id: key, active: false });
	return workflows.get(key);
}

const note = (id: string, parameters: Record<string, unknown>): Node => ({
	id,
	name: id,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	position: [0, 0],
	parameters,
});
const template = (subject: string, ...more: Node[]) =>
	({
		key: '01-undo',
		name: 'Undo me',
		nodes: [note('Mail', { subject, body: 'Hello' }), ...more],
		connections: {},
		settings: {},
	}) as unknown as Template;
const live = () => workflows.get('w1')!;
const nodeOf = (name: string) => live().nodes.find((one) => one.name === name);

async function updated(): Promise<void> {
	await importTemplates({ ...options(), templates: [template('first')] });
	const [result] = await importTemplates({ ...options(), templates: [template('second', note('Log', {}))] });
	expect(result).toMatchObject({ action: 'updated', errors: [] });
}

it('takes back what the import changed, and keeps what somebody has changed since', async () => {
	await updated();
	nodeOf('Mail')!.parameters.body = 'Dear customer';
	live().nodes.push(note('VIP', {}));
	const [undone] = await undoImport(options());
	expect(undone).toMatchObject({ action: 'updated', conflicts: [], errors: [] });
	expect(nodeOf('Mail')!.parameters).toEqual({ subject: 'first', body: 'Dear customer' });
	expect(live().nodes.map(({ name }) => name)).toEqual(['Mail', 'VIP']);
});

it('tells what both changed, and leaves it as it is in n8n', async () => {
	await updated();
	nodeOf('Mail')!.parameters.subject = 'mine';
	nodeOf('Log')!.parameters.level = 'all';
	const undone = await undoImport(options());
	expect(undone[0].conflicts).toEqual([
		{ node: 'Log', field: 'node', yours: 'kept', template: 'removed' },
		{ node: 'Mail', field: 'parameters.subject', yours: 'mine', template: 'first' },
	]);
	expect(nodeOf('Mail')!.parameters.subject).toBe('mine');
	expect(nodeOf('Log')!.parameters).toEqual({ level: 'all' });
	expect(report(undone, { undone: true })).toMatch(/yours stays[^]*Before[^]*mine +first/);
});

it('puts back as it was what nobody has touched, and the next import brings the change again', async () => {
	await importTemplates({ ...options(), templates: [template('first')] });
	const before = structuredClone(live());
	await importTemplates({ ...options(), templates: [template('second')] });
	await undoImport(options());
	expect(live()).toEqual(before);
	const [again] = await importTemplates({ ...options(), templates: [template('second')] });
	expect(again.changes).toEqual([{ node: 'Mail', field: 'parameters.subject' }]);
});
