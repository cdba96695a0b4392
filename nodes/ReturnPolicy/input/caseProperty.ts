import type { INodeProperties } from 'n8n-workflow';

/** The case that an operation works on. */
export const caseProperty: INodeProperties = {
	displayName: 'Case',
	name: 'case',
	type: 'json',
	default: '={{ $json.case }}',
	description: 'The return case with its order. The default takes it from the incoming item.',
};
