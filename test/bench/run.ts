import './environment'; // before anything loads n8n-core
import { backTests } from './back-test';
import { bulkRefunds } from './bulk-refunds';
import { flood } from './flood';
import { idle } from './idle';
import { intake } from './intake';
import { odooChanges } from './odoo-changes';
import { odooReturn } from './odoo-return';
import { pages } from './pages';
import { policy } from './policy';
import { reconcile } from './reconcile';
import { reconcileYear } from './reconcile-year';
import { reports } from './reports';
import { returnCost } from './return';

/** Benches by name. They print figures side by side and judge nothing by the clock. */
const benches: Record<string, () => Promise<void>> = {
	'back-test': backTests,
	'bulk-refunds': bulkRefunds,
	flood,
	idle,
	intake,
	'odoo-changes': odooChanges,
	'odoo-return': odooReturn,
	pages,
	policy,
	reconcile,
	'reconcile-year': reconcileYear,
	reports,
	return: returnCost,
};

async function main([name]: string[]): Promise<void> {
	if (name && !Object.hasOwn(benches, name))
		throw new Error(`There is no bench "${name}". Choose one of: ${Object.keys(benches).join(', ')}.`);
	for (const [title, run] of Object.entries(benches)) {
		if (name && name !== title) continue;
		console.log(`\n# ${title}\n`);
		await run();
	}
}

main(process.argv.slice(2)).then(
	() => process.exit(0),
	(error: Error) => {
		console.error(error);
		process.exit(1);
	},
);
