import { documentKey } from '../transport/table';
import type { Move, Picking } from '../records/answers';
import { nameColumns, nextName, retryOutrun } from './numbering';
import type { ReturnDocument } from './returnDocument';
import { carryOut, findTransfer } from './transfer';
import { deliveryTypeOf, legsOfUndo, refused, type Unwanted } from './undo';

/** A return as it is in Odoo now, with all moves that it has led to. */
export type Around = ReturnDocument & { all: Move[] };

/** Of the delivery that takes an inspection's pieces back to the customer. */
export const sendBackKey = (reference: string, inspection: string) => documentKey(reference, 'back', inspection);

/**
 * Delivers received pieces to the customer again, once under its key. `unwanted`: which; undefined: all that was received and has not gone
 * back. `look` is asked anew whenever another document has come first.
 */
export async function deliverBack(
	look: () => Promise<Around>,
	reference: string,
	key: string,
	unwanted: Unwanted[] | undefined,
): Promise<Picking> {
	return await retryOutrun(async () => {
		const document = await look();
		const { own } = document;
		const made = await findTransfer(own, key);
		if (made?.state === 'done') return made;
		const legs = await legsOfUndo(own, document, unwanted, document.all, made?.id);
		if (!legs.length)
			throw refused(
				`Nothing of return ${document.root.name} can go back to the customer`,
				'Nothing was received on it, or everything went back already. An open return is canceled with Return: Cancel.',
			);
		const links = {
			...nameColumns(nextName(`${document.root.name}/OUT/`, document.all), document.root.company_id),
			'partner_id/.id': document.root.partner_id,
			'return_id/.id': document.root.id,
		};
		const operationType = await deliveryTypeOf(own, document);
		return await carryOut(
			own,
			key,
			{ operationType, from: legs[0].from, to: legs[0].to, origin: reference, links },
			legs,
		);
	});
}
