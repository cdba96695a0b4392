import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import {
	EffectError,
	invalidInput,
	toDecimal,
	withoutSlash,
	type Money,
	type ReturnLabel,
} from '../../../shared/model';
import { parsedAnswer, type EffectMemory } from '../../../shared/effect';
import { filled, refused } from '../../../shared/operation';
import { type CarrierApi, type Carrier, type LabelRequest, type VoidedLabel } from '../carrier';
import { easypostError, isBoughtBefore } from './error';
import { withoutCode, type LabelExtras } from '../extras';
import { chooseOffer } from '../offer';
import { mostPages } from '../pages';
import { purchased } from '../purchase';
import { codeForm, fileUrlOf, isLabelFor, labelOf, quoteOf, Shipment, shipmentOf, uninsured } from './label';
import { pickups } from './pickup';
import { refundOf, refusedVoid, standingOf } from './tracking';
import { track, webhook } from './webhook';

/** One shipment that cannot be read hides no other. */
const List = z.object({
	shipments: z.array(Shipment.nullable().catch(null)).transform((all) => all.filter((one) => one !== null)),
	has_more: z.boolean().catch(false),
});

/** The answer holds the carriers' credentials as well, which are not read. */
const Accounts = z.array(z.object({ readable: z.string().nullish(), type: z.string() }));

const answerer = { provider: 'EasyPost', connection: 'easypost' };

/**
 * EasyPost. A label is made in two calls: creating a shipment costs nothing and may happen twice; buying is never sent twice blindly,
 * and EasyPost refuses to buy for one shipment again (docs/facts/carriers.md#a-shipment-is-free-and-bought-once). So the shipment is
 * noted before it is bought, and whatever the answer to buying was, the shipment tells whether there is a label.
 */
export const easypost: Carrier = {
	extras: ['customs', 'insurance', 'code'],
	noted: 'shipment',
	ids: ['easypost.shipment', 'easypost.tracker'],

	async find(context, { reference, code }, { progress }) {
		const label = progress.shipment
			? labelOf(await shipment(context, progress.shipment))
			: context.remembers
				? undefined
				: await findByReference(context, reference);
		return label && withoutCode(label, { code }, 'EasyPost');
	},

	async create(context, request, memory) {
		const noted = memory.progress.shipment;
		const known = noted ? await shipment(context, noted) : undefined;
		// The case store may know less than was done: it was restored from a backup, or a second one works on the same returns. Without a
		// memory `find` has just looked.
		const there =
			(known && labelOf(known)) ??
			(context.remembers ? await findByReference(context, request.reference, request.since) : undefined);
		if (there) return there;
		const quoted = known ?? (await newShipment(context, request));
		const rate = chooseOffer(quoteOf(quoted), request, answerer);
		if (!noted) await memory.note({ shipment: quoted.id });
		const order = { rate: { id: rate.id }, ...insuranceOf(request) };
		return await coded(context, await buy(context, quoted.id, order, memory, request.insured), request);
	},

	async quote(context, request) {
		return quoteOf(await newShipment(context, request));
	},

	async read(context, labelId) {
		const found = await shipment(context, labelId);
		return { label: labelOf(found), standing: standingOf(found), refund: refundOf(found) };
	},

	async voidLabel(context, labelId) {
		return standingOf(await shipment(context, labelId)) ?? (await giveBack(context, labelId));
	},

	async labelUrl(context, labelId, format) {
		// EasyPost refuses to make what is there already.
		const there = fileUrlOf(await shipment(context, labelId), format);
		if (there) return there;
		const found = await send(context, 'GET', `/shipments/${encodeURIComponent(labelId)}/label`, {
			file_format: format,
		});
		const url = fileUrlOf(found, format);
		if (url) return url;
		throw new EffectError(`EasyPost has no ${format} of this label`, {
			category: 'rejected',
			connection: 'easypost',
			advice: 'Download it in the format it was bought in.',
		});
	},

	pickups,

	webhook,

	track,

	async accounts({ http, baseUrl }, credential) {
		if (isForTests(credential)) return undefined;
		const { status, body } = await http({
			method: 'GET',
			url: `${withoutSlash(baseUrl)}/carrier_accounts`,
			repeatable: true,
		});
		if (status >= 400) throw easypostError(status, body);
		return parsedAnswer(Accounts, body, answerer, 'rejected').map(({ readable, type }) => ({ name: readable || type }));
	},

	isForTests,

	exampleUrl: 'https://api.easypost.com/v2',

	/** Reads one address, which costs nothing. */
	async testCredential(http, { apiKey }, address) {
		const where = 'Copy a key from EasyPost: Account Settings > API Keys.';
		const key = filled(apiKey, 'API Key', where);
		const { status, body } = await http({
			method: 'GET',
			url: `${address()}/addresses`,
			qs: { page_size: 1 },
			repeatable: true,
			headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
		});
		if (status === 401)
			throw refused('EasyPost does not know this key', `${where} A key that was deleted no longer works.`);
		if (status >= 400) throw easypostError(status, body);
		return `EasyPost takes the key${isForTests({ apiKey }) ? ', a test key: its labels cost nothing and cannot be used' : ''}`;
	},
};

function isForTests({ apiKey }: ICredentialDataDecryptedObject): boolean {
	return String(apiKey ?? '')
		.trim()
		.startsWith('EZTK');
}

async function newShipment(context: CarrierApi, request: LabelRequest): Promise<Shipment> {
	// Repeatable: a second shipment that is not bought costs nothing.
	return await send(context, 'POST', '/shipments', undefined, shipmentOf(request), true);
}

/** EasyPost insures in US dollars. */
function insuranceOf({ insured }: LabelRequest): IDataObject {
	if (!insured) return {};
	if (insured.currency === 'USD') return { insurance: toDecimal(insured) };
	throw invalidInput(
		`EasyPost insures in USD only, and these goods were sold in ${insured.currency}`,
		'Take Insure out of Extras, or buy the label of another carrier service.',
		'extras.insure',
	);
}

/** Buys once; what EasyPost refused is forgotten, so that corrected input starts anew. */
async function buy(
	context: CarrierApi,
	id: string,
	order: IDataObject,
	memory: EffectMemory,
	insured: Money | undefined,
): Promise<ReturnLabel> {
	const { http, baseUrl } = context;
	const bought = (now: Shipment) => {
		const label = labelOf(now);
		return label && { ...label, messages: [...label.messages, ...uninsured(now, insured)] };
	};
	return await purchased(
		{
			async order() {
				const { status, body } = await http({
					method: 'POST',
					url: `${withoutSlash(baseUrl)}/shipments/${id}/buy`,
					body: order,
					repeatable: false,
					timeoutMs: 60_000,
				});
				if (status < 400) return bought(Shipment.safeParse(body).data ?? Shipment.parse({ id }));
				if (isBoughtBefore(body)) return undefined;
				throw easypostError(status, body);
			},
			look: async () => bought(await shipment(context, id)),
			forget: async () => await memory.note({ shipment: '' }),
		},
		answerer,
	);
}

/** The label with the code that was asked for, which is made of a label that is bought; a second one would be no harm. The label is there whatever is said. */
async function coded(context: CarrierApi, label: ReturnLabel, { code }: LabelExtras): Promise<ReturnLabel> {
	if (!code || label.code) return label;
	const path = `/shipments/${encodeURIComponent(label.id)}/forms`;
	try {
		const now = await send(context, 'POST', path, undefined, { form: { type: codeForm } }, true);
		return withoutCode({ ...label, code: labelOf(now)?.code }, { code }, 'EasyPost');
	} catch (error) {
		if (!(error instanceof EffectError)) throw error;
		return withoutCode(label, { code }, 'EasyPost', error.message);
	}
}

/** Asks for the price once. Whatever the answer was, the shipment tells how the label stands. */
async function giveBack(context: CarrierApi, id: string): Promise<VoidedLabel> {
	const { http, baseUrl } = context;
	let said: EffectError | undefined;
	try {
		const { status, body } = await http({
			method: 'POST',
			url: `${withoutSlash(baseUrl)}/shipments/${encodeURIComponent(id)}/refund`,
			body: {},
			repeatable: false,
			timeoutMs: 60_000,
		});
		if (status >= 400) said = easypostError(status, body);
	} catch (error) {
		if (!(error instanceof EffectError) || error.category !== 'unknown_outcome') throw error;
		said = error;
	}
	if (said?.category === 'configuration' || said?.details.httpStatus === 404) throw said;
	const after = await shipment(context, id);
	const standing = standingOf(after);
	if (standing) return standing;
	if (said && !['rejected', 'invalid_input'].includes(said.category)) throw said;
	return refusedVoid(after, said?.message);
}

async function findByReference(
	context: CarrierApi,
	reference: string,
	since?: string,
): Promise<ReturnLabel | undefined> {
	let before: string | undefined;
	for (let page = 0; page < mostPages(since); page++) {
		const { http, baseUrl } = context;
		const { status, body } = await http({
			method: 'GET',
			url: `${withoutSlash(baseUrl)}/shipments`,
			qs: {
				page_size: 100,
				purchased: true,
				...(since && { start_datetime: since }),
				...(before && { before_id: before }),
			},
			repeatable: true,
		});
		if (status >= 400) throw easypostError(status, body);
		const { shipments, has_more: more } = parsedAnswer(List, body, answerer, 'rejected');
		const label = shipments
			.filter((one) => isLabelFor(one, reference))
			.map(labelOf)
			.find(Boolean);
		if (label) return label;
		before = shipments.at(-1)?.id;
		if (!more || !before) return undefined;
	}
	return undefined;
}

async function shipment(context: CarrierApi, id: string): Promise<Shipment> {
	return await send(context, 'GET', `/shipments/${encodeURIComponent(id)}`);
}

async function send(
	{ http, baseUrl }: CarrierApi,
	method: 'GET' | 'POST',
	path: string,
	qs?: Record<string, string>,
	body?: object,
	repeatable = method === 'GET',
): Promise<Shipment> {
	const answer = await http({
		method,
		url: withoutSlash(baseUrl) + path,
		qs,
		body: body as never,
		repeatable,
		timeoutMs: 60_000,
	});
	if (answer.status >= 400) throw easypostError(answer.status, answer.body);
	return parsedAnswer(Shipment, answer.body, answerer, 'rejected');
}
