import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, invalidInput, type Settings } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { MonthFigures } from '../../../shared/model/monthFigures';
import { readFigures } from '../../month/readFigures';
import { ClearingJournal } from '../../records/answers';
import { id } from '../../records/answers/fields';
import { connect } from '../../transport/connect';
import type { Odoo } from '../../transport/odoo';
import { companyProperty } from '../advanced/inputs';
import { idOf, locatorOf } from '../locators';

export const option = {
	name: 'Get Figures',
	value: 'getFigures',
	action: 'Get figures of month',
	description:
		"Read what Odoo's books say of a month's credit notes, payments to customers, returned goods and open credits",
};

export const description: INodeProperties[] = [
	{
		displayName: 'Month',
		name: 'month',
		type: 'string',
		default: "={{ $now.minus({ months: 1 }).toFormat('yyyy-MM') }}",
		required: true,
		placeholder: 'e.g. 2026-11',
		description: 'Year and month, by the calendar of the time zone in the settings',
	},
	{
		...companyProperty,
		description: 'Whose books. 0: the company of the journals in the settings, else the first that the user may see.',
	},
	{
		displayName: 'Days to Return',
		name: 'windowDays',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 366 },
		default: 30,
		description: 'In how many days customers may return what they bought: sales of so many days can still come back',
	},
	locatorOf('account', {
		displayName: 'Refund Liability Account',
		name: 'refundLiability',
		description: 'Where expected refunds stand, as a debt. Empty: there is none yet.',
	}),
	locatorOf('account', {
		displayName: 'Right to Recover Account',
		name: 'rightToRecover',
		description: 'Where goods that are expected back stand, as an asset. Empty: there is none yet.',
	}),
	locatorOf('account', {
		displayName: 'Store Credit Account',
		name: 'storeCredit',
		description: 'Where store credit stands that customers have not used yet. Empty: it is not told.',
	}),
];

export const endsStep = false as const;

export const asTool = 'free';

export const output = z.object({ figures: MonthFigures });

/** A month of returns as Odoo's books have it, added up by Odoo. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const month = String(context.param<unknown>('month', '') ?? '').trim();
	if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
		throw invalidInput(`"${month.slice(0, 40)}" is no month`, 'Write year and month, such as 2026-11.', 'month');
	const windowDays = Number(context.param<unknown>('windowDays', 30));
	if (!Number.isInteger(windowDays) || windowDays < 1 || windowDays > 366)
		throw invalidInput(`Days to Return is ${windowDays}`, 'Give 1 to 366 whole days.', 'windowDays');
	const { odoo: settings, timeZone } = await context.settings();
	const odoo = await connect(context);
	const figures = await readFigures(odoo, {
		month,
		company: Number(context.param<unknown>('company', 0)) || (await companyOf(odoo, settings)),
		timeZone,
		windowDays,
		locations: placesOf(settings),
		accounts: {
			refundLiability: idOf(context, 'refundLiability'),
			rightToRecover: idOf(context, 'rightToRecover'),
			storeCredit: idOf(context, 'storeCredit'),
		},
	});
	return { figures: figures as unknown as IDataObject };
}

/** Where returned goods stand, but for what is back among the goods for sale. */
function placesOf({ inspectionLocation, destinations }: Settings['odoo']): number[] {
	const { restock: _forSale, ...others } = destinations; // eslint-disable-line @typescript-eslint/no-unused-vars
	return [...new Set([inspectionLocation, ...Object.values(others)])].filter((location) => location !== undefined);
}

/** The company of the journal that refunds are booked in, else the first that the user may see. */
async function companyOf(odoo: Odoo, { creditNoteJournal, paymentJournal }: Settings['odoo']): Promise<number> {
	const journal = creditNoteJournal ?? paymentJournal;
	const own = journal && (await odoo.get('account.journal', ClearingJournal, journal)).company_id;
	const [first] = own ? [] : await odoo.search('res.company', z.object({ id }), [], { limit: 1 });
	const company = own ?? first?.id;
	if (company) return company;
	throw new EffectError('Odoo shows no company to this user', {
		category: 'configuration',
		connection: 'odoo',
		advice: "Allow the credential's user a company in Odoo.",
		field: 'company',
	});
}
