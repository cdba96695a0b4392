import { catalogue } from './catalogue';
import { startSandbox } from './index';

/** `npm run sandbox`: every provider's stand-in on fixed loopback ports, until Ctrl-C. */
async function main(): Promise<void> {
	const sandbox = await startSandbox({ shopify: 4401, stripe: 4402, easypost: 4403, odoo: 4404, mail: 4405, control: 4400 });
	console.log('The sandbox runs. Credentials for n8n (they open nothing else):\n');
	console.log(JSON.stringify(sandbox.credentials(), null, 2));
	console.log(`\nOrders to return: ${catalogue.map(({ number }) => number).join(', ')}`);
	console.log(`Play a customer:  curl -d '{"order":"${catalogue[0].number}","lines":[{"sku":"${catalogue[0].lines[0].sku}","quantity":1}]}' ${sandbox.urls.control}/returns`);
	console.log(`Make a call fail: curl -d '{"provider":"stripe","operation":"POST /v1/refunds","kind":"drop_after_commit"}' ${sandbox.urls.control}/faults`);
	console.log(`See every call:   curl ${sandbox.urls.control}/calls`);
	const stop = () => void sandbox.stop().then(() => process.exit(0));
	process.once('SIGINT', stop).once('SIGTERM', stop);
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exit(1);
});
