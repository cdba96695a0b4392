import fc from 'fast-check';
import type { INodeProperties } from 'n8n-workflow';
import { propertiesOf } from '../../../nodes/shared/operation/propertiesOf';

const text = (name: string, more: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
	...more,
});
const operations = (described: Record<string, INodeProperties[]>) => ({
	return: Object.fromEntries(
		Object.entries(described).map(([name, description]) => [name, { description, asTool: 'free' as const }]),
	),
});
/** What n8n shows of an operation. */
const shown = (properties: INodeProperties[], operation: string) =>
	properties
		.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes(operation))
		.map(({ displayOptions, ...one }) => {
			const show = { ...displayOptions?.show };
			delete show.resource;
			delete show.operation;
			return { ...one, ...(Object.keys(show).length && { displayOptions: { show } }) };
		});

it('shows what operations have alike for all of them, and other things for each alone', () => {
	const properties = propertiesOf(
		operations({
			create: [text('reference'), text('order')],
			cancel: [text('reference'), text('order', { default: 'x' })],
		}),
	);
	expect(properties.map(({ name, displayOptions }) => [name, displayOptions!.show!.operation])).toEqual([
		['reference', ['create', 'cancel']],
		['order', ['cancel']],
		['order', ['create']],
	]);
	expect(properties.every(({ displayOptions }) => displayOptions!.show!.resource!.includes('return'))).toBe(true);
});

it('shows each operation its own parameters, in their order, whatever the others have', () => {
	const some = ['a', 'b', 'c', 'd', 'e'].flatMap((name) => [
		text(name),
		text(name, { default: 'other' }),
		text(name, { displayOptions: { show: { a: ['x'] } } }),
	]);
	const description = fc.shuffledSubarray(some);
	fc.assert(
		fc.property(fc.dictionary(fc.constantFrom('one', 'two', 'three', 'four'), description), (described) => {
			const properties = propertiesOf(operations(described));
			for (const [operation, own] of Object.entries(described)) expect(shown(properties, operation)).toEqual(own);
			expect(properties.length).toBeLessThanOrEqual(Object.values(described).flat().length);
		}),
	);
});
