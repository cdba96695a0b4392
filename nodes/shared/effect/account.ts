import type { INode } from 'n8n-workflow';
import { connections, type ConnectionName } from '../model';
import type { Account } from '../store/store';

/**
 * The account that a node asks at a provider: named by the id of its credential, which is no secret and stays when the credential is
 * renamed or gets a new key. Two credentials are two accounts: when one is down or refused, the other goes on. Undefined: the node
 * has no credential for this provider.
 */
export function accountOf(node: Pick<INode, 'credentials' | 'parameters'>, provider: string): Account | undefined {
	const types: readonly string[] = Object.hasOwn(connections, provider)
		? connections[provider as ConnectionName].credentials
		: [];
	const chosen =
		types.find((type) => type === node.parameters?.authentication) ?? types.find((type) => node.credentials?.[type]);
	const credential = chosen ? node.credentials?.[chosen] : undefined;
	return credential?.id ? { key: `${provider}:${credential.id}`, name: credential.name } : undefined;
}
