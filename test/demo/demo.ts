import { parseArgs } from 'node:util';
import { chaos, tableOf } from './chaos';
import { approveOnDesk, deskAddress, waitForDecision } from './desk';
import { ownOdoo, type OwnOdoo } from './odooTarget';
import { askForAll, countAtProviders, goThrough, returns } from './play';
import { serveTemplateLibrary } from '../sandbox/templateLibrary';
import { openShop, type Shop } from './shop';
import { timelineOf } from './timeline';

const { values: options } = parseArgs({
	options: {
		once: { type: 'boolean', default: false },
		chaos: { type: 'boolean', default: false },
		odoo: { type: 'string' },
		'odoo-db': { type: 'string' },
		'odoo-key': { type: 'string' },
	},
});
const { once, chaos: underFire } = options;
const started = Date.now();
const say = (line: string) => console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}`);

async function main(): Promise<void> {
	const odoo = await ownOdoo({ url: options.odoo, database: options['odoo-db'], key: options['odoo-key'] }, say);
	const library = once ? undefined : await serveTemplateLibrary();
	const env = library && { N8N_TEMPLATES_ENABLED: 'true', N8N_TEMPLATES_HOST: library.url };
	const shop = await openShop({ port: once ? undefined : 5678, editor: true, desk: true, say, odoo, env });
	let left = false;
	const leave = async () => {
		if (left) return;
		left = true;
		await Promise.all([shop.stop(), library?.stop()]);
	};
	process
		.once('SIGINT', () => void leave().then(() => process.exit(0)))
		.once('SIGTERM', () => void leave().then(() => process.exit(0)));
	try {
		if (underFire) await playUnderFire(shop);
		else await playReturns(shop, odoo);
	} catch (error) {
		// Whoever has ended the demo knows why what was still at it found nothing any more.
		if (left) return;
		await leave();
		throw error;
	}
	if (once) return await leave();
	console.log(
		`\nn8n goes on running: ${shop.n8n.url}/workflow/${shop.workflows.of('Authorise')}\n${wayIn(shop)}\nAll templates, to add: ${shop.n8n.url}/templates\nPlay another customer:\n  curl -d '{"order":"#1002","lines":[{"sku":"CAP-RED","quantity":1}]}' ${shop.sandbox.urls.control}/returns\nCtrl-C ends everything.`,
	);
}

async function playUnderFire(shop: Shop): Promise<void> {
	const counts = await chaos(shop, say);
	console.log(`\n${tableOf(counts)}`);
	if (counts.some(({ pack }) => pack !== 1)) throw new Error('a return was not refunded exactly once');
}

/** Three returns, the third as a person decides. */
async function playReturns(shop: Shop, odoo: OwnOdoo | undefined): Promise<void> {
	console.log(`\n${wayIn(shop)}\n`);
	const references = await askForAll(shop, say);
	let approved = true;
	const reviewer = async (reference: string) =>
		(approved = await (once ? approveByItself(shop, reference) : approvedByPerson(shop, reference)));
	await Promise.all(
		references.map(async (reference, index) => {
			await goThrough(shop, reference, index, say, reviewer);
			console.log(
				`\n${reference}: order ${returns[index].order}, ${returns[index].title}\n${timelineOf(await shop.store.cases.timeline(reference))}\n`,
			);
		}),
	);
	if (approved) console.log(`Counted at the providers: ${countAtProviders(shop, references)}.`);
	if (odoo) console.log(`\nIn Odoo:\n${await odoo.documentsOf(references)}`);
}

async function approveByItself(shop: Shop, reference: string): Promise<boolean> {
	await approveOnDesk(shop, reference, 'Receipt checked');
	say(`${reference}  approved on the returns desk`);
	return true;
}

async function approvedByPerson(shop: Shop, reference: string): Promise<boolean> {
	console.log(
		`\n${reference} waits for you. Open the returns desk, ${deskAddress(shop)}, choose Review, and approve it.\nThen see its label, its goods and its money arrive on its page.\n`,
	);
	const approved = await waitForDecision(shop, reference);
	say(`${reference}  ${approved ? 'you have approved it' : 'you have decided against it, so no money moves'}`);
	return approved;
}

/** Where a person looks on, and how they come in. */
function wayIn(shop: Shop): string {
	return `The returns desk: ${deskAddress(shop)}\n  login    ${shop.n8n.email}\n  password ${shop.n8n.password}`;
}

main().then(
	() => (once ? process.exit(0) : undefined),
	(error: Error) => {
		console.error(`\nThe demo failed: ${error.message}`);
		process.exit(1);
	},
);
