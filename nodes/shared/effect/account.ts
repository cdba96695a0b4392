import type { INode } from 'n8n-workflow';
import type { Account } from '../store/store';

/** The credential types with which a node signs in at a provider. */
export const credentialTypesOf: Record<string, string[]> = {
	stripe: ['returnsStripeApi'],
	shopify: ['returnsShopifyApi'],
	odoo: ['odooApiKeyApi', 'odooApi'],
	easypost: ['returnsEasyPostApi'],
};

/**
 * The account that a node asks at a provider: named by the id of its credential, which is no secret and stays when the credential is
 * renamed or gets a new key. Two credentials are two accounts: when one is down or refused, the other goes on. Undefined: the node
 * has no credential for this provider.
 */
export function accountOf(node: Pick<INode, 'credentials' | 'parameters'>, provider: string): Account | undefined {
	const types = credentialTypesOf[provider] ?? [];
	const chosen =
		types.find((type) => type === node.parameters?.authentication) ?? types.find((type) => node.credentials?.[type]);
	const credential = chosen ? node.credentials?.[chosen] : undefined;
	return credential?.id ? { key: `${provider}:${credential.id}`, name: credential.name } : undefined;
}
