import type { INodeProperties } from 'n8n-workflow';

/** Which case an operation is about. */
export const referenceProperty: INodeProperties = {
	displayName: 'Case Reference',
	name: 'reference',
	type: 'string',
	default: '={{ $json.reference }}',
	placeholder: 'e.g. RMA-7K2M9QX4TB',
	description: 'The return case this is about. The default takes it from the incoming item.',
};

/** What makes a note for staff one note, wherever it is written. */
export const noteIdProperty: INodeProperties = {
	displayName: 'Note ID',
	name: 'noteId',
	type: 'string',
	default: '',
	placeholder: 'e.g. RMA-7K2M9QX4TB/4',
	description:
		'What makes it one note: a repeat with the same ID writes nothing, even when the text is another. Leave blank to write the same text once.',
};

/** Which dispute of the case an operation is about; `empty`: which one it is when none is named. */
export const disputeProperty = (empty: string): INodeProperties => ({
	displayName: 'Dispute',
	name: 'dispute',
	type: 'string',
	default: '',
	placeholder: 'e.g. du_1MtJUT2eZvKYlo2CNaw2HvEv',
	description: `ID of the dispute at the payment provider. Empty: ${empty}.`,
});

const sendForReal: INodeProperties = {
	displayName: 'Send for Real in Test Runs',
	name: 'sendForReal',
	type: 'boolean',
	default: false,
	description:
		'Whether test executions in the editor really send money, goods or messages. Off, they only show what would be done.',
};

/** Switches of every operation that changes something outside. */
export const effectOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Finish Step',
			name: 'finishStep',
			type: 'options',
			options: [
				{
					name: 'Automatically',
					value: 'auto',
					description:
						'When no later node of this pack in the flow can finish it, and the trigger does not do it at the end of the flow',
				},
				{ name: 'Yes', value: 'yes' },
				{ name: 'No', value: 'no' },
			],
			default: 'auto',
			description: 'Whether the step that started this flow is done once this node has its result',
		},
		sendForReal,
	],
};

/** The same without Finish Step, for operations that are about the step itself or about none. */
export const realOption: INodeProperties = { ...effectOptions, options: [sendForReal] };

/** How many results an operation gives at most. */
export const limitProperty: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

export const returnAllProperty: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

/** The limit of a list that can also be got whole. */
export const limitOfListProperty: INodeProperties = {
	...limitProperty,
	displayOptions: { show: { returnAll: [false] } },
};

/** All of a list, or up to a limit. */
export const listProperties: INodeProperties[] = [returnAllProperty, limitOfListProperty];
