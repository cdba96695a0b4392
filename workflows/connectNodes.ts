import type { StoredCredential } from './n8nApi';
import { credentialNeeds, type CredentialNeed, type NodeOfTemplate } from './nodeCredentials';

/** A credential that a node still lacks. */
export interface MissingCredential {
	node: string;
	type: string;
	required: boolean;
	/** Several credentials of the type were offered and the template names none of them. */
	ambiguous: boolean;
}

export interface Accounts {
	/** Those of the credentials file, which go before. */
	offered: StoredCredential[];
	/** All that n8n has, as far as the key may see them; undefined when it may see none. */
	existing?: StoredCredential[];
	/** Names to look for, best first, for the name that the template has. Default: that name. */
	namesFor?: (type: string, name: string) => string[];
}

interface ConnectedNode extends NodeOfTemplate {
	name: string;
	disabled?: boolean;
	id?: string;
}

/**
 * Gives each node its accounts: those it has, else the offered one, else one that n8n has under the name the template uses. What the
 * importer connected once and somebody took off again stays off.
 * @param written the nodes as the importer left them last time
 * @param needsOf which credential types a node takes
 * @returns the nodes as n8n will store them, and what is still missing on enabled nodes
 */
export function connectNodes<T extends ConnectedNode>(
	nodes: T[],
	written: ConnectedNode[],
	{ offered, existing, namesFor = (_type, name) => [name] }: Accounts,
	needsOf: (node: NodeOfTemplate) => CredentialNeed[] = credentialNeeds,
): { nodes: T[]; missing: MissingCredential[] } {
	const missing: MissingCredential[] = [];
	const isThere = (id: string) => !existing || [...existing, ...offered].some((one) => one.id === id);
	const connected = nodes.map((node) => {
		const before = written.find(
			({ id, name, type }) => (id ? id === node.id : name === node.name) && type === node.type,
		);
		const credentials = { ...node.credentials };
		// An optional account counts where the template names it: a template without the case store does not want one.
		for (const { type, required } of needsOf(node).filter(
			(need) => need.required || node.credentials?.[need.type] || before?.credentials?.[need.type],
		)) {
			const held = node.credentials?.[type];
			if (held?.id && isThere(held.id)) continue;
			const takenOff = !held && !!before?.credentials?.[type]?.id;
			const offers = offered.filter((credential) => credential.type === type);
			const names = held?.name ? namesFor(type, held.name) : [];
			const among = (list: StoredCredential[]) =>
				names.flatMap((name) => list.filter((one) => one.type === type && one.name === name))[0];
			const choice = takenOff
				? undefined
				: (among(offers) ??
					(offers.length === 1 ? offers[0] : undefined) ??
					(offers.length === 0 ? among(existing ?? []) : undefined));
			if (choice) credentials[type] = { id: choice.id, name: choice.name };
			// The name stays: one choice in the editor then sets all nodes of it.
			else if (names.length > 0 && !held?.id) credentials[type] = { id: null, name: names[0] };
			if (!choice && !node.disabled) missing.push({ node: node.name, type, required, ambiguous: offers.length > 1 });
		}
		const rest = { ...node };
		delete rest.credentials;
		return (Object.keys(credentials).length > 0 ? { ...rest, credentials } : rest) as T;
	});
	return { nodes: connected, missing };
}
