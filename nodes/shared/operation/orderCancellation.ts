import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { isWholeOrder, notToBeSent } from '../case/wholeOrder';
import type { Effect } from '../effect/runEffect';
import { EffectError, type NewEvent } from '../model';
import type { OperationContext } from './operationContext';

/** What became of an order that was to be canceled. */
export const OrderCancellation = z.object({
	id: z.string(),
	name: z.string(),
	canceled: z.boolean(),
	/** Something of it is still to be sent, and it cannot be canceled as a whole. */
	unsent: z.boolean().optional(),
	/** Why it was not canceled. */
	message: z.string().optional(),
});
export type OrderCancellation = z.infer<typeof OrderCancellation>;

/** In which system an order is canceled, and under which name the item tells it. */
interface Where {
	key: 'cancellation' | 'odooCancellation';
	system: 'odoo' | 'shopify';
	/** As people call the system. */
	title: string;
}

/**
 * Cancels an order of which nothing was sent and all of which is withdrawn from. An order of which something was sent stays, and when a part of it is
 * still to be sent the warehouse is asked. `effectOf`: how the system does it; `whole`: the return is about all goods of the order. Throws
 * EffectError while the return is not approved.
 */
export async function cancelOrderOfCase<C extends OrderCancellation>(
	context: OperationContext,
	{ key, system, title }: Where,
	effectOf: (whole: boolean) => Promise<Omit<Effect<C>, 'kind'>>,
): Promise<IDataObject> {
	const state = await context.findCase();
	if (state && state.verdict !== 'approved')
		throw new EffectError(`The return is ${state.verdict.replace('_', ' ')}; its order is not canceled`, {
			category: 'rejected',
			connection: 'case_store',
			advice: 'Approve the return first.',
		});
	const effect = await effectOf(!state || isWholeOrder(state));
	const told = ({ id, name, canceled, unsent }: C): NewEvent[] => [
		...(canceled
			? [{ source: system, id: `${id}/canceled`, type: 'order.canceled' as const, data: { id, system, name } }]
			: []),
		...(unsent
			? [
					{
						source: system,
						id: `${id}/not to be sent`,
						type: 'exception.opened' as const,
						data: { exception: notToBeSent(name, title) },
					},
				]
			: []),
	];
	const done = await context.perform<C>(key, { ...effect, kind: `${system}.order_cancel` }, told);
	const result = done[key] as IDataObject;
	return result.message && result.outcome !== 'dry_run'
		? { ...done, [key]: { ...result, outcome: 'nothing_to_do' } }
		: done;
}
