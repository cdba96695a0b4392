import { createHmac } from 'node:crypto';
import { CarrierTrackingTrigger } from '../../nodes/CarrierLabels/CarrierTrackingTrigger.node';
import { carriers } from '../../nodes/CarrierLabels/carriers';
import type { Call } from '../../nodes/CarrierLabels/carriers/webhook';
import type { CarrierName } from '../../nodes/shared/model';
import { closeStores } from '../../nodes/shared/store/open';
import { openCase } from '../StripeRefunds/caseFixture';
import { Journal, serve } from '../sandbox/server';
import { WebhookTrigger } from '../support/webhookTrigger';
import { jwks, kits, useTracking, type Sent } from './trackingKit';

describe.each(Object.keys(kits) as CarrierName[])('%s', (carrierService) => {
	const { kit, published, send, state, at } = useTracking(carrierService);

	it('refuses what does not prove itself, and believes nothing of it', async () => {
		const { standIn, known } = at();
		const trigger = await published();
		const message = kit.message('T1', kit.words.delivered);
		const secret = kit.secretOf(standIn.hooks);
		for (const wrong of ['', 'wrong', `${secret}x`, secret.slice(1)])
			expect(await send(trigger, message, { secret: wrong })).toBe(401);
		expect(await send(trigger, message, { change: () => ({ headers: {}, query: '' }) })).toBe(401);
		expect((await state()).parcels).toBeUndefined();
		expect(trigger.flows).toEqual([]);
		expect(await known.store.inbox.get({ limit: 9 })).toEqual([]);
	});
});

interface Proof {
	name: string;
	carrier: CarrierName;
	prove(body: string, secret: string): Sent;
	/** Whether the body is part of it; a token is worth the same with any body. */
	signsBody: boolean;
}
const hmac = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest('hex');
/** Every way in which a message can show where it comes from. */
const proofs: Proof[] = [
	...(Object.keys(kits) as CarrierName[]).map((carrier) => ({
		name: carrier,
		carrier,
		prove: kits[carrier].proof,
		signsBody: ['easypost', 'shipstation'].includes(carrier),
	})),
	{
		name: 'sendcloud, by its signature',
		carrier: 'sendcloud',
		prove: (body, secret) => ({ headers: { 'sendcloud-signature': hmac(body, secret) }, query: '' }),
		signsBody: true,
	},
	{
		name: 'shippo, by its signature',
		carrier: 'shippo',
		prove(body, secret) {
			const time = Math.floor(Date.now() / 1000);
			const headers = { 'shippo-auth-signature': `t=${time},v1=${hmac(`${time}.${body}`, secret)}` };
			return { headers, query: '' };
		},
		signsBody: true,
	},
];

describe.each(proofs)('$name', ({ carrier, prove, signsBody }) => {
	const { isGenuine } = carriers[carrier].webhook!;
	const body = JSON.stringify(kits[carrier].message('T1', kits[carrier].words.delivered));
	const secret = 'a-secret-of-some-length';
	const { headers, query } = prove(body, secret);
	const call = (more: Partial<Call> = {}): Call => ({
		rawBody: Buffer.from(body),
		headers,
		query: Object.fromEntries(new URLSearchParams(query)),
		now: Date.now(),
		fetchPublic: async () => jwks,
		...more,
	});

	it('counts with the secret, alone or among others, and with no other', async () => {
		expect(await isGenuine(call(), [secret])).toBe(true);
		expect(await isGenuine(call(), ['other', secret])).toBe(true);
		for (const secrets of [[], [''], ['other']]) expect(await isGenuine(call(), secrets)).toBe(false);
	});

	it('is signed for these bytes only: of a thousand changes none is believed', async () => {
		const token = new URLSearchParams(query).get('token') ?? '';
		const places = [...Object.keys(headers), ...(token ? ['token'] : []), ...(signsBody ? ['body'] : [])];
		const original: Record<string, string> = { ...headers, token, body };
		let judged = 0;
		for (let turn = 0; judged < 1000; turn++) {
			const place = places[turn % places.length];
			const changed = changedText(original[place], Math.floor(turn / places.length));
			if (isSame(place, changed, original[place])) continue;
			const more = {
				...(place === 'body' && { rawBody: Buffer.from(changed) }),
				...(place === 'token' && { query: { token: changed } }),
				...(place in headers && { headers: { ...headers, [place]: changed } }),
			};
			expect([turn, place, changed, await isGenuine(call(more), [secret])]).toEqual([turn, place, changed, false]);
			judged++;
		}
	}, 60_000);
});

/** A character replaced, put in, left out, or two that change places. */
function changedText(text: string, turn: number): string {
	const index = (Math.floor(turn / 4) * 7 + 1) % text.length;
	const other = String.fromCharCode(33 + ((text.charCodeAt(index) - 33 + 1 + (turn % 92)) % 94));
	const [before, after] = [text.slice(0, index), text.slice(index + 1)];
	return [
		before + other + after,
		before + other + text[index] + after,
		before + after,
		before + after.slice(0, 1) + text[index] + after.slice(1),
	][turn % 4];
}

/** What means the same: capitals of hexadecimal digits and of the scheme, and what base64 does not read. */
function isSame(place: string, changed: string, original: string): boolean {
	if (place === 'body' || place === 'token') return changed === original;
	if (changed.toLowerCase() === original.toLowerCase()) return true;
	return (
		place.endsWith('rsa-sha256-signature') && Buffer.from(changed, 'base64').equals(Buffer.from(original, 'base64'))
	);
}

it('ShipStation is asked to send again while its public keys cannot be read', async () => {
	const kit = kits.shipstation;
	const standIn = kit.make();
	const journal = new Journal();
	const server = await serve(standIn, journal);
	const known = await openCase();
	const trigger = await new WebhookTrigger(
		new CarrierTrackingTrigger(),
		{
			credentials: {
				returnsShipStationApi: { ...kit.credential(server.url), webhookSecret: 'of-a-person' },
				returnCaseApi: known.credential,
			},
			parameters: { carrierService: 'shipstation', events: ['delivered'] },
		},
		{ registration: 'manual' },
	).start();
	try {
		const send = async () => {
			const body = JSON.stringify(kit.message('T1', 'DE'));
			const { headers } = kit.proof(body, 'of-a-person');
			return (await fetch(trigger.uri, { method: 'POST', body, headers })).status;
		};
		journal.inject({ provider: 'shipstation', operation: 'jwks', kind: 'server_error', times: 3 });
		expect(await send()).toBe(503);
		expect(await send()).toBe(200);
	} finally {
		await trigger.running.stop();
		await closeStores();
		await server.stop();
	}
});

it('signature vectors of the official clients', () => {
	const call = (headers: Record<string, string>, body: string): Call => ({
		rawBody: Buffer.from(body),
		headers,
		query: {},
		now: Date.now(),
		fetchPublic: async () => ({}),
	});
	const sendcloud = '1eed4b3d41f4653ac64fd56f1bf1cbfd349e4482cbc11dff7134bd93e5da4b0a';
	expect(
		carriers.sendcloud.webhook!.isGenuine(call({ 'sendcloud-signature': sendcloud }, '{"key": "value"}'), [
			'secretkey',
		]),
	).toBe(true);
});
