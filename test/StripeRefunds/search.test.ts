import { money } from '../../nodes/shared/model';
import { FoundCharge } from '../../nodes/StripeRefunds/refund/payment';
import { namesOf, type Sought } from '../../nodes/shared/operation';
import { searchAmong } from '../../nodes/StripeRefunds/refund/search';
import { chargeOf } from '../sandbox/stripe/objects';

const sought: Sought = {
	amount: money(6420, 'EUR'),
	names: namesOf(['#1001', 'gid://shopify/Order/5512345678901', 'gid://shopify/OrderTransaction/7314461393176']),
	emails: ['alex@example.com'],
	not: ['pi_other'],
};

/** A charge of 64.20 EUR, `pi_<name>`. */
const charge = (name: string, fields: Record<string, unknown> = {}): FoundCharge =>
	FoundCharge.parse({
		...chargeOf({ id: `ch_${name}`, payment_intent: `pi_${name}`, amount: 6420, currency: 'eur', created: 1 }),
		...fields,
	});
const named = { metadata: { order: '#1001' } };
const mailed = { receipt_email: 'Alex@Example.com ' };

const search = (charges: FoundCharge[], more: Partial<Sought> = {}) => searchAmong(charges, { ...sought, ...more });

describe('a payment searched in Stripe', () => {
	it.each<[string, FoundCharge[]]>([
		['names the order in its metadata', [charge('a', named), charge('b')]],
		[
			'has the id of the order in Shopify',
			[charge('a', { metadata: { shopify: 'gid://shopify/Order/5512345678901' } })],
		],
		['has that id as a number', [charge('a', { metadata: { reference: '5512345678901' } })]],
		['has the number without its sign', [charge('a', { metadata: { order_number: '1001' } })]],
		['has the id of the payment in Shopify', [charge('a', { metadata: { payment_id: '7314461393176' } })]],
		['names the order in its description', [charge('a', { description: 'Order #1001, shop' }), charge('b')]],
		['names the order, and another has the address', [charge('a', named), charge('b', mailed)]],
		[
			'has the address as its receipt went there',
			[charge('a', mailed), charge('b', { receipt_email: 'b@example.com' })],
		],
		['has the address on its bill', [charge('a', { billing_details: { email: 'alex@example.com' } }), charge('b')]],
		['has the address in its metadata', [charge('a', { metadata: { email: 'alex@example.com' } })]],
		[
			'has the address; another with it names another order',
			[charge('a', mailed), charge('b', { ...mailed, metadata: { order: '#1002' } })],
		],
		['has the address; another of it is known to be another', [charge('a', mailed), charge('other', mailed)]],
		['has the address; another of it failed', [charge('a', mailed), charge('b', { ...mailed, status: 'failed' })]],
		[
			'has the address; another of it is a debit that is under way',
			[charge('a', mailed), charge('b', { ...mailed, paid: false })],
		],
		[
			'has the address; another of it took another amount',
			[charge('a', mailed), charge('b', { ...mailed, amount: 6421, amount_captured: 6421 })],
		],
		[
			'has the address; another of it took less than it was for',
			[charge('a', mailed), charge('b', { ...mailed, amount_captured: 6000 })],
		],
		[
			'has the address; another of it is in another currency',
			[charge('a', mailed), charge('b', { ...mailed, currency: 'usd' })],
		],
		['was for more, and just that was captured', [charge('a', { ...mailed, amount: 9000, amount_captured: 6420 })]],
		['was paid back or disputed since', [charge('a', { ...mailed, amount_refunded: 6420, disputed: true })]],
	])('is the one that %s', (_what, charges) => {
		expect(search(charges).match?.id).toBe('ch_a');
		expect(search([...charges].reverse()).match?.id).toBe('ch_a');
	});

	it.each<[string, FoundCharge[], RegExp]>([
		['there is none', [], /no payment of 64.20 EUR from that time/],
		['one fits by amount and time alone', [charge('a')], /\(pi_a\), but nothing says that it is this order's/],
		['one of another customer fits', [charge('a', { receipt_email: 'b@example.com' })], /nothing says/],
		[
			'two name the order',
			[charge('a', named), charge('b', named)],
			/2 payments of 64.20 EUR name the order: pi_a, pi_b/,
		],
		['two have the address', [charge('a', mailed), charge('b', mailed)], /2 payments of 64.20 EUR have the customer's/],
		['it names another order', [charge('a', { ...mailed, metadata: { order_id: '#1002' } })], /no payment/],
		[
			'it names another order by its number',
			[charge('a', { ...mailed, metadata: { order_number: '1002' } })],
			/no payment/,
		],
		['it describes another order', [charge('a', { ...mailed, description: 'Order #10012' })], /no payment/],
		['a short number is in a field of anything', [charge('a', { metadata: { seats: '1001' } })], /nothing says/],
		['the number is part of another', [charge('a', { description: 'Order #1001-2' })], /nothing says|no payment/],
		['it was only authorised', [charge('a', { ...named, captured: false, amount_captured: 0 })], /no payment/],
	])('is left to a person when %s', (_what, charges, why) => {
		const found = search(charges);
		expect(found.match).toBeUndefined();
		expect(found.why).toMatch(why);
		expect(found.why).not.toContain('@example');
	});

	it('is in the integers of Stripe, whatever the currency', () => {
		const krone = charge('a', { ...named, currency: 'isk', amount: 440_000, amount_captured: 440_000 });
		expect(search([krone], { amount: money(4400, 'ISK') }).match?.id).toBe('ch_a');
		expect(search([krone], { amount: money(440_000, 'ISK') }).match).toBeUndefined();
	});

	it('takes a name with signs of its own as it is', () => {
		const names = namesOf(['SHOP (EU)+1001']);
		expect(search([charge('a', { description: 'for SHOP (EU)+1001' })], { names }).match?.id).toBe('ch_a');
		expect(search([charge('a', { ...mailed, description: 'for SHOP (EU)+1002' })], { names }).match).toBeUndefined();
	});
});
