import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { unsetSettings, type OperationContext } from '../../../shared/operation';
import { EffectError, Settings, type RefundJournals } from '../../../shared/model';
import { checksOf } from '../../setUp/checks';
import { readChoices } from '../../setUp/choices';
import { settingsWith, ShownPiece, shownPiece, withJournals, type Piece } from '../../setUp/piece';
import { readPieces, warehouseOf, type Warehouse } from '../../setUp/pieces';
import { readRights, Rights } from '../../setUp/rights';
import { connect, siteOf } from '../../transport/connect';
import type { Odoo } from '../../transport/odoo';
import { idOf, locatorOf } from '../locators';

export const option = {
	name: 'Check',
	value: 'check',
	action: 'Check setup',
	description:
		'List what returns need in Odoo and is missing, and what the user may not do; writes nothing there, and shows it on the returns desk',
};

export const description: INodeProperties[] = [
	locatorOf('warehouse', {
		displayName: 'Warehouse',
		name: 'warehouse',
		description: 'Where returns come to. Leave blank when there is only one.',
	}),
	{
		displayName: 'Brand',
		name: 'brand',
		type: 'string',
		default: 'default',
		description:
			'Whose settings in the case store are looked at; without a Return Case credential those of the incoming item',
	},
];

/** What `report` gives. */
export const Report = z.object({
	ready: z.boolean(),
	warehouse: z.object({ id: z.number().int(), name: z.string() }),
	missing: z.array(z.string()),
	unset: z.array(z.string()),
	pieces: z.array(ShownPiece),
	rights: Rights,
	settings: z.object({ odoo: Settings.shape.odoo }),
});

export const asTool = 'free';

export const output = z.object({ setUp: Report });

/**
 * Lists what is there, what is missing and what the user may not do. Writes nothing in Odoo; with a case store the desk shows it, also that Odoo could
 * not be looked at.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	try {
		const setUp = await readSetUp(context);
		await tellDesk(context, setUp);
		return report(setUp);
	} catch (error) {
		if (error instanceof EffectError) await tellFailure(context, error);
		throw error;
	}
}

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

async function tellFailure(context: OperationContext, error: EffectError): Promise<void> {
	const { message, details } = error;
	const check = { what: 'Odoo', light: 'mend' as const, is: message, fix: details.advice ?? '' };
	await context.store?.setUpReports.keep({ ...reportOf(context), checks: [check], choices: {} });
}

function reportOf(context: OperationContext) {
	const brand = context.param('brand', 'default').trim() || 'default';
	return { connection: 'odoo', brand, lookedAt: new Date().toISOString() };
}

export interface SetUp {
	odoo: Odoo;
	warehouse: Warehouse;
	settings: Settings;
	pieces: Piece[];
	rights: Rights;
}

/** `journals`: of refunds, laid over those that are stored. */
export async function readSetUp(context: OperationContext, journals: RefundJournals = {}): Promise<SetUp> {
	const connected = await connect(context);
	const warehouse = await warehouseOf(connected, idOf(context, 'warehouse'));
	const odoo = connected.forCompany(warehouse.company_id);
	const stored = context.store
		? await context.store.settings.get(context.param('brand', 'default'))
		: await context.settings();
	const settings = { ...stored, odoo: withJournals(stored.odoo, journals) };
	return {
		odoo,
		warehouse,
		settings,
		pieces: await readPieces(odoo, warehouse, settings.odoo),
		rights: await readRights(odoo),
	};
}

/** `ready`: every piece is there and the user has the rights that every return needs. */
export function report({ warehouse, settings, pieces, rights }: SetUp): IDataObject {
	const open = pieces.filter(({ state }) => state !== 'present');
	const setUp = {
		ready: !open.length && !rights.missing.length && !rights.warnings.length,
		warehouse: { id: warehouse.id, name: warehouse.name },
		missing: open.map(({ name }) => name),
		// Of the settings in the case store: a return would stand still for want of it.
		unset: unsetSettings(settings),
		pieces: pieces.map(shownPiece),
		rights,
		settings: { odoo: settingsWith(settings.odoo, pieces) },
	};
	return { setUp: setUp as unknown as IDataObject };
}
