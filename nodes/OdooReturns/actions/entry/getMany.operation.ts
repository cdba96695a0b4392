import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { Entries, readEntries } from '../../money/entries';
import { connect } from '../../transport/connect';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get journal entries of return',
	description: 'Read everything that a return has left in the books, as T-accounts',
};

export const description: INodeProperties[] = [referenceProperty];

export const endsStep = false as const;

export const asTool = 'free';

export const output = z.object({ entries: Entries });

/** The journal entries of a return, account by account. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const { reference } = context;
	if (!reference)
		throw invalidInput('It is not known which return this is about', 'Set Reference to its RMA number.', 'reference');
	const refunds = (await context.findCase())?.refunds ?? [];
	const ids = (given: Array<string | undefined>) => given.map(Number).filter((one) => Number.isInteger(one) && one > 0);
	const entries = await readEntries(await connect(context), {
		reference,
		refunds: [
			...new Set(refunds.flatMap(({ refund }) => (refund ? [refund.id, ...Object.values(refund.providerIds)] : []))),
		],
		creditNotes: ids(refunds.map(({ creditNote }) => creditNote?.providerIds['odoo.credit_note'] ?? creditNote?.id)),
		payments: ids(refunds.map(({ payment }) => payment?.providerIds['odoo.payment'] ?? payment?.id)),
	});
	return { entries: entries as unknown as IDataObject };
}
