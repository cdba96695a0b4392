import type { EffectMemory } from '../../shared/effect';
import { EffectError, type ReturnLabel } from '../../shared/model';
import type { Carrier, CarrierApi, LabelRequest } from './carrier';

/** Whether a carrier service may have been asked to sell a label: what it notes before it orders was noted. Without a memory nobody knows. */
function mayBeOrdered({ noted }: Carrier, { remembers }: CarrierApi, { progress }: EffectMemory): boolean {
	return !noted || !remembers || !!progress[noted];
}

/** As the carrier service's `find`, but for an order that was never sent: then there is nothing to look for. */
export async function findOrdered(
	service: Carrier,
	api: CarrierApi,
	request: LabelRequest,
	memory: EffectMemory,
): Promise<ReturnLabel | undefined> {
	return mayBeOrdered(service, api, memory) ? await service.find(api, request, memory) : undefined;
}

/**
 * As the carrier service's `create`, but a failure before anything is ordered leaves no doubt: prices were asked, nothing was sold. So a carrier
 * service that does not answer is simply tried again, or another one is asked.
 */
export async function createUndoubted(
	service: Carrier,
	api: CarrierApi,
	request: LabelRequest,
	memory: EffectMemory,
): Promise<ReturnLabel> {
	try {
		return await service.create(api, request, memory);
	} catch (error) {
		if (!(error instanceof EffectError) || mayBeOrdered(service, api, memory)) throw error;
		// A label that is in the making was ordered by somebody: by this return, before the case store was restored.
		const isDoubt = error.category === 'unknown_outcome' && !isUnanswered(error);
		if (isDoubt) throw error;
		const category = error.category === 'unknown_outcome' ? 'retryable' : error.category;
		throw new EffectError(error.message, {
			...error.details,
			category,
			undone: true,
			...(category !== error.category && { advice: 'Nothing was ordered. It is tried again later.' }),
		});
	}
}

/** No answer came: the error has the network's code. */
const isUnanswered = ({ details: { code } }: EffectError) => /^E[A-Z_]+$/.test(code ?? '');
