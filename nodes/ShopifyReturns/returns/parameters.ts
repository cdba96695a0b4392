import type { INodeProperties } from 'n8n-workflow';

/** Which return of Shopify an operation is about. */
export const returnIdProperty: INodeProperties = {
	displayName: 'Return ID',
	name: 'returnId',
	type: 'string',
	default: "={{ $json.admin_graphql_api_id ?? $json.shopifyReturn?.id ?? '' }}",
	placeholder: 'e.g. gid://shopify/Return/3547267221',
	description: 'The return in Shopify: its GraphQL ID, or the number at its end. Empty: taken from the case.',
};

export const notifyCustomerProperty: INodeProperties = {
	displayName: 'Notify Customer',
	name: 'notifyCustomer',
	type: 'boolean',
	default: false,
	description:
		'Whether Shopify sends the customer its own e-mail about this. Off by default, since the flow usually writes one.',
};

/** The decision of Return Policy that the event keeps. */
export const decisionProperty: INodeProperties = {
	displayName: 'Decision',
	name: 'decision',
	type: 'json',
	default: '={{ $json.decision }}',
	description: 'What Return Policy decided, kept in the case. Empty when a person decided.',
};

/** What names a return that is made; see newReturn.ts. */
export const returnReferenceProperty: INodeProperties = {
	displayName: 'Return Reference',
	name: 'returnReference',
	type: 'string',
	default: '',
	placeholder: 'e.g. RMA-1001',
	description: 'Names this return once and for all; it stands in the note of its lines. Empty: the case reference.',
};
