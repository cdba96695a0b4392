import {
	carrierNames,
	connections,
	EffectError,
	invalidInput,
	type CarrierName,
	type NewEvent,
} from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { carriers } from '../carriers';
import type { Pickup, PickupNow } from '../carriers/pickup';

/** A pickup that was ordered for a return, as its case tells. */
export interface KnownPickup {
	id: string;
	source: CarrierName;
	/** What the case was told when it was ordered. */
	note: string;
}

const [ordered, canceled] = ['.pickup', '.pickup_canceled'];

/** What the case learns of a pickup that was ordered. */
export function orderedEvent(source: CarrierName, { id, carrier, from, until, confirmation }: Pickup): NewEvent {
	const note = `${carrier} fetches the parcel between ${from} and ${until}${confirmation && `, confirmation ${confirmation}`}.`;
	return { source, id: `${id}${ordered}`, type: 'note.added', data: { note } };
}

/** What it learns of one that was to be canceled; undefined: nothing, the time had passed. */
export function canceledEvent(
	source: CarrierName,
	{ id, carrier, confirmation, status, message }: PickupNow,
): NewEvent | undefined {
	if (status === 'over') return undefined;
	if (status === 'canceled')
		return {
			source,
			id: `${id}${canceled}`,
			type: 'note.added',
			data: { note: `${carrier} does not come: pickup ${confirmation || id} is canceled.` },
		};
	const exception = {
		code: 'pickup_not_canceled',
		owner: 'service',
		message: message ?? `${carrier} comes all the same`,
	} as const;
	return { source, id: `${id}.pickup_not_canceled`, type: 'exception.opened', data: { exception } };
}

/**
 * The pickups of a return that nobody has called off, of one carrier service or of all. Throws EffectError while nobody knows whether one was
 * ordered.
 */
export async function openPickups(context: OperationContext, own?: CarrierName): Promise<KnownPickup[]> {
	const store = context.requireStore();
	const { reference } = await context.requireCase();
	const asked = carrierNames.filter((id) => carriers[id].pickups && (!own || id === own));
	for (const id of asked)
		if (await store.claims.isOpen(reference, `${id}.pickup`))
			throw new EffectError(`${connections[id].name} may have been asked for a pickup, and it is not known yet`, {
				category: 'retryable',
				connection: id,
				code: 'pickup_in_doubt',
				advice: 'Replay the step that ordered it, which looks it up; then this one.',
			});
	const notes = (await store.cases.timeline(reference)).filter(({ type }) => type === 'note.added');
	const over = new Set(notes.map(({ id }) => id));
	return notes.flatMap(({ id: event, source, data }) => {
		const service = asked.find((one) => one === source);
		const id = event.endsWith(ordered) ? event.slice(0, -ordered.length) : '';
		if (!service || !id || over.has(`${id}${canceled}`)) return [];
		return [{ id, source: service, note: (data as { note: string }).note }];
	});
}

/** Of whom a pickup was ordered, as the case knows. Throws EffectError when it does not. */
export async function pickupById(context: OperationContext, id: string): Promise<KnownPickup> {
	const found = context.store && (await openPickups(context)).find((one) => one.id === id);
	if (found) return found;
	throw invalidInput(
		'Of whom this pickup was ordered is not known',
		'Choose its Carrier Service. Whoever Was Asked takes pickups that Create Pickup has ordered for this return and that nobody has canceled.',
		'carrierService',
	);
}
