import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput, refundJournalKey, type RefundJournals, type Settings } from '../../../shared/model';
import { outcome, realOption, type OperationContext } from '../../../shared/operation';
import { currencyColumn, payerColumn } from '../../../shared/operation/settings/rowFields';
import { mendAll, notMade } from '../../setUp/mendAll';
import { settingsWith, withJournals } from '../../setUp/piece';
import { readPieces } from '../../setUp/pieces';
import { readSetUp, type SetUp } from '../../setUp/readSetUp';
import { report, Report } from '../../setUp/report';
import { tellDesk } from '../../setUp/tellDesk';
import { idIn, idOf, locatorOf } from '../locators';
import { description as location } from './check.operation';

export const option = {
	name: 'Install',
	value: 'install',
	action: 'Install setup',
	description: 'Make the missing locations, operation type and server actions, once',
};

export const description: INodeProperties[] = [
	...location,
	{
		displayName: 'Journals of Refunds',
		name: 'refundJournals',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add journal',
		description:
			'Where refunds of one payer, in one currency, are booked in a journal of their own. They are stored with the settings; those stored before stay. All other refunds are booked in the one journal of refund payments.',
		options: [
			{
				displayName: 'Journals',
				name: 'rows',
				values: [
					payerColumn,
					currencyColumn,
					locatorOf('journal', {
						displayName: 'Journal',
						name: 'journal',
						description: 'Of type Bank, Cash or Credit Card; its outgoing payment method needs an outstanding account',
					}),
				],
			},
		],
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = z.object({ setUp: Report.extend({ made: z.array(z.string()), outcome }) });

/**
 * Makes what is missing, each piece under its own external id, and stores the ids in the brand's settings when there is a case store.
 * May be repeated, also after a failure half-way. A dry run lists what would be made.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const chosen = journalsOf(context);
	const before = await readSetUp(context, idOf(context, 'warehouse'), chosen);
	if (context.dryRun)
		return ended(
			before,
			'dry_run',
			before.pieces.filter(({ mend }) => mend).map(({ key }) => key),
		);
	const { done, failures } = await mendAll(before);
	const after: SetUp = { ...before, pieces: await readPieces(before.odoo, before.warehouse, before.settings.odoo) };
	const changed = (stored: Settings): Settings => ({
		...stored,
		odoo: settingsWith(withJournals(stored.odoo, chosen), after.pieces),
	});
	const settings = context.store
		? (await context.store.settings.change(context.param('brand', 'default'), changed)).after
		: changed(before.settings);
	await tellDesk(context, after);
	if (failures.length) throw notMade(failures, done);
	return ended({ ...after, settings }, done.length ? 'done' : 'already_done', done);
}

/** The journals that were chosen, as settings name them. */
function journalsOf(context: OperationContext): RefundJournals {
	const { rows = [] } = context.param<{ rows?: Array<{ payer: string; currency?: string; journal: unknown }> }>(
		'refundJournals',
		{},
	);
	const journals: RefundJournals = {};
	for (const { payer, currency, journal } of rows) {
		const code = (currency ?? '').trim().toUpperCase();
		const key = refundJournalKey(payer, code);
		const refuse = (what: string, advice: string) => invalidInput(what, advice, 'refundJournals');
		if (code && !/^[A-Z]{3}$/.test(code)) throw refuse(`"${code}" is no currency`, 'Write its code, e.g. EUR.');
		const id = idIn(journal, 'refundJournals');
		if (!id) throw refuse(`No journal is chosen for refunds of "${key}"`, 'Choose one, or take the row out.');
		if (journals[key]) throw refuse(`Refunds of "${key}" have two rows`, 'Take one of them out.');
		journals[key] = id;
	}
	return journals;
}

function ended(setUp: SetUp, result: z.infer<typeof outcome>, made: string[]): IDataObject {
	const { setUp: shown } = report(setUp);
	return { setUp: { ...(shown as IDataObject), made, outcome: result } };
}
