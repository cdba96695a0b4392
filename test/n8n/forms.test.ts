import { submitForm } from '../demo/n8nForm';
import { askForReturn, payByHand, receiveGoods, report, review, waitForCase } from '../demo/people';
import { openShop, type Shop } from '../demo/shop';
import { remindAll } from '../../nodes/ReturnCase/trigger/overdueWatch';
import { Policy } from '../../nodes/shared/model';
import { publish, saveDraft } from '../../nodes/shared/policy/versions';
import { inviteColleague } from './colleague';
import type { RealN8n } from './realN8n';
import { waitFor } from './waitFor';

/** Text that would be a link, a picture or a frame where it is shown as HTML. */
const live = '<a href="https://evil.example">SOCKS</a><img src=x><iframe src="https://evil.example"></iframe>';

describe('the forms of templates 10 to 14 say what happened', () => {
	let shop: Shop;
	beforeAll(async () => {
		shop = await openShop({ shared: true, alarmSeconds: 1 });
	}, 420_000);
	afterAll(async () => await shop?.stop());

	const mailsTo = (address: string, part: string) =>
		shop.sandbox.mail
			.messages()
			.filter(({ to, subject, text }) => to.includes(address) && `${subject}\n${text}`.includes(part))
			.map(({ subject, text }) => ({ subject, text: text.replace(/=\r?\n/g, '').replace(/=3D/g, '=') }));
	const typed = (reference: string) => ` ${reference.toLowerCase().replace('-', ' ')} `;
	const missing = 'RMA-2222222222';

	/** A return that waits for a reviewer: the camera, of which there is one, is worth more than the policy lets through. */
	async function inReview(order = '#1003', sku = 'CAMERA-X'): Promise<string> {
		const reference = await askForReturn(shop, order, [{ sku, quantity: 1, reason: 'DEFECTIVE' }]);
		await waitForCase(shop.store, reference, 'with a reviewer', (one) => one.authorization === 'in_review');
		return reference;
	}
	async function expected(): Promise<string> {
		const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		return reference;
	}

	describe('Review', () => {
		it("is linked from the reviewer's e-mail, and says who decided, also to the next reviewer", async () => {
			const reference = await inReview('#1007', 'GLOVES-BLACK');
			const mail = await waitFor(
				'the e-mail',
				async () => mailsTo('operator@example.com', `A return waits for your decision (${reference})`)[0],
			);
			expect(mail.text).toContain(`${shop.n8n.url}/form/returns/review?reference=${reference}`);
			expect(mail.text).toContain('cannot be refunded automatically');

			const first = await submitForm(
				shop.n8n,
				'returns/review',
				[typed(reference)],
				['', 'Approve', 'As the customer asked', '', 'Receipt checked'],
			);
			expect(first).toEqual({
				title: reference,
				message: expect.stringMatching(new RegExp(`^Approved on .* by ${shop.n8n.email}\\.$`)) as string,
			});
			expect((await shop.store.cases.timeline(reference)).find(({ type }) => type === 'return.approved')).toMatchObject(
				{
					actor: shop.n8n.email,
					data: { note: 'Receipt checked' },
				},
			);
			const second = await review(shop, reference, 'Decline', 'Too late');
			expect(second).toEqual({
				title: 'Nothing was decided',
				message: expect.stringMatching(
					new RegExp(`^${reference} needs no decision\\. Approved on .* by ${shop.n8n.email}`),
				) as string,
			});
			expect((await shop.store.cases.get(reference))!.authorization).toBe('approved');
		});

		it('tells a declined customer only what was written for customers', async () => {
			const silent = await inReview();
			expect((await review(shop, silent, 'Decline')).message).toMatch(/^Declined on/);
			const [mail] = await waitFor('the e-mail', async () =>
				mailsTo('robin@example.com', `(${silent})`).length ? mailsTo('robin@example.com', `(${silent})`) : undefined,
			);
			expect(mail.text).toContain('We cannot take these goods back.');
			expect(mail.text).not.toMatch(/worth|a person decides|EUR/);
			const { returns } = shop.sandbox.shopify.state.order('#1003');
			expect(returns.map(({ decline }) => decline)).toEqual([{ reason: 'OTHER', note: null }]);

			const spoken = await inReview();
			await review(shop, spoken, 'Decline', 'The seal is broken.');
			await waitFor('the e-mail', async () =>
				mailsTo('robin@example.com', `(${spoken})`).find(({ text }) => text.includes('The seal is broken.')),
			);
		});

		it('tells the second of two reviewers who decide at once what became of it', async () => {
			const reference = await inReview();
			const said = await Promise.all([review(shop, reference, 'Approve'), review(shop, reference, 'Decline')]);
			const { authorization } = (await shop.store.cases.get(reference))!;
			const right = said.filter(({ message }) => message.toLowerCase().includes(authorization));
			expect(right.length).toBeGreaterThan(0);
			for (const { title, message } of said)
				if (!right.some((one) => one.message === message))
					expect([title, message]).toEqual([
						'Nothing was decided',
						expect.stringMatching(/was (approved|declined) meanwhile, so it cannot be .* Somebody else has decided/),
					]);
		});

		it.each([
			[missing, `There is no case ${missing}`],
			['my return', '"my return" is no case reference'],
		])('says what is wrong with %s', async (reference, said) => {
			const { title, message } = await submitForm(shop.n8n, 'returns/review', [reference]);
			expect([title, message.replace(/&quot;/g, '"')]).toEqual(['Nothing was decided', expect.stringContaining(said)]);
		});
	});

	describe('Receive Goods', () => {
		const arrived = 'Goods have arrived';
		const inspected = 'Goods were inspected';
		const told = async (reference: string, task: string, values: string[]) =>
			await submitForm(shop.n8n, 'returns/receive', [reference, task], values);

		it('takes a reference as it is typed, and says why nothing was recorded', async () => {
			const reference = await expected();
			expect(await told(typed(reference), inspected, ['1', 'as new', ''])).toEqual({
				title: 'Nothing was recorded',
				message: 'SOCKS-GREY: goes to: nothing was filled in. Open the form again, and fill it in.',
			});
			expect(await told(reference, arrived, [''])).toEqual({
				title: 'Nothing was recorded',
				message: 'No piece was chosen. Open the form again, and fill in the pieces of at least one line.',
			});
			expect((await shop.store.cases.get(reference))!.logistics).toBe('label_issued');
			expect(await told(typed(reference), arrived, ['1'])).toEqual({ title: reference, message: 'Recorded.' });
			expect((await shop.store.cases.get(reference))!.logistics).toBe('received');
		});

		it('shows what a warehouse or a customer wrote without a live link, picture or frame', async () => {
			const reference = await expected();
			await report(shop.n8n, reference, 'return.received', 'odd', {
				receipt: { id: 'odd', lines: [{ sku: live, quantity: 1 }] },
			});
			const { message } = await told(reference, arrived, ['1']);
			expect(message).toContain('&lt;a href=');
			expect(message).not.toMatch(/<(a|img|iframe)/);
		});

		it('says that there is no such case', async () => {
			expect(await submitForm(shop.n8n, 'returns/receive', [missing, arrived])).toEqual({
				title: 'Nothing was recorded',
				message: expect.stringContaining(`There is no case ${missing}. Check the reference`) as string,
			});
		});
	});

	it('Paid by Hand and Decide on Refund say what was recorded, by whom before, and why not', async () => {
		const reference = await askForReturn(shop, '#1007', [{ sku: 'GLOVES-BLACK', quantity: 1 }]);
		await waitForCase(shop.store, reference, 'with a reviewer', (one) => one.authorization === 'in_review');
		await review(shop, reference, 'Approve');
		expect(await payByHand(shop, typed(reference), '', 'transfer 1')).toEqual({
			title: 'Nothing was recorded',
			message: expect.stringContaining(`Return ${reference} has no refund due`) as string,
		});
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		await receiveGoods(shop, reference);
		await waitForCase(shop.store, reference, 'with finance', (one) =>
			one.exceptions.some(({ code }) => code === 'pay_by_hand'),
		);

		expect((await submitForm(shop.n8n, 'returns/decide-refund', [reference, '', 'Do not pay', ''])).title).toBe(
			'Nothing was decided',
		);
		expect((await payByHand(shop, reference, `${reference}/R9`, 'transfer 2')).message).toContain(
			`has no refund ${reference}/R9. Its refunds are: ${reference}/R1 (due)`,
		);
		expect(await payByHand(shop, typed(reference), `${reference.toLowerCase()}/r1`, 'transfer 2')).toEqual({
			title: reference,
			message: `Refund ${reference}/R1 of 12.00 EUR is recorded as paid: transfer 2. The books follow.`,
		});
		expect((await payByHand(shop, reference, `${reference}/R1`, 'transfer 3')).message).toContain(
			`is settled already, by ${reference}/R1 transfer 2, told by ${shop.n8n.email}`,
		);
		expect(await payByHand(shop, missing, '', 'transfer 4')).toEqual({
			title: 'Nothing was recorded',
			message: expect.stringContaining(`There is no case ${missing}`) as string,
		});
	});

	it('Act on It says what was not done', async () => {
		const reference = await expected();
		const act = async (what: string, todo: string) =>
			await submitForm(shop.n8n, 'returns/replay', [what, todo, 'looked at it']);
		expect(await act(typed(reference), 'Replay')).toEqual({
			title: 'Nothing was done',
			message: expect.stringContaining(`No step of ${reference} is stuck.`) as string,
		});
		expect((await act(missing.toLowerCase(), 'Replay')).message).toContain(`There is no case ${missing}`);
		expect((await act('999999', 'Release')).message).toContain('Step 999999 is not held');
		expect(await act(typed(reference), 'It is dealt with')).toEqual({
			title: 'Nothing was done',
			message: 'Nothing of this is stuck or open now.',
		});
	});

	describe('Review by two people', () => {
		const second = 'second@example.com';
		const lead = 'lead@example.com';
		let colleague: RealN8n;
		beforeAll(async () => {
			colleague = await inviteColleague(shop.n8n, second);
			const policy = Policy.parse({
				currency: 'EUR',
				refundTiming: 'at_receipt',
				refundShipping: true,
				remindReviewerAfterHours: 0.0003,
				escalateReviewAfterHours: 0.0003,
				book: { currency: 'EUR', gates: [{ name: 'Two', above: 100, people: 2 }] },
			});
			const act = { by: 'owner@example.com', at: new Date().toISOString() };
			await shop.store.policies.change(
				'strict',
				(before) => ({ after: saveDraft(before, policy, act), act: { action: 'policy_saved' } }),
				{ actor: act.by },
			);
			await shop.store.policies.change(
				'strict',
				(before) => ({ after: publish(before, { ...act, note: 'two' }).after, act: { action: 'policy_published' } }),
				{ actor: act.by },
			);
			await shop.store.settings.change('default', (before) => ({
				...before,
				policyName: 'strict',
				owners: { ...before.owners, secondApprover: second, reviewEscalation: lead },
			}));
		});
		afterAll(
			async () =>
				void (await shop.store.settings.change('default', (before) => ({ ...before, policyName: undefined }))),
		);

		it('the second is asked by e-mail, is never the first, and decides on what the first has frozen', async () => {
			const reference = await inReview('#1005', 'SCARF-GREEN');
			const { decision } = (await shop.store.cases.get(reference))!;
			expect(decision).toMatchObject({ published: { name: 'strict' }, approvals: { people: 2 } });
			expect(await review(shop, reference, 'Approve')).toEqual({
				title: reference,
				message: expect.stringMatching(
					new RegExp(`^${shop.n8n.email} has approved 15.00 EUR on .*\\. Waits for a second person\\.$`),
				) as string,
			});
			const mail = await waitFor('the e-mail to the second', async () => mailsTo(second, reference)[0]);
			expect(mail.text).toContain(`${shop.n8n.url}/form/returns/review?reference=${reference}`);
			expect(shop.sandbox.shopify.state.order('#1005').returns.map(({ status }) => status)).toEqual(['REQUESTED']);

			const again = await review(shop, reference, 'Approve');
			expect([again.title, again.message]).toEqual([
				'Nothing was decided',
				expect.stringContaining('a second person must approve it, too, and never the first'),
			]);
			const done = await review({ n8n: colleague }, reference, 'Approve');
			expect(done.message).toMatch(new RegExp(`^Approved on .* by ${second}\\.$`));
			const state = (await shop.store.cases.get(reference))!;
			expect(state.review!.approvals.map(({ by }) => by)).toEqual([shop.n8n.email, second]);
			await waitForCase(shop.store, reference, 'labelled', (one) => one.logistics === 'label_issued');
			expect(await shop.store.cases.verify(reference)).toBeUndefined();
		});

		it('who does not decide is reminded, then somebody else is asked, and nothing is approved by silence', async () => {
			const reference = await inReview('#1005', 'SCARF-GREEN');
			await waitFor('the e-mail to whoever is asked then', async () => {
				await remindAll(shop.store, () => undefined);
				return mailsTo(lead, reference)[0];
			});
			expect((await shop.store.cases.get(reference))!.authorization).toBe('in_review');
		});
	});
});
