import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput, Money } from '../../../shared/model';
import { anyJsonParam, outcome, realOption, type OperationContext } from '../../../shared/operation';
import { clear, clearingOf } from '../../money/clearing';
import { movementKinds, movementOf, type Movement } from '../../money/movement';
import { today } from '../../records/clock';
import { paymentJournalOf, unset } from '../../records/configuration';
import { connect } from '../../transport/connect';
import { idOf, locatorOf } from '../locators';

export const option = {
	name: 'Book',
	value: 'book',
	action: 'Book settlement',
	description: "Book what moved on a payment provider's balance as bank statement lines, matched with refund payments",
};

export const description: INodeProperties[] = [
	{
		displayName: 'Movement',
		name: 'movement',
		type: 'json',
		default: '={{ $json }}',
		required: true,
		description:
			'An item of Stripe Refunds: Payout: Get Transactions, or of Shopify Returns: Settlement: Get Transactions. The default takes the whole item.',
	},
	locatorOf('journal', {
		displayName: 'Clearing Journal',
		name: 'journal',
		description:
			"Journal of type Bank that stands for the balance at the provider. Empty: the journal that the provider's refunds are booked in, by the settings.",
	}),
	locatorOf('account', {
		displayName: 'Fee Account',
		name: 'feeAccount',
		description: "Expense account of the provider's fees. Empty: fees wait for a person in the suspense account.",
	}),
	locatorOf('account', {
		displayName: 'Transfer Account',
		name: 'transferAccount',
		description:
			"Account of money on its way to the bank, which the bank's own statement is matched with. Empty: the company's account for internal transfers.",
	}),
	realOption,
];

/** Its items are of no step. */
export const endsStep = false as const;

export const asTool = 'whenAllowed';

export const output = z.object({
	settled: z.object({
		movement: z.string(),
		kind: z.enum(movementKinds),
		/** The clearing journal. */
		journal: z.number().int(),
		payout: z.string().optional(),
		amount: Money,
		fee: Money,
		/** Bank statement lines in Odoo. */
		line: z.number().int().optional(),
		feeLine: z.number().int().optional(),
		/** The payment that it was matched with. */
		payment: z.number().int().optional(),
		/** Why a part of it waits for a person; absent: none does. */
		open: z.string().optional(),
		outcome,
	}),
});

/** Books one movement on a provider's balance, once, and matches it. Moves no money. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const movement = movementOf(anyJsonParam(context, 'movement'));
	const { id, kind, amount, fee, payout } = movement;
	if (fee.currency !== amount.currency)
		throw invalidInput(
			`The fee of ${id} is in ${fee.currency}, the amount in ${amount.currency}`,
			'Read it again with its amounts as the provider settles them.',
			'movement',
		);
	const settings = await context.settings();
	const paid = { payer: movement.payer, currency: amount.currency };
	const journal = idOf(context, 'journal') ?? paymentJournalOf(settings.odoo, paid);
	if (!journal) throw unset('refundJournals', "which journal stands for the provider's balance");
	const told = { movement: id, kind, journal, amount, fee, ...(payout && { payout }) };
	const odoo = await connect(context);
	const accounts = { fees: idOf(context, 'feeAccount'), transfers: idOf(context, 'transferAccount') };
	const at = await clearingOf(odoo, { journal, ...accounts }, amount.currency);
	if (context.dryRun) return { settled: { ...told, outcome: 'dry_run' } };
	const { known, ...cleared } = await clear(
		odoo,
		at,
		movement,
		today(settings.timeZone, movement.at),
		await paymentOfCase(context, movement),
	);
	return { settled: { ...told, ...cleared, outcome: known ? 'already_done' : 'done' } };
}

/** The payment in Odoo that a case has for the refund which moved; undefined without a case store, or when no case knows it. */
async function paymentOfCase({ store }: OperationContext, { known, names }: Movement): Promise<number | undefined> {
	for (const [system, id] of store ? known : []) {
		const found = await store!.cases.findByReference(system, id);
		const leg = found?.refunds.find(
			({ refund }) => refund && (names.includes(refund.id) || refund.providerIds[system] === id),
		);
		if (leg?.payment) return Number(leg.payment.id) || undefined;
	}
	return undefined;
}
