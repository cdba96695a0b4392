import { waitForCase } from '../demo/people';
import { bringNaiveFlow, tellNaiveFlow } from '../demo/naiveFlow';
import { openShop, type Shop } from '../demo/shop';
import { countOf, oneOfEverything, reached, refundIdsOf, type Counted } from './atProviders';
import { ask, type Asked } from './customer';
import { Cuts, type Cut } from './cuts';
import { confirming, making, type Wave } from './killPlan';
import { stepsOf } from './stepRows';
import { waitFor } from './waitFor';
import { reportInspected, reportReceived } from './warehouse';
import { getExecutions } from './workflows';

/** After so long n8n's client gives a request up and sends it again by itself: a kill must come before. */
const clientTimeoutMs = 30_000;

interface Prepared {
	received: Asked[];
	inspected: Asked[];
	paidByShopify: Asked[];
	closing: Asked[];
}

describe('n8n killed while an effect has happened and its answer is on the way', () => {
	let shop: Shop;
	let next: Promise<Prepared>;
	const naive = { workflowId: '', reference: 'naive return' };
	const all: Asked[] = [];

	beforeAll(async () => {
		shop = await openShop({ leaseSeconds: 20 });
		// Its request would wait for a minute: nothing but the kill ends it here.
		naive.workflowId = await bringNaiveFlow(shop.n8n, shop.sandbox.urls.stripe, 60_000);
		next = prepare(making);
	}, 300_000);
	afterAll(async () => await shop?.stop());

	it('makes every document, label and refund once', async () => {
		const { stripe, journal } = shop.sandbox;
		const prepared = await next;
		await killedIn(
			making,
			prepared,
			async () => {
				// The control: a flow of n8n's own nodes is frozen and killed in the same way.
				journal.inject({ provider: 'stripe', operation: 'POST /v1/refunds', kind: 'freeze_after_commit' });
				await tellNaiveFlow(shop.n8n, 'naive webhook', {
					payment_intent: 'pi_sandbox_1003',
					amount: 600,
					reference: naive.reference,
				});
				await waitFor(
					'the naive refund to be frozen',
					async () => refundIdsOf(shop.sandbox, naive.reference).length || undefined,
				);
			},
			confirming,
		);
		expect(
			[...stripe.refunds.values()].filter(({ metadata }) => metadata.return_reference === naive.reference),
		).toHaveLength(1);
	}, 400_000);

	it("pays twice in the control run: a flow of n8n's own nodes, cut off by the same kill and gone on with", async () => {
		const [execution] = await getExecutions(shop.n8n, naive.workflowId);
		expect(execution.status).toBe('crashed');
		await shop.n8n.rest('POST', `/executions/${execution.id}/retry`, { loadWorkflow: false });
		expect(refundIdsOf(shop.sandbox, naive.reference)).toHaveLength(2);
	});

	it('confirms, posts, matches and closes everything once', async () => {
		await killedIn(confirming, await next);
	}, 400_000);

	it('leaves money and stock as if nothing had happened', () => {
		const {
			stripe,
			odoo: { db, settings },
		} = shop.sandbox;
		const byStripe = all.filter(({ reference }) => refundIdsOf(shop.sandbox, reference)[0].startsWith('re_'));
		expect(stripe.charges.get('ch_sandbox_1004')!.amount_refunded).toBe(600 * byStripe.length);
		const quantity = (sku: string, location: number) => {
			const [product] = db.where('product.product', { default_code: sku });
			return db
				.where('stock.quant', { product_id: product.id, location_id: location })
				.reduce((total, quant) => total + Number(quant.quantity), 0);
		};
		expect(quantity('SOCKS-GREY', settings().inspectionLocation!)).toBe(0);
		expect(quantity('SOCKS-GREY', settings().destinations.restock!)).toBe(100 + byStripe.length);
	});

	it('leaves no piece to be invoiced again', () => {
		const { db } = shop.sandbox.odoo;
		const [order] = db.where('sale.order', { client_order_ref: '#1004' });
		for (const line of db.where('sale.order.line', { order_id: order.id }))
			expect(db.get('sale.order.line', line, 'qty_to_invoice')).toBe(0);
	});

	async function newReturn(...order: string[]): Promise<Asked> {
		const asked = await ask(shop, ...order);
		all.push(asked);
		return asked;
	}

	/** Brings returns to where the wave takes them up: waiting for the goods, or received and waiting to be inspected. */
	async function prepare({ received, inspected, paidByShopify, closing }: Wave): Promise<Prepared> {
		const waiting = async (count: number, ...order: string[]) =>
			await Promise.all(
				Array.from({ length: count }, async () => {
					const played = await newReturn(...order);
					await waitForCase(
						shop.store,
						played.reference,
						'ready to be sent',
						(one) => one.logistics === 'label_issued',
						240_000,
					);
					await mailed('Your return label', played);
					return played;
				}),
			);
		const arrived = async (count: number, ...order: string[]) =>
			await Promise.all(
				(await waiting(count, ...order)).map(async (played) => {
					await reportReceived(shop, played.reference);
					await waitFor(
						`${played.reference} to be received`,
						async () =>
							(await shop.store.cases.timeline(played.reference)).some(({ type }) => type === 'receipt.posted') ||
							undefined,
						{ timeoutMs: 120_000 },
					);
					return played;
				}),
			);
		const [one, two, three, four] = await Promise.all([
			waiting(received.length),
			arrived(inspected.length),
			arrived(paidByShopify.length, '#1002', 'CAP-RED'),
			arrived(closing.length),
		]);
		return { received: one, inspected: two, paidByShopify: three, closing: four };
	}

	async function mailed(subject: string, { reference }: Asked): Promise<void> {
		await waitFor(
			`"${subject}" of ${reference}`,
			async () =>
				shop.sandbox.mail.messages().some((mail) => mail.subject === `${subject} (${reference})`) || undefined,
			{ timeoutMs: 120_000 },
		);
	}

	/** Lets every return of the wave run into its cut, kills n8n there, starts it again, and proves that each was done once. */
	async function killedIn(
		wave: Wave,
		prepared: Prepared,
		first: () => Promise<void> = async () => undefined,
		following?: Wave,
	): Promise<void> {
		const { n8n, sandbox, store } = shop;
		const executions = async (status: string) =>
			(await n8n.api<{ data: unknown[] }>('GET', `/executions?status=${status}&limit=100`)).data.length;
		const crashedBefore = await executions('crashed');
		await first();
		const cuts = new Cuts(sandbox);
		// One after the other, so that no return is stopped by what was meant for another. The longest wait comes last: a mail
		// server may take its time, any other answer is waited for half a minute at most.
		await cuts.arm(wave.asked);
		const asked = await Promise.all(wave.asked.map(async () => await newReturn()));
		await cuts.allFrozen();
		await cuts.arm(wave.received);
		await Promise.all(prepared.received.map(async ({ reference }) => await reportReceived(shop, reference)));
		await cuts.allFrozen();
		// Any return whose goods were sorted would run into this cut, so that one comes before the others.
		await cuts.arm(wave.closing);
		await Promise.all(prepared.closing.map(async ({ reference }) => await reportInspected(shop, reference)));
		await cuts.allFrozen();
		// So would it into those of the sorting; and what Stripe has paid is written down in Shopify by the call that pays there.
		await cuts.arm(wave.paidByShopify);
		await Promise.all(prepared.paidByShopify.map(async ({ reference }) => await reportInspected(shop, reference)));
		await cuts.allFrozen();
		await cuts.arm(wave.inspected);
		await Promise.all(prepared.inspected.map(async ({ reference }) => await reportInspected(shop, reference)));
		const frozen = await cuts.allFrozen();
		const running = await executions('running');
		const killedAt = Date.now();
		await n8n.kill9();

		const planned = Object.values(wave).flat() as Cut[];
		const returns = [...(Object.values(prepared).flat() as Asked[]), ...asked];
		expect(returns).toHaveLength(planned.length);
		expect(running).toBeGreaterThanOrEqual(planned.length);
		for (const { since } of frozen) expect(killedAt - since).toBeLessThan(clientTimeoutMs - 3_000);
		// Each effect has happened, is frozen, and is the last thing that happened to a return of its own.
		const mailedOnly = sandbox.mail.frozen().at(-1)?.subject;
		const cutOf = (played: Asked) => {
			// What has happened to it does not tell: lane Close has its turn before or after the money.
			if (prepared.closing.includes(played)) return wave.closing[0].milestone;
			return mailedOnly?.includes(played.reference)
				? 'e-mail sent'
				: reached(sandbox, played.shopifyReturn, played.reference);
		};
		const cutAt = returns.map((played) => ({ played, milestone: cutOf(played) }));
		expect(cutAt.map(({ milestone }) => milestone).sort()).toEqual(planned.map(({ milestone }) => milestone).sort());

		await n8n.start();
		if (following) next = prepare(following);
		await Promise.all(returns.map(async (played) => await finish(played)));
		expect((await executions('crashed')) - crashedBefore).toBeGreaterThanOrEqual(planned.length);
		const rows = planned.map(({ milestone, step }) => {
			const { reference, shopifyReturn } = cutAt.find((one) => one.milestone === milestone)!.played;
			const tries = Math.max(
				...stepsOf(shop, reference)
					.filter(({ name }) => step.split(' or ').includes(name))
					.map(({ attempts }) => attempts),
			);
			return {
				cut: milestone,
				step,
				tries,
				mails: sandbox.mail.messages().filter(({ subject }) => subject.includes(reference)).length,
				counted: countOf(sandbox, shopifyReturn, reference),
			};
		});
		process.stdout.write(table(rows));
		for (const { cut, tries, counted, mails } of rows) {
			expect({ cut, again: tries >= 2, counted, told: mails >= 2 }).toEqual({
				cut,
				again: true,
				counted: oneOfEverything(1, 1),
				told: true,
			});
		}
		expect(await store.steps.stuck({ limit: 10 })).toEqual([]);
	}

	/** Plays the rest of a return, as its people would, whatever has been played already. */
	async function finish(played: Asked): Promise<void> {
		const { reference } = played;
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics !== 'none', 240_000);
		await reportReceived(shop, reference);
		await reportInspected(shop, reference);
		await waitForCase(
			shop.store,
			reference,
			'settled and closed',
			(one) => one.settlement === 'settled' && !!one.closedAt,
			240_000,
		);
		await mailed('Your return label', played);
		await mailed('Your refund', played);
	}
});

/** For docs and logs: what each cut led to at the providers. */
function table(rows: Array<{ cut: string; step: string; tries: number; mails: number; counted: Counted }>): string {
	const lines = rows.map(
		({
			cut,
			step,
			tries,
			mails,
			counted: {
				refunds,
				labels,
				returnPickings,
				receiptMoves,
				sortingTransfers,
				creditNotes,
				payments,
				piecesDisposed,
			},
		}) =>
			[
				cut,
				step,
				tries,
				refunds,
				labels,
				returnPickings,
				receiptMoves,
				sortingTransfers,
				creditNotes,
				payments,
				piecesDisposed,
				mails,
			].join(' | '),
	);
	return `| ${['killed after', 'step', 'tries', 'refunds', 'labels', 'returns', 'receipts', 'sortings', 'credit notes', 'payments', 'processed', 'e-mails'].join(' | ')} |\n${lines.map((line) => `| ${line} |`).join('\n')}\n`;
}
