import { z } from 'zod';
import { EffectError, type ReturnLabel } from '../../../shared/model';
import { filled, refused } from '../../../shared/operation';
import { switchedOff } from '../account';
import { ask } from '../ask';
import type { Carrier, CarrierApi, LabelRequest, VoidedLabel } from '../carrier';
import { chooseOffer } from '../offer';
import { purchased } from '../purchase';
import { refusedVoid, standingOf } from '../standing';
import { answerer, karrioError } from './error';
import { labelOf, quoteOf, Shipment, shipmentOf } from './label';
import { pickups } from './pickup';
import { refundOf, statusOf } from './tracking';
import { track, webhook } from './webhook';

const Shipments = z.object({
	results: z.array(Shipment.nullable().catch(null)).transform((all) => all.filter((one) => one !== null)),
	next: z.string().nullish().catch(undefined),
});
const Connections = z.object({
	results: z.array(z.object({ carrier_name: z.string(), display_name: z.string().nullish(), active: z.boolean() })),
});
const pageSize = 100;
const mostPages = 10;

/**
 * Karrio, on a server of the shop's own. A shipment costs nothing until it is purchased, and is purchased once; so it is noted before, and
 * whatever the answer was, the shipment tells whether there is a label.
 */
export const karrio: Carrier = {
	noted: 'shipment',
	ids: ['karrio.shipment'],
	extras: ['customs', 'insurance'],

	async find(api, { reference }, { progress }) {
		if (progress.shipment) return labelOf(await read(api, progress.shipment), api.baseUrl);
		return api.remembers ? undefined : await findByReference(api, reference);
	},

	async create(api, request, memory) {
		const noted = memory.progress.shipment;
		const known = noted ? await read(api, noted) : undefined;
		const there =
			(known && labelOf(known, api.baseUrl)) ??
			(api.remembers ? await findByReference(api, request.reference, request.since) : undefined);
		if (there) return there;
		const shipment = known ?? (await newShipment(api, request));
		const { id: rate } = chooseOffer(quoteOf(shipment), request, answerer);
		if (!noted) await memory.note({ shipment: shipment.id });
		return await purchased(
			{
				order: async () => labelOf(await purchase(api, shipment.id, rate, request), api.baseUrl),
				look: async () => labelOf(await read(api, shipment.id), api.baseUrl),
				forget: async () => await memory.note({ shipment: '' }),
			},
			answerer,
		);
	},

	quote: async (api, request) => quoteOf(await newShipment(api, request)),

	async read(api, labelId) {
		const shipment = await read(api, labelId);
		return { label: labelOf(shipment, api.baseUrl), standing: standing(shipment), refund: refundOf(shipment) };
	},

	voidLabel: async (api, labelId) => standing(await read(api, labelId)) ?? (await giveBack(api, labelId)),

	filesNeedKey: true,

	async labelUrl(api, labelId, format) {
		const label = labelOf(await read(api, labelId), api.baseUrl);
		if (label?.labelFormat === format) return label.labelUrl;
		throw new EffectError(`Karrio has no ${format} of this label`, {
			category: 'rejected',
			connection: 'karrio',
			advice: 'Karrio makes a label in the format it is bought in, and no other: download it as it is.',
		});
	},

	pickups,

	webhook,

	track,

	async accounts(api) {
		const { results } = await send(api, { method: 'GET', path: '/connections', answer: Connections });
		return results.map(({ carrier_name: carrier, display_name: name, active }) => ({
			name: name || carrier,
			...(!active && { unusable: switchedOff }),
		}));
	},

	exampleUrl: 'https://karrio.example.com/v1',

	/** Lists the connections to carriers, which costs nothing. */
	async testCredential(http, { apiKey }, address) {
		const where = 'Copy a key from your Karrio dashboard: Developers > API.';
		const key = filled(apiKey, 'API Key', where);
		const { status, body } = await http<{ count?: unknown }>({
			method: 'GET',
			url: `${address()}/connections`,
			repeatable: true,
			headers: { authorization: `Token ${key}` },
		});
		if (status === 401)
			throw refused('Karrio does not know this key', `${where} A key that was deleted no longer works.`);
		if (status >= 400) throw karrioError(status, body);
		return 'Karrio takes the key';
	},
};

const send = async <S extends z.ZodTypeAny>(api: CarrierApi, question: Parameters<typeof ask<S>>[3]) =>
	await ask<S>(api, answerer, karrioError, question);
const pathOf = (id: string) => `/shipments/${encodeURIComponent(id)}`;
const read = async (api: CarrierApi, id: string) =>
	await send(api, { method: 'GET', path: pathOf(id), answer: Shipment });
const newShipment = async (api: CarrierApi, request: LabelRequest) =>
	// Repeatable: a second shipment that is not bought costs nothing.
	await send(api, {
		method: 'POST',
		path: '/shipments',
		body: shipmentOf(request),
		answer: Shipment,
		repeatable: true,
	});
const purchase = async (api: CarrierApi, id: string, rate: string, { format, reference }: LabelRequest) =>
	await send(api, {
		method: 'POST',
		path: `${pathOf(id)}/purchase`,
		body: { selected_rate_id: rate, label_type: format, reference },
		answer: Shipment,
	});

async function findByReference(api: CarrierApi, reference: string, since?: string): Promise<ReturnLabel | undefined> {
	for (let page = 0; page < mostPages; page++) {
		const { results, next } = await send(api, {
			method: 'GET',
			path: '/shipments',
			qs: { reference, limit: pageSize, offset: page * pageSize, ...(since && { created_after: since }) },
			answer: Shipments,
		});
		const label = results
			// Karrio searches for whatever contains the reference.
			.filter((one) => one.reference === reference && one.is_return !== false && one.status !== 'cancelled')
			.map((one) => labelOf(one, api.baseUrl))
			.find(Boolean);
		if (label || !next) return label;
	}
	return undefined;
}

const shownOf = (shipment: Shipment) => ({
	id: shipment.id,
	carrier: shipment.carrier_name ?? 'Karrio',
	trackingNumber: shipment.tracking_number ?? '',
});
const knownOf = (shipment: Shipment) => ({
	refund: refundOf(shipment),
	...(refundOf(shipment) && { refundStatus: shipment.status }),
	status: statusOf(shipment.status),
	detail: shipment.status,
	quiet: ['draft', 'cancelled'],
});
const standing = (shipment: Shipment) => standingOf(shownOf(shipment), knownOf(shipment));

/** Cancels once. Whatever the answer was, the shipment tells how its label stands. */
async function giveBack(api: CarrierApi, id: string): Promise<VoidedLabel> {
	let said: EffectError | undefined;
	try {
		await send(api, { method: 'POST', path: `${pathOf(id)}/cancel`, body: {}, answer: z.unknown() });
	} catch (error) {
		if (!(error instanceof EffectError) || ['configuration', 'retryable'].includes(error.category)) throw error;
		said = error;
	}
	const after = await read(api, id);
	const now = standing(after);
	if (now) return now;
	if (said?.category === 'unknown_outcome') throw said;
	return refusedVoid(shownOf(after), knownOf(after), said?.message);
}
