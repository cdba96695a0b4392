import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { format, fromNumber, invalidInput, Money } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { readBalanceJournal } from '../../money/clearing';
import { AccountItem, StatementLine } from '../../records/answers';
import { connect } from '../../transport/connect';
import { idOf, locatorOf } from '../locators';

export const option = {
	name: 'Get Balance',
	value: 'getBalance',
	action: 'Get balance of settlement',
	description: 'Get what is left on a clearing account, and the statement lines that wait for a person',
};

export const description: INodeProperties[] = [
	locatorOf('journal', {
		displayName: 'Clearing Journal',
		name: 'journal',
		default: { mode: 'id', value: "={{ $json.settled?.journal ?? '' }}" },
		description:
			"Journal that stands for the balance at the provider. The default takes the one that Settlement: Book has booked in; empty: the settings' journal for refunds.",
	}),
];

export const endsStep = false as const;

export const asTool = 'free';

const most = 200;

export const output = z.object({
	clearing: z.object({
		journal: z.string(),
		/** Of the journal's bank account: zero when all that was paid out is booked. */
		balance: Money,
		isZero: z.boolean(),
		/** Statement lines that are matched with nothing, the oldest first, at most 200. */
		open: z.array(z.object({ line: z.number().int(), date: z.string(), text: z.string(), amount: Money })),
		/** All of it in words. */
		report: z.string(),
	}),
});

/** How a clearing account stands. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { odoo: settings } = await context.settings();
	const id = idOf(context, 'journal') ?? settings.paymentJournal;
	if (!id) throw invalidInput('No journal is chosen', 'Choose Clearing Journal in this node.', 'journal');
	const odoo = await connect(context);
	const { journal, currency, isForeign } = await readBalanceJournal(odoo, id);
	const items = await odoo.search('account.move.line', AccountItem, [
		['account_id', '=', journal.default_account_id!.id],
		['parent_state', '=', 'posted'],
	]);
	const minor = (value: number) => fromNumber(Math.round(value * 1e6) / 1e6, currency);
	// Of a journal in another currency `balance` is in that of the books, by the rates of many days.
	const balance = minor(items.reduce((sum, item) => sum + (isForeign ? item.amount_currency : item.balance), 0));
	const lines = await odoo.search(
		'account.bank.statement.line',
		StatementLine,
		[
			['journal_id', '=', id],
			['is_reconciled', '=', false],
		],
		{ limit: most, order: 'date, id' },
	);
	const open = lines.map((line) => ({
		line: line.id,
		date: line.date ?? '',
		text: line.payment_ref ?? '',
		amount: minor(line.amount),
	}));
	const report = [
		`${journal.name}: ${format(balance)} ${balance.amount ? 'are left on the clearing account' : 'on the clearing account: all of it was paid out'}.`,
		...(open.length ? [`${open.length} statement lines wait for a person:`] : []),
		...open.map((one) => `- ${one.date} ${format(one.amount)} ${one.text}`),
	].join('\n');
	return { clearing: { journal: journal.name, balance, isZero: !balance.amount, open, report } };
}
