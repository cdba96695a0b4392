import type { CaseException } from '../model';
import { exceptionOwners } from './transitions';

/**
 * Code of the exception of a return that by the shop is worth another amount than its goods: an exchange or fees that the policy knows nothing of.
 * While it is open a person decides on each refund.
 */
export const shopWorth = 'shop_worth';

/** Code of the exception of a refund that waits for a person to say what becomes of it; deciding on the refund resolves it. */
export const heldByHand = 'held_by_hand';

/** Code of the exception of a refund whose credit note would not fit the order's invoices; deciding on the refund resolves it. */
export const creditNoteMisfit = 'credit_note_misfit';

/** Code of the exception that inspection leaves nothing to pay: somebody tells the customer. Its inspections are those that it was worked out from. */
export const refusedInFull = 'refund_refused';

/** An exception of a code that the table of transitions knows, with its owner. */
export function exceptionOf(
	code: keyof typeof exceptionOwners,
	message: string,
	about: Pick<CaseException, 'line' | 'intent' | 'parcel' | 'dispute'> = {},
): CaseException {
	return { code, owner: exceptionOwners[code], message, ...about };
}
