import type { INodeProperties } from 'n8n-workflow';

/** The time that a case is looked at from. */
export const asOfOption: INodeProperties = {
	displayName: 'Judge As Of',
	name: 'now',
	type: 'dateTime',
	default: '',
	description:
		'The time up to which the days of the return window are counted. Blank: the time at which the return was asked for.',
};
