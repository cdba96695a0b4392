import { reportHead, type OperationContext } from '../../shared/operation';
import { siteOf } from '../transport/connect';
import { checksOf } from './checks';
import { readChoices } from './choices';
import type { SetUp } from './readSetUp';

/** Keeps what was found, and what can be chosen, for the page Set-up of the returns desk. */
export async function tellDesk(context: OperationContext, { odoo, warehouse, pieces, rights }: SetUp): Promise<void> {
	const checks = [
		{ what: 'Odoo', light: 'ok' as const, is: `Answers; returns come to ${warehouse.name}.`, fix: '' },
		...checksOf({ pieces, rights }),
	];
	const address = await siteOf(context.node, context.itemIndex);
	await context.store?.setUpReports.keep({
		...reportHead(context, 'odoo'),
		...(address && { address }),
		checks,
		choices: await readChoices(odoo, warehouse.company_id),
	});
}
