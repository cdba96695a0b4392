import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { ZodError } from 'zod';
import { invalidInput, type OperationContext } from '../../../shared/effect';
import { readJson } from '../../readJson';
import { brandProperty } from './get.operation';

export const description: INodeProperties[] = [
	brandProperty,
	{
		displayName: 'Settings',
		name: 'settings',
		type: 'json',
		default: '{\n  "timeZone": "Europe/Berlin",\n  "policy": { "windowDays": 30 }\n}',
		required: true,
		description: 'All settings of the brand; they replace the ones before. Each field is described in docs/settings.md.',
	},
];

/** Saved also in test runs: it changes no money and no goods, and analysts set up by hand. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	try {
		return { settings: (await context.requireStore().saveSettings(context.param<string>('brand'), readJson(context, 'settings'), { actor: context.actor })) as unknown as IDataObject };
	} catch (error) {
		if (!(error instanceof ZodError)) throw error;
		const [{ path, message }] = error.issues;
		throw invalidInput(`The settings cannot be saved: ${path.join('.')} ${message}`, 'Compare with docs/settings.md.', `settings.${path.join('.')}`);
	}
}
