import { StripeRefunds } from '../../nodes/StripeRefunds/StripeRefunds.node';
import { removeOwnStores } from '../support/ownStore';
import { runNode, type NodeOptions } from '../support/harness';
import { answerFaults, requestFaults } from '../contract/stripeCheck';
import { fact } from './caseFixture';
import { TriggerShop } from './triggerShop';

// Reading the typings of the official package takes seconds, once.
jest.setTimeout(60_000);

let at: TriggerShop;
beforeEach(async () => {
	at = await TriggerShop.open();
	await at.published({
		parameters: { events: ['charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.closed'] },
	});
	// The case knows its payment.
	const references = { 'stripe.payment_intent': 'pi_sandbox_1001' };
	const event = { ...fact('customer.notified', { about: 'x' }), references };
	await at.store.cases.record({ reference: at.opened.reference, events: [event] });
});
afterEach(async () => await at.close());

const account = () => at.stripe.stripe.account;
const run = async (operation: string, parameters: NodeOptions['parameters'] = {}, mode?: 'manual') =>
	await runNode(new StripeRefunds(), {
		parameters: { resource: 'dispute', operation, ...parameters },
		credentials: { returnsStripeApi: at.stripe.credential, returnCaseApi: at.opened.credential },
		input: [{ reference: at.opened.reference }],
		mode,
	});
const pay = async () => await run('create', { resource: 'refund', intent: at.intent });
const evidence = {
	customerName: 'Alex Example',
	customerEmail: 'alex@example.com',
	productDescription: '1 x Mug',
	text: 'Evidence about Dispute',
	html: '<p>x</p>',
	fileName: 'evidence.html',
};
const save = async (more: object = {}, given: object = evidence) =>
	await run('saveEvidence', { evidence: JSON.stringify(given), ...more });
const saved = async (more: object = {}, given?: object) => {
	const { json, error } = await save(more, given);
	expect(error).toBeUndefined();
	return json[0].dispute as Record<string, unknown>;
};
/** A dispute of the case's payment, which its case knows. */
async function disputed(more: Parameters<ReturnType<typeof account>['dispute']>[1] = {}) {
	const dispute = account().dispute(at.stripe.stripe.charges.get('ch_sandbox_1001')!, more);
	await at.deliver(at.last('charge.dispute.created'));
	return dispute;
}
async function becomes(dispute: Awaited<ReturnType<typeof disputed>>, status: string): Promise<void> {
	Object.assign(dispute, { status, is_charge_refundable: status === 'won' });
	await at.deliver(account().emit('charge.dispute.closed', dispute));
}
const state = async () => (await at.store.cases.get(at.opened.reference))!;
const made = () => [...at.stripe.stripe.refunds.values()];
const posts = () =>
	at.stripe.stripe.requests.filter(({ method, path }) => method === 'POST' && path.includes('/disputes/'));

describe('a refund whose payment is disputed at Stripe', () => {
	it('waits, and is paid once when the bank has decided for the shop', async () => {
		const dispute = await disputed();
		expect((await at.leg()).state).toBe('held');
		const { json, error } = await pay();
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ refund: { outcome: 'held', message: expect.stringContaining(dispute.id) } }]);
		expect(made()).toEqual([]);
		await becomes(dispute, 'won');
		for (let i = 0; i < 2; i++) expect((await pay()).error).toBeUndefined();
		expect(made()).toMatchObject([{ amount: 1250 }]);
		expect((await at.leg()).state).toBe('succeeded');
	});

	it('is never paid when the bank has paid', async () => {
		const dispute = await disputed();
		await becomes(dispute, 'lost');
		expect((await pay()).error?.message).toMatch(/was dropped/);
		expect(made()).toEqual([]);
	});

	it('is paid during an inquiry, which it ends', async () => {
		await disputed({ status: 'warning_needs_response', is_charge_refundable: true });
		expect((await pay()).error).toBeUndefined();
		expect(made()).toHaveLength(1);
	});

	it('is not paid when it was prevented: the customer has the money', async () => {
		const dispute = await disputed();
		await becomes(dispute, 'prevented');
		expect(await state()).toMatchObject({
			refunds: [{ state: 'held' }],
			exceptions: [{ resolved: true }, { code: 'dispute_decided' }],
		});
	});

	it('is told with what was taken from the balance', async () => {
		const dispute = await disputed();
		const txn = {
			id: 'txn_1',
			object: 'balance_transaction',
			amount: -6420,
			fee: 2000,
			currency: 'eur',
			created: dispute.created,
		};
		dispute.balance_transactions = [txn];
		await at.deliver(account().emit('charge.dispute.updated', dispute));
		expect((await state()).disputes).toMatchObject([
			{
				movements: [
					{ id: 'txn_1', amount: { amount: -6420, currency: 'EUR' }, fee: { amount: 2000, currency: 'EUR' } },
				],
			},
		]);
	});
});

describe('Save Evidence', () => {
	it('fills in a draft, and sends nothing to the bank', async () => {
		const dispute = await disputed();
		expect(await saved()).toMatchObject({
			id: dispute.id,
			submitted: false,
			outcome: 'done',
			status: 'needs_response',
		});
		expect(dispute.evidence).toMatchObject({
			customer_name: 'Alex Example',
			customer_email_address: 'alex@example.com',
			product_description: '1 x Mug',
			uncategorized_text: 'Evidence about Dispute',
		});
		expect(dispute).toMatchObject({ status: 'needs_response', metadata: { return_reference: at.opened.reference } });
		expect((await state()).disputes).toMatchObject([{ draftedAt: expect.any(String) as string }]);
	});

	it('is harmless to repeat, and leaves what a person has written', async () => {
		const dispute = await disputed();
		Object.assign(dispute.evidence as object, { product_description: 'Written by hand' });
		expect(await saved()).toMatchObject({ filled: ['customer_name', 'customer_email_address', 'uncategorized_text'] });
		expect(await saved()).toMatchObject({ outcome: 'already_done' });
		expect(await saved({}, { ...evidence, text: 'other' })).toMatchObject({ filled: [] });
		expect(dispute.evidence).toMatchObject({
			product_description: 'Written by hand',
			uncategorized_text: 'Evidence about Dispute',
		});
		expect(posts()).toHaveLength(1);
	});

	it('sends it to the bank once when it is told to: nobody is reminded any more', async () => {
		const dispute = await disputed();
		expect(await saved({ submit: true })).toMatchObject({ submitted: true, status: 'under_review' });
		expect(await saved({ submit: true })).toMatchObject({ outcome: 'already_done' });
		expect(dispute.evidence_details).toMatchObject({ submission_count: 1 });
		await at.deliver(at.last('charge.dispute.updated'));
		const timeline = await at.store.cases.timeline(at.opened.reference);
		expect(timeline.filter(({ type }) => type === 'dispute.evidence_submitted')).toHaveLength(1);
		expect((await state()).disputes).toMatchObject([{ submittedAt: expect.any(String) as string }]);
	});

	it('finds what was sent when the answer was lost', async () => {
		const dispute = await disputed();
		const { stripe } = at.stripe;
		const answer = stripe.answer.bind(stripe);
		stripe.answer = (request) => {
			const said = answer(request);
			return request.method === 'POST' && request.path.includes('/disputes/') ? { status: 502, body: '' } : said;
		};
		expect((await save({ submit: true })).error).toBeDefined();
		stripe.answer = answer;
		expect(await saved({ submit: true })).toMatchObject({ submitted: true });
		expect(dispute.evidence_details).toMatchObject({ submission_count: 1 });
	});

	it.each([
		['has decided', 'lost'],
		['has the evidence', 'under_review'],
	])('says so when the bank %s', async (_what, status) => {
		const dispute = await disputed();
		dispute.status = status;
		expect((await save({ dispute: dispute.id })).error?.message).toMatch(/takes no evidence/);
		expect(posts()).toEqual([]);
	});

	it('in a test run only shows what it would fill in', async () => {
		const dispute = await disputed();
		const { json, error } = await run('saveEvidence', { evidence: JSON.stringify(evidence) }, 'manual');
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ dispute: { id: dispute.id, outcome: 'dry_run', filled: expect.arrayContaining(['customer_name']) } },
		]);
		expect(posts()).toEqual([]);
	});

	it.each([
		['a field that Stripe does not have', { nonsense: 'x' }, /no evidence "nonsense"/],
		['a file', { receipt: 'file_1' }, /no evidence "receipt"/],
		['no text', { customerName: 7 }, /is no text/],
	])('refuses %s', async (_what, given, message) => {
		await disputed();
		expect((await save({}, given)).error?.message).toMatch(message);
	});

	it('of a return without a dispute says so', async () => {
		const { error } = await save();
		expect(error?.message).toMatch(/has no open disputes at Stripe/);
		expect(error?.description).toMatch(/Dispute: Get Many/);
	});

	it('sends what the official typings have', async () => {
		await disputed();
		await save({ submit: true });
		const [request] = posts();
		expect(requestFaults(request.method, request.path, request.form)).toEqual([]);
		expect(answerFaults('dispute', [...account().disputes.values()][0])).toEqual([]);
	});
});

describe('Get Many', () => {
	it('names the return of a payment that one knows, and lists the others, too', async () => {
		await disputed();
		account().dispute(at.stripe.stripe.charges.get('ch_sandbox_1003')!);
		account().dispute(at.stripe.stripe.charges.get('ch_sandbox_1003')!, { status: 'won' });
		const { json } = await run('getMany', { filters: { open: true } });
		expect(json.map(({ reference }) => reference)).toEqual([undefined, at.opened.reference]);
		expect((await run('getMany')).json).toHaveLength(3);
	});
});

afterAll(removeOwnStores);
