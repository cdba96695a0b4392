import type { INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { gidOf } from '../graphql/gid';

/** A location of the shop, picked from a list or given by its ID. */
export function locationProperty(
	more: Pick<INodeProperties, 'displayName' | 'name' | 'description'> & Partial<INodeProperties>,
): INodeProperties {
	return {
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose a location…',
				typeOptions: { searchListMethod: 'searchLocations', searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. gid://shopify/Location/1234567890' },
		],
		...more,
	};
}

/** The location's gid; undefined when none is chosen. Throws EffectError for something else. */
export function locationOf(context: OperationContext, name: string): string | undefined {
	const given = context.param<unknown>(name, '');
	const chosen = typeof given === 'object' && given !== null ? (given as { value?: unknown }).value : given;
	const text = String(chosen ?? '').trim();
	if (!text) return undefined;
	const id = gidOf('Location', text);
	if (!id)
		throw invalidInput(
			`"${text}" is no location of Shopify`,
			'Choose one from the list or give its ID, e.g. gid://shopify/Location/1234567890; or leave it empty where that is allowed.',
			name,
		);
	return id;
}
