import { z } from 'zod';
import { EffectError } from '../../shared/model';
import type { Odoo } from '../transport/odoo';

/** A group of Odoo's, and what a user needs it for (docs/facts/odoo.md#groups-that-a-user-needs). */
interface Need {
	group: string;
	name: string;
	needed: 'always' | string;
}

const needs: Need[] = [
	{ group: 'stock.group_stock_user', name: 'Inventory / User', needed: 'always' },
	{ group: 'account.group_account_invoice', name: 'Invoicing / Invoicing', needed: 'always' },
	{ group: 'sales_team.group_sale_salesman_all_leads', name: 'Sales / User: All Documents', needed: 'exchange orders' },
	{ group: 'sales_team.group_sale_manager', name: 'Sales / Administrator', needed: 'giving gift cards and eWallets' },
	{ group: 'base.group_partner_manager', name: 'Contact / Creation', needed: 'notes on customers' },
	{ group: 'point_of_sale.group_pos_user', name: 'Point of Sale / User', needed: 'receipts of a register' },
	{
		group: 'stock.group_stock_manager',
		name: 'Inventory / Administrator',
		needed: 'Set-Up: Install (locations, operation types)',
	},
	{
		group: 'base.group_system',
		name: 'Administration / Settings',
		needed: 'Set-Up: Install (server actions), Odoo Returns Trigger',
	},
];

/** Apps beside Sales, Inventory and Invoicing that some operations ask for, by a model that comes with them. */
const apps: Array<{ model: string; name: string; needed: string }> = [
	{ model: 'base.automation', name: 'Automation Rules', needed: 'Odoo Returns Trigger without polling' },
	{ model: 'loyalty.card', name: 'Discount & Loyalty', needed: 'store credit' },
	{ model: 'repair.order', name: 'Repairs', needed: 'repair orders for goods to be refurbished' },
	{ model: 'pos.order', name: 'Point of Sale', needed: 'orders of a store' },
];

export const Rights = z.object({
	/** Groups without which no return works. */
	missing: z.array(z.string()),
	/** Groups that only some operations need. */
	optional: z.array(z.object({ group: z.string(), has: z.boolean(), needed: z.string() })),
	/** What takes away more than it gives. */
	warnings: z.array(z.string()),
	apps: z.array(z.object({ name: z.string(), installed: z.boolean(), needed: z.string() })),
});
export type Rights = z.infer<typeof Rights>;

const Context = z.object({ uid: z.number().int() });

/** What the user of the credential may and may not do, and which apps are there. */
export async function readRights(odoo: Odoo): Promise<Rights> {
	const { uid } = Context.parse(await odoo.call('res.users', 'context_get', {}, { repeatable: true }));
	const has = async (group: string) =>
		(await odoo.call('res.users', 'has_group', { ids: [uid], group_ext_id: group }, { repeatable: true })) === true;
	const held = new Map<string, boolean>();
	for (const { group } of needs) held.set(group, await has(group));
	const ownOnly =
		!held.get('sales_team.group_sale_salesman_all_leads') && (await has('sales_team.group_sale_salesman'));
	return {
		missing: needs.filter(({ group, needed }) => needed === 'always' && !held.get(group)).map(({ name }) => name),
		optional: needs
			.filter(({ needed }) => needed !== 'always')
			.map(({ group, name, needed }) => ({ group: name, has: held.get(group)!, needed })),
		warnings: ownOnly
			? [
					'The group Sales / User: Own Documents Only hides the orders of everybody else. Take it away, or give User: All Documents.',
				]
			: [],
		apps: await Promise.all(
			apps.map(async ({ model, name, needed }) => ({ name, installed: await knows(odoo, model), needed })),
		),
	};
}

/** Whether Odoo has a model, and so the app that brings it. */
export async function knows(odoo: Odoo, model: string): Promise<boolean> {
	try {
		await odoo.call(model, 'fields_get', { allfields: ['id'], attributes: ['type'] }, { repeatable: true });
		return true;
	} catch (error) {
		if (!(error instanceof EffectError) || (error.details.httpStatus !== 404 && error.details.httpStatus !== 403))
			throw error;
		return error.details.httpStatus === 403;
	}
}
