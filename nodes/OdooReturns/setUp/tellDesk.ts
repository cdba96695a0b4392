import type { EffectError } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
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
		...reportOf(context),
		...(address && { address }),
		checks,
		choices: await readChoices(odoo, warehouse.company_id),
	});
}

/** Tells the same page that Odoo could not be looked at. */
export async function tellFailure(context: OperationContext, error: EffectError): Promise<void> {
	const { message, details } = error;
	const check = { what: 'Odoo', light: 'mend' as const, is: message, fix: details.advice ?? '' };
	await context.store?.setUpReports.keep({ ...reportOf(context), checks: [check], choices: {} });
}

function reportOf(context: OperationContext) {
	const brand = context.param('brand', 'default').trim() || 'default';
	return { connection: 'odoo', brand, lookedAt: new Date().toISOString() };
}
