import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { openShop, type Shop } from '../demo/shop';
import { lighterN8n, plainN8n } from '../n8n/lighterN8n';
import { prunedPromptly, settledN8nDatabase } from './n8nDatabase';

const returns = 12;
const atOnce = 4;

interface Cost {
	executions: number;
	processorSeconds: number;
	dataKb: number;
	totalKb: number;
	perMinute: number;
}

/** What one settled return through the templates costs n8n: as n8n comes, and with the settings of docs/guides/n8n-settings.md. */
export async function returnCost(): Promise<void> {
	console.log(`${returns} returns, ${atOnce} at a time, from Shopify's webhook to the closed case, on the stand-ins\n`);
	const plain = await measure('n8n as it comes, every execution kept', { ...plainN8n }, true);
	const shipped = await measure('n8n with the settings of the guide', { ...lighterN8n }, false);
	const ratio = (of: keyof Cost) => (shipped[of] / plain[of]).toFixed(2);
	console.log(
		`\nratio of the second to the first: processor ${ratio('processorSeconds')} (goal 0.5), execution data ${ratio('dataKb')} (goal 0.5), database ${ratio('totalKb')} (goal 0.5), returns a minute ${ratio('perMinute')}`,
	);
	const met =
		shipped.processorSeconds <= plain.processorSeconds / 2 &&
		shipped.dataKb <= plain.dataKb / 2 &&
		shipped.totalKb <= plain.totalKb / 2;
	console.log(met ? 'MET' : 'NOT MET');
}

async function measure(name: string, env: Record<string, string>, keepAll: boolean): Promise<Cost> {
	const shop = await openShop({
		env: { ...env, ...prunedPromptly },
		...(keepAll && { workflowSettings: { saveDataSuccessExecution: 'all' } }),
	});
	try {
		await settle(shop); // the first one pays for what is loaded once
		const before = {
			...(await settledN8nDatabase(shop.n8n.userFolder)),
			processorSeconds: shop.n8n.processorSeconds(),
			at: performance.now(),
		};
		let left = returns;
		await Promise.all(
			Array.from({ length: atOnce }, async () => {
				while (left-- > 0) await settle(shop);
			}),
		);
		const seconds = (performance.now() - before.at) / 1000;
		const processorSeconds = shop.n8n.processorSeconds() - before.processorSeconds;
		const after = await settledN8nDatabase(shop.n8n.userFolder);
		const each = (difference: number) => difference / returns;
		const cost: Cost = {
			executions: each(after.executions - before.executions),
			processorSeconds: each(processorSeconds),
			dataKb: each(after.dataKb - before.dataKb),
			totalKb: each(after.totalKb - before.totalKb),
			perMinute: (returns * 60) / seconds,
		};
		console.log(
			`${name.padEnd(40)} ${cost.executions.toFixed(1).padStart(5)} executions  ${cost.processorSeconds.toFixed(2)} s of the processor  ${cost.dataKb.toFixed(0).padStart(4)} KB of execution data  ${cost.totalKb.toFixed(0).padStart(4)} KB of database for each return; ${cost.perMinute.toFixed(0)} returns a minute`,
		);
		return cost;
	} finally {
		await shop.stop();
	}
}

/** One piece of the same order comes back; its twenty pieces are enough for all. */
async function settle(shop: Shop): Promise<void> {
	const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }]);
	await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
	await receiveGoods(shop, reference);
	await waitForCase(
		shop.store,
		reference,
		'settled and closed',
		(one) => one.settlement === 'settled' && !!one.closedAt,
	);
}
