import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startSandbox } from './index';
import { leafletOf } from './leaflet';
import { serveTemplateLibrary } from './templateLibrary';

/** `npm run sandbox`: every provider's stand-in on fixed loopback ports, until Ctrl-C. */
async function main(): Promise<void> {
	const { values } = parseArgs({ options: { credentials: { type: 'string' } } });
	const sandbox = await startSandbox({
		shopify: 4401,
		stripe: 4402,
		easypost: 4403,
		odoo: 4404,
		mail: 4405,
		paypal: 4406,
		control: 4400,
	});
	sandbox.odoo.openToAdministrator();
	const library = await serveTemplateLibrary(4407);
	if (values.credentials)
		writeFileSync(values.credentials, JSON.stringify(sandbox.credentials(), null, '\t'), { mode: 0o600 });
	console.log(`The sandbox runs.\n\n${leafletOf(sandbox, library.url)}\n\nCtrl-C ends it.`);
	const stop = () => void Promise.all([sandbox.stop(), library.stop()]).then(() => process.exit(0));
	process.once('SIGINT', stop).once('SIGTERM', stop);
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exit(1);
});
