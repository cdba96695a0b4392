import Stripe from 'stripe';
import { isSigned, secretLines } from '../../nodes/StripeRefunds/transport/signature';
import { Mutations } from '../support/mutations';

const official = new Stripe('sk_test_none');
const body = JSON.stringify(
	{
		id: 'evt_1',
		object: 'event',
		type: 'refund.updated',
		data: { object: { id: 're_1', object: 'refund', amount: 1250, note: 'Grüße' } },
	},
	null,
	2,
);
const raw = Buffer.from(body);
const now = 1_790_000_000;
const header = (secret = 'whsec_a', timestamp = now, payload = body) =>
	official.webhooks.generateTestHeaderString({ payload, secret, timestamp });
const check = (
	given: unknown,
	{ bytes = raw, secrets = ['whsec_a'], at = now }: { bytes?: Buffer; secrets?: string[]; at?: number } = {},
) => isSigned(bytes, given, secrets, at * 1000);

it("takes what Stripe's own client signs, and that client takes the same", () => {
	expect(check(header())).toBe(true);
	expect(official.webhooks.signature!.verifyHeader(body, header(), 'whsec_a', 300, undefined, now * 1000)).toBe(true);
});

it('takes any of several v1, in any order, while a secret is rolled', () => {
	const [old, fresh] = ['whsec_old', 'whsec_new'].map((secret) => header(secret).split(',')[1]);
	for (const order of [
		[old, fresh],
		[fresh, old],
	])
		for (const secret of ['whsec_old', 'whsec_new'])
			expect(check(`t=${now},${order.join(',')}`, { secrets: [secret] })).toBe(true);
	expect(check(`t=${now},${old},v0=${'0'.repeat(64)}`, { secrets: ['whsec_other', 'whsec_old'] })).toBe(true);
	expect(check(`t=${now},${old},${fresh}`, { secrets: ['whsec_third'] })).toBe(false);
});

it.each([
	[300, true],
	[301, false],
	[-300, true],
	[-301, false],
])('at an age of %i s: %s', (age, taken) => {
	expect(check(header('whsec_a', now - age))).toBe(taken);
});

it.each([
	['no header', undefined],
	['an empty one', ''],
	['only the time', `t=${now}`],
	['only v0', header().replace('v1=', 'v0=')],
	['no time', header().split(',')[1]],
	['two times', `t=${now},${header()}`],
	['a time that is no number', header().replace(`t=${now}`, 't=NaN')],
	['an empty v1', `t=${now},v1=`],
	['a list', [header()]],
	['v1 in capitals', header().replace(/v1=.*/, (text) => text.toUpperCase().replace('V1', 'v1'))],
])('refuses %s', (_what, given) => {
	expect(check(given)).toBe(false);
});

it('refuses everything without a secret or without the raw bytes', () => {
	expect(check(header(''), { secrets: [] })).toBe(false);
	expect(isSigned(undefined, header(), ['whsec_a'], now * 1000)).toBe(false);
});

it('refuses 1,000 changes of the bytes, of the header, of the secret and of the time', () => {
	const mutations = new Mutations(20261121);
	const signed = header();
	for (let i = 0; i < 1000; i++) {
		const [bytes, changed, secret, time] = [
			mutations.bytes(raw),
			mutations.text(signed),
			mutations.text('whsec_a'),
			mutations.number(now, 10_000),
		];
		expect([bytes.toString('latin1'), check(signed, { bytes })]).toEqual([bytes.toString('latin1'), false]);
		expect([changed, check(changed)]).toEqual([changed, false]);
		expect([secret, check(signed, { secrets: [secret] })]).toEqual([secret, false]);
		// The receiver's clock is right for the changed time: only the signature can tell.
		expect([time, check(signed.replace(`t=${now}`, `t=${time}`), { at: time })]).toEqual([time, false]);
	}
	expect(check(signed)).toBe(true);
});

it('reads secrets line by line', () => {
	expect(secretLines(' whsec_a\n\n whsec_b \r\n')).toEqual(['whsec_a', 'whsec_b']);
	expect(secretLines(undefined)).toEqual([]);
});
