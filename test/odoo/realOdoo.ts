import { batchAction } from '../../nodes/OdooReturns/transport/batchAction';
import { moduleOf } from '../../nodes/OdooReturns/transport/table';
import { odooAt, startedMachine, type OdooDatabase } from './server';
import { openShopInOdoo, type ShopInOdoo } from './shopInOdoo';
import { call, type OdooAddress, type OdooTarget } from './target';

export type RealOdoo = OdooTarget & Pick<ShopInOdoo, 'addOrders'>;

/** What the package asks for, and no more. */
const groups = ['stock.group_stock_user', 'account.group_account_invoice'];

/**
 * A real Odoo 19 as the suites need it: a database of the suite's own on the server that Jest's set-up has started, the one that was
 * given, or the one that the environment names. The key must be an administrator's.
 */
export async function realOdoo(given?: OdooDatabase): Promise<RealOdoo> {
	const machine = startedMachine();
	const own = given ?? (machine && (await odooAt(machine).freshDatabase()));
	const { url, database, key }: OdooAddress = own ?? addressFromEnvironment();
	const address = { url, database, key };
	const { currency, settings, addOrder, addOrders, rpc } = await openShopInOdoo(address);
	const inBatches = { ...settings, batchAction: await installBatch(rpc) };
	// RETURNS_ODOO_JSON_RPC: the contract suite signs this user in by the login as password.
	const nodeKey = own
		? await own.keyOfUser('returns', groups, process.env.RETURNS_ODOO_JSON_RPC)
		: (process.env.RETURNS_ODOO_NODE_KEY ?? key);
	return {
		...address,
		nodeKey,
		currency,
		settings,
		inBatches,
		call: async (model, method, args) => await call(address, model, method, args),
		addOrder,
		addOrders,
	};
}

/** The batch action, as Install Set-up makes it. */
export async function installBatch(rpc: ShopInOdoo['rpc']): Promise<number> {
	const [model] = await rpc('ir.model', 'search', { domain: [['model', '=', batchAction.model]] });
	const { ids } = await rpc('ir.actions.server', 'load', {
		fields: ['id', 'name', 'model_id/.id', 'state', 'code'],
		data: [[`${moduleOf}.${batchAction.name}`, 'Returns: batch', String(model), 'code', batchAction.code]],
		context: { mode: 'update', noupdate: true },
	});
	return ids[0];
}

function addressFromEnvironment(): OdooAddress {
	const { RETURNS_ODOO_URL: url, RETURNS_ODOO_DB: database, RETURNS_ODOO_KEY: key } = process.env;
	if (!url || !database || !key)
		throw new Error(
			'RETURNS_ODOO_URL, RETURNS_ODOO_DB and RETURNS_ODOO_KEY must name an Odoo: start this with `npm run test:odoo`',
		);
	return { url, database, key };
}
