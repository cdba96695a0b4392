import type { CaseEvent, EventData, NewEvent, ParcelClaim } from '../model';
import { worthOfPieces } from './approvals';
import type { CaseState } from './caseState';

type Said = EventData<'shipment.exception'>['tracking'];

/** What a carrier owes something for: it has lost or damaged a parcel. Undefined: neither. */
export function damageOf({ status, detail }: Pick<Said, 'status' | 'detail'>): ParcelClaim['reason'] | undefined {
	if (status === 'lost') return 'lost';
	return /damage/i.test(detail ?? '') ? 'damaged' : undefined;
}

/**
 * The claim that follows from what a carrier said of a parcel, with what it asks for; `state` is the case after that. Of each parcel one, and only of
 * those with a label of the shop's: who bought the label is whom the carrier owes. Of several parcels nobody knows which goods are in which, so
 * the claim names all that have not come. Pure.
 */
export function claimEvent(state: CaseState, event: CaseEvent): NewEvent | undefined {
	if (event.type !== 'shipment.exception') return undefined;
	const { trackingNumber, status, detail } = (event as CaseEvent<'shipment.exception'>).data.tracking;
	const reason = damageOf({ status, detail });
	const label = state.labels.find((one) => one.trackingNumber === trackingNumber && !one.voided);
	if (!reason || !label || state.claims?.some((one) => one.trackingNumber === trackingNumber)) return undefined;
	const goods = state.lines
		.map(({ id: line, sku, title, quantities: { approved, received } }) => ({
			line,
			sku,
			title,
			quantity: Math.max(0, approved - received),
		}))
		.filter(({ quantity }) => quantity > 0);
	const value = state.order && worthOfPieces(goods, state.lines, state.order);
	const acceptedAt = state.parcels?.find((one) => one.trackingNumber === trackingNumber)?.acceptedAt;
	const claim: ParcelClaim = {
		id: `${state.reference}/claim/${trackingNumber}`,
		trackingNumber,
		carrier: label.carrier,
		...(label.service && { service: label.service }),
		reason,
		said: detail ?? status,
		...(acceptedAt && acceptedAt !== event.time && { acceptedAt }),
		label: { id: label.id, providerIds: label.providerIds, ...(label.cost && { cost: label.cost }) },
		goods,
		...(value && { value }),
	};
	return { source: 'case', id: claim.id, type: 'claim.opened', data: { claim } };
}

/** The claim of a parcel that waits for the carrier's answer. */
export function openClaimOf({ claims }: Pick<CaseState, 'claims'>, trackingNumber: string): ParcelClaim | undefined {
	return claims?.find((one) => one.trackingNumber === trackingNumber && !one.outcome);
}
