import { tellAll } from '../../nodes/ReturnCase/trigger/overdueWatch';
import { askForReturn, receiveGoods, review, waitForCase } from '../demo/people';
import { submitForm } from '../demo/n8nForm';
import { openShop, type Shop } from '../demo/shop';
import { waitFor } from './waitFor';

const socks = [{ sku: 'SOCKS-GREY', quantity: 1 }];
const settled = (one: { settlement: string; closedAt?: string }) => one.settlement === 'settled' && !!one.closedAt;

describe('what needs a person, in a real n8n', () => {
	let shop: Shop;
	beforeAll(async () => {
		shop = await openShop({ shared: true, alarmSeconds: 1 });
	}, 240_000);
	afterAll(async () => await shop?.stop());

	const mails = (part: string) =>
		shop.sandbox.mail
			.messages()
			.filter(({ to, subject, text }) => to.includes('operator@example.com') && `${subject}\n${text}`.includes(part));

	it('mails stuck steps with what, why, advice and a link, and settles the return once it was mended and replayed by form', async () => {
		const charge = shop.sandbox.stripe.charges.get('ch_sandbox_1004')!;
		charge.disputed = true;
		const reference = await askForReturn(shop, '#1004', socks);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		await receiveGoods(shop, reference);
		const mail = await waitFor('the e-mail', async () => mails('Step "Settle" is stuck')[0]);
		const text = mail.text.replace(/=\r?\n/g, '').replace(/=3D/g, '=');
		expect(mail.subject).toBe(`Step "Settle" is stuck (${reference}, order #1004)`);
		expect(text).toMatch(/disputed/);
		expect(text).toMatch(/6\.00 [A-Z]{3}, since/);
		expect(text).toContain(`/workflow/${shop.workflows.of('Refund Due')}/executions/`);
		expect(text).toContain('/form/returns/replay?what=');
		// n8n's error workflow heard of it too; the step sees to it, so nothing else is told.
		await waitFor(
			'the error workflow',
			async () => (await shop.store.alarms.open({ limit: 9 })).length === 1 || undefined,
		);
		expect(shop.sandbox.stripe.refunds.size).toBe(0);

		charge.disputed = false;
		await submitForm(shop.n8n, 'returns/replay', [reference, 'Replay', '']);
		await waitForCase(shop.store, reference, 'settled', settled);
		expect(shop.sandbox.stripe.refunds.size).toBe(1);
		expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]);
	});

	it('pauses a provider that is down without using up tries, tells it once, goes on when it is up, and tells that once', async () => {
		const reference = await askForReturn(shop, '#1004', socks);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		shop.sandbox.journal.inject({ provider: 'stripe', kind: 'drop_before_commit', times: 10_000 });
		await receiveGoods(shop, reference);
		await waitFor('the e-mail about the pause', async () => mails('Connection Paused: stripe')[0], {
			timeoutMs: 150_000,
		});
		expect((await shop.store.connections.list()).filter(({ paused }) => paused)).toMatchObject([
			{ connection: 'stripe', account: 'Stripe', byHand: false },
		]);
		shop.sandbox.journal.faults.length = 0;
		await waitForCase(shop.store, reference, 'settled', settled, 240_000);
		await waitFor('the e-mail about the end of the pause', async () => mails('Connection resumed: stripe')[0]);
		await new Promise((resolve) => setTimeout(resolve, 8_000));
		expect(mails('Connection Paused: stripe')).toHaveLength(1);
		expect(mails('Connection resumed: stripe')).toHaveLength(1);
		expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]);
		expect(
			[...shop.sandbox.stripe.refunds.values()].filter(({ metadata }) => metadata.return_reference === reference),
		).toHaveLength(1);
	});

	it('tells the owner of what waits for longer than the service level of its event, once, until it goes on', async () => {
		const service = 'service@example.com';
		const level = async (decision: number) =>
			await shop.store.settings.change('default', (before) => ({
				...before,
				owners: { ...before.owners, service },
				serviceLevels: { ...before.serviceLevels, decision },
			}));
		const toService = (reference: string) =>
			shop.sandbox.mail
				.messages()
				.filter(({ to, subject, text }) => to.includes(service) && `${subject}\n${text}`.includes(reference))
				.map(({ text }) => text.replace(/=\r?\n/g, ''));
		const late = async (reference: string) =>
			(await shop.store.cases.get(reference))!.exceptions.filter(({ code }) => code === 'late_decision');
		// What nobody pays back by itself is approved by a person.
		const waiting = async () => {
			const reference = await askForReturn(shop, '#1007', [{ sku: 'GLOVES-BLACK', quantity: 1 }]);
			await waitForCase(shop.store, reference, 'in review', (one) => one.authorization === 'in_review');
			return reference;
		};
		const look = async () => await tellAll(shop.store, () => undefined);

		await level(0);
		const never = await waiting();
		await new Promise((resolve) => setTimeout(resolve, 6_000));
		await look();
		expect(await late(never)).toEqual([]);
		await review(shop, never, 'Decline', 'A test.');
		await level(4 / 3_600);
		const reference = await waiting();
		const told = await waitFor('the e-mail to service', async () => {
			await look();
			return toService(reference).find((text) => text.includes('Nobody has decided on this return'));
		});
		expect(told).toContain('Approve or decline it');
		expect(await late(reference)).toMatchObject([{ owner: 'service' }]);

		await review(shop, reference, 'Decline', 'A test.');
		await waitFor(
			'the end of the exception',
			async () => (await late(reference)).every(({ resolved }) => resolved) || undefined,
		);
		await look();
		expect(toService(reference).filter((text) => text.includes('Nobody has decided'))).toHaveLength(1);
	});
});
