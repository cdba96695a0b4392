import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, invalidInput, type ReturnLabel } from '../../../shared/model';
import { filled, refused } from '../../../shared/operation';
import { switchedOff } from '../account';
import type { Carrier, CarrierApi, LabelRequest, VoidedLabel } from '../carrier';
import { withoutCode } from '../extras';
import { chooseOffer } from '../offer';
import { mostPages } from '../pages';
import { purchased } from '../purchase';
import { refusedVoid, standingOf } from '../standing';
import { goneIs } from '../refusal';
import { answerer, shippoError } from './error';
import {
	formatOf,
	labelOf,
	messagesOf,
	quoteOf,
	Rate,
	Shipment,
	shipmentOf,
	Transaction,
	transactionOf,
} from './label';
import { pickups } from './pickup';
import { headers, send } from './send';
import { refundOf, statusOf } from './tracking';
import { track, webhook } from './webhook';

const Transactions = z.object({
	results: z.array(Transaction.nullable().catch(null)).transform((all) => all.filter((one) => one !== null)),
	next: z.string().nullish().catch(undefined),
});
const Accounts = z.object({
	results: z.array(
		z.object({ carrier: z.string(), carrier_name: z.string().nullish(), active: z.boolean().nullish() }),
	),
});
/** Without a file there is no label. Every other word leaves open whether one is paid: also success, and what Shippo may say tomorrow. */
const noLabel = ['ERROR', 'REFUNDPENDING', 'REFUNDED', 'REFUNDREJECTED'];

/**
 * Shippo. A shipment is free; a label is bought for a rate, and nothing keeps Shippo from selling it twice. So shipment and rate are noted
 * before the order, and the transactions of the rate tell whether there is a label (docs/facts/carriers.md#shippo-sells-for-a-rate-again).
 */
export const shippo: Carrier = {
	noted: 'rate',
	ids: ['shippo.transaction'],
	extras: ['customs', 'insurance', 'payOnScan', 'code'],

	async find(api, { reference, code }, { progress }) {
		const label = progress.rate
			? await ofRate(api, progress.rate)
			: api.remembers
				? undefined
				: await findByReference(api, reference);
		return label && withoutCode(label, { code }, 'Shippo');
	},

	async create(api, request, memory) {
		assertWithinCountry(request);
		const there = api.remembers ? await findByReference(api, request.reference, request.since) : undefined;
		if (there) return there;
		const shipment = await newShipment(api, request);
		const { id: rate } = chooseOffer(quoteOf(shipment), request, answerer);
		await memory.note({ shipment: shipment.object_id, rate });
		const chosen = shipment.rates.find((one) => one?.object_id === rate) ?? undefined;
		const label = await purchased(
			{
				order: async () => bought(await order(api, rate, request), chosen),
				look: async () => await ofRate(api, rate),
				forget: async () => await memory.note({ shipment: '', rate: '' }),
			},
			answerer,
		);
		return withoutCode(label, request, 'Shippo');
	},

	async quote(api, request) {
		assertWithinCountry(request);
		return quoteOf(await newShipment(api, request));
	},

	async read(api, labelId) {
		const transaction = await read(api, labelId);
		const label = await labelWithRate(api, transaction);
		return { label, standing: standing(transaction, label), refund: refundOf(transaction) };
	},

	async voidLabel(api, labelId) {
		const before = await read(api, labelId);
		return standing(before, await labelWithRate(api, before)) ?? (await giveBack(api, labelId));
	},

	async labelUrl(api, labelId, format) {
		const transaction = await read(api, labelId);
		if (transaction.label_url && formatOf(transaction) === format) return transaction.label_url;
		throw new EffectError(`Shippo has no ${format} of this label`, {
			category: 'rejected',
			connection: 'shippo',
			advice: 'Shippo makes a label in the format it is bought in, and no other: download it as it is.',
		});
	},

	pickups,

	webhook,

	track,

	async accounts(api) {
		const { results } = await send(api, {
			method: 'GET',
			path: '/carrier_accounts/',
			qs: { results: 100 },
			answer: Accounts,
		});
		return results.map(({ carrier, carrier_name: name, active }) => ({
			name: name || carrier,
			...(active === false && { unusable: switchedOff }),
		}));
	},

	isForTests,

	exampleUrl: 'https://api.goshippo.com',

	/** Reads one address, which costs nothing. */
	async testCredential(http, { apiToken }, address) {
		const where = 'Copy a token from Shippo: Settings > API.';
		const token = filled(apiToken, 'API Token', where);
		const { status, body } = await http({
			method: 'GET',
			url: `${address()}/addresses/`,
			qs: { results: 1 },
			repeatable: true,
			headers: { ...headers, authorization: `ShippoToken ${token}` },
		});
		if (status === 401)
			throw refused('Shippo does not know this token', `${where} A token that was deleted no longer works.`);
		if (status >= 400) throw shippoError(status, body);
		return `Shippo takes the token${isForTests({ apiToken }) ? ', a test token: its labels cost nothing and cannot be used' : ''}`;
	},
};

function isForTests({ apiToken }: ICredentialDataDecryptedObject): boolean {
	return String(apiToken ?? '')
		.trim()
		.startsWith('shippo_test_');
}

/** How Shippo takes a declaration for customs of a shipment that it turns round is documented nowhere. */
function assertWithinCountry({ payOnScan, customs }: LabelRequest): void {
	if (payOnScan && customs)
		throw invalidInput(
			'Through Shippo a label that is paid at the scan is bought within a country only',
			'Take Pay When Scanned out of Extras, or buy the label of another carrier service.',
			'extras.payOnScan',
		);
}

const newShipment = async (api: CarrierApi, request: LabelRequest) =>
	// Repeatable: a second shipment that is not bought costs nothing.
	await send(api, {
		method: 'POST',
		path: '/shipments/',
		body: shipmentOf(request),
		answer: Shipment,
		repeatable: true,
	});
const order = async (api: CarrierApi, rate: string, request: LabelRequest) =>
	await send(api, { method: 'POST', path: '/transactions/', body: transactionOf(rate, request), answer: Transaction });
const read = async (api: CarrierApi, id: string) =>
	await send(api, { method: 'GET', path: `/transactions/${encodeURIComponent(id)}`, answer: Transaction });

/** The label of an order; undefined while it is under way. Throws what Shippo says against it: the HTTP status is 201 all the same. */
function bought(transaction: Transaction, rate: Rate | undefined): ReturnLabel | undefined {
	if (transaction.status !== 'ERROR') return labelOf(transaction, rate);
	const said = messagesOf(transaction.messages).join(' ');
	// A carrier that asks for fewer requests is told in here, too.
	const isBusy = /too many requests/i.test(said);
	throw new EffectError(`Shippo could not buy the label${said ? `: ${said}` : ''}`, {
		category: isBusy ? 'retryable' : 'rejected',
		connection: 'shippo',
		advice: isBusy
			? 'It is tried again later.'
			: 'Read what the carrier says, correct the input, then replay the step.',
	});
}

/** The label that was bought for a rate. Throws `unknown_outcome` while an order for it is under way. */
async function ofRate(api: CarrierApi, rate: string): Promise<ReturnLabel | undefined> {
	const { results } = await send(api, { method: 'GET', path: '/transactions/', qs: { rate }, answer: Transactions });
	return await theLabel(api, results);
}

/** `since`: no label of it can be older; the newest are listed first. */
async function findByReference(api: CarrierApi, reference: string, since?: string): Promise<ReturnLabel | undefined> {
	for (let page = 1; page <= mostPages(since); page++) {
		const { results, next } = await send(api, {
			method: 'GET',
			path: '/transactions/',
			qs: { results: 100, page },
			answer: Transactions,
		});
		const label = await theLabel(
			api,
			results.filter((one) => one.metadata === reference && !refundOf(one)),
		);
		const oldest = Date.parse(results.at(-1)?.object_created ?? '');
		if (label || !next || (since && oldest < Date.parse(since))) return label;
	}
	return undefined;
}

async function theLabel(api: CarrierApi, transactions: Transaction[]): Promise<ReturnLabel | undefined> {
	const done = transactions.find(({ label_url: url }) => url);
	if (done) return await labelWithRate(api, done);
	if (transactions.every(({ status }) => noLabel.includes(status))) return undefined;
	throw new EffectError('Shippo is still buying the label', {
		category: 'unknown_outcome',
		connection: 'shippo',
		advice: 'It is looked up before anything is tried again, so no second label is bought.',
	});
}

/** A label with its carrier and price, which only its rate has; Shippo may have forgotten that. */
async function labelWithRate(api: CarrierApi, transaction: Transaction): Promise<ReturnLabel | undefined> {
	const { rate } = transaction;
	if (typeof rate !== 'string') return labelOf(transaction, rate ?? undefined);
	const path = `/rates/${encodeURIComponent(rate)}`;
	const known = await goneIs(undefined, async () => await send(api, { method: 'GET', path, answer: Rate }));
	return labelOf(transaction, known);
}

const shownOf = (transaction: Transaction, label: ReturnLabel | undefined) => ({
	id: transaction.object_id,
	carrier: label?.carrier ?? 'Shippo',
	trackingNumber: transaction.tracking_number ?? '',
});
const knownOf = (transaction: Transaction) => {
	const refund = refundOf(transaction);
	return {
		refund,
		...(refund && { refundStatus: transaction.status }),
		status: statusOf(transaction.tracking_status),
		detail: transaction.tracking_status ?? undefined,
		quiet: ['UNKNOWN'],
	};
};
const standing = (transaction: Transaction, label: ReturnLabel | undefined) =>
	standingOf(shownOf(transaction, label), knownOf(transaction));

/** Asks for the price once. Whatever the answer was, the transaction tells how the label stands. */
async function giveBack(api: CarrierApi, id: string): Promise<VoidedLabel> {
	let said: EffectError | undefined;
	const Refund = z.object({ status: z.string() });
	try {
		const { status } = await send(api, {
			method: 'POST',
			path: '/refunds/',
			body: { transaction: id, async: false },
			answer: Refund,
		});
		if (status === 'ERROR') said = shippoError(409, {});
	} catch (error) {
		if (!(error instanceof EffectError) || ['configuration', 'retryable'].includes(error.category)) throw error;
		said = error;
	}
	const after = await read(api, id);
	const label = await labelWithRate(api, after);
	const now = standing(after, label);
	if (now) return now;
	if (said?.category === 'unknown_outcome') throw said;
	return refusedVoid(
		shownOf(after, label),
		knownOf(after),
		said?.details.httpStatus === 409 ? undefined : said?.message,
	);
}
