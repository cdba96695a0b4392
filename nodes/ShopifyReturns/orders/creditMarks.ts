import { z } from 'zod';
import { Money } from '../../shared/model';
import { EffectError } from '../../shared/model/effectError';
import type { MetafieldNode } from '../graphql';

/** How far one credit of an order has come, kept at the order in Shopify, so that it is there whatever becomes of us. */
export const CreditMark = z.object({
	state: z.enum(['begun', 'done']),
	/** Which try is at it; empty when that one is known to have given nothing. */
	holder: z.string(),
	at: z.string(),
	amount: Money,
	/** Credits there were before, which cannot be this one. */
	before: z.array(z.string()).default([]),
	/** The credit, once it is made. */
	id: z.string().optional(),
});
export type CreditMark = z.infer<typeof CreditMark>;

export type CreditMarks = Record<string, CreditMark>;

/** Only this app can change it. */
export const creditPlace = { namespace: '$app:returns', key: 'credits' };

/** Which kind of credit an id names. */
export function kindOf(id = ''): 'store_credit' | 'gift_card' {
	return id.startsWith('gid://shopify/GiftCard/') ? 'gift_card' : 'store_credit';
}

/** The marks of an order's credits, by reference. Throws EffectError when the metafield holds something else: then nothing is given. */
export function marksOf(metafield: MetafieldNode | null | undefined): CreditMarks {
	if (!metafield) return {};
	try {
		return z.record(z.string(), CreditMark).parse(JSON.parse(metafield.value));
	} catch {
		throw new EffectError("The order's record of credits cannot be read", {
			category: 'rejected',
			connection: 'shopify',
			code: 'marks_unreadable',
			advice:
				'Somebody changed the metafield $app:returns.credits of this order. Look at what the customer was given, then delete or mend it.',
		});
	}
}
