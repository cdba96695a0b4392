import type { INodeProperties } from 'n8n-workflow';
import { invalidInput, visibleText } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { lists, type ListKind } from '../methods/lists';

/** A parameter that names one record of Odoo, picked from a list that Odoo fills or given by its id. */
export function locatorOf(
	kind: ListKind,
	more: Pick<INodeProperties, 'displayName' | 'name' | 'description'> & Partial<INodeProperties>,
): INodeProperties {
	const { word, method } = lists[kind];
	return {
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Choose ${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}…`,
				typeOptions: { searchListMethod: method, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 42' },
		],
		...more,
	};
}

/** What a locator holds, however it was given: from the list, by id, or by a plain value or expression. Undefined when it is blank. */
export function locatorValue(context: OperationContext, name: string): { mode?: string; value: string } | undefined {
	return valueOf(context.param<unknown>(name, ''));
}

function valueOf(given: unknown): { mode?: string; value: string } | undefined {
	const { mode, value } =
		typeof given === 'object' && given !== null
			? (given as { mode?: string; value?: unknown })
			: { mode: undefined, value: given };
	const text = visibleText(String(value ?? ''));
	return text ? { mode, value: text } : undefined;
}

/** The id that a locator names; undefined when nothing is chosen. Throws EffectError for something that is no id. */
export function idOf(context: OperationContext, name: string): number | undefined {
	return idIn(context.param<unknown>(name, ''), name);
}

/** The same of a locator that stands in a row of a list. `name`: the parameter that an error names. */
export function idIn(given: unknown, name: string): number | undefined {
	const found = valueOf(given);
	if (!found) return undefined;
	if (/^[1-9]\d*$/.test(found.value)) return Number(found.value);
	throw invalidInput(
		`"${found.value}" is no ID of Odoo`,
		'Choose one from the list, or give the number that stands in the address bar when you open it in Odoo.',
		name,
	);
}
