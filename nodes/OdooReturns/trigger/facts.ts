import { lineOf } from '../../shared/case/caseLine';
import type { CaseState } from '../../shared/case/caseState';
import type { CaseStore } from '../../shared/store/store';
import type { NewEvent, Settings } from '../../shared/model';
import { creditNoteKey } from '../money/creditNote';
import { storeCreditKeys } from '../money/storeCredit';
import { documentKey } from '../transport/table';
import { referenceIn, type Details } from './details';
import type { Happening } from './poll';

const source = 'odoo';
const actor = 'Odoo';

/** The case that a document belongs to: by the reference it carries, else by its id, else by the provider's refund it pays. */
export async function caseOf(store: CaseStore, details: Details): Promise<CaseState | undefined> {
	const reference = referenceIn(details);
	const named = reference && (await store.cases.get(reference));
	if (named) return named;
	const refund = details.payment?.refund;
	const ids = [
		...Object.entries(details.ids),
		...(refund
			? [
					['stripe.refund', refund],
					['shopify.refund', refund],
				]
			: []),
	];
	for (const [system, id] of ids) {
		const found = await store.cases.findByReference(system, id);
		if (found) return found;
	}
	return undefined;
}

/**
 * What a case learns from an event. What the package's own nodes did carries the id that they give it, so that whoever tells first, it is
 * in the case once; what they alone can tell is left to them.
 */
export function factsOf(
	{ event, id }: Happening,
	details: Details,
	{ reference, lines, refunds }: CaseState,
	{ odoo }: Pick<Settings, 'odoo'>,
): NewEvent[] {
	const fact = (rest: Omit<NewEvent, 'source' | 'actor'>): NewEvent => ({ source, actor, ...rest });
	const { key, ids, creditNote, movement, payment, receipt } = details;
	if (event === 'return.created') {
		const own = key === documentKey(reference);
		return [
			fact({
				id: own ? `${reference}.return` : `${reference}.return.${id}`,
				type: 'return_document.created',
				data: { id: String(id), system: source, name: details.return!.name },
				references: ids,
			}),
		];
	}
	if (event === 'return.received') {
		if (!receipt) return [];
		const counted = { ...receipt, lines: receipt.lines.map((one) => ({ ...one, ...lineNamed(lines, one.sku) })) };
		return [
			fact({ id: `${reference}.received.${receipt.id}`, type: 'return.received', data: { receipt: counted } }),
			fact({
				id: `${reference}.receipt.${receipt.id}`,
				type: 'receipt.posted',
				data: { id: String(id), system: source, receipt: receipt.id },
			}),
		];
	}
	if (event === 'credit_note.posted') {
		const intent = key && refunds.find(({ intent: one }) => creditNoteKey(reference, one.id) === key)?.intent.id;
		return [
			fact({
				id: key ?? `account.move/${id}`,
				type: 'credit_note.posted',
				data: { creditNote: { ...creditNote, ...(intent && { intent }) } },
				references: ids,
			}),
		];
	}
	if (event === 'payment.registered') {
		// What store credit is booked with is told by the node that did it.
		if (key && refunds.some(({ intent }) => storeCreditKeys(reference, intent.id).entry === key)) return [];
		const leg = refunds.find(({ refund }) => refund && refund.id === payment!.refund);
		const named = leg ? documentKey(reference, 'pay', payment!.refund) : `account.payment/${id}`;
		return [
			fact({
				id: key ?? named,
				type: 'payment.recorded',
				data: { payment: { ...payment, ...(leg && { intent: leg.intent.id }) } },
				references: ids,
			}),
		];
	}
	const destination = Object.entries(odoo.destinations).find(([, place]) => place === movement!.to.id)?.[0];
	const line = lineOf({ lines } as CaseState, { sku: movement!.sku });
	// A sorting of ours is told by the node that did it, with the pieces as the case counts them.
	if (
		key ||
		!destination ||
		!line ||
		movement!.from.id !== odoo.inspectionLocation ||
		!Number.isInteger(movement!.quantity)
	)
		return [];
	return [
		fact({
			id: `stock.move/${id}`,
			type: 'stock.updated',
			data: {
				system: source,
				movements: [
					{
						line: line.id,
						quantity: movement!.quantity,
						destination,
						providerIds: movement!.transfer ? { 'odoo.transfer': movement!.transfer.id } : {},
					},
				],
			},
		}),
	];
}

function lineNamed(lines: CaseState['lines'], sku: string | undefined): { line?: string } {
	const [only, another] = lines.filter((one) => one.sku === sku);
	return only && !another ? { line: only.id } : {};
}
