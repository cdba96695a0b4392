import { openShopInOdoo } from './shopInOdoo';
import { call, type OdooAddress, type OdooTarget } from './target';

/** A real Odoo 19 as the suites need it; the key must be an administrator's. Default: the server that Jest's set-up has started, or was told of. */
export async function realOdoo(address: OdooAddress = addressFromEnvironment()): Promise<OdooTarget> {
	const { currency, settings, addOrder } = await openShopInOdoo(address);
	return { ...address, currency, settings, call: async (model, method, args) => await call(address, model, method, args), addOrder };
}

export function addressFromEnvironment(): OdooAddress {
	const { RETURNS_ODOO_URL: url, RETURNS_ODOO_DB: database, RETURNS_ODOO_KEY: key } = process.env;
	if (!url || !database || !key) throw new Error('RETURNS_ODOO_URL, RETURNS_ODOO_DB and RETURNS_ODOO_KEY must name an Odoo: start this with `npm run test:odoo`');
	return { url, database, key };
}
