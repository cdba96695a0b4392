import { backTest } from '../../nodes/ReturnPolicy/backTest/backTest';
import { Policy } from '../../nodes/shared/model';

const returns = 1_000_000;
const distinct = 20_000;
const goalSeconds = 10;

/**
 * Past returns as the case store gives them out, through two policies of 50 rules each: processor seconds for 1,000,000. Beside it, in the
 * same run, one walk over the same returns that copies each as JSON: what it costs to look at them at all.
 */
export async function backTests(): Promise<void> {
	const cases = Array.from({ length: distinct }, (_, at) => JSON.parse(JSON.stringify(pastCase(at))) as object);
	console.log(`${returns.toLocaleString('en')} returns of two lines, two policies of 50 rules; one processor\n`);
	const [before, after] = [policyOf(30), policyOf(20)];
	backTest(cases, before, after, 'America/New_York');
	const copied = secondsOf(
		'copied as JSON',
		() => {
			for (const one of cases.slice(0, distinct / 4)) JSON.parse(JSON.stringify(one));
		},
		distinct / 4,
	);
	const tested = secondsOf(
		'put through both policies',
		() => {
			backTest(repeated(cases), before, after, 'America/New_York');
		},
		returns,
	);
	console.log(
		`back-test of ${returns.toLocaleString('en')} returns: ${tested.toFixed(1)} s (goal ${goalSeconds} s); ratio to a copy: ${(tested / copied).toFixed(2)}`,
	);
	await Promise.resolve();
}

/** Processor seconds for all the returns, made of those for `done` of them. */
function secondsOf(name: string, run: () => void, done: number): number {
	const start = process.cpuUsage();
	run();
	const { user, system } = process.cpuUsage(start);
	const seconds = ((user + system) / 1e6) * (returns / done);
	console.log(`${name.padEnd(40)} ${seconds.toFixed(1).padStart(8)} s of the processor`);
	return seconds;
}

function* repeated(cases: object[]): Iterable<object> {
	for (let made = 0; made < returns; made++) yield cases[made % cases.length];
}

const skuOf = (at: number) => `SKU-${at}`;

/** 50 windows by SKU, category and country; the settings' window is for what none of them fits. */
function policyOf(windowDays: number): Policy {
	const windows = Array.from({ length: 50 }, (_, at) => ({
		name: `window ${at}`,
		days: 14 + at,
		...[
			{ skus: [skuOf(at)] },
			{ categories: [`Category ${at}`] },
			{ countries: ['DE', 'FR'], reasons: [`reason ${at}`] },
		][at % 3],
	}));
	return Policy.parse({ windowDays, book: { currency: 'EUR', windows } });
}

/** A closed return of two lines, as the case store has it: everything came, was sorted and paid. */
function pastCase(at: number): object {
	const eur = (amount: number) => ({ amount, currency: 'EUR' });
	const reference = `RMA-${at.toString(32).toUpperCase().padStart(10, '2')}`;
	const none = { restock: 0, quarantine: 0, refurbish: 0, vendor: 0, scrap: 0 };
	const back = { ...none, restock: 1 };
	const lines = [0, 1].map((line) => ({
		id: `o${line}`,
		sku: `${skuOf(at % 500)}-${line}`,
		title: 'Goods',
		quantity: 2,
		subtotal: eur(4_000),
		tax: eur(800),
		finalSale: false,
		category: 'Apparel > Shirts',
		providerIds: { 'shopify.line_item': `gid://shopify/LineItem/${at}${line}` },
	}));
	const address = { name: 'A', street1: 'S 1', city: 'C', postalCode: '1', country: 'US' };
	const customer = { email: 'a@example.com', address, providerIds: {} };
	const payment = {
		id: 'p1',
		processor: 'stripe',
		providerIds: { 'stripe.payment_intent': `pi_${at}` },
		captured: eur(9_600),
		refunded: eur(4_800),
		refundable: eur(4_800),
	};
	const order = {
		number: `#${at}`,
		channel: 'shopify',
		currency: 'EUR',
		taxesIncluded: false,
		placedAt: '2026-09-01T09:00:00.000Z',
		deliveredAt: '2026-09-05T12:00:00.000Z',
		customer,
		lines,
		payments: [payment],
		providerIds: { 'shopify.order': `gid://shopify/Order/${at}` },
	};
	return {
		reference,
		brand: 'default',
		channel: 'shopify',
		orderNumber: order.number,
		authorization: 'approved',
		logistics: 'received',
		inspection: 'done',
		settlement: 'settled',
		verdict: 'approved',
		version: 12,
		openedAt: new Date(Date.UTC(2026, 8, 6 + (at % 45), at % 24)).toISOString(),
		updatedAt: '2026-11-20T12:00:00.000Z',
		customer,
		lines: lines.map(({ id, sku }, line) => ({
			id: `l${line}`,
			orderLineId: id,
			sku,
			title: 'Goods',
			quantity: 1,
			reason: ['unwanted', 'too small', 'defective'][at % 3],
			providerIds: {},
			quantities: { requested: 1, approved: 1, received: 1, inspected: back, stock: back },
		})),
		order,
		orders: { shopify: order },
		decision: {
			outcome: 'approve',
			reasons: [],
			lines: [],
			refundTiming: 'after_inspection',
			given: { asOf: '2026-09-06T00:00:00.000Z', timeZone: 'America/New_York', tier: 'gold' },
		},
		labels: [],
		receipts: [],
		inspections: [],
		refunds: [
			{
				state: 'succeeded',
				intent: {
					id: `${reference}/R1`,
					amount: eur(4_800),
					breakdown: [{ kind: 'line', line: 'l0', quantity: 1, amount: eur(4_800), description: '' }],
					payment: { id: 'p1', processor: 'stripe', providerIds: {} },
					reason: 'return',
				},
			},
		],
		exceptions: [],
		ids: {},
	};
}
