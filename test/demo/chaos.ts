import { randomUUID } from 'node:crypto';
import { waitFor } from '../n8n/waitFor';
import { bringNaiveFlow, tellNaiveFlow } from './naiveFlow';
import { askForReturn, receiveGoods, waitForCase } from './people';
import type { Shop } from './shop';

const order = '#1004';
const lines = [{ sku: 'SOCKS-GREY', quantity: 1 }];
/** One pair of socks with its tax, as Stripe counts. */
const price = 600;
const copies = 20;

export interface ChaosCount {
	fault: string;
	/** Refunds at Stripe for one return each. */
	pack: number;
	naive: number;
}

/**
 * Three returns under three faults: the same webhook twenty times at once, an answer that is lost after the money moved, and
 * n8n killed (-9) at that moment. Then the same refunds through a flow of n8n's stock nodes. Counted at Stripe's stand-in.
 */
export async function chaos(shop: Shop, say: (line: string) => void): Promise<ChaosCount[]> {
	await bringNaiveFlow(shop.n8n, shop.sandbox.urls.stripe, 5_000);
	const counts: ChaosCount[] = [];
	for (const [fault, harm] of [
		[`the same webhook ${copies} times at once`, 'none'],
		["Stripe's answer is lost after the refund", 'drop'],
		["n8n is killed (-9) before Stripe's answer", 'kill'],
	] as const) {
		say(`${fault}:`);
		const reference = await packReturn(shop, harm, say);
		const naive = await naiveRefund(shop, harm, say);
		counts.push({ fault, pack: refundsOf(shop, reference), naive: refundsOf(shop, naive) });
	}
	return counts;
}

type Harm = 'none' | 'drop' | 'kill';

async function packReturn(shop: Shop, harm: Harm, say: (line: string) => void): Promise<string> {
	const { sandbox, store } = shop;
	const reference = harm === 'none' ? await askManyTimes(shop) : await askForReturn(shop, order, lines);
	await waitForCase(store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued', 180_000);
	arm(shop, harm);
	await receiveGoods(shop, reference);
	if (harm === 'kill') {
		await waitFor('Stripe to have refunded without answering', async () => refundsOf(shop, reference) || undefined);
		await shop.n8n.kill9();
		say('    killed; n8n starts again, and the step comes back when its lease is over (about a minute)');
		await shop.n8n.start();
	}
	await waitForCase(
		store,
		reference,
		'settled and closed',
		(one) => one.settlement === 'settled' && !!one.closedAt,
		240_000,
	);
	sandbox.journal.faults.length = 0;
	say(`    ${reference} is settled and closed`);
	return reference;
}

/** The same signed webhook, delivered again and again. */
async function askManyTimes({ sandbox, store }: Shop): Promise<string> {
	const webhookId = randomUUID();
	const { return: made } = await sandbox.shopify.requestReturn(order, lines, { webhookId });
	const body = sandbox.shopify.webhooks.bodyOf('returns/request', made);
	await Promise.all(
		Array.from(
			{ length: copies - 1 },
			async () => await sandbox.shopify.webhooks.deliver('returns/request', body, { webhookId }),
		),
	);
	return (await store.cases.findByReference('shopify.return', made.id))!.reference;
}

/** The same money through stock nodes: the webhook again and again, or a lost answer, or a kill and what people do then. */
async function naiveRefund(shop: Shop, harm: Harm, say: (line: string) => void): Promise<string> {
	const { sandbox, n8n } = shop;
	const reference = `naive-${harm}`;
	const webhookId = randomUUID();
	const payment = `pi_${reference.replace('-', '_')}`;
	sandbox.stripe.addPayment(payment, payment.replace('pi_', 'ch_'), 100 * price, 'eur');
	const tell = async () => await tellNaiveFlow(n8n, webhookId, { payment_intent: payment, amount: price, reference });
	const paid = async (least: number) =>
		await waitFor('the naive flow to pay', async () => refundsOf(shop, reference) >= least || undefined);
	arm(shop, harm);
	if (harm === 'none') await Promise.all(Array.from({ length: copies }, tell));
	else await tell();
	await paid(1);
	if (harm === 'kill') {
		await n8n.kill9();
		sandbox.journal.faults.length = 0;
		await n8n.start();
		say('    the stock nodes\' execution is gone, n8n says "crashed"; somebody sends the refund again');
		await tellNaiveFlow(n8n, randomUUID(), { payment_intent: payment, amount: price, reference });
		await paid(2);
	}
	if (harm === 'drop') await paid(2);
	await settle();
	sandbox.journal.faults.length = 0;
	return reference;
}

function arm({ sandbox }: Shop, harm: Harm): void {
	if (harm === 'none') return;
	sandbox.journal.inject({
		provider: 'stripe',
		operation: 'POST /v1/refunds',
		kind: harm === 'drop' ? 'drop_after_commit' : 'freeze_after_commit',
	});
}

/** Time for whatever a flow may still do. */
async function settle(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 3_000));
}

function refundsOf({ sandbox }: Shop, reference: string): number {
	return [...sandbox.stripe.refunds.values()].filter(({ metadata }) => metadata.return_reference === reference).length;
}

/** The counts as a table for people. */
export function tableOf(counts: ChaosCount[]): string {
	const width = Math.max(...counts.map(({ fault }) => fault.length));
	return [
		`${'refunds at Stripe for one return'.padEnd(width)}  this pack  stock nodes`,
		...counts.map(
			({ fault, pack, naive }) => `${fault.padEnd(width)}  ${String(pack).padStart(9)}  ${String(naive).padStart(11)}`,
		),
	].join('\n');
}
