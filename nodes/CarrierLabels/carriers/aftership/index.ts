import { z } from 'zod';
import { EffectError } from '../../../shared/model';
import { filled, refused } from '../../../shared/operation';
import { ask } from '../ask';
import type { CarrierApi, Follower } from '../carrier';
import { codeOf, type TrackedParcel } from '../tracked';
import type { ParcelNews } from '../webhook';
import { aftershipError, answerer } from './error';
import { newsOf, Tracking } from './tracking';

const List = z.object({
	data: z.object({
		trackings: z
			.array(Tracking.nullable().catch(null))
			.nullish()
			.transform((all) => (all ?? []).filter((one) => one !== null)),
		pagination: z
			.object({ next_cursor: z.string().nullish(), has_next_page: z.boolean().nullish() })
			.nullish()
			.catch(undefined),
	}),
});
const One = z.object({ data: Tracking });

/** Of one question by numbers. */
const mostNumbers = 50;
const pageSize = 200;
/** No number has so many carriers. */
const mostPages = 10;
/** AfterShip counts requests by the second. */
const secondMs = 1_000;

/** AfterShip's codes of answers that say what is wrong with a number. */
const known = '4003';
const wrongCarrier = ['4010', '4012'];

/**
 * AfterShip follows parcels of any carrier, and sells no labels. A number is registered once, which it may charge for; afterwards all are asked for
 * together (docs/facts/carriers.md#aftership-follows-a-number-that-was-registered).
 */
export const aftership: Follower = {
	trackMany: {
		most: mostNumbers,

		async ask(api, parcels) {
			const found = await trackingsOf(api, parcels);
			return parcels.map((parcel) => newsFor(parcel, best(found, parcel)));
		},

		follow: async (api, parcel) => newsFor(parcel, await registered(api, parcel)),
	},

	exampleUrl: 'https://api.aftership.com/tracking/2026-07',

	/** Lists the carriers of the account, which costs nothing. */
	async testCredential(http, { apiKey }, address) {
		const where = 'Make one in AfterShip: Settings > API keys, which may read and write trackings.';
		const { status, body } = await http({
			method: 'GET',
			url: `${address()}/couriers`,
			repeatable: true,
			headers: { 'as-api-key': filled(apiKey, 'API Key', where) },
		});
		if (status === 401)
			throw refused('AfterShip does not know this key', `${where} A key that was deleted no longer works.`);
		if (status >= 400) throw aftershipError(status, body);
		return 'AfterShip takes the key';
	},
};

/** Asks; a second that was full is waited for once. */
async function send<S extends z.ZodTypeAny>(
	api: CarrierApi,
	question: Parameters<typeof ask<S>>[3],
): Promise<z.output<S>> {
	try {
		return await ask<S>(api, answerer, aftershipError, question);
	} catch (error) {
		if (!(error instanceof EffectError) || error.details.httpStatus !== 429) throw error;
		await new Promise((resolve) => setTimeout(resolve, secondMs));
		return await ask<S>(api, answerer, aftershipError, question);
	}
}

/** What AfterShip has of these numbers, page by page. */
async function trackingsOf(api: CarrierApi, parcels: TrackedParcel[]): Promise<Tracking[]> {
	const found: Tracking[] = [];
	let cursor: string | undefined;
	for (let page = 0; page < mostPages; page++) {
		const { data } = await send(api, {
			method: 'GET',
			path: '/trackings',
			qs: {
				tracking_numbers: parcels.map(({ trackingNumber }) => trackingNumber).join(','),
				limit: pageSize,
				...(cursor && { cursor }),
			},
			answer: List,
		});
		found.push(...data.trackings);
		cursor = (data.pagination?.has_next_page && data.pagination.next_cursor) || undefined;
		if (!cursor) break;
	}
	return found;
}

/** A number can be of several carriers: that of the one who was named, else the first. */
function best(found: Tracking[], { trackingNumber, carrier }: TrackedParcel): Tracking | undefined {
	const own = found.filter((one) => one.tracking_number.toUpperCase() === trackingNumber.toUpperCase());
	return own.find(({ slug }) => slug === slugOf(carrier)) ?? own[0];
}

/** Has a number followed from now on. Undefined: AfterShip follows it already, and tells of it at the next look. */
async function registered(
	api: CarrierApi,
	{ trackingNumber, carrier }: TrackedParcel,
	slug = slugOf(carrier),
): Promise<Tracking | undefined> {
	try {
		const { data } = await send(api, {
			method: 'POST',
			path: '/trackings',
			body: { tracking_number: trackingNumber, ...(slug && { slug }) },
			answer: One,
			// The same number twice is refused.
			repeatable: true,
		});
		return data;
	} catch (error) {
		const code = error instanceof EffectError ? error.details.code : undefined;
		if (code === known) return undefined;
		// In other words than AfterShip's: it finds out by the number who that is.
		if (slug && wrongCarrier.includes(code ?? '')) return await registered(api, { trackingNumber, carrier }, '');
		throw error;
	}
}

/** Under the number as it was recorded: AfterShip writes it in capitals. */
const newsFor = ({ trackingNumber }: TrackedParcel, tracking: Tracking | undefined): ParcelNews | undefined =>
	tracking && { ...newsOf(tracking), trackingNumber };

/** A carrier as AfterShip writes it: `DHL Express` is `dhl-express`. */
const slugOf = (carrier: string) => codeOf(carrier).replaceAll('_', '-').replace(/^-|-$/g, '');
