import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { authorizationStatuses, logisticsStatuses, settlementStatuses } from '../../../shared/model';
import type { OperationContext } from '../../../shared/effect';

const track = (displayName: string, name: string, statuses: readonly string[]): INodeProperties => ({
	displayName,
	name,
	type: 'options',
	options: statuses.map((value) => ({ name: titleOf(value), value })),
	default: '',
});

export const description: INodeProperties[] = [
	{ displayName: 'Limit', name: 'limit', type: 'number', typeOptions: { minValue: 1 }, default: 50, description: 'Max number of results to return' },
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			track('Authorization', 'authorization', authorizationStatuses),
			track('Logistics', 'logistics', logisticsStatuses),
			{ displayName: 'Open', name: 'open', type: 'boolean', default: true, description: 'Whether the case is still open' },
			track('Settlement', 'settlement', settlementStatuses),
			{ displayName: 'Updated After', name: 'after', type: 'dateTime', default: '' },
		],
	},
];

export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const { after, ...filters } = context.param<{ authorization?: string; logistics?: string; settlement?: string; open?: boolean; after?: string }>('filters', {});
	const cases = await context.requireStore().getMany({ limit: context.param<number>('limit'), ...filters, ...(after && { after: new Date(after).toISOString() }) });
	return cases.map((one) => ({ reference: one.reference, case: one as unknown as IDataObject }));
}

function titleOf(value: string): string {
	return value.split('_').map((word) => word[0].toUpperCase() + word.slice(1)).join(' ');
}
