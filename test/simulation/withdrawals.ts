import { createHmac } from 'node:crypto';
import type { CaseState } from '../../nodes/shared/case';
import type { CatalogueOrder } from '../sandbox/catalogue';
import { creditNotesOf, paymentsOf, refundsOf, countLabels } from './counts';
import { hour, minute, providers, type FaultPlan } from './faults';
import type { Random } from './random';
import { amountIn } from './shop';
import type { RunningProcess } from './start';
import type { World } from './world';

/* Customers who withdraw from a contract by law, beside the returns of a seed: outages last up to five days, and the law's fourteen go on. */

const day = 24 * hour;
/** What people need besides: a reviewer, a parcel, somebody of finance. */
const graceMs = day;
export const withdrawalSecret = 'simulated-secret';

/** What a customer does who withdraws from a whole order. */
export interface Withdrawal {
	order: string;
	at: number;
	/** The shop's page sends a signed message, or an agent takes it down in the form. */
	by: 'page' | 'agent';
	/** How often the same statement is sent. */
	copies: number;
	/** So long after the label the carrier scans the parcel; nothing is sent of an order that never left the warehouse. */
	scanAfter: number;
	/** And so long after that the warehouse has it. */
	arrivesAfter: number;
}

export interface Withdrawals {
	plan: FaultPlan;
	orders: CatalogueOrder[];
	withdrawals: Withdrawal[];
}

/** So seldom something takes days: what happens then is much the same from one hour to the next, and takes most of the time of all seeds. */
export const takesDays = 0.12;

/** Withdrawals for one seed in four, and for some of those an outage of up to five days. A restored backup forgets what it did not have: left out. */
export function withdrawalsOf(random: Random, plan: FaultPlan): Withdrawals {
	if (plan.restore || !random.chance(0.25)) return { plan, orders: [], withdrawals: [] };
	const orders = Array.from({ length: random.int(1, 3) }, (_, index) => orderOf(random, index));
	const withdrawals = orders.map(({ number }): Withdrawal => ({
		order: number,
		at: random.int(0, 2 * hour),
		by: random.pick(['page', 'page', 'agent']),
		copies: random.pick([1, 1, 2, 5]),
		scanAfter: random.int(5, random.chance(takesDays) ? 600 : 90) * minute,
		arrivesAfter: random.int(5, random.chance(takesDays) ? 2_000 : 120) * minute,
	}));
	if (!random.chance(0.5)) return { plan, orders, withdrawals };
	const long = random.chance(takesDays);
	const from = random.int(0, long ? day : 3 * hour);
	const until = from + random.int(1, long ? 5 * 24 : 5) * hour;
	const how = random.pick(['refused', 'unavailable', 'silent'] as const);
	const outage = { provider: random.pick(providers), from, until, how };
	return {
		plan: { ...plan, outages: [...plan.outages, outage], until: Math.max(plan.until, until) },
		orders,
		withdrawals,
	};
}

function orderOf(random: Random, index: number): CatalogueOrder {
	const number = 3001 + index;
	const price = random.int(5, 90);
	const quantity = random.int(1, 3);
	const tax = (price * quantity * 20) / 100;
	return {
		number: `#${number}`,
		shopifyId: 7001 + index,
		odooName: `S0${number}`,
		processor: random.pick(['stripe', 'shopify_payments']),
		paymentIntent: `pi_sandbox_${number}`,
		charge: `ch_sandbox_${number}`,
		customer: {
			name: 'Noor Example',
			email: `noor${index}@example.com`,
			street: '1 Musterweg',
			city: 'Musterstadt',
			zip: '10115',
			country: random.pick(['DE', 'FR']),
		},
		lines: [
			{
				sku: `WITHDRAWN-${index + 1}`,
				title: 'Goods',
				quantity,
				price: `${price}.00`,
				discount: '0.00',
				tax: tax.toFixed(2),
			},
		],
		shipping: { price: '5.00', tax: '1.00' },
		total: (price * quantity + tax + 6).toFixed(2),
		placedDaysAgo: random.int(3, 8),
		deliveredDaysAgo: 2,
		...(random.chance(0.5) && { unsent: true }),
	};
}

/** A withdrawal as it really goes. */
export interface Withdrew {
	withdrawal: Withdrawal;
	/** When the customer sent the statement. */
	toldAt: number;
	/** When a carrier had the goods. */
	scannedAt?: number;
	over: boolean;
}

/** The customer sends the statement, again until somebody has it; then the parcel, once there is a label, unless the order never left. */
export async function playWithdrawal(world: World, withdrawal: Withdrawal): Promise<void> {
	const { time, story, random } = world;
	await time.sleep(withdrawal.at);
	const withdrew: Withdrew = { withdrawal, toldAt: time.now, over: false };
	world.withdrew.push(withdrew);
	const order = world.order(withdrawal.order);
	story.count(`withdrawals from orders that ${order.unsent ? 'were not sent' : 'have arrived'}`);
	story.tell('customer', `withdraws from order ${withdrawal.order}`);
	const send = async () => {
		for (;;) {
			const to = world.anyProcess();
			if (
				to &&
				(await Promise.race([declare(to, withdrawal, order, withdrew.toldAt), time.sleep(minute).then(() => false)]))
			)
				return;
			story.count('statements sent again');
			await time.sleep(random.int(1, 20) * minute);
		}
	};
	await Promise.all(Array.from({ length: withdrawal.copies }, send));
	let state: CaseState | undefined;
	while (!(state = await caseOf(world, withdrawal)) || (!order.unsent && !state.labels.length)) {
		if (world.givenUp) return;
		await time.sleep(minute);
	}
	if (order.unsent) return void (withdrew.over = true);
	const { reference } = state;
	await time.sleep(withdrawal.scanAfter);
	withdrew.scannedAt = time.now;
	const { trackingNumber } = state.labels[0];
	await world.store.cases.record({
		reference,
		events: [
			{
				source: 'carrier:default',
				id: `scan ${reference}`,
				type: 'shipment.in_transit',
				data: { tracking: { trackingNumber, status: 'in_transit' } },
			},
		],
	});
	world.changed();
	await time.sleep(withdrawal.arrivesAfter);
	const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
	const told = { reference, data: {} };
	world.post.warehouse({
		...told,
		type: 'return.received',
		id: `receipt ${reference}`,
		data: { receipt: { id: 'receipt', lines } },
	});
	await time.sleep(30 * minute);
	const inspected = lines.map((line) => ({ ...line, destination: 'restock', condition: 'as new' }));
	world.post.warehouse({
		...told,
		type: 'return.inspected',
		id: `inspection ${reference}`,
		data: { inspection: { id: 'inspection', lines: inspected } },
	});
	withdrew.over = true;
}

/** Whether the statement was taken in. */
async function declare(
	to: RunningProcess,
	{ by }: Withdrawal,
	order: CatalogueOrder,
	toldAt: number,
): Promise<boolean> {
	const { name, email } = order.customer;
	const statement = { name, email, contract: order.number, toldAt: new Date(toldAt).toISOString() };
	if (by === 'agent') {
		const words = { task: 'A customer withdraws', reference: '', channel: 'phone', statement: 'I withdraw.' };
		const { status, data } = await to.run('Withdrawal', [
			{ ...statement, ...words, user: { email: 'agent@example.com' } },
		]);
		return status === 'success' && !!data.resultData.runData['Show What Was Recorded'];
	}
	const raw = Buffer.from(JSON.stringify({ ...statement, channel: 'page', text: 'I withdraw.' }));
	const signature = createHmac('sha256', withdrawalSecret).update(raw).digest('hex');
	const { status, data } = await to.run('Statement Arrives', [
		{
			json: { headers: { 'x-signature': `sha256=${signature}` } },
			binary: { data: { data: raw.toString('base64'), mimeType: 'application/json' } },
		},
	]);
	const [answer] = data.resultData.runData['Answer Sender']?.at(-1)?.data?.main[0] ?? [];
	return status === 'success' && (answer?.json.answer as { status?: number } | undefined)?.status === 200;
}

async function caseOf(world: World, { order }: Withdrawal): Promise<CaseState | undefined> {
	const cases = await world.store.cases.getMany({ kind: 'withdrawal', limit: 100 });
	return cases.find(({ orderNumber }) => orderNumber === order);
}

/** What must hold of the withdrawals of a run: each one case, acknowledged once, all of its money back once, and not later than the law by our fault. */
export async function brokenWithdrawals(world: World): Promise<string[]> {
	const broken: string[] = [];
	const cases = await world.store.cases.getMany({ kind: 'withdrawal', limit: 100 });
	if (cases.length !== world.withdrew.length)
		broken.push(`${world.withdrew.length} customers have withdrawn, there are ${cases.length} cases`);
	for (const { withdrawal, toldAt, scannedAt } of world.withdrew) {
		const found = cases.find(({ orderNumber }) => orderNumber === withdrawal.order);
		if (!found) {
			broken.push(`The withdrawal from order ${withdrawal.order} has no case`);
			continue;
		}
		const { reference, clock, statements = [] } = found;
		const must = (holds: boolean, problem: string) => void (holds || broken.push(`${reference}: ${problem}`));
		const order = world.order(withdrawal.order);
		const timeline = await world.store.cases.timeline(reference);
		const times = (type: string) => timeline.filter((event) => event.type === type).map(({ time }) => Date.parse(time));
		must(statements.length === 1, `the same statement was kept ${statements.length} times`);
		if (!world.plan.clock)
			must(
				Date.parse(clock!.toldAt) === toldAt,
				`told at ${new Date(toldAt).toISOString()}, the clock says ${clock!.toldAt}`,
			);
		must(
			times('withdrawal.acknowledged').length === 1,
			`acknowledged ${times('withdrawal.acknowledged').length} times`,
		);
		must(
			world.providers.mails.some(
				({ subject, to }) => subject.includes(reference) && subject.includes('received') && to === order.customer.email,
			),
			'no receipt was sent',
		);
		const refunds = refundsOf(world).filter(({ intent }) => intent.startsWith(`${reference}/`));
		const paid = refunds.reduce((total, { amount }) => total + amount, 0);
		must(paid === amountIn(order, order.total), `${order.total} was paid for the order, ${paid} went back`);
		must(new Set(refunds.map(({ intent }) => intent)).size === refunds.length, 'a refund was paid twice');
		const due = Math.max(toldAt + 14 * day, scannedAt ?? 0) + graceMs;
		for (const at of world.plan.clock ? [] : times('refund.succeeded'))
			must(at <= due, `paid back on ${new Date(at).toISOString()}, it was due by ${new Date(due).toISOString()}`);
		const held = scannedAt ?? 0;
		for (const at of order.unsent || world.plan.clock ? [] : times('refund.due'))
			must(at >= held, 'money went back before the goods were sent');
		for (const { refund } of refunds)
			must(paymentsOf(world, refund) === 1, `refund ${refund} is booked ${paymentsOf(world, refund)} times`);
		must(
			creditNotesOf(world, reference).every(({ posted, paid: settled }) => posted && settled),
			'a credit note is open',
		);
		must(
			countLabels(world, reference) === (order.unsent ? 0 : 1),
			`${countLabels(world, reference)} labels were bought`,
		);
		const inShop = world.providers.shopify.state.order(order.number);
		const [inOdoo] = world.providers.odoo.db.where('sale.order', { client_order_ref: order.number });
		must(
			!!inShop.cancelledAt === !!order.unsent,
			`the order is ${inShop.cancelledAt ? '' : 'not '}canceled in Shopify`,
		);
		must((inOdoo.state === 'cancel') === !!order.unsent, `the order is ${String(inOdoo.state)} in Odoo`);
		must(!!found.closedAt, `it is not closed: ${found.authorization}, ${found.logistics}, ${found.settlement}`);
	}
	return broken;
}
