import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { describedAs } from '../toolNodes';
import { n8nNeeds, needsOfType } from '../nodeCredentials';
import type { Template } from './template';

/** What a credential of each type is called in every template: n8n finds one of this name on import, and one choice sets all nodes. */
export const CREDENTIAL_NAMES: Record<string, string> = {
	returnCaseApi: 'Return Case',
	returnsShopifyApi: 'Shopify',
	returnsStripeApi: 'Stripe',
	returnsPayPalApi: 'PayPal',
	returnsSignedWebhookApi: 'Withdrawal key',
	returnsEasyPostApi: 'EasyPost',
	odooApiKeyApi: 'Odoo',
	odooApi: 'Odoo',
	smtp: 'Mail server',
	httpHeaderAuth: 'Warehouse key',
	httpBasicAuth: 'Gorgias',
	httpBearerAuth: 'Agent key',
	zendeskApi: 'Zendesk',
	freshdeskApi: 'Freshdesk',
};

/** Where an operation has a sender of its own: nobody's secret opens another one's door. */
const NAMES_BY_OPERATION: Record<string, Record<string, string>> = {
	takeInRequest: { returnsSignedWebhookApi: 'Channel key' },
	composeNotice: { returnsSignedWebhookApi: 'Warehouse secret' },
	composeRecord: { returnsSignedWebhookApi: 'CRM secret' },
};
/** The same for n8n's own nodes, by what they are called by or call. */
const NAMES_BY_ADDRESS: Record<string, Record<string, string>> = {
	'returns/helpdesk': { httpHeaderAuth: 'Helpdesk key' },
	'returns/helpdesk/status': { httpHeaderAuth: 'Helpdesk key' },
	'https://helpdesk.example.com/notes': { httpHeaderAuth: 'Other helpdesk' },
};

const CASE_NODES = ['n8n-nodes-returns.returnCase', 'n8n-nodes-returns.returnCaseTrigger'];

type NamedCredentials = Record<string, { id: null; name: string }>;

/**
 * The credentials a node of a template has to name. What a node may do without, the case store, it names where the template works on
 * cases: a node that was left out would silently do nothing for them.
 */
export function namedCredentials(
	template: Template,
	node: Template['nodes'][number],
	own: Record<string, INodeTypeDescription>,
): NamedCredentials {
	const onCases = template.nodes.some(({ type }) => CASE_NODES.includes(type));
	const description = describedAs(node.type, (type) => own[type]);
	const needs = description ? needsOfType({ description } as INodeType, node) : n8nNeeds(node);
	const wanted = needs.filter(({ type, required }) => required || (type === 'returnCaseApi' && onCases));
	const { operation, path, url } = node.parameters;
	const names = {
		...CREDENTIAL_NAMES,
		...NAMES_BY_OPERATION[String(operation)],
		...NAMES_BY_ADDRESS[String(path ?? url)],
	};
	return Object.fromEntries(wanted.map(({ type }) => [type, { id: null, name: names[type] ?? type }]));
}

/** The template with the credentials of every node named. */
export function nameCredentials(template: Template, own: Record<string, INodeTypeDescription>): Template {
	return {
		...template,
		nodes: template.nodes.map((node) => {
			const credentials = namedCredentials(template, node, own);
			if (Object.keys(credentials).length > 0) return { ...node, credentials };
			const rest = { ...node };
			delete rest.credentials;
			return rest;
		}),
	};
}
