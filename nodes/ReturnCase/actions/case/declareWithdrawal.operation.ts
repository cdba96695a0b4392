import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { declarationOf } from '../../../shared/case/declaration';
import { receiptOf } from '../../../shared/case/withdrawalReceipt';
import { invalidInput, Statement, statementChannels, WithdrawalReceipt } from '../../../shared/model';
import { caseOutput, effectOptions, type OperationContext } from '../../../shared/operation';
import { declare } from '../../withdrawal/declare';
import { givenBy, underWayOf } from '../../withdrawal/given';

export const option = {
	name: 'Declare Withdrawal',
	value: 'declareWithdrawal',
	action: 'Declare withdrawal',
	description:
		"Record a customer's statement that they withdraw from a contract, in a case of its own, and get the receipt for them",
};

export const description: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'customerName',
		type: 'string',
		default: '={{ $json.name }}',
		description: 'Who withdraws, as they wrote it',
	},
	{
		displayName: 'Contract',
		name: 'contract',
		type: 'string',
		default: '={{ $json.contract }}',
		placeholder: 'e.g. #1001',
		description:
			'What identifies the contract, mostly the order number. It is taken in whatever it says: an order that is not found is looked for by a person.',
	},
	{
		displayName: 'E-Mail Address',
		name: 'email',
		type: 'string',
		default: '={{ $json.email }}',
		placeholder: 'e.g. name@email.com',
		description: 'Where the receipt goes. Blank: customer service is asked to hand it over in another way.',
	},
	{
		displayName: 'Lines',
		name: 'lines',
		type: 'json',
		default: '={{ $json.lines ?? [] }}',
		description:
			'What is withdrawn from: a list, each with SKU and quantity; or text, a line for each, e.g. TEE-BLUE-M 2. Empty: the whole contract.',
	},
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'string',
		default: '={{ $json.channel }}',
		placeholder: `e.g. ${statementChannels.join(', ')}`,
		description: 'How the statement came. Any way counts.',
	},
	{
		displayName: 'Told At',
		name: 'toldAt',
		type: 'string',
		default: '={{ $json.toldAt ?? $json.submittedAt }}',
		placeholder: 'e.g. 2026-11-29T21:04:11+01:00',
		description:
			'When the customer sent it, to the second: that time counts, however late it is read. Without an offset it is in the time zone of the shop; of a letter the day on which it was posted. Blank: now.',
	},
	{
		displayName: 'Statement',
		name: 'statement',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '={{ $json.statement }}',
		description: "The customer's own words, which the receipt repeats",
	},
	{
		displayName: 'Brand',
		name: 'brand',
		type: 'string',
		default: 'default',
		description: 'Whose customer it is, when several shops share the case store',
	},
	{
		displayName: 'Who',
		name: 'actor',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.user.email }}',
		description: 'Who took the statement down, for the audit trail',
	},
	{
		...effectOptions,
		options: [
			{
				displayName: 'Return That Is Under Way',
				name: 'underWay',
				type: 'string',
				default: '',
				placeholder: 'e.g. RMA-7K2M9QX4TB',
				description:
					'Case reference of a return that the statement is about. That case becomes a withdrawal; none is opened.',
			},
			{
				displayName: 'Statement ID',
				name: 'statementId',
				type: 'string',
				default: '',
				description: 'What its sender calls the statement. Blank: made from what it says.',
			},
			...(effectOptions.options as INodeProperties[]),
		],
	},
];

export const asTool = 'whenAllowed';

export const output = caseOutput.partial({ case: true }).extend({
	outcome: z.enum(['done', 'already_done', 'dry_run']),
	/** The statement as it is kept. */
	statement: Statement,
	/** What the customer is sent: received, not accepted. */
	receipt: WithdrawalReceipt,
});

/** Records a statement of withdrawal. Any clear one is taken, whatever is known of the order; the same one again changes nothing. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const brand = context.param<string>('brand', 'default').trim() || 'default';
	const { timeZone } = await store.settings.get(brand);
	const actor = context.param<string>('actor', '').trim() || context.actor;
	const declaration = declarationOf(givenBy(context, timeZone), { brand, timeZone, now: Date.now(), actor });
	if (!declaration)
		throw invalidInput(
			'The statement names neither a customer nor a contract',
			'Set Name, Contract, E-Mail Address or Statement: one of them is enough.',
			'customerName',
		);
	const { statement } = declaration;
	const underWay = underWayOf(context);
	if (context.dryRun)
		return {
			reference: underWay ?? '',
			outcome: 'dry_run',
			statement,
			receipt: receiptOf(underWay ?? 'RMA-…', statement),
		};
	const { case: state, duplicate, ...declared } = await declare(store, declaration, underWay);
	return {
		...(declared as unknown as IDataObject),
		case: state as unknown as IDataObject,
		outcome: duplicate ? 'already_done' : 'done',
	};
}
