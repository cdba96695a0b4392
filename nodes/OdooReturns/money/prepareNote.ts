import { z } from 'zod';
import type { CaseState } from '../../shared/case/caseState';
import { Money, type RefundIntent, type Settings } from '../../shared/model';
import type { OrderName } from '../sale/order';
import type { Odoo } from '../transport/odoo';
import {
	assertNotOvercredited,
	creditedIntent,
	creditNoteKey,
	expectedTotal,
	planCreditNote,
	type CreditPlan,
} from './creditNote';
import { readInvoiced, type InvoicedOrder } from './invoice';

/** What a credit note is issued with. */
export interface Crediting {
	odoo: Odoo;
	reference: string;
	intent: RefundIntent;
	/** The order whose invoice is credited. */
	order: OrderName;
	/** The case, if there is a case store. */
	found: CaseState | undefined;
	/** Fees contain tax as the goods do. */
	feesTaxed: boolean;
	settings: Settings;
}

export const NotePreview = z.object({
	amount: Money,
	/** What Odoo will compute. */
	expected: Money,
	lines: z.array(z.object({ sku: z.string(), quantity: z.number() })),
	others: z.array(z.object({ name: z.string(), amount: Money })),
});
export type NotePreview = z.infer<typeof NotePreview>;

/** The refund is what an exchange left of another one. */
export function isRest({ intent }: Crediting): boolean {
	return creditedIntent(intent.id) !== intent.id;
}

export function keyOf({ reference, intent }: Crediting): string {
	return creditNoteKey(reference, intent.id);
}

/** What of the order can be credited, and how this refund is. */
export interface Prepared {
	/** For the company of the order. */
	own: Odoo;
	invoiced: InvoicedOrder;
	plan: CreditPlan;
}

export async function prepare({ odoo, order, intent, found, feesTaxed }: Crediting): Promise<Prepared> {
	const { own, invoiced } = await readInvoiced(odoo, order, intent, found);
	return { own, invoiced, plan: planCreditNote(intent, invoiced, { feesTaxed }) };
}

/** Throws when more would be credited than is left, unless it is this very credit note that took what is no longer there: then its id. */
export async function findIfOvercredited(
	at: Crediting,
	{ own, invoiced, plan }: Prepared,
): Promise<number | undefined> {
	const { invoices, notes, earlier = [], paidOtherwise = 0 } = invoiced;
	try {
		assertNotOvercredited(plan, invoices, notes, earlier, paidOtherwise);
		return undefined;
	} catch (error) {
		const id = await own.find(keyOf(at));
		if (!id) throw error;
		return id;
	}
}

/** What a credit note would be. */
export function previewOf(plan: CreditPlan): NotePreview {
	return {
		amount: plan.amount,
		expected: expectedTotal(plan),
		lines: plan.goods.map(({ sku, quantity }) => ({ sku, quantity })),
		others: plan.others.map(({ name, amount }) => ({ name, amount })),
	};
}
