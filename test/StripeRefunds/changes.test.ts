import { removeOwnStores } from '../support/ownStore';
import { money } from '../../nodes/shared/model';
import { fact, openCase } from './caseFixture';
import { startStripe, type StripeFixture } from './fixture';

let shop: StripeFixture;
beforeEach(async () => (shop = await startStripe()));
afterEach(async () => {
	await removeOwnStores();
	await shop.stop();
});

const fields = (...pairs: Array<[string, string]>) => ({
	fields: { field: pairs.map(([name, value]) => ({ name, value })) },
});
const posts = () => shop.stripe.requests.filter(({ method }) => method === 'POST').map(({ path }) => path);

describe('Update Refund', () => {
	let id: string;
	beforeEach(async () => {
		({ id } = await shop.refundByHand({
			charge: 'ch_sandbox_1001',
			amount: '100',
			'metadata[return_reference]': 'RMA-7',
			'metadata[note]': 'old',
		}));
		shop.stripe.requests.length = 0;
	});

	it('adds, changes and removes fields, and sends nothing the second time', async () => {
		const wanted = fields(['odoo_move', '17'], ['note', '']);
		const first = await shop.run('refund.update', wanted, { input: [{ refund: { id } }] });
		expect(first.json).toMatchObject([
			{ refund: { id, outcome: 'done', metadata: { return_reference: 'RMA-7', odoo_move: '17' } } },
		]);
		expect(shop.stripe.refunds.get(id)!.metadata).toEqual({ return_reference: 'RMA-7', odoo_move: '17' });
		expect((await shop.run('refund.update', wanted, { input: [{ refund: { id } }] })).json).toMatchObject([
			{ refund: { outcome: 'already_done' } },
		]);
		expect(posts()).toEqual([`/v1/refunds/${id}`]);
	});

	it('only shows it in a test run', async () => {
		expect(
			(
				await shop.run(
					'refund.update',
					{ refundId: id, ...fields(['odoo_move', '17'], ['note', '']) },
					{ mode: 'manual' },
				)
			).json,
		).toMatchObject([{ refund: { outcome: 'dry_run', metadata: { odoo_move: '17' } } }]);
		expect(posts()).toEqual([]);
	});

	it.each(['server_error', 'drop_after_commit', 'drop_before_commit', 'rate_limit'] as const)(
		'gets through %s',
		async (kind) => {
			shop.journal.inject({ provider: 'stripe', operation: 'POST /v1/refunds/:id', kind, retryAfter: 0 });
			expect((await shop.run('refund.update', { refundId: id, ...fields(['odoo_move', '17']) })).json).toMatchObject([
				{ refund: { outcome: 'done' } },
			]);
		},
	);

	it.each([
		['the field that refunds are found by', ['refund_intent', 'x'], 'cannot be changed'],
		['a name with brackets', ['a[b]', 'x'], 'square brackets'],
		['a long name', ['n'.repeat(41), 'x'], '40 characters'],
		['a long value', ['n', 'x'.repeat(501)], 'Shorten'],
		['no name', [' ', 'x'], 'odoo_move'],
	] as Array<[string, [string, string], string]>)('refuses %s', async (_what, pair, said) => {
		const { error } = await shop.run('refund.update', { refundId: id, ...fields(pair) });
		expect(`${error?.message} ${error?.description}`).toContain(said);
		expect(shop.journal.calls.filter(({ method, path }) => method === 'POST' && path !== '/v1/refunds')).toEqual([]);
	});

	it('refuses nothing, and too much', async () => {
		expect((await shop.run('refund.update', { refundId: id })).error?.message).toBe('There is nothing to change');
		expect(
			(
				await shop.run('refund.update', {
					refundId: id,
					...fields(...Array.from({ length: 51 }, (_, i): [string, string] => [`n${i}`, 'x'])),
				})
			).error?.message,
		).toContain('more than the 50');
	});
});

describe('Cancel Refund', () => {
	const waiting = async (more: Record<string, string> = {}) => {
		shop.stripe.newRefundsAre = 'requires_action';
		return await shop.refundByHand({ charge: 'ch_sandbox_1001', amount: '100', ...more });
	};

	it('stops one that waits for the customer, once', async () => {
		const { id } = await waiting();
		expect((await shop.run('refund.cancel', { refundId: id })).json).toMatchObject([
			{ refund: { id, status: 'canceled', outcome: 'done' } },
		]);
		expect((await shop.run('refund.cancel', { refundId: id })).json).toMatchObject([
			{ refund: { status: 'canceled', outcome: 'already_done' } },
		]);
		expect(posts().filter((path) => path.endsWith('/cancel'))).toHaveLength(1);
		expect(shop.stripe.charges.get('ch_sandbox_1001')!.amount_refunded).toBe(0);
	});

	it('finds that it was canceled when the answer was lost', async () => {
		const { id } = await waiting();
		shop.journal.inject({ provider: 'stripe', operation: '/cancel', kind: 'drop_after_commit', times: 3 });
		expect((await shop.run('refund.cancel', { refundId: id })).error?.context).toMatchObject({
			category: 'unknown_outcome',
		});
		expect((await shop.run('refund.cancel', { refundId: id })).json).toMatchObject([
			{ refund: { outcome: 'already_done' } },
		]);
	});

	it('refuses one that is on its way, also in a test run', async () => {
		const { id } = await shop.refundByHand({ charge: 'ch_sandbox_1001', amount: '100' });
		for (const mode of ['trigger', 'manual'] as const)
			expect((await shop.run('refund.cancel', { refundId: id }, { mode })).error).toMatchObject({
				message: `Refund ${id} is succeeded and cannot be canceled any more`,
				context: { code: 'refund_not_cancelable' },
			});
		expect(posts().filter((path) => path.endsWith('/cancel'))).toEqual([]);
	});

	it('tells the case, which then needs another way to pay', async () => {
		const { store, reference, credential } = await openCase();
		const intent = {
			id: `${reference}/R1`,
			amount: money(100, 'EUR'),
			breakdown: [],
			payment: { id: 'pi_sandbox_1001', processor: 'stripe', providerIds: {} },
			reason: 'return',
		};
		await store.cases.record({ reference, events: [fact('refund.due', { intent })] });
		const { id } = await waiting({ 'metadata[return_reference]': reference, 'metadata[refund_intent]': intent.id });
		const other = await waiting({
			'metadata[return_reference]': 'RMA-OTHER',
			'metadata[refund_intent]': 'RMA-OTHER/R1',
		});
		const input = (refund: string) => ({
			input: [{ reference, refund: { id: refund } }],
			credentials: { returnCaseApi: credential },
		});
		expect((await shop.run('refund.cancel', {}, input(other.id))).json).toMatchObject([
			{ refund: { status: 'canceled' }, case: { refunds: [{ state: 'due' }] } },
		]);
		expect((await shop.run('refund.cancel', {}, input(id))).json).toMatchObject([
			{ case: { settlement: 'failed', refunds: [{ state: 'failed' }] } },
		]);
	});
});
