import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { effectOptions, performed, referenceProperty, type OperationContext } from '../../../shared/operation';
import { EffectError, format } from '../../../shared/model';
import { readHold, writeHold } from '../../hold/ask';
import { HoldOutput, holdOfCase, toHold, type HoldNow } from '../../hold/hold';
import { holdProperty } from '../../hold/holdProperty';
import { stripeOf } from '../../transport/stripe';

export const option = {
	name: 'Release',
	value: 'release',
	action: 'Release hold on a card',
	description: 'Let go what is held: the goods have come back',
};

export const description: INodeProperties[] = [referenceProperty, holdProperty, effectOptions];

export const asTool = 'whenAllowed';

export const output = performed('hold', HoldOutput.partial().required({ id: true, amount: true }));

/** Lets go what is held, once; a repeat, and one that the bank has let go by itself, is found released. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const hold = holdOfCase(state, String(context.param<unknown>('hold', '') ?? '').trim());
	const stripe = await stripeOf(context);
	const paymentIntent = hold.providerIds['stripe.payment_intent'];
	const released = async (): Promise<HoldNow | undefined> => {
		const now = toHold(hold.id, await readHold(stripe, paymentIntent));
		if (now?.state === 'captured')
			throw new EffectError(
				`${format(now.captured ?? now.amount)} of ${hold.id} were taken, and are not held any more`,
				{
					category: 'rejected',
					connection: 'stripe',
					code: 'hold_captured',
					advice: 'Pay it back with Refund: Create, as a payment of its own.',
				},
			);
		return now?.state === 'released' ? now : undefined;
	};
	return await context.perform<HoldNow>(
		'hold',
		{
			key: hold.id,
			kind: 'stripe.hold_release',
			lookUp: released,
			act: async () => {
				const before = await released();
				if (before) return before;
				const path = `/v1/payment_intents/${paymentIntent}/cancel`;
				const body = { cancellation_reason: 'requested_by_customer', 'expand[0]': 'latest_charge' };
				const now = toHold(hold.id, await writeHold(stripe, path, body, `release ${hold.id}`));
				return { ...(now ?? { ...hold, providerIds: { 'stripe.payment_intent': paymentIntent } }), state: 'released' };
			},
			preview: async () => ({ ...hold }),
		},
		({ id }) => [{ source: 'stripe', id: `${id}/released`, type: 'hold.released', data: { hold: id } }],
	);
}
