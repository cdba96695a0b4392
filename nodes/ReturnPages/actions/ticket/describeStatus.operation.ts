import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import type { CaseState } from '../../../shared/case/caseState';
import { wordOf } from '../../../shared/case/foundBy';
import { asReference, escapeHtml, languages } from '../../../shared/model';
import { returnsOfOrder, type OperationContext } from '../../../shared/operation';
import type { CaseStore } from '../../../shared/store';
import { languageOf } from '../../portal/language';
import { statusAnswer } from '../../ticket/statusAnswer';
import { deskPathProperty, noteOutput, pageOfCase } from './composeNote.operation';

export const option = {
	name: 'Describe Status',
	value: 'describeStatus',
	action: 'Describe the status of a return to its customer',
	description: 'Answer where a return is, in the language of the customer, for a macro or the sidebar of a helpdesk',
};

const field = (displayName: string, name: string, key: string, more: Partial<INodeProperties>): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: `={{ $json.body.${key} }}`,
	...more,
});

export const description: INodeProperties[] = [
	field('Order', 'orderNumber', 'orderNumber', {
		placeholder: 'e.g. #1001',
		description: 'Number of the order, or the reference of a return. The default takes it from a Webhook node.',
	}),
	field('E-Mail Address', 'email', 'email', {
		placeholder: 'e.g. name@email.com',
		description: "The customer's. With an order as well, only returns that fit both are told of.",
	}),
	field('Language', 'language', 'language', {
		placeholder: 'e.g. de',
		description: 'Blank: the one that the customer has ordered in, else the one of the brand',
	}),
	field('Helpdesk', 'helpdesk', 'sender', {
		placeholder: 'e.g. zendesk',
		description: 'Whose ticket gets the answer as a note',
	}),
	field('Ticket', 'ticket', 'ticket', {
		description: 'Number of the ticket that gets the answer as a note. Blank: none.',
	}),
	deskPathProperty,
];

/** A look; it ends no step. */
export const endsStep = false;

export const asTool = 'free';

export const output = noteOutput.extend({
	answer: z.object({
		status: z.union([z.literal(200), z.literal(422)]),
		/** In plain words, as an agent may send it. */
		text: z.string(),
		language: z.enum(languages).optional(),
		returns: z.array(
			z.object({
				reference: z.string(),
				orderNumber: z.string().optional(),
				authorization: z.string(),
				logistics: z.string(),
				settlement: z.string(),
				text: z.string(),
				link: z.string(),
			}),
		),
	}),
});

const most = 5;

/**
 * Answers for the newest returns of an order or a customer. An item that names neither, or a number that several customers have, is no failure of the
 * flow: the answer says what to send.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const typed = (name: string) => String(context.param<unknown>(name, '') ?? '').trim();
	const [order, email] = [typed('orderNumber'), wordOf(typed('email'))];
	if (!order && !email) return unanswered('Send orderNumber or email of the customer.');
	const found = order ? await ofOrder(store, order) : await store.cases.foundBy('email', email, most);
	if (!email && new Set(found.map(emailOf).filter(Boolean)).size > 1)
		return unanswered('Several customers have returns with this order number. Send email of the customer as well.');
	const states = found.filter((state) => !email || emailOf(state) === email).slice(0, most);
	const { messages } = await store.settings.get(states[0]?.brand ?? 'default');
	const known = states.map(({ customer }) => customer?.language).find(Boolean);
	const language = languageOf(typed('language') || known, undefined, messages?.language);
	const returns = states.map((state) => ({
		reference: state.reference,
		...(state.orderNumber && { orderNumber: state.orderNumber }),
		authorization: state.authorization,
		logistics: state.logistics,
		settlement: state.settlement,
		text: statusAnswer([state], language),
		link: pageOfCase(context, state.reference),
	}));
	const text = statusAnswer(states, language);
	const [helpdesk, id] = [typed('helpdesk').toLowerCase(), typed('ticket')];
	return {
		answer: { status: 200, text, language, returns },
		...(helpdesk && id && { ticket: { helpdesk, id, status: 'open' } }),
		note: { text, html: `<p>${escapeHtml(text).replaceAll('\n', '<br>')}</p>` },
		tell: !!helpdesk && !!id && !context.dryRun,
	};
}

/** The returns of an order, by its number with or without the sign before it, or the return of this reference. */
async function ofOrder(store: CaseStore, typed: string): Promise<CaseState[]> {
	const reference = asReference(typed);
	const named = reference && (await store.cases.get(reference));
	return named ? [named] : await returnsOfOrder(store, typed);
}

function emailOf({ customer }: CaseState): string {
	return wordOf(customer?.email ?? '');
}

function unanswered(text: string): IDataObject {
	return { tell: false, answer: { status: 422, text, returns: [] } };
}
