import { deductionToConfirm } from '../../nodes/shared/operation/byHand/question';
import type { CaseState } from '../../nodes/shared/case';
import { creditNoteMisfit, shopWorth } from '../../nodes/shared/case/exceptionOf';
import { money, toDecimal } from '../../nodes/shared/model';
import { refundsOf } from './counts';
import { leftOfRefund } from './exchange';
import { minute } from './faults';
import type { Scenario } from './scenario';
import { paidFor, pieceOf } from './shop';
import type { World } from './world';

/** Somebody refunds in Stripe's own pages; its mark looks like one, but is none of ours. */
export async function refundInStripe(
	{ providers, staffRefunds }: World,
	paymentIntent: string,
	amount: number,
): Promise<void> {
	const body = new URLSearchParams({
		payment_intent: paymentIntent,
		amount: String(amount),
		'metadata[refund_intent]': 'human',
	}).toString();
	const headers = { authorization: 'Bearer sandbox-stripe-key', 'content-type': 'application/x-www-form-urlencoded' };
	const { status, body: made } = await providers.stripe.answer({
		method: 'POST',
		path: '/v1/refunds',
		url: new URL('http://stripe.test/v1/refunds'),
		headers,
		raw: Buffer.from(body),
		json: () => ({}),
		form: () => new URLSearchParams(body),
	});
	if (status !== 200) throw new Error(`Stripe answered ${status}`);
	staffRefunds.push((made as { id: string }).id);
}

/** Somebody refunds in Shopify's admin. */
function refundInShopify(
	{
		providers: {
			shopify: { state },
		},
		staffRefunds,
	}: World,
	order: string,
	amount: number,
): void {
	const found = state.order(order);
	const sale = found.transactions.find(({ kind, gateway }) => kind === 'SALE' && gateway === 'shopify_payments')!;
	const { refund } = state.refund({
		orderId: found.id,
		currency: sale.amount.currency,
		note: 'by hand for the return',
		transactions: [
			{ parentId: sale.id, amount: toDecimal({ ...sale.amount, amount }), gateway: sale.gateway, kind: 'REFUND' },
		],
	});
	staffRefunds.push(refund.id);
}

/** Staff refund some of a return's pieces themselves, at some moment of the return. */
export async function playStaff(world: World): Promise<void> {
	const {
		plan: { staff },
		time,
		story,
		options: { scenarios },
	} = world;
	if (!staff) return;
	const scenario = scenarios[Math.min(staff.which, scenarios.length - 1)];
	await time.sleep(scenario.at + staff.afterMs);
	const { number, processor, paymentIntent } = world.order(scenario.order);
	const amount = Math.min(wantedOf(world, scenario, staff.pieces), await leftFor(world, scenario.order));
	if (amount <= 0 || processor === 'paypal') return;
	if (processor === 'stripe') await refundInStripe(world, paymentIntent!, amount);
	else refundInShopify(world, number, amount);
	world.restAfter(time.now);
	story.count('refund by staff');
	story.tell('staff', `refunds ${amount} of order ${number} in ${processor}`);
}

function wantedOf(world: World, { order, lines }: Scenario, pieces: number): number {
	const each = lines.flatMap(({ sku, quantity }) => Array<number>(quantity).fill(pieceOf(world.order(order), sku)));
	return each.slice(0, pieces).reduce((total, one) => total + one, 0);
}

/** What staff can still pay back on the main payment: they see what returns of the order got as credit. */
async function leftFor(world: World, number: string): Promise<number> {
	const cases = await world.store.cases.getMany({ limit: 1000 });
	const own = cases.filter(({ orderNumber }) => orderNumber === number).map(({ reference }) => `${reference}/`);
	const given = refundsOf(world).filter(({ intent }) => own.some((one) => intent?.startsWith(one)));
	const paid = paidFor(world.order(number)) - given.reduce((sum, { amount }) => sum + amount, 0);
	return Math.min(leftOf(world, number), paid);
}

function leftOf(world: World, order: string): number {
	const { stripe, shopify } = world.providers;
	const { charge } = world.order(order);
	const made = charge && stripe.charges.get(charge);
	if (made) return made.amount - made.amount_refunded;
	const transactions = shopify.state.order(order).transactions.filter(({ gateway }) => gateway === 'shopify_payments');
	return transactions.reduce(
		(total, { kind, amount }) => total + (kind === 'SALE' ? amount.amount : kind === 'REFUND' ? -amount.amount : 0),
		0,
	);
}

/** Questions to finance: somebody else has refunded, inspection takes something off, or goods were exchanged in Shopify. */
export async function asked(world: World): Promise<Array<{ reference: string; code: string; intent?: string }>> {
	const cases = await world.store.cases.getMany({ limit: 1000 });
	const codes = ['refunded_elsewhere', 'refunded_in_shop', deductionToConfirm, shopWorth, creditNoteMisfit];
	return cases.flatMap(({ reference, exceptions }: CaseState) =>
		exceptions
			.filter(({ code, intent, resolved }) => codes.includes(code) && !resolved && (intent || code !== shopWorth))
			.map(({ code, intent }) => ({ reference, code, intent })),
	);
}

/**
 * Finance looks, and says in the form that a held refund is paid all the same, or not at all; the second time it is asked, not at all. Of one
 * that inspection takes something off it may also want half paid, and stays with what it said; of one of an exchanged return it pays what
 * the other article leaves. Where nobody but the package has refunded, a restored case store has forgotten refunds of its own: it pays.
 */
export async function playDecisions(world: World): Promise<void> {
	const { time, random, story } = world;
	const exchanged = world.options.scenarios.some(({ exchange }) => exchange);
	if (!world.plan.staff && !world.plan.restore && !world.care.confirmDeductions && !exchanged) return;
	const answered = new Set<string>();
	const confirmed = new Map<string, Decision>();
	const gaveIn = new Set<string>();
	const covered: Covered = new Map();
	for (; !world.givenUp; await time.sleep(8 * minute)) {
		for (const { reference, code, intent } of await asked(world)) {
			// The form would say that it waits for no decision.
			if (code === 'refunded_in_shop' || (await isPaid(world, reference, intent))) {
				await world.store.cases.record({
					reference,
					events: [
						{
							id: `compared ${reference} ${intent ?? ''} ${time.now}`,
							source: 'by hand',
							type: 'exception.resolved',
							data: { code, ...(intent && { intent }), note: 'compared' },
						},
					],
				});
				world.changed();
				continue;
			}
			if (code === deductionToConfirm && !confirmed.has(intent!))
				confirmed.set(intent!, await confirmation(world, reference, intent!));
			if (code === shopWorth && !gaveIn.has(intent!))
				confirmed.set(intent!, await ofExchanged(world, reference, intent!));
			// What it pays in place of this one may be among what was forgotten.
			if (code === deductionToConfirm || code === shopWorth) covered.set(intent!, world.decided.get(intent!) ?? 0);
			if (code === 'refunded_elsewhere' || code === creditNoteMisfit) {
				// Staff have refunded, and it was told to be paid all the same: too little is left.
				if (world.staffRefunds.length > 0 && answered.has(intent!)) confirmed.set(intent!, { decision: 'Do not pay' });
				else if (world.plan.restore) confirmed.set(intent!, await restOf(world, covered, reference, intent!));
				answered.add(intent!);
			}
			const { decision, amount = '' } = confirmed.get(intent!) ?? {
				decision: world.staffRefunds.length && random.chance(0.5) ? 'Do not pay' : 'Pay it all the same',
			};
			story.count('refunds that finance decided');
			story.tell('finance', `${decision} ${amount}: ${intent}`);
			void world
				.anyProcess()
				?.run('Decide on Refund', [
					{ reference, refund: intent!, decision, amount, user: { email: 'finance@example.com' } },
				])
				// The form says that so much is not left of the payment: it went back before, and finance gives in.
				.then(async ({ data }) => {
					const meant = decision === 'Pay another amount' ? world.decided.get(intent!) : undefined;
					if (!data.resultData.runData['Show Why Not Taken']) return;
					if (!(await wasPaidBefore(world, covered, reference, intent!, meant))) return;
					gaveIn.add(intent!);
					confirmed.set(intent!, { decision: 'Do not pay' });
				});
		}
	}
}

/** Whether a restored case store has learned of the payment after it asked about it. */
async function isPaid({ store }: World, reference: string, id: string | undefined): Promise<boolean> {
	const { refunds } = (await store.cases.get(reference))!;
	return refunds.some(({ intent, state }) => intent.id === id && state === 'succeeded');
}

/** What finance takes a restored case store to have forgotten, by the refund that it counts it for, in minor units. */
type Covered = Map<string, number>;

/**
 * Whether a restored case store asks about a refund that was paid before, under whatever name, or as much of it as finance means to pay: the
 * question names what went back then. Each amount is counted for one refund only.
 */
async function wasPaidBefore(
	world: World,
	covered: Covered,
	reference: string,
	id: string,
	meant?: number,
): Promise<boolean> {
	if (!world.plan.restore) return false;
	const { refunds } = (await world.store.cases.get(reference))!;
	const amount = meant ?? refunds.find(({ intent }) => intent.id === id)!.intent.amount.amount;
	if ((await paidBefore(world, covered, reference, id)) < amount) return false;
	covered.set(id, amount);
	world.decided.set(id, amount);
	return true;
}

/** What finance pays of a refund that a restored case store asks about: nothing of what was paid before, the rest, or all of it. */
async function restOf(world: World, covered: Covered, reference: string, id: string): Promise<Decision> {
	const { amount } = (await world.store.cases.get(reference))!.refunds.find(({ intent }) => intent.id === id)!.intent;
	const before = await paidBefore(world, covered, reference, id);
	if (before <= 0) return { decision: 'Pay it all the same' };
	covered.set(id, Math.min(before, amount.amount));
	world.decided.set(id, amount.amount);
	return before >= amount.amount
		? { decision: 'Do not pay' }
		: { decision: 'Pay another amount', amount: toDecimal(money(amount.amount - before, amount.currency)) };
}

/**
 * What a restored case store has forgotten to have paid, as far as it counts for this refund, in minor units: what went back under its name
 * first, then what went back beyond that of others, each counted once.
 */
async function paidBefore(world: World, covered: Covered, reference: string, id: string): Promise<number> {
	const { refunds } = (await world.store.cases.get(reference))!;
	const known = refunds.filter(({ refund, storeCredit }) => refund ?? storeCredit).map(({ intent }) => intent.id);
	const forgotten = refundsOf(world).filter(
		({ intent }) => intent.startsWith(`${reference}/`) && !known.includes(intent),
	);
	const own = (of: string) => {
		const most = refunds.find(({ intent }) => intent.id === of)!.intent.amount.amount;
		return Math.min(
			most,
			forgotten.filter(({ intent }) => intent === of).reduce((sum, { amount }) => sum + amount, 0),
		);
	};
	const ids = refunds.map(({ intent }) => intent.id);
	const beyond = forgotten.reduce((sum, { amount }) => sum + amount, 0) - ids.reduce((sum, one) => sum + own(one), 0);
	const used = ids
		.filter((one) => one !== id)
		.reduce((sum, one) => sum + Math.max(0, (covered.get(one) ?? 0) - own(one)), 0);
	return own(id) + Math.max(0, beyond - used);
}

/** What finance says of a refund that is held. */
interface Decision {
	decision: 'Do not pay' | 'Pay it all the same' | 'Pay another amount';
	/** As it is typed. */
	amount?: string;
}

/** What finance makes of a deduction; the world keeps what is then paid instead. */
async function confirmation({ store, random, decided }: World, reference: string, id: string): Promise<Decision> {
	const { amount } = (await store.cases.get(reference))!.refunds.find(({ intent }) => intent.id === id)!.intent;
	// In fives, which every currency here is rounded to.
	const half = Math.floor(amount.amount / 10) * 5;
	const decision = random.pick([
		'Pay it all the same',
		'Pay it all the same',
		'Do not pay',
		...(half ? ['Pay another amount' as const] : []),
	] as const);
	if (decision === 'Pay it all the same') return { decision };
	decided.set(id, decision === 'Do not pay' ? 0 : half);
	return decision === 'Do not pay' ? { decision } : { decision, amount: toDecimal(money(half, amount.currency)) };
}

/** What finance makes of a refund of a return whose goods were exchanged. */
async function ofExchanged(world: World, reference: string, id: string): Promise<Decision> {
	const found = (await world.store.cases.get(reference))!;
	const { amount } = found.refunds.find(({ intent }) => intent.id === id)!.intent;
	const { exchange } = world.played.find((one) => one.id === found.ids['shopify.return'])!.scenario;
	const left = leftOfRefund(world, exchange!, found, id);
	if (left === amount.amount) return { decision: 'Pay it all the same' };
	world.decided.set(id, left);
	return left
		? { decision: 'Pay another amount', amount: toDecimal(money(left, amount.currency)) }
		: { decision: 'Do not pay' };
}
