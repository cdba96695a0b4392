import { money, type Refund } from '../../../nodes/shared/model';
import { RefundIntake, UnderWay, type RefundNews } from '../../../nodes/shared/trigger/refundIntake';
import { fact, openCase, type CaseFixture } from '../../StripeRefunds/caseFixture';
import { removeOwnStores } from '../../support/ownStore';

/* What any payment provider says of refunds, into cases; Stripe's and PayPal's own words are tried in their suites. */

const intake = new RefundIntake({
	source: 'paypal',
	actor: 'PayPal',
	refund: 'paypal.refund',
	payments: ['paypal.capture'],
});
const message = { id: 'WH-1', topic: 'PAYMENT.CAPTURE.REFUNDED', body: '{}', receiver: 'w/n', wanted: true };

let c: CaseFixture;
beforeEach(async () => {
	c = await openCase();
	for (const name of ['R1', 'R2']) {
		const payment = { id: 'CAP', processor: 'paypal', providerIds: { 'paypal.capture': 'CAP' } };
		const intent = {
			id: `${c.reference}/${name}`,
			amount: money(100, 'EUR'),
			breakdown: [],
			payment,
			reason: 'return',
		};
		await c.store.cases.record({ reference: c.reference, events: [fact('refund.due', { intent }, intent.id)] });
	}
});
afterEach(removeOwnStores);

const refund = (name: string): Refund => ({
	id: `PAYPAL-${name}`,
	intent: `${c.reference}/${name}`,
	amount: money(100, 'EUR'),
	status: 'succeeded',
	providerIds: { 'paypal.refund': `PAYPAL-${name}` },
});
const news = (...names: string[]): RefundNews => ({
	refunds: names.map((name) => ({ refund: refund(name), reference: c.reference })),
	ofOneRefund: false,
});
const paid = async () =>
	(await c.store.cases.timeline(c.reference))
		.filter(({ type }) => type === 'refund.succeeded')
		.map(({ data }) => (data as { refund: Refund }).refund.id);

it('tells a case of its refunds in their order, whose list has the newest first', async () => {
	const taken = await intake.takeIn(c.store, message, news('R2', 'R1'));
	expect(taken).toMatchObject({ news: true, case: { reference: c.reference } });
	expect(await paid()).toEqual(['PAYPAL-R1', 'PAYPAL-R2']);
});

it('refuses the same message while it is at it, and takes a repeat in once', async () => {
	const both = await Promise.allSettled([1, 2].map(async () => await intake.takeIn(c.store, message, news('R1'))));
	expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
	expect((both[1] as PromiseRejectedResult).reason).toBeInstanceOf(UnderWay);
	expect(await intake.takeIn(c.store, message, news('R1'))).toMatchObject({ news: false });
	expect(await paid()).toEqual(['PAYPAL-R1']);
});
