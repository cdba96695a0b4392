import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { titleOf } from '../../../shared/store';
import type { AlarmOwner } from '../../../shared/model';
import { limitProperty, type OperationContext } from '../../../shared/operation';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many alarms',
	description: 'Get what needs a person now, and why',
};

export const description: INodeProperties[] = [
	limitProperty,
	{
		displayName: 'Owner',
		name: 'owner',
		type: 'options',
		options: [
			{ name: 'All', value: '' },
			{ name: 'Customer Service', value: 'service' },
			{ name: 'Digital', value: 'digital' },
			{ name: 'Finance', value: 'finance' },
			{ name: 'Operator', value: 'operator' },
			{ name: 'Warehouse', value: 'warehouse' },
		],
		default: '',
		description: 'Whose alarms to list',
	},
];

export const asTool = 'free';

export const output = z.object({
	id: z.number().int(),
	kind: z.string(),
	owner: z.string(),
	brand: z.string(),
	title: z.string(),
	reason: z.string(),
	advice: z.string(),
	execution: z.string(),
	reference: z.string(),
	orderNumber: z.string(),
	stepId: z.number().int().optional(),
	raisedAt: z.string(),
	timesTold: z.number().int(),
});

/** What needs a person now, oldest first. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const owner = context.param<AlarmOwner | ''>('owner', '');
	const alarms = await context
		.requireStore()
		.alarms.open({ limit: context.param<number>('limit'), ...(owner && { owner }) });
	return alarms.map((alarm) => ({
		id: alarm.id,
		kind: alarm.kind,
		owner: alarm.owner,
		brand: alarm.brand,
		title: titleOf(alarm),
		reason: alarm.facts.reason ?? '',
		advice: alarm.facts.advice ?? '',
		execution: alarm.facts.execution ?? '',
		reference: alarm.reference ?? '',
		orderNumber: alarm.case?.orderNumber ?? '',
		...(alarm.stepId !== undefined && { stepId: alarm.stepId }),
		raisedAt: alarm.raisedAt,
		timesTold: alarm.told,
	}));
}
