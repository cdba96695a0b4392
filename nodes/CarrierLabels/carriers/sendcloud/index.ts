import { z } from 'zod';
import { cutText, EffectError, type ReturnLabel } from '../../../shared/model';
import { filled, refused } from '../../../shared/operation';
import { ask } from '../ask';
import type { Carrier, CarrierApi, LabelRequest, VoidedLabel } from '../carrier';
import { chooseOffer } from '../offer';
import { mostPages } from '../pages';
import { purchased } from '../purchase';
import { refusedVoid, standingOf } from '../standing';
import { dropOffPoints } from './dropOff';
import { answerer, sendcloudError } from './error';
import { carrierOf, labelOf, Made, Options, optionsRequestOf, parcelIdOf, quoteOf, Return, returnOf } from './label';
import { pickups } from './pickup';
import { isRefused, lastStatus, refundOf, statusOf } from './tracking';
import { track, webhook } from './webhook';

const Returns = z.object({
	data: z.array(Return.nullable().catch(null)).transform((all) => all.filter((one) => one !== null)),
	next: z.string().nullish().catch(undefined),
});
const pageSize = 40;
const dayMs = 24 * 3_600_000;
/** Without a word of when the return began, so many days are looked through. */
const usualDays = 90;

/**
 * Sendcloud, version 3. A return is ordered in one call, which nothing keeps from being done twice. So it is looked for in the list by its
 * reference, which it carries as order number, before it is ordered and after any doubt
 * (docs/facts/carriers.md#sendcloud-knows-a-return-by-its-order-number).
 */
export const sendcloud: Carrier = {
	noted: 'asked',
	ids: ['sendcloud.return'],
	extras: ['customs', 'insurance'],

	async find(api, { reference }, { progress }) {
		if (progress.return) return await madeLabel(api, progress.return);
		if (api.remembers && !progress.asked) return undefined;
		return await findByReference(api, reference, progress.asked);
	},

	async create(api, request, memory) {
		const there = await findByReference(api, request.reference, request.since);
		if (there) return there;
		const offer = chooseOffer(await quote(api, request), request, answerer);
		await memory.note({ asked: new Date().toISOString(), return: '' });
		return await purchased(
			{
				async order() {
					const { return_id: id } = await send(api, {
						method: 'POST',
						path: '/returns/announce-synchronously',
						body: returnOf(request, offer),
						answer: Made,
					});
					await memory.note({ return: String(id) });
					return await madeLabel(api, String(id));
				},
				look: async () => await findByReference(api, request.reference, memory.progress.asked),
				forget: async () => await memory.note({ asked: '', return: '' }),
			},
			answerer,
		);
	},

	quote,

	async read(api, labelId) {
		const found = await read(api, labelId);
		return { label: labelOf(found, labelId), standing: standing(found, labelId), refund: refundOf(found) };
	},

	voidLabel: async (api, labelId) => standing(await read(api, labelId), labelId) ?? (await giveBack(api, labelId)),

	filesNeedKey: true,

	/** The same address gives each format: which one is asked for by the header Accept. */
	async labelUrl(api, labelId) {
		const label = labelOf(await read(api, labelId), labelId);
		if (label) return label.labelUrl;
		throw new EffectError('Sendcloud has no label of this return yet', {
			category: 'rejected',
			connection: 'sendcloud',
			advice: 'Look at the return in Sendcloud.',
		});
	},

	webhook,

	track,

	dropOffPoints,

	pickups,

	exampleUrl: 'https://panel.sendcloud.sc/api/v3',

	/** Lists the returns of the last hour, which costs nothing. */
	async testCredential(http, { publicKey, secretKey }, address) {
		const where = 'Make an API integration in Sendcloud: Settings > Integrations, and copy both keys.';
		const keys = `${filled(publicKey, 'Public Key', where)}:${filled(secretKey, 'Secret Key', where)}`;
		const { status, body } = await http({
			method: 'GET',
			url: `${address()}/returns`,
			qs: { ...windowOf(new Date(Date.now() - 3_600_000).toISOString()), page_size: 1 },
			repeatable: true,
			headers: { authorization: `Basic ${Buffer.from(keys).toString('base64')}` },
		});
		if (status === 401)
			throw refused('Sendcloud does not know these keys', `${where} Keys that were deleted no longer work.`);
		if (status >= 400) throw sendcloudError(status, body);
		return 'Sendcloud takes the keys. It has no test mode: its labels are real';
	},
};

const send = async <S extends z.ZodTypeAny>(api: CarrierApi, question: Parameters<typeof ask<S>>[3]) =>
	await ask<S>(api, answerer, sendcloudError, question);

async function quote(api: CarrierApi, request: LabelRequest) {
	// Repeatable: prices are asked, nothing is ordered.
	const body = optionsRequestOf(request);
	return quoteOf(
		await send(api, { method: 'POST', path: '/shipping-options', body, answer: Options, repeatable: true }),
	);
}

/** From an hour before an instant (clocks differ) until tomorrow, as Sendcloud writes instants. */
function windowOf(since: string): { from_date: string; to_date: string } {
	const written = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
	return { from_date: written(Date.parse(since) - 3_600_000), to_date: written(Date.now() + dayMs) };
}

async function* listed(api: CarrierApi, since?: string): AsyncGenerator<Return> {
	const from = since || new Date(Date.now() - usualDays * dayMs).toISOString();
	let cursor: string | undefined;
	for (let page = 0; page < mostPages(since, pageSize); page++) {
		const { data, next } = await send(api, {
			method: 'GET',
			path: '/returns',
			qs: { ...windowOf(from), page_size: pageSize, ...(cursor && { cursor }) },
			answer: Returns,
		});
		yield* data;
		cursor = next && URL.canParse(next) ? (new URL(next).searchParams.get('cursor') ?? undefined) : undefined;
		if (!cursor || !data.length) return;
	}
}

/** The label of a reference that was not canceled. Throws `unknown_outcome` while the carrier is making it. */
async function findByReference(api: CarrierApi, reference: string, since?: string): Promise<ReturnLabel | undefined> {
	let isMaking = false;
	for await (const one of listed(api, since)) {
		if (one.order_number !== reference || refundOf(one) || isRefused(one)) continue;
		const id = one.id ? String(one.id) : parcelIdOf(one);
		const label = id && labelOf(one, id);
		if (label) return label;
		isMaking = true;
	}
	if (isMaking) throw stillMaking();
	return undefined;
}

/** A return by its id, or by the parcel of one whose id nobody heard. */
async function read(api: CarrierApi, id: string): Promise<Return> {
	if (!id.startsWith('parcel '))
		return await send(api, { method: 'GET', path: `/returns/${encodeURIComponent(id)}`, answer: Return });
	for await (const one of listed(api)) if (parcelIdOf(one) === id) return one;
	throw sendcloudError(404, {});
}

/** The label of a return that was ordered. Throws while it is in the making, and what the carrier says against it. */
async function madeLabel(api: CarrierApi, id: string): Promise<ReturnLabel | undefined> {
	const found = await read(api, id);
	const label = labelOf(found, id);
	if (refundOf(found)) return undefined;
	if (label) return label;
	if (!isRefused(found)) throw stillMaking();
	const said = [...(found.errors ?? []).map(({ detail }) => detail), found.status_history.at(-1)?.carrier_message]
		.filter(Boolean)
		.join(' ');
	throw new EffectError(`The carrier does not take this return${said ? `: ${cutText(said, 300)}` : ''}`, {
		category: 'rejected',
		connection: 'sendcloud',
		advice: 'Read what the carrier says, correct the input, then replay the step.',
		undone: true,
	});
}

function stillMaking(): EffectError {
	return new EffectError('Sendcloud is still making the label', {
		category: 'unknown_outcome',
		connection: 'sendcloud',
		advice: 'It is looked up before anything is tried again, so no second label is bought.',
	});
}

const shownOf = (found: Return, id: string) => ({
	id,
	carrier: carrierOf(found),
	trackingNumber: found.tracking_number ?? '',
});
/** Of a label that is not made, or of no news. */
const quiet = ['unknown', 'none', 'announcement-failed', 'address-invalid', 'Ready to Ship'];
const knownOf = (found: Return) => {
	const refund = refundOf(found);
	const last = lastStatus(found);
	return { refund, ...(refund && { refundStatus: last }), status: statusOf(last), detail: last, quiet };
};
const standing = (found: Return, id: string) => standingOf(shownOf(found, id), knownOf(found));

/** Asks to cancel once; that is a wish, and the return tells what became of it. */
async function giveBack(api: CarrierApi, id: string): Promise<VoidedLabel> {
	let said: EffectError | undefined;
	let isAccepted = false;
	const before = await read(api, id);
	if (id.startsWith('parcel '))
		return refusedVoid(shownOf(before, id), knownOf(before), 'its id at Sendcloud was never heard; cancel it there');
	try {
		await send(api, { method: 'PATCH', path: `/returns/${encodeURIComponent(id)}/cancel`, answer: z.unknown() });
		isAccepted = true;
	} catch (error) {
		if (!(error instanceof EffectError) || ['configuration', 'retryable'].includes(error.category)) throw error;
		said = error;
	}
	const after = await read(api, id);
	const now = standing(after, id);
	if (now) return now;
	// Taken, and not done yet: nobody shall use it.
	if (isAccepted) return { ...shownOf(after, id), status: 'voided', refundStatus: 'cancelling' };
	if (said?.category === 'unknown_outcome') throw said;
	return refusedVoid(shownOf(after, id), knownOf(after), said?.message);
}
