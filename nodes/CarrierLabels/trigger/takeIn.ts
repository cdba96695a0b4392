import type { CaseState } from '../../shared/case';
import { isNews } from '../../shared/case/parcelProgress';
import {
	instantOf,
	InvalidEvent,
	type FollowerName,
	type EventType,
	type NewEvent,
	type ParcelStatus,
} from '../../shared/model';
import type { CaseStore } from '../../shared/store/store';
import type { ParcelNews } from '../carriers/webhook';

/** News of a parcel, and what became of them. */
export interface TakenIn {
	news: ParcelNews & { status: ParcelStatus };
	/** The case of the parcel, as it is then. */
	case?: CaseState;
	/** The carrier has it for the first time, as far as is known. */
	firstScan: boolean;
}

const types: Partial<Record<ParcelStatus, EventType>> = {
	delivered: 'shipment.delivered',
	exception: 'shipment.exception',
	lost: 'shipment.exception',
	returned_to_sender: 'shipment.exception',
};

/**
 * Tells the case of each parcel what is new, and gives back what a flow should hear. A parcel goes forward only (case/parcelProgress.ts), so
 * repeats and whatever comes late are no news. Parcels of no case are told once for each status. Rejects when the store fails.
 * `source`: the carrier service; `receiver`: the trigger, each of which starts its own flow.
 */
export async function takeIn(
	store: CaseStore,
	source: FollowerName,
	news: ParcelNews[],
	receiver: string,
): Promise<TakenIn[]> {
	const taken: TakenIn[] = [];
	for (const one of news) {
		const { status, trackingNumber } = one;
		if (!status) continue;
		const known = { ...one, status };
		const before = await store.cases.findByReference('tracking', trackingNumber);
		const after = before && (await told(store, source, before, known));
		// Told once for each trigger: several may listen to one account, and a repeat may follow a crash between case and flow.
		const isNew = await store.inbox.markSeen(source, `${idOf(known)}@${receiver}`);
		const isStale = before && !after;
		if (isNew && !isStale)
			taken.push({
				news: known,
				...(after && { case: after }),
				firstScan: !parcelOf(before, trackingNumber) && isScan(status),
			});
	}
	return taken;
}

/** The case after news of its parcel; undefined when they are none. */
async function told(
	store: CaseStore,
	source: FollowerName,
	before: CaseState,
	news: TakenIn['news'],
): Promise<CaseState | undefined> {
	if (news.status === 'label_made') return before;
	const event = eventOf(source, news);
	const known = parcelOf(before, news.trackingNumber);
	if (known && !isNews(known, news.status, news.detail)) {
		// The same event again, of a try that ended before the flow was started: it is the flow's to hear.
		return known.status === news.status && known.detail === news.detail ? before : undefined;
	}
	return (await store.cases.record({ reference: before.reference, events: [event] })).case;
}

const parcelOf = (state: CaseState | undefined, number: string) =>
	state?.parcels?.find(({ trackingNumber }) => trackingNumber === number);
const isScan = (status: ParcelStatus) => status !== 'label_made' && status !== 'lost' && status !== 'exception';

/** What is wrong on the way can be so more than once; everything else comes once. */
const idOf = ({ trackingNumber, status, detail }: TakenIn['news']) =>
	`${trackingNumber}.${status}${status === 'exception' && detail ? `.${detail.slice(0, 100)}` : ''}`;

/** A carrier's time; one that names no zone is not this computer's own. Undefined: it is none. */
function timeOf(text: string): string | undefined {
	const zoned = instantOf(text, 'UTC');
	return zoned ?? (Number.isNaN(Date.parse(text)) ? undefined : new Date(text).toISOString());
}

/** What the case records of a parcel. */
export function eventOf(source: FollowerName, news: TakenIn['news']): NewEvent {
	const { trackingNumber, status, detail, carrier, time, estimatedDelivery } = news;
	const at = time ? timeOf(time) : undefined;
	return {
		source,
		id: idOf(news),
		type: types[status] ?? 'shipment.in_transit',
		actor: carrier ?? source,
		data: {
			tracking: {
				trackingNumber,
				status,
				...(detail && { detail }),
				...(at && { time: at }),
				...(carrier && { carrier }),
				...(estimatedDelivery && { estimatedDelivery }),
			},
		},
	};
}

/** Keeps a genuine message, takes in what it says, and marks it. One that no event can hold is kept as unreadable. */
export async function takeInMessage(
	store: CaseStore,
	source: FollowerName,
	message: { id: string; topic: string; body: string; news: ParcelNews[] },
	receiver: string,
): Promise<TakenIn[] | { unreadable: string }> {
	const id = `${message.id}@${receiver}`;
	await store.inbox.put({ source, id, topic: message.topic, body: message.body, receiver });
	try {
		const taken = await takeIn(store, source, message.news, receiver);
		await store.inbox.mark(source, id, 'read');
		return taken;
	} catch (error) {
		if (!(error instanceof InvalidEvent)) throw error;
		await store.inbox.mark(source, id, 'unreadable', error.message);
		return { unreadable: error.message };
	}
}
