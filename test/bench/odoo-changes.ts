import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { runNode } from '../support/harness';
import { startOdoo, type OdooDatabase } from '../odoo/server';
import { call, odooApiKeyApi } from '../odoo/target';

const documents = 50_000;
const pageSize = 5_000;
const rounds = 3;
const fields = [
	'name',
	'ref',
	'move_type',
	'state',
	'payment_state',
	'invoice_date',
	'date',
	'amount_total',
	'amount_residual',
	'currency_id',
	'partner_id',
	'company_id',
	'journal_id',
	'reversed_entry_id',
	'invoice_origin',
	'write_date',
];

/** 50,000 credit notes read by Change: Get Many and by a bare keyset loop, on a real Odoo, and the memory held for a file of two pages and of ten. */
export async function odooChanges(): Promise<void> {
	const odoo = await startOdoo();
	try {
		await fill(odoo);
		console.log(
			`${documents} credit notes in a real Odoo 19; ${fields.length} stored fields each, pages of ${pageSize}\n`,
		);
		await bare(odoo); // warms Odoo up
		const ratios: number[] = [];
		for (let round = 1; round <= rounds; round++) {
			const loop = await timed(`bare keyset loop, round ${round}`, async () => await bare(odoo));
			const items = await timed(`Change: Get Many, items, round ${round}`, async () => await byNode(odoo));
			ratios.push(items / loop);
		}
		const ratio = ratios.sort((a, b) => a - b)[Math.floor(rounds / 2)];
		console.log(`\nratio to the bare loop in the same run (median): ${ratio.toFixed(2)} (goal 0.4)`);
		for (const count of [documents / 5, documents])
			console.log(`a file of ${count} documents: at most ${memoryOf(odoo, count)} MB held while it is written`);
	} finally {
		await odoo.stop();
	}
}

/** Copies a posted credit note in Odoo's table: making as many through Odoo would take an hour. */
async function fill({ sql, ...odoo }: OdooDatabase): Promise<void> {
	const rpc = async (model: string, method: string, args: object) => (await call(odoo, model, method, args)).body;
	const [partner] = await rpc('res.partner', 'create', { vals_list: [{ name: 'Bench Example' }] });
	const [note] = await rpc('account.move', 'create', {
		vals_list: [
			{
				move_type: 'out_refund',
				partner_id: partner,
				invoice_line_ids: [[0, 0, { name: 'x', quantity: 1, price_unit: 10, tax_ids: [[6, 0, []]] }]],
			},
		],
	});
	await rpc('account.move', 'action_post', { ids: [note] });
	const columns = (
		await sql<{ name: string }>(
			"select column_name as name from information_schema.columns where table_name = 'account_move' and column_name not in ('id', 'name', 'sequence_number')",
		)
	)
		.map(({ name }) => `"${name}"`)
		.join(', ');
	await sql(
		`insert into account_move (name, sequence_number, ${columns}) select 'BENCH/' || number, number, ${columns} from account_move, generate_series(1, ${documents - 1}) number where id = ${note}`,
	);
	await sql('analyze account_move');
}

async function bare(odoo: OdooDatabase): Promise<number> {
	let [after, count] = [0, 0];
	for (;;) {
		const { body } = await call(odoo, 'account.move', 'search_read', {
			domain: [
				['move_type', '=', 'out_refund'],
				['id', '>', after],
			],
			fields,
			order: 'id',
			limit: pageSize,
			load: null,
		});
		const rows = body as Array<{ id: number }>;
		count += rows.length;
		if (rows.length < pageSize) return count;
		after = rows.at(-1)!.id;
	}
}

async function byNode({ url, database, key }: OdooDatabase, parameters: object = {}): Promise<number> {
	const { error, json } = await runNode(new OdooReturns(), {
		parameters: { resource: 'change', operation: 'getMany', kind: 'creditNote', ...parameters },
		credentials: { odooApiKeyApi: { url, db: database, apiKey: key } },
		extraTypes: [odooApiKeyApi],
		input: [{}],
	});
	if (error) throw error;
	return json[0].changes ? Number(json[0].changes) : json.length;
}

async function timed(name: string, work: () => Promise<number>): Promise<number> {
	const start = performance.now();
	const count = await work();
	const seconds = (performance.now() - start) / 1000;
	if (count !== documents) throw new Error(`${name}: ${count} documents instead of ${documents}`);
	console.log(
		`${name.padEnd(40)} ${Math.round(count / seconds)
			.toString()
			.padStart(7)} documents/s  (${seconds.toFixed(2)} s)`,
	);
	return count / seconds;
}

/** The memory that a process of its own needs to write so many documents to a file, in MB. */
function memoryOf({ url, database, key }: OdooDatabase, count: number): number {
	const { stdout, stderr } = spawnSync(
		process.execPath,
		[
			'--expose-gc',
			'--require',
			join(__dirname, '../support/compile.cjs'),
			join(__dirname, 'changesToFile.ts'),
			JSON.stringify({ url, database, key }),
			String(count),
		],
		{ encoding: 'utf8' },
	);
	const told = z
		.object({ megabytes: z.number(), documents: z.literal(count) })
		.safeParse(JSON.parse(stdout.trim().split('\n').at(-1) || 'null'));
	if (!told.success) throw new Error(`No file of ${count} documents was written: ${stdout} ${stderr}`);
	return told.data.megabytes;
}
