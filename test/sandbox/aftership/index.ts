import { sandboxSecrets } from '../catalogue';
import type { Answer, Incoming, StandIn } from '../server';

/** A parcel as AfterShip follows it. */
export interface AfterShipTracking {
	id: string;
	tracking_number: string;
	slug: string;
	tag: string;
	subtag: string;
	subtag_message: string;
	return_to_sender: boolean;
	checkpoints: Array<{ checkpoint_time: string; tag: string; subtag: string; message: string }>;
	latest_estimated_delivery: { datetime: string } | null;
}

export interface AfterShipStandIn extends StandIn {
	readonly trackings: AfterShipTracking[];
	/** Carriers that it knows by their code. */
	readonly slugs: Set<string>;
	/** Numbers that it does not take for one. */
	readonly refused: Set<string>;
	/** Queries of lists, in their order. */
	readonly asked: URLSearchParams[];
	/** Follows a parcel that somebody else registered. */
	add(number: string, slug: string): AfterShipTracking;
	/** What its carrier says next, e.g. `InTransit/InTransit_002/Acceptance scan`. */
	say(number: string, words: string, time?: string): void;
	/** How many trackings a page has at most. */
	pageSize: number;
}

/** AfterShip's trackings as its OpenAPI document has them: a number once for each carrier, lists by numbers, page by page. */
export function createAfterShip(): AfterShipStandIn {
	const trackings: AfterShipTracking[] = [];
	const standIn: AfterShipStandIn = {
		provider: 'aftership',
		trackings,
		slugs: new Set(['dhl', 'ups', 'usps']),
		refused: new Set(),
		asked: [],
		pageSize: 200,
		add(number, slug) {
			const tracking = {
				id: trackings.length.toString(16).padStart(32, '0'),
				tracking_number: number.toUpperCase(),
				slug,
				tag: 'Pending',
				subtag: 'Pending_002',
				subtag_message: 'Pending',
				return_to_sender: false,
				checkpoints: [],
				latest_estimated_delivery: null,
			};
			trackings.push(tracking);
			return tracking;
		},
		say(number, words, time = '2026-11-21T10:00:00+00:00') {
			const [tag, subtag = `${tag}_001`, message = tag] = words.split('/');
			for (const one of trackings.filter((each) => each.tracking_number === number.toUpperCase()))
				Object.assign(one, {
					tag,
					subtag,
					subtag_message: message,
					return_to_sender: one.return_to_sender || ['Exception_010', 'Exception_011'].includes(subtag),
					checkpoints: [{ checkpoint_time: time, tag, subtag, message }, ...one.checkpoints],
				});
		},
		operationOf: ({ method, path }) => `${method} ${path}`,
		refusal: (kind): Answer =>
			kind === 'rate_limit'
				? failed(429, 429, 'TooManyRequests', 'You have exceeded the API call rate limit.')
				: failed(500, 500, 'InternalError', 'Something went wrong.'),
		answer(request) {
			if (request.headers['as-api-key'] !== sandboxSecrets.aftershipKey)
				return failed(401, 401, 'Unauthorized', 'Invalid API key.');
			return route(request);
		},
	};
	return standIn;

	function route({ method, path, url, json }: Incoming): Answer {
		const at = `${method} ${path.replace('/tracking/2026-07', '')}`;
		if (at === 'GET /couriers') return { status: 200, body: { meta: { code: 200 }, data: { total: 0, couriers: [] } } };
		if (at === 'GET /trackings') return list(url.searchParams);
		if (at === 'POST /trackings') return follow(json() as { tracking_number: string; slug?: string });
		return failed(404, 404, 'NotFound', 'The URI requested is invalid.');
	}

	function list(query: URLSearchParams): Answer {
		standIn.asked.push(query);
		const numbers = (query.get('tracking_numbers') ?? '').split(',').map((one) => one.toUpperCase());
		if (numbers.length > 50) return failed(400, 4008, 'BadRequest', 'Supports up to 50 tracking numbers.');
		const all = trackings.filter((one) => numbers.includes(one.tracking_number));
		const first = Number(query.get('cursor') ?? 0);
		const next = first + Math.min(standIn.pageSize, Number(query.get('limit') ?? 100));
		const more = next < all.length;
		const pagination = { total: all.length, next_cursor: more ? String(next) : '', has_next_page: more };
		return { status: 200, body: { meta: { code: 200 }, data: { pagination, trackings: all.slice(first, next) } } };
	}

	function follow({ tracking_number: number, slug }: { tracking_number: string; slug?: string }): Answer {
		if (standIn.refused.has(number)) return failed(400, 4005, 'BadRequest', 'The value of tracking_number is invalid.');
		if (slug && !standIn.slugs.has(slug)) return failed(400, 4010, 'BadRequest', 'The value of slug is invalid.');
		if (trackings.some((one) => one.tracking_number === number.toUpperCase() && (!slug || one.slug === slug)))
			return failed(400, 4003, 'BadRequest', 'Tracking already exists.');
		return { status: 201, body: { meta: { code: 201 }, data: standIn.add(number, slug ?? 'unrecognized') } };
	}
}

function failed(status: number, code: number, type: string, message: string): Answer {
	return { status, body: { meta: { code, type, message }, data: {} } };
}
