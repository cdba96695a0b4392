import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	recordedOutput,
	effectOptions,
	forgottenCredits,
	legToRefund,
	referenceProperty,
	SettledBefore,
	type OperationContext,
	refundProperty,
} from '../../../shared/operation';
import type { CaseState } from '../../../shared/case/caseState';
import { Money, invalidInput, type RefundIntent } from '../../../shared/model';
import { z } from 'zod';
import { payByHand, requestToFinance } from '../../../shared/operation/byHand/requestToFinance';

export const option = {
	name: 'Ask Finance',
	value: 'askFinance',
	action: 'Ask finance to pay refund',
	description: 'Open an exception that asks finance to pay a refund by hand, with amount and reason',
};

export const description: INodeProperties[] = [
	referenceProperty,
	refundProperty('Which refund of the return this is about. Empty: the only one that is due.'),
	{
		displayName: 'Note',
		name: 'note',
		type: 'string',
		default: '',
		placeholder: 'e.g. Use the form "Paid by hand"',
		description: 'What finance should know or do besides',
	},
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = recordedOutput.extend({
	asked: z.object({
		refund: z.string(),
		amount: Money,
		message: z.string(),
		outcome: z.enum(['done', 'already_done']),
	}),
});

/** Asks finance to pay a refund that nothing can pay by itself: an exception says how much, why, and what to do then. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const { intent, state: standing } = legToRefund(state, context.param<string>('intent', '') ?? '');
	if (standing === 'pending')
		throw invalidInput(
			`Refund ${intent.id} is on its way already`,
			'Wait until the provider says how it ended; it can be paid by hand when it fails.',
			'intent',
		);
	const message = requestToFinance(state, intent, context.param<string>('note', '').trim());
	const asked = { refund: intent.id, amount: intent.amount as unknown as IDataObject, message };
	// Somebody has paid it meanwhile: then nobody is asked, and the step is over.
	if (standing === 'succeeded')
		return { ...(await context.recordEvents([])), asked: { ...asked, outcome: 'already_done' } };
	const before = creditBefore(state, intent);
	if (before)
		return {
			...(await context.recordEvents(before.events)),
			asked: { ...asked, message: before.message, outcome: 'already_done' },
		};
	const exception = { code: payByHand, owner: 'finance', intent: intent.id, message };
	return {
		...(await context.recordEvents([
			{ id: `${intent.id}/by hand`, source: 'flow', type: 'exception.opened', data: { exception } },
		])),
		asked: { ...asked, outcome: 'done' },
	};
}

/** That the refund was given as credit, which the shop remembers and a case store that was restored has forgotten. */
function creditBefore(state: CaseState, intent: RefundIntent): SettledBefore | undefined {
	try {
		forgottenCredits(state, intent);
		return undefined;
	} catch (error) {
		if (error instanceof SettledBefore) return error;
		throw error;
	}
}
