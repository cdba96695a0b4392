import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { outcome, realOption, type OperationContext, anyJsonParam } from '../../../shared/operation';
import { Settings, invalidInput } from '../../../shared/model';
import { Change, changesOf, type Wish } from '../../../shared/operation/settings/change';
import { z } from 'zod';
import { settingsAfter } from '../../../shared/operation/settings/save';
import { fields } from '../../../shared/operation/settings/fields';
import { sectionProperties, titleOf } from '../../../shared/operation/settings/sections';
import type { Section } from '../../../shared/operation/settings/settingField';
import { isObject, valueAt, type Json } from '../../../shared/model/jsonValues';
import { brandProperty } from './get.operation';

export const option = {
	name: 'Save',
	value: 'save',
	action: 'Save settings',
	description: 'Save the settings of a brand',
};

export const description: INodeProperties[] = [
	brandProperty,
	...sectionProperties,
	{
		displayName: 'Take Odoo IDs From Install',
		name: 'takeInstalled',
		type: 'boolean',
		default: true,
		description:
			'Whether to fill in Odoo IDs that are not set yet with those that Odoo Returns: Install Set-Up found, when it stands before this node',
	},
	{
		displayName: 'Clear',
		name: 'clear',
		type: 'multiOptions',
		options: fields.map(({ path }) => ({ name: titleOf(path), value: path })),
		default: [],
		description: 'Settings to take out. What is neither filled in above nor chosen here stays as it is.',
	},
	{
		displayName: 'More Settings (JSON)',
		name: 'settings',
		type: 'json',
		default: '{}',
		description:
			'For those who keep settings as text: laid over the stored ones, field by field; null takes one out. Amounts are minor units here. Each field is described in docs/settings.md.',
	},
	{ ...realOption, description: 'A test run shows what would change and saves nothing, unless it is to be for real' },
];

export const asTool = 'whenAllowed';

export const output = z.object({ outcome, changes: z.array(Change), settings: Settings });

/** Changes the fields that are filled in and leaves the others as they are: all of it, or nothing when anything is wrong. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const brand = context.param<string>('brand').trim() || 'default';
	const wish = wishOf(context);
	if (context.dryRun) {
		const before = await store.settings.get(brand);
		return shown(before, settingsAfter(before, wish), 'dry_run');
	}
	const { before, after } = await store.settings.change(brand, (stored) => settingsAfter(stored, wish), {
		actor: context.actor,
	});
	return shown(before, after);
}

function wishOf(context: OperationContext): Wish {
	const typed = Object.fromEntries(
		[...new Set(fields.map(({ section }) => section))].map((section: Section) => [
			section,
			context.param<Json>(section, {}),
		]),
	);
	const more = anyJsonParam(context, 'settings');
	if (more !== null && more !== undefined && !isObject(more))
		throw invalidInput('More Settings is no JSON object', 'Write e.g. {"timeZone": "Europe/Berlin"}.', 'settings');
	const found = context.param<boolean>('takeInstalled', true)
		? valueAt(context.item, 'setUp.settings.odoo')
		: undefined;
	return { typed, clear: context.param<string[]>('clear', []), more: more ?? {}, ...(isObject(found) && { found }) };
}

function shown(before: Settings, after: Settings, outcome?: 'dry_run'): IDataObject {
	const changes = changesOf(before, after);
	return {
		outcome: outcome ?? (changes.length ? 'done' : 'already_done'),
		changes: changes as unknown as IDataObject[],
		settings: after as unknown as IDataObject,
	};
}
