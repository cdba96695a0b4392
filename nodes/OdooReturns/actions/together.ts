import type { INodeProperties } from 'n8n-workflow';
import { withOption, type Operation, type OperationContext, type ParallelItems } from '../../shared/operation';
import { locatorValue } from './locators';

const most = 10;

const atOnceOption: INodeProperties = {
	displayName: 'Items at Once',
	name: 'atOnce',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: most },
	default: 1,
	description:
		'How many items are worked on at the same time. Odoo Online asks for one; an Odoo of your own with several workers may take more. Items of the same case or order never run together.',
};

const parallel: ParallelItems = {
	limit: (first) => Math.min(most, Math.max(1, Math.floor(Number(first.option('atOnce', 1))) || 1)),
	keyOf: async (item: OperationContext) => item.reference ?? locatorValue(item, 'order')?.value,
};

/** Operations that take several items at once when asked to (option Items at Once); by default one after the other. */
export function together(
	operations: Record<string, Record<string, Operation>>,
): Record<string, Record<string, Operation>> {
	const each = <A, B>(record: Record<string, A>, change: (one: A) => B) =>
		Object.fromEntries(Object.entries(record).map(([name, one]) => [name, change(one)]));
	return each(operations, (ofResource) =>
		each(ofResource, (operation) => ({
			...operation,
			description: withOption(operation.description, atOnceOption),
			parallel,
		})),
	);
}
