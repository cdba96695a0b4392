import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { fieldOf, labelOf, piecesField, type Form, type Item, type Question } from './form';

/** As n8n's Form node takes it. */
export const Field = z
	.object({
		fieldLabel: z.string(),
		fieldName: z.string(),
		fieldType: z.string(),
		requiredField: z.boolean().optional(),
		placeholder: z.string().optional(),
		fieldOptions: z.object({ values: z.array(z.object({ option: z.string() })) }).optional(),
	})
	.strict();

/** A longer list of numbers is worse than typing one. */
const longestList = 100;

/** The fields of an n8n Form page, as its JSON has them. */
export function fieldsOf({ items, questions }: Form): IDataObject[] {
	const ofItems = questions.filter(({ scope }) => scope === 'each');
	const others = questions.filter(({ scope }) => scope !== 'each');
	return [
		...items.flatMap((item, index) => [
			piecesOf(item, index),
			...ofItems.map((question) => ({
				...inputOf(question),
				fieldLabel: labelOf(item, question.label),
				fieldName: fieldOf(question, index),
			})),
		]),
		...others.map((question) => ({
			...inputOf(question),
			fieldLabel: question.label,
			fieldName: fieldOf(question),
			...(question.required && { requiredField: true }),
		})),
	];
}

function piecesOf({ name, most, hint }: Item, index: number): IDataObject {
	const field = { fieldLabel: `${name}: pieces`, fieldName: piecesField(index) };
	if (most === undefined || most > longestList)
		return { ...field, fieldType: 'number', placeholder: hint || (most ? `at most ${most}` : '') };
	return { ...field, ...dropdown(Array.from({ length: most }, (_, before) => String(before + 1))) };
}

/** Of an item it cannot be required here: an item of which nothing is told stays empty. */
function inputOf({ kind, choices, placeholder }: Question): IDataObject {
	if (kind === 'choice') return dropdown(choices.map(({ words }) => words));
	if (kind === 'yesNo') return dropdown(['Yes', 'No']);
	const fieldType = { text: 'text', longText: 'textarea', number: 'number', date: 'date' }[kind];
	return { fieldType, ...(placeholder && { placeholder }) };
}

const dropdown = (words: string[]): IDataObject => ({
	fieldType: 'dropdown',
	fieldOptions: { values: words.map((option) => ({ option })) },
});
