import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { ChannelAnswer } from '../../nodes/ReturnCase/channel/answer';
import { faultOfSignature } from '../../nodes/ReturnCase/signed/signature';
import type { CaseStore } from '../../nodes/shared/store';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

/* What docs/guides/any-channel.md shows, done: the expressions of the page turn the messages of the page into requests. */

const page = readFileSync(join(__dirname, '../../docs/guides/any-channel.md'), 'utf8');
const block = (head: string) => {
	const [, text] = new RegExp('```' + head + '\\n([^]*?)\\n```').exec(page) ?? [];
	if (!text) throw new Error(`The page has no block "${head}"`);
	return text;
};
const json = (head: string) => JSON.parse(block(`json ${head}`)) as IDataObject;

let credential: StoreCredential;
let store: CaseStore;
beforeEach(async () => void ({ credential, store } = await openOwnStore()));
afterEach(removeOwnStores);

async function takeIn(request: string, item: IDataObject) {
	const ran = await runNode(new ReturnCase(), {
		parameters: {
			resource: 'case',
			operation: 'takeInRequest',
			proof: 'checked',
			channels: 'marketplace, woocommerce, pos, call-centre',
			request: `={{ ${request} }}`,
		},
		credentials: { returnCaseApi: credential },
		input: [item],
	});
	expect(ran.error).toBeUndefined();
	return ran.json[0].answer as IDataObject & { reference: string };
}
const told = async (example: string) => await takeIn(block(`js ${example}`), json(example));
const eur = (amount: number) => ({ amount, currency: 'EUR' });

it('the request of the page opens a case, and is answered as the page says', async () => {
	const shown = ChannelAnswer.strict().parse(json('answer'));
	const answer = await takeIn('$json', json('request'));
	const { reference } = answer;
	expect(JSON.parse(JSON.stringify(answer).replaceAll(reference, shown.reference!))).toEqual(shown);
	expect(await store.cases.get(reference)).toMatchObject({ channel: 'call-centre', lines: [{ sku: 'MUG-WHITE' }] });
});

it('the curl of the page is signed as the node wants it', () => {
	const printed = `curl() { printf '%s\\n' "$@"; }\n${block('sh')}`;
	const sent = execFileSync('sh', ['-c', printed], { encoding: 'utf8', env: { ...process.env, SECRET: 'a secret' } });
	const [, time, signature, body] = /X-Timestamp: (\d+)\n-H\nX-Signature: (\S+)\n-d\n(.*)\n/.exec(sent)!;
	expect(JSON.parse(body)).toMatchObject({ id: 'CC-2026-1187', channel: 'call-centre' });
	const message = { raw: Buffer.from(body), signature, signedAt: { seconds: time } };
	expect(faultOfSignature(message, ['a secret'], Date.now())).toBeUndefined();
	expect(faultOfSignature(message, ['another'], Date.now())).toMatchObject({ status: 401 });
});

it('bol: each return item is a request, with your SKU and what was sold', async () => {
	const { reference } = await told('bol');
	expect(await told('bol')).toMatchObject({ outcome: 'duplicate', reference });
	expect(await store.cases.get(reference)).toMatchObject({
		channel: 'marketplace',
		orderNumber: '1043946570',
		customer: { name: 'Noor Voorbeeld', language: 'nl' },
		lines: [{ sku: 'MUG-WHITE', orderLineId: '2012345678', reason: 'Defect', quantities: { requested: 1 } }],
		orders: {
			marketplace: {
				taxesIncluded: true,
				lines: [{ quantity: 2, subtotal: eur(3000), tax: eur(521) }],
				payments: [{ processor: 'other', method: 'bol', captured: eur(3000) }],
			},
		},
	});
	// The page's refund is of this very request; nothing is due yet.
	expect(await takeIn('$json', json('refund'))).toMatchObject({ status: 409, field: 'refund', reference });
});

it('Kaufland: each unit is a line, the marketplace has taken the money', async () => {
	const { reference } = await told('kaufland');
	expect(await store.cases.get(reference)).toMatchObject({
		lines: [
			{ id: 'L1', sku: 'TEE-BLUE-M', orderLineId: '314567001', reason: 'wrong_size' },
			{ id: 'L2', sku: 'TEE-BLUE-M', orderLineId: '314567002', reason: 'defect' },
		],
		orders: {
			marketplace: {
				number: 'MUSTER1',
				lines: [{ tax: eur(380) }, { tax: eur(380) }],
				payments: [{ processor: 'other', method: 'kaufland', captured: eur(4760) }],
			},
		},
	});
});

it('WooCommerce: the lines that were asked for, the payment by its id at Stripe, what was refunded before', async () => {
	const { reference } = await told('woocommerce');
	expect(await store.cases.get(reference)).toMatchObject({
		channel: 'woocommerce',
		lines: [{ sku: 'TEE-BLUE-M', orderLineId: '315', quantities: { requested: 1 } }],
		orders: {
			woocommerce: {
				lines: [{ subtotal: eur(3600), tax: eur(720) }, { subtotal: eur(1250) }],
				shipping: { subtotal: eur(500), tax: eur(100) },
				payments: [
					{
						processor: 'stripe',
						providerIds: { 'stripe.payment_intent': 'pi_sandbox_1001' },
						captured: eur(6420),
						refunded: eur(1000),
						refundable: eur(5420),
					},
				],
			},
		},
	});
});
