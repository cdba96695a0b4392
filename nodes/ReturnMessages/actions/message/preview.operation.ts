import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { languages, messageNames, Settings, type Language, type MessageName } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { composeMessage, Message } from '../../compose/compose';
import { sampleOf } from '../../compose/samples';
import { languageChoices, messageChoices, reviewPageProperty } from '../../properties';

export const option = {
	name: 'Preview',
	value: 'preview',
	action: 'Preview messages',
	description: 'Get all messages as the brand writes them now, of an invented return',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Brand',
		name: 'brand',
		type: 'string',
		default: 'default',
		description: 'Whose settings they are written by; those that the item carries come first',
	},
	{
		displayName: 'Messages',
		name: 'messages',
		type: 'multiOptions',
		options: messageChoices,
		default: [],
		description: 'Which are written; none chosen: all',
	},
	{
		displayName: 'Languages',
		name: 'languages',
		type: 'multiOptions',
		options: languageChoices,
		default: [],
		description: 'In which languages; none chosen: all',
	},
	reviewPageProperty,
];

export const asTool = 'free';

export const output = z.object({ message: Message });

/** An item for each message and language. Nothing is sent, and no case is looked at. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const settings = withAddresses(await settingsOf(context));
	const chosen = <T extends string>(name: string, all: readonly T[]): readonly T[] => {
		const wanted = context.param<string[]>(name, []);
		return wanted.length ? all.filter((one) => wanted.includes(one)) : all;
	};
	const page = context.param<string>('reviewPage', '');
	return chosen<MessageName>('messages', messageNames).flatMap((name) =>
		chosen<Language>('languages', languages).map((language) => ({
			message: composeMessage(
				name,
				sampleOf(name, settings, language, pageAddress(page)),
				language,
			) as unknown as IDataObject,
		})),
	);
}

async function settingsOf(context: OperationContext): Promise<Settings> {
	if (context.item.settings || !context.store) return await context.settings();
	return await context.store.settings.get(context.param<string>('brand', 'default').trim() || 'default');
}

/** Messages can be looked at before anybody has said who sends and gets them. */
function withAddresses(settings: Settings): Settings {
	return {
		...settings,
		sender: settings.sender ?? 'returns@example.com',
		operator: settings.operator ?? 'operator@example.com',
	};
}

const pageAddress = (page: string) =>
	/^https?:/.test(page) ? page : `https://n8n.example/${page.replace(/^\/+/, '')}`;
