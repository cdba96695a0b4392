import { stripeLookout } from '../../nodes/StripeRefunds/trigger/look';
import { lookOnce } from '../../nodes/shared/trigger/lookout';
import { TriggerShop, type Options } from './triggerShop';
import type { TriggerFixture } from './triggerFixture';

let at: TriggerShop;
beforeEach(async () => (at = await TriggerShop.open()));
afterEach(async () => await at.close());

async function look(one: TriggerFixture): Promise<string> {
	return await lookOnce(at.store, (await stripeLookout(one.published()))!.lookout);
}
/** The stand-in's clock stands still; what it tells happens now. */
async function refundNow() {
	const made = await at.refund();
	happenNow();
	return made;
}
function happenNow(): void {
	for (const event of at.stripe.stripe.account.events.values()) event.created = Math.floor(Date.now() / 1000);
}
/** A published trigger that has looked once, as it does at once. */
async function published(options: Options = {}): Promise<TriggerFixture> {
	const one = await at.trigger(options);
	await one.call('checkExists');
	await one.call('create');
	await look(one);
	return one;
}

describe('events that no webhook brought', () => {
	it('are read from Stripe, told once, and in the order in which they happened', async () => {
		const one = await published();
		const { id } = await at.refund();
		at.stripe.stripe.settle(id, 'failed', 'expired_or_canceled_card');
		happenNow();
		expect(await look(one)).toBe('looked');
		expect(await at.leg()).toMatchObject({ state: 'failed' });
		const flows = one.flows.length;
		expect(flows).toBeGreaterThan(0);
		await look(one);
		for (const type of ['refund.created', 'refund.failed']) await at.deliver(at.last(type));
		expect(one.flows).toHaveLength(flows);
	});

	it('and come in the same moment are told once', async () => {
		const one = await published();
		await refundNow();
		await Promise.all([look(one), at.deliver(at.last('refund.created')), look(one)]);
		await at.deliver(at.last('refund.created'));
		expect(one.flows).toHaveLength(1);
		expect(
			(await at.store.cases.timeline(at.opened.reference)).filter(({ type }) => type === 'refund.succeeded'),
		).toHaveLength(1);
	});

	it('are read to the last page after an absence of days', async () => {
		const one = await published();
		const account = at.stripe.stripe.account;
		for (let count = 0; count < 250; count++)
			account.emit('payout.paid', { id: `po_${count}`, object: 'payout', created: 1 });
		for (const [index, event] of [...account.events.values()].entries())
			event.created = Math.floor(Date.now() / 1000) - (index % 5) * 86_400;
		const look = (await stripeLookout(one.published()))!.lookout;
		const held = (await at.store.looks.begin(look.name, 1_000))!;
		await at.store.looks.keep(
			held,
			JSON.stringify({ until: new Date(Date.now() - 6 * 86_400_000).toISOString() }),
			1_000,
		);
		await at.store.looks.end(held);
		await lookOnce(at.store, look);
		expect(
			(await at.store.inbox.get({ state: 'read', limit: 1_000 })).filter(({ topic }) => topic === 'payout.paid'),
		).toHaveLength(250);
	});

	it('and cannot be read now are read with the next look', async () => {
		const one = await published();
		await refundNow();
		at.stripe.journal.inject({ provider: 'stripe', operation: 'events', kind: 'server_error', times: 3 });
		await expect(look(one)).rejects.toMatchObject({ details: { connection: 'stripe' } });
		await look(one);
		expect(one.flows).toHaveLength(1);
	});

	it('and that Stripe does not give out hold up no newer one; after a day it is listed, and left behind', async () => {
		const one = await published();
		const [bad, good] = [await at.refund(), await at.refund()];
		happenNow();
		const { journal } = at.stripe;
		const take = journal.take.bind(journal);
		journal.take = (provider, operation) =>
			journal.calls.at(-1)!.path.includes(bad.id) ? { provider, kind: 'server_error' } : take(provider, operation);
		await expect(look(one)).rejects.toMatchObject({ details: { connection: 'stripe' } });
		expect(one.flows).toMatchObject([{ refund: { id: good.id } }]);
		const now = Date.now;
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 25 * 3_600_000);
		for (let again = 0; again < 3; again++) await expect(look(one)).rejects.toThrow();
		expect(await look(one)).toBe('looked');
		const asked = () => journal.calls.filter(({ path }) => path.includes(bad.id)).length;
		const before = asked();
		await look(one);
		expect(asked()).toBe(before);
		clock.mockRestore();
		expect(await at.store.inbox.get({ state: 'unreadable', limit: 9 })).toMatchObject([{ topic: 'refund.created' }]);
		// Put back by an operator, it is read once Stripe gives it out.
		journal.take = take;
		await at.store.inbox.replay({}, { actor: 'ann@example.com' });
		await (await stripeLookout(one.published()))!.lookout.replay();
		expect(one.flows).toHaveLength(2);
	});

	it.each([24, 1])('while the clock was %d hours ahead are read when it is right again', async (ahead) => {
		const hour = 3_600_000;
		const now = Date.now;
		const one = await published();
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead * hour);
		try {
			await look(one);
			clock.mockImplementation(now);
			await refundNow();
			// By now it is later than it was to the clock that was an hour ahead.
			if (ahead === 1) clock.mockImplementation(() => now() + 1.5 * hour);
			await look(one);
		} finally {
			clock.mockRestore();
		}
		expect(one.flows).toHaveLength(1);
	});
});

describe('an endpoint', () => {
	it('that was deleted is made again, its webhooks are believed, and the operator hears of it once', async () => {
		const one = await published();
		for (let round = 0; round < 2; round++) {
			at.stripe.stripe.account.endpoints.clear();
			await look(one);
			expect(at.endpoints).toHaveLength(1);
			await look(one);
			expect(at.endpoints).toHaveLength(1);
		}
		await at.refund();
		expect(await at.deliver(at.last('refund.created'))).toEqual([200]);
		expect(one.flows).toHaveLength(1);
		expect(await at.store.notices.untold(9)).toMatchObject([
			{ owner: 'operator', message: expect.stringContaining('endpoint') },
		]);
	});

	it('that was switched off is switched on again', async () => {
		const one = await published();
		at.endpoints[0].status = 'disabled';
		await look(one);
		expect(at.endpoints).toMatchObject([{ status: 'enabled' }]);
	});
});

it('a message that nobody could read is read through the same code once somebody puts it back', async () => {
	const one = await published();
	await at.refund();
	const event = at.last('refund.created');
	await at.store.inbox.put({ source: 'stripe', id: 'digest', topic: 'refund.created', body: JSON.stringify(event) });
	await at.store.inbox.mark('stripe', 'digest', 'unreadable', 'an older package could not read it');
	await at.store.inbox.put({ source: 'stripe', id: 'broken', topic: '', body: '{' });
	await at.store.inbox.mark('stripe', 'broken', 'unreadable', 'the body is no JSON');
	await at.store.inbox.replay({}, { actor: 'ann@example.com' });
	await (await stripeLookout(one.published()))!.lookout.replay();
	expect(await at.leg()).toMatchObject({ state: 'succeeded' });
	expect([
		(await at.store.inbox.find('stripe', 'digest'))?.state,
		(await at.store.inbox.find('stripe', 'broken'))?.state,
	]).toEqual(['read', 'unreadable']);
	expect(one.flows).toHaveLength(1);
});
