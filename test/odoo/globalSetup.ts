import { startOdoo, type OdooServer } from './server';

declare global {
	var runningOdoo: OdooServer | undefined;
}

/** Starts a real Odoo for the suites, unless another one was named. Jest's workers inherit the environment. */
export default async function globalSetup(): Promise<void> {
	if (process.env.RETURNS_ODOO_URL) return;
	const odoo = await startOdoo();
	globalThis.runningOdoo = odoo;
	Object.assign(process.env, { RETURNS_ODOO_URL: odoo.url, RETURNS_ODOO_DB: odoo.database, RETURNS_ODOO_KEY: odoo.key, RETURNS_ODOO_MACHINE: JSON.stringify(odoo.machine) });
}
