import type { INodeProperties } from 'n8n-workflow';

/** The parameters of an operation with one more among its Options, in the order of their names; Options are made when there are none. */
export function withOption(description: INodeProperties[], option: INodeProperties): INodeProperties[] {
	const options = description.find(({ name }) => name === 'options');
	if (!options)
		return [
			...description,
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [option],
			},
		];
	const all = [...(options.options as INodeProperties[]), option].sort((a, b) =>
		a.displayName.localeCompare(b.displayName),
	);
	return description.map((one) => (one === options ? { ...one, options: all } : one));
}
