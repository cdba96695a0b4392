import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, type ReturnLabel } from '../../../shared/model';
import { filled, refused } from '../../../shared/operation';
import { ask } from '../ask';
import type { Carrier, CarrierApi, LabelRequest, Quote, VoidedLabel } from '../carrier';
import { chooseOffer } from '../offer';
import { text } from '../price';
import { purchased } from '../purchase';
import { refusedVoid, standingOf } from '../standing';
import { dropOffPoints } from './dropOff';
import { answerer, shipstationError } from './error';
import { Carriers, externalId, fileOf, Label, labelOf, labelRequestOf, quoteOf, Rates, ratesRequestOf } from './label';
import { pickups } from './pickup';
import { refundOf, statusOf } from './tracking';
import { track, webhook } from './webhook';

/**
 * ShipStation's API, which was ShipEngine's. A label is bought in one call. The reference is the shipment's external id, by which ShipStation
 * is asked before anything is bought and after any doubt (docs/facts/carriers.md#shipstation-finds-a-label-by-its-external-id).
 */
export const shipstation: Carrier = {
	noted: 'offer',
	ids: ['shipstation.label'],
	extras: ['insurance', 'payOnScan', 'code'],

	find: async (api, { reference }) => await findByReference(api, reference),

	async create(api, request, memory) {
		const there = await findByReference(api, request.reference);
		if (there) return there;
		const offer = chooseOffer(await quote(api, request), request, answerer);
		await memory.note({ offer: offer.id });
		return await purchased(
			{
				order: async () => bought(await order(api, request, offer)),
				look: async () => await findByReference(api, request.reference),
				forget: async () => await memory.note({ offer: '' }),
			},
			answerer,
		);
	},

	pickups,

	quote,

	async read(api, labelId) {
		const label = await read(api, labelId);
		return { label: labelOf(label), standing: standing(label), refund: refundOf(label) };
	},

	voidLabel: async (api, labelId) => standing(await read(api, labelId)) ?? (await giveBack(api, labelId)),

	async labelUrl(api, labelId, format) {
		const url = fileOf(await read(api, labelId), format);
		if (url) return url;
		throw new EffectError(`ShipStation has no ${format} of this label`, {
			category: 'rejected',
			connection: 'shipstation',
			advice: 'Download it as it is.',
		});
	},

	webhook,

	track,

	dropOffPoints,

	async accounts(api) {
		const { carriers } = await send(api, { method: 'GET', path: '/carriers', answer: Carriers });
		return carriers.map(({ carrier_id: id, friendly_name: name, allows_returns: allows }) => ({
			name: name || id,
			...(allows === false && { unusable: 'it takes no returns' }),
		}));
	},

	isForTests,

	exampleUrl: 'https://api.shipengine.com/v1',

	/** Lists the carriers, which costs nothing. */
	async testCredential(http, { apiKey }, address) {
		const where = 'Copy a key from ShipStation: Settings > Account > API Settings.';
		const key = filled(apiKey, 'API Key', where);
		const { status, body } = await http({
			method: 'GET',
			url: `${address()}/carriers`,
			repeatable: true,
			headers: { 'API-Key': key },
		});
		if (status === 401)
			throw refused('ShipStation does not know this key', `${where} A key that was deleted no longer works.`);
		if (status >= 400) throw shipstationError(status, body);
		return `ShipStation takes the key${isForTests({ apiKey }) ? ', a test key: its labels cost nothing and cannot be used' : ''}`;
	},
};

function isForTests({ apiKey }: ICredentialDataDecryptedObject): boolean {
	return String(apiKey ?? '')
		.trim()
		.startsWith('TEST_');
}

const send = async <S extends z.ZodTypeAny>(api: CarrierApi, question: Parameters<typeof ask<S>>[3]) =>
	await ask<S>(api, answerer, shipstationError, question);
const read = async (api: CarrierApi, id: string) =>
	await send(api, { method: 'GET', path: `/labels/${encodeURIComponent(id)}`, answer: Label });
const order = async (api: CarrierApi, request: LabelRequest, offer: { id: string }) =>
	await send(api, { method: 'POST', path: '/labels', body: labelRequestOf(request, offer), answer: Label });

async function quote(api: CarrierApi, request: LabelRequest): Promise<Quote> {
	const { carriers } = await send(api, { method: 'GET', path: '/carriers', answer: Carriers });
	const ids = carriers.filter(({ allows_returns: allows }) => allows !== false).map(({ carrier_id: id }) => id);
	if (!ids.length) return { offers: [], messages: ['ShipStation has no carrier account that takes returns.'] };
	// Repeatable: rates are asked, nothing is bought.
	const body = ratesRequestOf(request, ids);
	return quoteOf(await send(api, { method: 'POST', path: '/rates', body, answer: Rates, repeatable: true }));
}

/** The label of an order; undefined while it is in the making. */
function bought(label: Label): ReturnLabel | undefined {
	if (label.status !== 'error') return labelOf(label);
	throw shipstationError(409, { errors: [{ message: 'the carrier did not make the label' }] });
}

/** The label of a reference that was not voided. Throws `unknown_outcome` while it is in the making. */
async function findByReference(api: CarrierApi, reference: string): Promise<ReturnLabel | undefined> {
	const path = `/labels/external_shipment_id/${encodeURIComponent(externalId(reference))}`;
	let label: Label;
	try {
		label = await send(api, { method: 'GET', path, answer: Label });
	} catch (error) {
		if (error instanceof EffectError && error.details.httpStatus === 404) return undefined;
		throw error;
	}
	if (label.status === 'error' || label.status === 'voided' || label.voided) return undefined;
	const found = labelOf(label);
	if (found) return found;
	throw new EffectError('ShipStation is still making the label', {
		category: 'unknown_outcome',
		connection: 'shipstation',
		advice: 'It is looked up before anything is tried again, so no second label is bought.',
	});
}

const shownOf = (label: Label) => ({
	id: label.label_id,
	carrier: label.carrier_code ?? 'ShipStation',
	trackingNumber: label.tracking_number ?? '',
});
const knownOf = (label: Label) => ({
	refund: refundOf(label),
	refundStatus: label.refund_details?.refund_status ?? undefined,
	status: statusOf(label.tracking_status),
	detail: label.tracking_status ?? undefined,
	quiet: ['unknown'],
});
const standing = (label: Label) => standingOf(shownOf(label), knownOf(label));

const Voided = z.object({ approved: z.boolean(), message: text });

/** Voids once. Whatever the answer was, the label tells how it stands. */
async function giveBack(api: CarrierApi, id: string): Promise<VoidedLabel> {
	let said: EffectError | undefined;
	let why: string | undefined;
	try {
		const path = `/labels/${encodeURIComponent(id)}/void`;
		const { approved, message } = await send(api, { method: 'PUT', path, answer: Voided });
		if (!approved) why = message ?? undefined;
	} catch (error) {
		if (!(error instanceof EffectError) || ['configuration', 'retryable'].includes(error.category)) throw error;
		said = error;
	}
	const after = await read(api, id);
	const now = standing(after);
	if (now) return now;
	if (said?.category === 'unknown_outcome') throw said;
	return refusedVoid(shownOf(after), knownOf(after), why ?? said?.message);
}
