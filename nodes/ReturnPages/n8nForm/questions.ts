import type { IDataObject } from 'n8n-workflow';
import { invalidInput, parsedInput } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { Form, type Question } from './form';

/** What the rows ask, without those that are not to be asked. Throws EffectError naming the row and the field. */
export function questionsOf(context: OperationContext): Question[] {
	const { rows = [] } = context.param<{ rows?: IDataObject[] }>('questions', {});
	const asked = rows
		.filter(({ ask }) => ask !== false)
		.map(({ choices, ...row }) => ({
			...row,
			choices: (Array.isArray(choices) ? choices : String(choices ?? '').split('\n'))
				.map((one) => String(one).trim())
				.filter(Boolean)
				.map(choiceOf),
		}));
	const questions = parsedInput(Form.shape.questions, asked, 'questions', 'Correct this row of Questions.');
	const seen = new Set<string>();
	for (const { label, name, kind, choices, scope } of questions) {
		const place = scope === 'once' ? `once ${name}` : name;
		if (seen.has(place) || ['line', 'id', 'sku', 'quantity', 'lines'].includes(name))
			throw invalidInput(`"${label}": the name ${name} is taken`, 'Give each question a name of its own.', 'questions');
		if (kind === 'choice' && !choices.length)
			throw invalidInput(
				`"${label}" has no choices`,
				'Write one in each line, e.g. Too small = too_small.',
				'questions',
			);
		seen.add(place);
	}
	return questions;
}

/** `Too small = too_small`: the words that people read, and what they stand for; without `=` they are the same. */
function choiceOf(text: string): { words: string; value: string } {
	const at = text.lastIndexOf('=');
	return at < 0 ? { words: text, value: text } : { words: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
}
