import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { performedOrNot, effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { EffectError, fromNumber, toDecimal, CreditNote, Money } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import { Invoice, InvoiceLine } from '../../records/answers';
import { today } from '../../records/clock';
import {
	assertNotOvercredited,
	creditedIntent,
	creditNoteKey,
	creditNoteTable,
	expectedTotal,
	lackingOf,
	planCreditNote,
	tolerance,
	type CreditPlan,
} from '../../money/creditNote';
import { creditLines, readInvoiced, type InvoicedOrder } from '../../money/invoice';
import { billedCall, stopRebilling } from '../../sale/orderedQuantity';
import { correctionOf, roundingTable, taxRemainder } from '../../money/rounding';
import { postedCreditNote } from '../../money/settlement';
import { connect } from '../../transport/connect';
import { actCall, loadCall, loaded, readCall } from '../../transport/calls';
import type { Odoo } from '../../transport/odoo';
import { orderName, orderProperty } from '../inputs';
import { intentOf, intentProperty, nothingToBook } from '../refundInput';

export const option = {
	name: 'Issue',
	value: 'issue',
	action: 'Issue credit note',
	description: 'Credit a refund against the invoice, to the cent, and post it',
};

export const description: INodeProperties[] = [
	referenceProperty,
	intentProperty('Which refund the credit note is for', 'the first refund of the case that has no credit note'),
	orderProperty,
	{
		displayName: 'Fees',
		name: 'fees',
		type: 'options',
		options: [
			{
				name: 'With the Tax of the Goods',
				value: 'taxed',
				description: 'The fee contains tax as the goods do: less turnover and less tax are given back',
			},
			{ name: 'Without Tax', value: 'untaxed', description: 'The fee is taken off as it is' },
		],
		default: 'untaxed',
		description:
			'How what the customer does not get back is booked. Ask your accountant which one holds where you are.',
	},
	effectOptions,
];

const Issued = CreditNote.extend({ warnings: z.array(z.string()) });
type Issued = z.infer<typeof Issued>;
const Preview = z.object({
	amount: Money,
	/** What Odoo will compute. */
	expected: Money,
	lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
	others: z.array(z.object({ name: z.string(), amount: Money })),
});
type Preview = z.infer<typeof Preview>;

/** A tax of a draft, with what it is in the company's currency. */
const TaxLine = InvoiceLine.extend({ balance: z.number() });

export const asTool = 'whenAllowed';

export const output = performedOrNot('creditNote', Issued.merge(Preview));

/** Issues and posts the credit note of one refund, to the cent. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const message = nothingToBook(context);
	if (message) return { creditNote: { outcome: 'nothing_to_do', message } };
	const intent = await intentOf(
		context,
		({ creditNote, state }) => !creditNote && state !== 'held' && state !== 'failed' && state !== 'dropped',
		(of) => ({
			message: `No refund of ${of} waits for a credit note`,
			advice: 'Nothing to do, or the refund is still on hold.',
		}),
	);
	const settings = await context.settings();
	const odoo = await connect(context);
	const key = creditNoteKey(reference, intent.id);

	const effect: Effect<Issued | Preview> =
		creditedIntent(intent.id) !== intent.id
			? ofExchange()
			: {
					key: intent.id,
					kind: 'odoo.credit_note',
					async lookUp() {
						const id = await odoo.find(key);
						const note = id ? await odoo.get('account.move', Invoice, id) : undefined;
						if (note?.state !== 'posted') return undefined;
						const { own, invoiced } = await prepared();
						return await finished(own, note, invoiced.saleLines);
					},
					async act() {
						const { own, invoiced, plan } = await prepared();
						const { invoice, invoices, notes, lines } = invoiced;
						let id: number | undefined;
						try {
							assertNotOvercredited(plan, invoices, notes, creditLines(notes, lines), invoiced.creditUsed);
						} catch (error) {
							// It may be this very credit note that took what is no longer there.
							id = await own.find(key);
							if (!id) throw error;
						}
						if (!id) {
							const { creditNoteJournal: chosen } = settings.odoo;
							const table = creditNoteTable(key, plan, invoice, {
								reference,
								journal: chosen ?? invoice.journal_id!,
								date: today(settings.timeZone),
							});
							await own.ahead(() => [loadCall('account.move', table), readCall('account.move', Invoice, loaded)]);
							[id] = await own.load('account.move', table).catch((error: unknown) => {
								if (!chosen || !(error instanceof EffectError) || error.details.httpStatus !== 403) throw error;
								throw new EffectError(
									`Odoo does not let this user credit invoice ${invoice.name} in journal ${chosen}`,
									{
										category: 'configuration',
										connection: 'odoo',
										field: 'settings.odoo.creditNoteJournal',
										advice:
											'The journal must belong to the company of the order. Set another odoo.creditNoteJournal for this brand, or none: then the journal of the invoice is taken.',
									},
								);
							});
						}
						return await post(own, id, plan, invoiced);
					},
					async preview() {
						const { plan } = await prepared();
						return {
							amount: plan.amount,
							expected: expectedTotal(plan),
							lines: plan.goods.map(({ sku, quantity }) => ({ sku, quantity })),
							others: plan.others.map(({ name, amount }) => ({ name, amount })),
						};
					},
				};

	/** What an exchange left of a refund is paid on that refund's credit note. */
	function ofExchange(): Effect<Issued> {
		const credited = async () => {
			const { id, name } = await postedCreditNote(odoo, reference, intent.id);
			return {
				id: String(id),
				number: name,
				amount: intent.amount,
				intent: intent.id,
				providerIds: { 'odoo.credit_note': String(id) },
				warnings: [],
			};
		};
		return { key: intent.id, kind: 'odoo.credit_note', lookUp: credited, act: credited, preview: credited };
	}

	async function prepared() {
		const { own, invoiced } = await readInvoiced(odoo, await orderName(context), intent, await context.findCase());
		return {
			own,
			invoiced,
			plan: planCreditNote(intent, invoiced, { feesTaxed: context.param<string>('fees', 'untaxed') === 'taxed' }),
		};
	}

	async function post(own: Odoo, id: number, plan: CreditPlan, invoiced: InvoicedOrder): Promise<Issued> {
		let note = await own.get('account.move', Invoice, id);
		if (note.state === 'cancel')
			throw new EffectError(`The credit note of refund ${intent.id} was canceled in Odoo`, {
				category: 'rejected',
				connection: 'odoo',
				advice: 'When it shall be issued after all, delete the canceled credit note in Odoo and replay the step.',
			});
		if (note.state === 'draft') {
			const off = totalOf(note).amount - plan.amount.amount;
			if (Math.abs(off) > tolerance(plan)) {
				await own.call('account.move', 'unlink', { ids: [id] }, { repeatable: true });
				throw differs(note, plan);
			}
			const lacking = lackingOf(note, invoiced.invoice);
			if (Object.keys(lacking).length)
				await own.call('account.move', 'write', { ids: [id], vals: lacking }, { repeatable: true });
			if (await correct(own, note, plan, invoiced)) note = await own.get('account.move', Invoice, id);
			// Once posted a credit note cannot be changed, so its total is checked before, not after.
			if (totalOf(note).amount !== plan.amount.amount) throw differs(note, plan);
			await own.ahead(() => [
				actCall('account.move', 'action_post', [id]),
				readCall('account.move', Invoice, [id]),
				billedCall(invoiced.saleLines),
			]);
			await own.act('account.move', 'action_post', [id]).catch((error: unknown) => {
				if (!(error instanceof EffectError) || !/must be in draft/.test(error.message)) throw error;
			});
			note = await own.get('account.move', Invoice, id);
		}
		if (note.state !== 'posted')
			throw new EffectError('Odoo did not post the credit note', {
				category: 'rejected',
				connection: 'odoo',
				advice: 'Open the draft credit note in Odoo and press Confirm: it says what is missing. Then replay the step.',
			});
		return await finished(own, note, invoiced.saleLines);
	}

	/** Makes a draft the refund to the cent; every part of it may be done again. Says whether anything was changed. */
	async function correct(
		own: Odoo,
		note: Invoice,
		plan: CreditPlan,
		{ invoice, notes, lines }: InvoicedOrder,
	): Promise<boolean> {
		const remainder = taxRemainder(
			plan,
			invoice,
			notes.filter(({ id }) => id !== note.id),
			lines,
		);
		const tax = fromNumber(note.amount_tax, plan.amount.currency).amount;
		if (!remainder && totalOf(note).amount === plan.amount.amount && (plan.tax ?? tax) === tax) return false;
		const taxLines = await own.search('account.move.line', TaxLine, [
			['move_id', '=', note.id],
			['display_type', '=', 'tax'],
		]);
		const { taxes, rest, keepBalance } = correctionOf(plan, note, taxLines, remainder);
		if (rest.amount) await own.load('account.move.line', roundingTable(key, note.id, rest, plan.account));
		// After the other line: Odoo computes taxes anew when lines change.
		if (taxes.length)
			await own.call(
				'account.move',
				'write',
				{
					ids: [note.id],
					vals: {
						line_ids: taxes.map(({ line, amount }) => [1, line, { amount_currency: Number(toDecimal(amount)) }]),
					},
				},
				{ repeatable: true, ...(keepBalance && { context: { skip_invoice_line_sync: true } }) },
			);
		return rest.amount !== 0 || taxes.length > 0;
	}

	/** What is left to do once the note is posted; every part of it may be done again. */
	async function finished(own: Odoo, note: Invoice, saleLines: number[]): Promise<Issued> {
		if (totalOf(note).amount !== intent.amount.amount) throw differs(note, { amount: intent.amount });
		const warnings = await stopRebilling(own, saleLines);
		return {
			id: String(note.id),
			number: note.name,
			amount: intent.amount,
			intent: intent.id,
			providerIds: { 'odoo.credit_note': String(note.id) },
			warnings,
		};
	}

	function totalOf(note: Invoice): Money {
		return fromNumber(note.amount_total, intent.amount.currency);
	}

	function differs(note: Invoice, { amount }: { amount: Money }): EffectError {
		return new EffectError(
			`Odoo computes ${toDecimal(totalOf(note))} for the credit note, the refund is ${toDecimal(amount)} ${amount.currency}`,
			{
				category: 'rejected',
				connection: 'odoo',
				advice:
					'The taxes or prices of the invoice do not fit the refund. Compare them in Odoo; credit it by hand when the refund is right.',
			},
		);
	}

	return await context.perform('creditNote', effect, (issued) => {
		const { id, number, amount, intent: of, providerIds } = issued as Issued;
		const creditNote = { id, number, amount, intent: of, providerIds };
		return [
			{
				source: 'odoo',
				id: of === creditedIntent(intent.id) ? key : `${key}.rest`,
				type: 'credit_note.posted',
				data: { creditNote },
				references: { 'odoo.credit_note': creditNote.id },
			},
		];
	});
}
