import { connectionNames } from './providers';

/** What a sender from outside may know of a provider's records: the order that it sold, and how that was paid. */
const known = ['order', 'pos_order', 'payment_intent', 'charge'];

/**
 * The ids of a request that its sender may know. A case is found by its ids, and the first that carries one keeps it: with the id of a
 * return, a refund or a parcel somebody else's case would never hear of its own. Ids of systems that are none of ours stay.
 */
export function idsFromOutside(ids: Record<string, string>): Record<string, string> {
	return Object.fromEntries(Object.entries(ids).filter(([name]) => mayBeKnown(name)));
}

function mayBeKnown(name: string): boolean {
	const [system, kind] = name.split('.');
	return name !== 'tracking' && (!connectionNames.some((one) => one === system) || known.includes(kind));
}
