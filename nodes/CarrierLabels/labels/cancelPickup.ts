import type { Effect, EffectMemory } from '../../shared/effect';
import { EffectError } from '../../shared/model';
import type { PickupCancellation, PickupNow } from '../carriers/pickup';
import type { ChosenCarrier } from '../transport/carrierOf';
import type { KnownPickup } from './pickupsOf';

/** Calls a pickup off, once: it is looked at before and after, and what it is then counts, not what was answered. */
export function cancelEffect(
	{ id: source, name, service, api }: ChosenCarrier,
	{ id, note }: Pick<KnownPickup, 'id' | 'note'>,
): Effect<PickupNow> {
	const cancellation = service.pickups?.cancellation;
	return {
		key: id,
		kind: `${source}.pickup_cancel`,
		lookUp: async (memory) => (cancellation ? await settled(cancellation, memory) : undefined),
		act: async (memory) => (cancellation ? await cancel(cancellation, memory) : byPhone()),
		preview: async () => ({ id, message: `Would cancel pickup ${id}.` }),
	};

	async function cancel(at: PickupCancellation, memory: EffectMemory): Promise<PickupNow> {
		const before = await settled(at, memory);
		if (before) return before;
		await memory.note({ asked: id });
		let said: EffectError | undefined;
		try {
			await at.ask(api, id);
		} catch (error) {
			if (!(error instanceof EffectError) || ['configuration', 'retryable'].includes(error.category)) throw error;
			said = error;
		}
		const after = await settled(at, memory);
		if (after) return after;
		if (!said || said.category === 'unknown_outcome') throw said ?? unseen();
		return await standing(at, said.message);
	}

	/** The pickup once nobody comes any more; undefined while somebody does. */
	async function settled(at: PickupCancellation, { progress }: EffectMemory): Promise<PickupNow | undefined> {
		const now = await at.read(api, id);
		if (now) return now.status === 'ordered' ? undefined : now;
		if (progress.asked) return { id, carrier: name, confirmation: '', status: 'canceled' };
		throw new EffectError(`${name} does not know this pickup`, {
			category: 'rejected',
			connection: source,
			field: 'pickupId',
			advice: 'Check Pickup ID, and that the credential belongs to the account in which it was ordered.',
		});
	}

	async function standing(at: PickupCancellation, said: string): Promise<PickupNow> {
		const now = (await at.read(api, id))!;
		const who = now.confirmation ? `${now.carrier} and name ${now.confirmation}` : now.carrier;
		return { ...now, message: `The pickup is not canceled: ${said.replace(/\.$/, '')}. Call ${who}.` };
	}

	function byPhone(): PickupNow {
		return {
			id,
			carrier: name,
			confirmation: '',
			status: 'ordered',
			message: `${name} cancels no pickups: call the carrier. ${note}`.trim(),
		};
	}

	function unseen(): EffectError {
		return new EffectError(`${name} took the wish, but still shows the pickup as ordered`, {
			category: 'unknown_outcome',
			connection: source,
			advice: 'It is looked at again when this step is tried again.',
		});
	}
}
