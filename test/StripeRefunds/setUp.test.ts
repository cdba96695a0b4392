import { openOwnStore, removeOwnStores } from '../support/ownStore';
import { startStripe, type StripeFixture } from './fixture';

let shop: StripeFixture;
beforeEach(async () => (shop = await startStripe()));
afterEach(async () => {
	await shop.stop();
	await removeOwnStores();
});

interface Found {
	ready: boolean;
	checks: Array<{ what: string; light: string; is: string; fix: string }>;
}

async function check(credential: object = {}): Promise<Found> {
	const credentials = { returnsStripeApi: { ...shop.credential, ...credential } };
	const { json, error } = await shop.run('setUp.check', {}, { credentials });
	expect(error).toBeUndefined();
	return json[0].setUp as unknown as Found;
}

const named = ({ checks }: Found, name: string) => checks.find(({ what }) => what === name)!;

it('says that a key with all rights may read all, and asks only for one record of each', async () => {
	const found = await check({ webhookSecrets: 'whsec_1\nwhsec_2' });
	expect(found.ready).toBe(true);
	expect(found.checks.map(({ what, light }) => [what, light])).toEqual([
		['Stripe', 'ok'],
		['Right to read Charges and Refunds', 'ok'],
		['Right to read Payment Intents', 'ok'],
		['Right to read Balance Transactions', 'ok'],
		['Right to read Payouts', 'ok'],
		['Right to read Disputes', 'ok'],
		['Right to read Events', 'ok'],
		['Secret of webhooks', 'ok'],
	]);
	expect(new Set(shop.stripe.requests.map(({ method, query }) => `${method} ${query.limit}`))).toEqual(
		new Set(['GET 1']),
	);
});

it('names each right that a restricted key lacks, and where it is given', async () => {
	const secretKey = 'rk_test_sandbox';
	shop.stripe.restricted.set(secretKey, { charges: 'rak_charge_read', payouts: 'rak_payout_read' });
	const found = await check({ secretKey });
	expect(found.ready).toBe(false);
	expect(named(found, 'Stripe')).toMatchObject({ light: 'look', is: 'Answers. A test key: it moves no money.' });
	expect(named(found, 'Right to read Charges and Refunds')).toEqual({
		what: 'Right to read Charges and Refunds',
		light: 'mend',
		is: 'Missing; every refund needs it.',
		fix: 'In Stripe, Developers > API keys, edit the restricted key, and set Charges and Refunds to Read or Write (Stripe calls it rak_charge_read).',
	});
	expect(named(found, 'Right to read Payouts')).toMatchObject({
		light: 'look',
		is: 'Missing; only for payouts.',
		fix: expect.stringMatching(/^If you need that: .*rak_payout_read/),
	});
	expect(named(found, 'Right to read Disputes')).toMatchObject({ light: 'ok', fix: '' });
	expect(named(found, 'Rights to write')).toMatchObject({
		light: 'look',
		fix: expect.stringContaining('Charges and Refunds is set to Write'),
	});
});

describe('the secret of webhooks', () => {
	const secret = async (credential?: object) => named(await check(credential), 'Secret of webhooks');
	const registered = async (status = 'enabled') => {
		const answer = await fetch(`${shop.url}/v1/webhook_endpoints`, {
			method: 'POST',
			headers: { authorization: `Bearer ${shop.credential.secretKey}` },
			body: new URLSearchParams({
				url: 'https://n8n.example.com/webhook/a',
				'enabled_events[0]': 'refund.updated',
				'metadata[made_by]': 'n8n-nodes-returns',
			}),
		});
		const { id } = (await answer.json()) as { id: string };
		shop.stripe.account.endpoints.get(id)!.status = status;
	};

	it('is missing while no webhook is registered, and kept by the trigger then', async () => {
		expect(await secret()).toMatchObject({ light: 'look', fix: expect.stringContaining('Stripe Refunds Trigger') });
		await registered();
		expect(await secret()).toMatchObject({ light: 'ok', is: expect.stringContaining('registered') });
	});

	it('of a webhook that Stripe has switched off is told, with how it is switched on', async () => {
		await registered('disabled');
		expect(await secret()).toMatchObject({ light: 'mend', fix: expect.stringContaining('again') });
	});

	it('is none when it is something else, and cannot be known by a key that may not look', async () => {
		expect(await secret({ webhookSecrets: 'whsec_1\nwe_1' })).toMatchObject({
			light: 'mend',
			fix: expect.stringContaining('whsec_'),
		});
		shop.stripe.restricted.set('rk_live_x', { webhook_endpoints: 'rak_webhook_read' });
		expect(await secret({ secretKey: 'rk_live_x' })).toMatchObject({
			light: 'look',
			fix: expect.stringContaining('Webhook Endpoints'),
		});
	});
});

it('tells the desk what was found, and that Stripe could not be looked at', async () => {
	const { store, credential } = await openOwnStore();
	const run = async (secretKey: string) =>
		await shop.run(
			'setUp.check',
			{ brand: 'nord' },
			{ credentials: { returnsStripeApi: { ...shop.credential, secretKey }, returnCaseApi: credential } },
		);
	expect((await run(shop.credential.secretKey)).error).toBeUndefined();
	expect(await store.setUpReports.list()).toMatchObject([
		{ connection: 'stripe', brand: 'nord', checks: { length: 8 } },
	]);
	expect((await run('sk_live_gone')).error?.message).toBe('Stripe does not accept the key');
	const [{ checks }] = await store.setUpReports.list();
	expect(checks).toEqual([
		{
			what: 'Stripe',
			light: 'mend',
			is: 'Stripe does not accept the key',
			fix: expect.stringContaining('Secret Key'),
		},
	]);
	expect(JSON.stringify(checks)).not.toContain('sk_live_gone');
});
