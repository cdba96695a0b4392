import type { INodeProperties } from 'n8n-workflow';

/** Which hold of the return is meant. */
export const holdProperty: INodeProperties = {
	displayName: 'Hold',
	name: 'hold',
	type: 'string',
	default: '',
	placeholder: 'e.g. RMA-7K2M9QX4TB/H1',
	description: 'Which one. Blank: the only one that the return has.',
};
