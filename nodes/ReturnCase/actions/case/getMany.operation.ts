import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { limitProperty, caseOutput, type OperationContext } from '../../../shared/operation';
import {
	authorizationStatuses,
	caseKinds,
	logisticsStatuses,
	settlementStatuses,
	type CaseKind,
} from '../../../shared/model';
import type { CaseFilter } from '../../../shared/store';

const track = (displayName: string, name: string, statuses: readonly string[]): INodeProperties => ({
	displayName,
	name,
	type: 'options',
	options: statuses.map((value) => ({ name: titleOf(value), value })),
	default: '',
});

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many cases',
	description: 'Get a list of cases, newest first',
};

export const description: INodeProperties[] = [
	limitProperty,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			track('Authorization', 'authorization', authorizationStatuses),
			track('Kind', 'kind', caseKinds),
			track('Logistics', 'logistics', logisticsStatuses),
			{
				displayName: 'Open',
				name: 'open',
				type: 'boolean',
				default: true,
				description: 'Whether the case is still open',
			},
			track('Settlement', 'settlement', settlementStatuses),
			{ displayName: 'Updated After', name: 'after', type: 'dateTime', default: '' },
		],
	},
];

/** Cases read in one go; between two pages other work of this n8n has its turn. */
const pageSize = 500;

export const asTool = 'free';

export const output = caseOutput;

export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const { after, ...filters } = context.param<{
		authorization?: string;
		kind?: CaseKind;
		logistics?: string;
		settlement?: string;
		open?: boolean;
		after?: string;
	}>('filters', {});
	const store = context.requireStore();
	const limit = context.param<number>('limit');
	const found: IDataObject[] = [];
	for (let before: CaseFilter['before']; found.length < limit;) {
		const wanted = Math.min(pageSize, limit - found.length);
		const page = await store.cases.getMany({
			limit: wanted,
			...filters,
			...(after && { after: new Date(after).toISOString() }),
			...(before && { before }),
		});
		found.push(...page.map((one) => ({ reference: one.reference, case: one as unknown as IDataObject })));
		const last = page.at(-1);
		if (!last || page.length < wanted) break;
		before = { updatedAt: last.updatedAt, reference: last.reference };
		await new Promise((resolve) => setImmediate(resolve));
	}
	return found;
}

function titleOf(value: string): string {
	return value
		.split('_')
		.map((word) => word[0].toUpperCase() + word.slice(1))
		.join(' ');
}
