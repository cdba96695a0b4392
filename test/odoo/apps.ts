import type { Workbench } from './workbench';

/** Installs further apps in a database, as an administrator does it, unless they are there. */
export async function install({ rpc }: Pick<Workbench, 'rpc'>, ...apps: string[]): Promise<void> {
	const found: Array<{ id: number; state: string }> = await rpc('ir.module.module', 'search_read', {
		domain: [['name', 'in', apps]],
		fields: ['state'],
	});
	if (found.length !== apps.length) throw new Error(`This Odoo does not have all of ${apps.join(', ')}`);
	const ids = found.filter(({ state }) => state !== 'installed').map(({ id }) => id);
	if (ids.length) await rpc('ir.module.module', 'button_immediate_install', { ids });
}

/** Credentials of a new user with these groups, besides those that the package asks for. */
export async function userWith(
	{ database }: Workbench,
	...groups: string[]
): Promise<{ odooApiKeyApi: { url: string; db: string; apiKey: string } }> {
	const key = await database.keyOfUser(groups[0], [
		'stock.group_stock_user',
		'account.group_account_invoice',
		...groups,
	]);
	return { odooApiKeyApi: { url: database.url, db: database.database, apiKey: key } };
}
