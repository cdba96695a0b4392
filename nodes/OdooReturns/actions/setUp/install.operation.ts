import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, invalidInput, refundJournalKey, type RefundJournals, type Settings } from '../../../shared/model';
import { outcome, realOption, type OperationContext } from '../../../shared/operation';
import { currencyColumn, payerColumn } from '../../../shared/operation/settings/rowFields';
import { settingsWith, withJournals, type Made } from '../../setUp/piece';
import { readPieces } from '../../setUp/pieces';
import { idIn, locatorOf } from '../locators';
import { description as location, readSetUp, Report, report, tellDesk, type SetUp } from './check.operation';

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
	const before = await readSetUp(context, chosen);
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

async function mendAll({
	pieces,
}: SetUp): Promise<{ done: string[]; failures: Array<{ name: string; error: EffectError }> }> {
	const made: Made = Object.fromEntries(pieces.map(({ key, id }) => [key, id]));
	const done: string[] = [];
	const failures: Array<{ name: string; error: EffectError }> = [];
	for (const { key, name, mend } of pieces) {
		if (!mend) continue;
		try {
			made[key] = await mend(made);
			done.push(key);
		} catch (error) {
			// Another piece may still be made, unless Odoo itself is out of reach.
			if (!(error instanceof EffectError) || ['retryable', 'unknown_outcome'].includes(error.category)) throw error;
			failures.push({ name, error });
		}
	}
	return { done, failures };
}

function notMade(failures: Array<{ name: string; error: EffectError }>, done: string[]): EffectError {
	const [{ error }] = failures;
	return new EffectError(
		`Odoo did not let this user make: ${failures.map(({ name }) => name).join('; ')}. ${error.message}`,
		{
			category: 'configuration',
			connection: 'odoo',
			code: error.details.code,
			advice: `Run this once with the credential of an administrator (Inventory / Administrator, and Administration / Settings for the server actions). ${done.length ? `Made already: ${done.join(', ')}; it is not made again.` : 'Nothing was made.'}`,
		},
		{ cause: error },
	);
}

function ended(setUp: SetUp, result: z.infer<typeof outcome>, made: string[]): IDataObject {
	const { setUp: shown } = report(setUp);
	return { setUp: { ...(shown as IDataObject), made, outcome: result } };
}
