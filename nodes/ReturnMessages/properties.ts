import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { languageTitles, messageTitles } from '../shared/model';

const choicesOf = (titles: Record<string, string>): INodePropertyOptions[] =>
	Object.entries(titles).map(([value, name]) => ({ name, value }));

export const messageChoices = choicesOf(messageTitles);
export const languageChoices = choicesOf(languageTitles);

export const reviewPageProperty: INodeProperties = {
	displayName: 'Review Page',
	name: 'reviewPage',
	type: 'string',
	default: 'form/returns/review',
	placeholder: 'e.g. form/returns/review',
	description: 'Path of the page in which a reviewer decides, or its whole address; blank for no link',
};
