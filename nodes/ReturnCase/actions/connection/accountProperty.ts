import type { INodeProperties } from 'n8n-workflow';
import type { CaseStore } from '../../../shared/store';
import { choicesOf, connections, invalidInput } from '../../../shared/model';

export const connectionProperty: INodeProperties = {
	displayName: 'Connection',
	name: 'connection',
	type: 'options',
	options: choicesOf(connections),
	default: 'stripe',
};

export const accountProperty: INodeProperties = {
	displayName: 'Account',
	name: 'account',
	type: 'string',
	default: '',
	placeholder: 'e.g. Stripe US',
	description: 'Name of the credential in n8n, when there are several accounts. Blank: all accounts of this provider.',
};

/** The connection's key: of one account by its credential's name or key, of all accounts when blank. Throws EffectError that names the choices. */
export async function keyOf(store: CaseStore, connection: string, account: string): Promise<string> {
	const wanted = account.trim();
	if (!wanted) return connection;
	const known = (await store.connections.list()).filter(
		(one) => one.connection === connection && one.account !== undefined,
	);
	const fitting = known.filter((one) => [one.account, one.key, one.key.slice(connection.length + 1)].includes(wanted));
	if (fitting.length === 1) return fitting[0].key;
	if (fitting.length > 1)
		throw invalidInput(
			`Several accounts are called "${wanted}"`,
			`Give one of these keys instead: ${fitting.map(({ key }) => key).join(', ')}.`,
			'account',
		);
	const names = known.map((one) => `"${one.account}"`).join(', ');
	throw invalidInput(
		`No account "${wanted}" is known`,
		names
			? `Known are ${names}. Leave Account blank for all of them.`
			: 'An account is known once a step has used it. Leave Account blank for all of them.',
		'account',
	);
}
