import { parseArgs } from 'node:util';
import { chaos, tableOf } from './chaos';
import { ownOdoo } from './odooTarget';
import { countAtProviders, play, returns } from './play';
import { openShop } from './shop';
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
	const shop = await openShop({ port: once ? undefined : 5678, editor: true, say, odoo });
	let left = false;
	const leave = async () => {
		if (left) return;
		left = true;
		await shop.stop();
	};
	process
		.once('SIGINT', () => void leave().then(() => process.exit(0)))
		.once('SIGTERM', () => void leave().then(() => process.exit(0)));
	try {
		if (underFire) {
			const counts = await chaos(shop, say);
			console.log(`\n${tableOf(counts)}`);
			if (counts.some(({ pack }) => pack !== 1)) throw new Error('a return was not refunded exactly once');
		}
		const references = underFire ? [] : await play(shop, say);
		for (const [index, reference] of references.entries()) {
			console.log(`\n${reference}: order ${returns[index].order}, ${returns[index].title}`);
			console.log(timelineOf(await shop.store.cases.timeline(reference)));
		}
		if (!underFire) console.log(`\nCounted at the providers: ${countAtProviders(shop, references)}.`);
		if (odoo && !underFire) console.log(`\nIn Odoo:\n${await odoo.documentsOf(references)}`);
	} catch (error) {
		await leave();
		throw error;
	}
	if (once) return await leave();
	console.log(
		`\nn8n goes on running: ${shop.n8n.url}/workflow/${shop.workflows.of('Authorise')}\n  login    ${shop.n8n.email}\n  password ${shop.n8n.password}\nPlay another customer:\n  curl -d '{"order":"#1002","lines":[{"sku":"CAP-RED","quantity":1}]}' ${shop.sandbox.urls.control}/returns\nCtrl-C ends everything.`,
	);
}

main().then(
	() => (once ? process.exit(0) : undefined),
	(error: Error) => {
		console.error(`\nThe demo failed: ${error.message}`);
		process.exit(1);
	},
);
