import { z } from 'zod';
import { creditNoteMisfit } from '../../shared/case/exceptionOf';
import { EffectError, fromNumber, toDecimal } from '../../shared/model';
import { assertNotOvercredited, takenOf } from './creditNote';
import { isRest, keyOf, NotePreview, prepare, previewOf, type Crediting, type Prepared } from './prepareNote';

/** What is known of a refund's credit note before the refund is released. `message`: why it does not fit, or why there is nothing to check. */
export const CheckedNote = NotePreview.partial().extend({
	intent: z.string(),
	outcome: z.enum(['fits', 'misfit', 'nothing_to_check']),
	message: z.string().optional(),
});
export type CheckedNote = z.infer<typeof CheckedNote>;

/** Whether the credit notes of refunds fit the order's invoices, one after the other as they will be issued. Reads only. */
export async function checkNotes(refunds: Crediting[]): Promise<CheckedNote[]> {
	const checked: CheckedNote[] = [];
	let ahead = 0;
	for (const at of refunds) {
		const { taken, ...one } = await checkNote(at, ahead);
		checked.push(one);
		ahead += taken;
	}
	return checked;
}

/** `taken`: minor units that it takes of what was invoiced. */
async function checkNote(at: Crediting, ahead: number): Promise<CheckedNote & { taken: number }> {
	const intent = at.intent.id;
	if (isRest(at))
		return {
			intent,
			outcome: 'nothing_to_check',
			message: 'It is paid on the credit note of the refund that it is the rest of.',
			taken: 0,
		};
	try {
		const prepared = await prepare(at);
		const taken = (await wasIssued(at, prepared)) ? 0 : leftToTake(prepared, ahead);
		return { intent, outcome: 'fits', ...previewOf(prepared.plan), taken };
	} catch (error) {
		if (!(error instanceof EffectError)) throw error;
		const { message, details } = error;
		if (details.code === creditNoteMisfit)
			return { intent, outcome: 'misfit', message: `${message}. ${details.advice}`, taken: 0 };
		if (details.notYet || details.field === 'order')
			return { intent, outcome: 'nothing_to_check', message: `${message}.`, taken: 0 };
		throw error;
	}
}

/**
 * Whether the credit note of this very refund stands. Throws when it is of another amount: the refund was paid as that, and a case store that
 * was restored from a backup does not know it.
 */
async function wasIssued(at: Crediting, { own, invoiced: { notes } }: Prepared): Promise<boolean> {
	const id = notes.length ? await own.find(keyOf(at)) : undefined;
	const note = notes.find((one) => one.id === id);
	if (!note) return false;
	const { amount } = at.intent;
	const before = fromNumber(note.amount_total, amount.currency);
	if (before.amount === amount.amount) return true;
	throw new EffectError(
		`A credit note of ${toDecimal(before)} ${amount.currency} was issued for this refund before, which is of ${toDecimal(amount)} now`,
		{
			category: 'rejected',
			connection: 'odoo',
			code: creditNoteMisfit,
			advice: `See what was paid for credit note ${note.name}: a case that was restored from a backup may not know. Pay what is left, or nothing.`,
		},
	);
}

/** Minor units that a credit note takes of what was invoiced. Throws when less is left. */
function leftToTake({ invoiced, plan }: Prepared, ahead: number): number {
	const { invoices, notes, earlier = [], paidOtherwise = 0 } = invoiced;
	assertNotOvercredited(plan, invoices, notes, earlier, paidOtherwise - ahead);
	return takenOf(plan);
}
