import { z } from 'zod';
import { creditNoteMisfit } from '../../shared/case/exceptionOf';
import { EffectError } from '../../shared/model';
import { takenOf } from './creditNote';
import { findIfOvercredited, isRest, NotePreview, prepare, previewOf, type Crediting } from './prepareNote';

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
		const issued = await findIfOvercredited(at, prepared, ahead);
		return { intent, outcome: 'fits', ...previewOf(prepared.plan), taken: issued ? 0 : takenOf(prepared.plan) };
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
