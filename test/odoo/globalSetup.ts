import { startOdoo, type OdooServer } from './server';

declare global {
	var runningOdoos: OdooServer[] | undefined;
}

/** One Odoo works on one processor; two share the suites (startedMachine). */
const most = 2;

/** Starts real Odoos for the suites, unless another one was named. Jest's workers inherit the environment. */
export default async function globalSetup({ maxWorkers = 1 }: { maxWorkers?: number } = {}): Promise<void> {
	if (process.env.RETURNS_ODOO_URL) return;
	const started = await Promise.allSettled(
		Array.from({ length: Math.min(most, maxWorkers) }, async () => await startOdoo()),
	);
	const odoos = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
	globalThis.runningOdoos = odoos;
	for (const one of started) if (one.status === 'rejected') throw one.reason;
	const [{ url, database, key }] = odoos;
	Object.assign(process.env, {
		RETURNS_ODOO_URL: url,
		RETURNS_ODOO_DB: database,
		RETURNS_ODOO_KEY: key,
		RETURNS_ODOO_MACHINES: JSON.stringify(odoos.map(({ machine }) => machine)),
	});
}
