import { z } from 'zod';
import { Inspection, invalidInput, parsed, Receipt, ReturnRequest } from '../../shared/model';
import { fieldOf, labelOf, piecesField, type Form, type Item, type Question } from './form';

/** Where an inspected piece goes may be left to the policy. */
const InspectionLine = Inspection.shape.lines.element;
const Inspected = Inspection.extend({
	lines: z.array(InspectionLine.partial({ destination: true })).min(1),
});

type Answers = Record<string, unknown>;
type AnsweredLine = Answers & { line: string; sku: string; quantity: number };

/** What people have answered: by item those of which pieces were told, and what was asked once. */
export interface Answered {
	answers: Answers & { lines: AnsweredLine[] };
	request?: Answers;
	receipt?: Answers;
	inspection?: Answers;
}

/**
 * Reads what was filled in. `id` names this filling in. Throws EffectError (`invalid_input`) that names the item, what it was asked, what is wrong and what
 * to do.
 */
export function readAnswers(form: Form, given: Answers, id: string): Answered {
	const asked = (scope: Question['scope']) => form.questions.filter((one) => one.scope === scope);
	const told = form.items.flatMap((item, index) => {
		const quantity = piecesIn(item, index, given);
		return quantity
			? [{ index, line: item.line, sku: item.sku, quantity, own: answersTo(asked('each'), given, { item, index }) }]
			: [];
	});
	if (!told.length && form.for !== 'answers')
		throw invalidInput(
			'No piece was chosen',
			'Open the form again, and fill in the pieces of at least one line.',
			'lines',
		);
	const all = answersTo(asked('all'), given);
	const once = answersTo(asked('once'), given);
	const lines = told.map(({ line, sku, quantity, own }) => ({ line, sku, quantity, ...merged(all, own) }));
	const answers = { ...once, lines };
	if (form.for === 'answers') return { answers: { ...all, ...answers } };
	if (form.for === 'receipt') return { answers, receipt: checked(Receipt, { id, ...once, lines }, 'receipt') };
	if (form.for === 'inspection')
		return { answers, inspection: checked(Inspected, { id, ...once, lines }, 'inspection') };
	const asRequested = told.map(({ index, line, sku, quantity, own }) => ({
		id: `L${index + 1}`,
		...(form.namesLines && { orderLineId: line }),
		sku,
		quantity,
		...sameAgain(merged(all, own), sku),
	}));
	const request = { ...form.request, ...once, lines: asRequested };
	return { answers, request: checked(ReturnRequest, request, 'request') };
}

/** What is exchanged for no SKU is exchanged for the same again. */
function sameAgain(answers: Answers, sku: string): Answers {
	const { exchangeFor } = answers;
	return exchangeFor && typeof exchangeFor === 'object'
		? { ...answers, exchangeFor: { sku, ...exchangeFor } }
		: answers;
}

function piecesIn(item: Item, index: number, given: Answers): number | undefined {
	const field = piecesField(index);
	const text = textOf(given[field]);
	if (!text || text === '0') return undefined;
	const pieces = Number(text);
	if (!Number.isInteger(pieces) || pieces < 0)
		throw wrong(labelOf(item, 'pieces'), `"${text}" is no number of pieces`, 'give a whole number', field);
	if (item.most !== undefined && pieces > item.most)
		throw wrong(
			labelOf(item, 'pieces'),
			`${pieces} are more than the ${item.most} that can come back`,
			'give fewer',
			field,
		);
	return pieces;
}

/** The answers by the names of their questions. One that is empty says nothing. */
function answersTo(questions: Question[], given: Answers, of?: { item: Item; index: number }): Answers {
	const answers: Answers = {};
	for (const question of questions) {
		const field = fieldOf(question, of?.index);
		const label = of ? labelOf(of.item, question.label) : question.label;
		const text = textOf(given[field]);
		if (!text && question.required) throw wrong(label, 'nothing was filled in', 'fill it in', field);
		const value = text ? valueOf(question, text, label, field) : question.blank;
		if (value !== '') place(answers, question.name.split('.'), value);
	}
	return answers;
}

function valueOf({ kind, choices }: Question, text: string, label: string, field: string): string | number | boolean {
	const choice = kind === 'choice' ? choices.find(({ words }) => words === text) : undefined;
	if (choice) return choice.value;
	if (kind === 'choice')
		throw wrong(label, `"${text}" is none of ${choices.map(({ words }) => words).join(', ')}`, 'choose one', field);
	if (kind === 'yesNo') return text === 'Yes';
	if (kind !== 'number') return text;
	const number = Number(text);
	if (!Number.isFinite(number)) throw wrong(label, `"${text}" is no number`, 'give a number', field);
	return number;
}

function place(target: Answers, [key, ...rest]: string[], value: unknown): void {
	if (!rest.length) return void (target[key] = value);
	const below = Object.hasOwn(target, key) ? target[key] : undefined;
	const next: Answers = below && typeof below === 'object' ? (below as Answers) : {};
	target[key] = next;
	place(next, rest, value);
}

/** What was answered for all items, and for one; where both tell of one thing, such as `exchangeFor`, together. */
function merged(all: Answers, own: Answers): Answers {
	const both: Answers = { ...all };
	for (const [key, value] of Object.entries(own)) {
		const before = all[key];
		both[key] = isObject(before) && isObject(value) ? merged(before, value) : value;
	}
	return both;
}

const isObject = (value: unknown): value is Answers => typeof value === 'object' && value !== null;

const textOf = (value: unknown) =>
	typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

const wrong = (label: string, what: string, advice: string, field: string) =>
	invalidInput(`${label}: ${what}`, `Open the form again, and ${advice}.`, field);

/** Given out as it was answered: what is not said stays unsaid. Throws when what reads it could not. */
function checked(schema: z.ZodTypeAny, value: Answers, root: string): Answers {
	parsed(schema, value, ({ at, message }) =>
		invalidInput(
			`The answers make no ${root}: ${at} ${message}`,
			'Correct the name or the choices of this question in Compose Fields.',
			`${root}.${at}`,
		),
	);
	return value;
}
