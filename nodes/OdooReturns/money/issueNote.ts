import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { CreditNote, EffectError, fromNumber, Money, toDecimal, type NewEvent } from '../../shared/model';
import { Invoice, InvoiceLine } from '../records/answers';
import { today } from '../records/clock';
import { billedCall, stopRebilling } from '../sale/orderedQuantity';
import { actCall, loadCall, loaded, readCall } from '../transport/calls';
import type { Odoo } from '../transport/odoo';
import type { LoadTable } from '../transport/table';
import { creditNoteTable, lackingOf, tolerance } from './creditNote';
import { postMove } from './invoice';
import {
	findIfOvercredited,
	isRest,
	keyOf,
	prepare,
	previewOf,
	type Crediting,
	type NotePreview,
	type Prepared,
} from './prepareNote';
import { correctionOf, roundingKey, roundingTable, taxRemainder } from './rounding';
import { requirePostedNote } from './settlement';

export const Issued = CreditNote.extend({ warnings: z.array(z.string()) });
export type Issued = z.infer<typeof Issued>;

/** A line of a draft, with what it is in the company's currency. */
const DraftLine = InvoiceLine.extend({ balance: z.number() });

/** Issues and posts the credit note of one refund, to the cent. */
export function creditingEffect(at: Crediting): Effect<Issued | NotePreview> {
	const { intent } = at;
	const name = { key: intent.id, kind: 'odoo.credit_note' };
	if (isRest(at)) {
		const find = async () => await noteOfExchange(at);
		return { ...name, lookUp: find, act: find, preview: find };
	}
	return {
		...name,
		lookUp: async () => await findIssued(at),
		act: async () => await issueNote(at),
		preview: async () => previewOf((await prepare(at)).plan),
	};
}

/** What the case learns of a credit note. */
export function creditingEvents(at: Crediting, { id, number, amount, intent, providerIds }: Issued): NewEvent[] {
	return [
		{
			source: 'odoo',
			id: isRest(at) ? `${keyOf(at)}.rest` : keyOf(at),
			type: 'credit_note.posted',
			data: { creditNote: { id, number, amount, intent, providerIds } },
			references: { 'odoo.credit_note': id },
		},
	];
}

/** What an exchange left of a refund is paid on that refund's credit note. */
async function noteOfExchange(at: Crediting): Promise<Issued> {
	const { id, name } = await requirePostedNote(at.odoo, at.reference, at.intent.id);
	return shown(at, { id, name }, []);
}

async function findIssued(at: Crediting): Promise<Issued | undefined> {
	const id = await at.odoo.find(keyOf(at));
	const note = id ? await at.odoo.get('account.move', Invoice, id) : undefined;
	return note?.state === 'posted' ? await finish(at, await prepare(at), note) : undefined;
}

async function issueNote(at: Crediting): Promise<Issued> {
	const prepared = await prepare(at);
	const id = (await findIfOvercredited(at, prepared)) ?? (await makeNote(at, prepared));
	return await finish(at, prepared, await postNote(at, prepared, id));
}

async function makeNote(at: Crediting, { own, invoiced, plan }: Prepared): Promise<number> {
	const { reference, settings } = at;
	const { creditNoteJournal: chosen } = settings.odoo;
	const { invoice } = invoiced;
	const table = creditNoteTable(keyOf(at), plan, invoice, {
		reference,
		journal: chosen ?? invoice.journal_id!,
		date: today(settings.timeZone),
	});
	await own.ahead(() => [loadCall('account.move', table), readCall('account.move', Invoice, loaded)]);
	const [id] = await own.load('account.move', table).catch((error: unknown) => {
		if (!chosen || !(error instanceof EffectError) || error.details.httpStatus !== 403) throw error;
		throw new EffectError(`Odoo does not let this user credit invoice ${invoice.name} in journal ${chosen}`, {
			category: 'configuration',
			connection: 'odoo',
			field: 'settings.odoo.creditNoteJournal',
			advice:
				'The journal must belong to the company of the order. Set another odoo.creditNoteJournal for this brand, or none: then the journal of the invoice is taken.',
		});
	});
	return id;
}

/** The note as it is once it is posted. */
async function postNote(at: Crediting, prepared: Prepared, id: number): Promise<Invoice> {
	const { own, invoiced } = prepared;
	let note = await own.get('account.move', Invoice, id);
	if (note.state === 'cancel')
		throw new EffectError(`The credit note of refund ${at.intent.id} was canceled in Odoo`, {
			category: 'rejected',
			connection: 'odoo',
			advice: 'When it shall be issued after all, delete the canceled credit note in Odoo and replay the step.',
		});
	if (note.state === 'draft') {
		await correctDraft(at, prepared, note);
		await own.ahead(() => [
			actCall('account.move', 'action_post', [id]),
			readCall('account.move', Invoice, [id]),
			billedCall(invoiced.saleLines),
		]);
		await postMove(own, id);
		note = await own.get('account.move', Invoice, id);
	}
	if (note.state === 'posted') return note;
	throw new EffectError('Odoo did not post the credit note', {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Open the draft credit note in Odoo and press Confirm: it says what is missing. Then replay the step.',
	});
}

/** Makes a draft say what the plan does. Throws when it cannot: once posted a credit note cannot be changed, so this comes before. */
async function correctDraft(at: Crediting, prepared: Prepared, draft: Invoice): Promise<void> {
	const { own, invoiced, plan } = prepared;
	const ids = [draft.id];
	const off = totalOf(at, draft).amount - plan.amount.amount;
	if (Math.abs(off) > tolerance(plan)) {
		await own.call('account.move', 'unlink', { ids }, { repeatable: true });
		throw differs(at, draft, plan.amount);
	}
	const lacking = lackingOf(draft, invoiced.invoice);
	if (Object.keys(lacking).length)
		await own.call('account.move', 'write', { ids, vals: lacking }, { repeatable: true });
	const corrected = await correctTotal(at, prepared, draft);
	// Another run may have corrected it since it was read.
	const note = corrected || off ? await own.get('account.move', Invoice, draft.id) : draft;
	if (totalOf(at, note).amount !== plan.amount.amount) throw differs(at, note, plan.amount);
}

/** Makes a draft the refund to the cent; every part of it may be done again. Says whether anything was changed. */
async function correctTotal(at: Crediting, { own, invoiced, plan }: Prepared, note: Invoice): Promise<boolean> {
	const { invoice, notes, lines } = invoiced;
	const others = notes.filter(({ id }) => id !== note.id);
	const remainder = taxRemainder(plan, invoice, others, lines);
	const tax = fromNumber(note.amount_tax, plan.amount.currency).amount;
	if (!remainder && totalOf(at, note).amount === plan.amount.amount && (plan.tax ?? tax) === tax) return false;
	const draft = await own.search('account.move.line', DraftLine, [
		['move_id', '=', note.id],
		['display_type', 'in', ['product', 'tax']],
	]);
	const rounding = await own.find(roundingKey(keyOf(at)));
	const { taxes, rest, keepBalance } = correctionOf(plan, draft, rounding, remainder);
	if (rest)
		await setRest(
			own,
			draft.find(({ id }) => id === rounding)?.id,
			rest,
			roundingTable(keyOf(at), note.id, rest, plan.account),
		);
	// After the other line: where Odoo computes taxes anew for it, what is written here stays.
	if (taxes.length) {
		const line_ids = taxes.map(({ line, amount }) => [1, line, { amount_currency: Number(toDecimal(amount)) }]);
		await own.call(
			'account.move',
			'write',
			{ ids: [note.id], vals: { line_ids } },
			{ repeatable: true, ...(keepBalance && { context: { skip_invoice_line_sync: true } }) },
		);
	}
	return rest !== undefined || taxes.length > 0;
}

/** Makes the line of the rest say it. `line`: the one that is there. */
async function setRest(own: Odoo, line: number | undefined, rest: Money, table: LoadTable): Promise<void> {
	if (!line) await own.load('account.move.line', table);
	else if (rest.amount)
		await own.call(
			'account.move.line',
			'write',
			{ ids: [line], vals: { price_unit: Number(toDecimal(rest)) } },
			{ repeatable: true },
		);
	else await own.call('account.move.line', 'unlink', { ids: [line] }, { repeatable: true });
}

/** What is left to do once the note is posted; every part of it may be done again. */
async function finish(at: Crediting, { own, invoiced }: Prepared, note: Invoice): Promise<Issued> {
	if (totalOf(at, note).amount !== at.intent.amount.amount) throw differs(at, note, at.intent.amount);
	return shown(at, note, await stopRebilling(own, invoiced.saleLines));
}

function shown({ intent }: Crediting, { id, name }: Pick<Invoice, 'id' | 'name'>, warnings: string[]): Issued {
	return {
		id: String(id),
		number: name,
		amount: intent.amount,
		intent: intent.id,
		providerIds: { 'odoo.credit_note': String(id) },
		warnings,
	};
}

function totalOf({ intent }: Crediting, { amount_total }: Invoice): Money {
	return fromNumber(amount_total, intent.amount.currency);
}

function differs(at: Crediting, note: Invoice, amount: Money): EffectError {
	const [computed, wanted] = [toDecimal(totalOf(at, note)), toDecimal(amount)];
	return new EffectError(`Odoo computes ${computed} for the credit note, the refund is ${wanted} ${amount.currency}`, {
		category: 'rejected',
		connection: 'odoo',
		advice:
			'The taxes or prices of the invoice do not fit the refund. Compare them in Odoo; credit it by hand when the refund is right.',
	});
}
