/** Ends what globalSetup has started; the installation stays in the cache. */
export default async function globalTeardown(): Promise<void> {
	await Promise.all((globalThis.runningOdoos ?? []).map(async (odoo) => await odoo.stop()));
}
