import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { approvalsOf, missingApprovals, peopleNeeded, toApprove } from '../../../shared/case/approvals';
import { Approval } from '../../../shared/case/review';
import type { CaseState } from '../../../shared/case/caseState';
import { format, invalidInput, Money, parsedInput, readJson } from '../../../shared/model';
import { effectOptions, recordedOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { givenApproval } from '../../../shared/operation/byHand/giveApproval';

export const option = {
	name: 'Give Approval',
	value: 'giveApproval',
	action: 'Give approval to a return',
	description:
		'Record that a person approves a return, and say whether that is enough by the policy or a second person must approve, too',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Who',
		name: 'who',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.user.email }}',
		description: 'The person who approves. Blank: an actor or signed-in user of the item.',
	},
	{
		displayName: 'Seen',
		name: 'seen',
		type: 'json',
		default: '',
		description:
			'What the person saw that the goods are worth, as Describe gives it out under described.toApprove. When that has changed meanwhile, nothing is approved. Blank: not looked at.',
	},
	{ displayName: 'Note', name: 'note', type: 'string', default: '', description: 'Kept in the case, for staff' },
	effectOptions,
];

/** The return is not decided by that: whoever acts on it ends the step. */
export const endsStep = false;

/** Persons approve. */
export const asTool = 'never';

export const output = recordedOutput.extend({
	approval: z.object({
		/** As many people have approved as must: the return can be approved now. */
		enough: z.boolean(),
		/** How many people must still approve. */
		missing: z.number().int(),
		by: z.array(Approval.pick({ by: true, at: true })),
		value: Money.optional(),
		message: z.string(),
	}),
});

/** Records a person's approval. Of a return that two must approve the first only freezes what is approved. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const who = requirePerson(context);
	if (!missingApprovals(state))
		return { reference: state.reference, case: state as unknown as IDataObject, approval: shown(state) };
	const note = String(context.param<unknown>('note', '') ?? '').trim();
	const event = givenApproval(state, { who, note, seen: seenBy(context) });
	const recorded = await context.recordEvents([event]);
	const now = (recorded.case as CaseState | undefined) ?? { ...state, review: withApproval(state, who) };
	return { ...recorded, approval: shown(now) };
}

function requirePerson(context: OperationContext): string {
	const who = String(context.param<unknown>('who', '') ?? '').trim() || context.actor;
	if (!who.startsWith('n8n: ')) return who;
	throw invalidInput(
		'A person approves a return, and this item names none',
		'Fill in Who, or begin the flow with an n8n form in which people sign in: it gives out who they are.',
		'who',
	);
}

/** What the person saw that the goods are worth. */
function seenBy(context: OperationContext): Money | undefined {
	const given = readJson(context.param<unknown>('seen', null), 'seen');
	return given === undefined
		? undefined
		: parsedInput(Money, given, 'seen', 'Give what Describe gave out under described.toApprove.');
}

/** In a test run: as it would be. */
function withApproval(state: CaseState, by: string): CaseState['review'] {
	const at = state.updatedAt;
	return { since: at, reminders: 0, approvals: [...(state.review?.approvals ?? []), { by, at, ...toApprove(state) }] };
}

function shown(state: CaseState): IDataObject {
	const [given, missing] = [approvalsOf(state), missingApprovals(state)];
	const { value } = given[0] ?? {};
	return {
		enough: !missing,
		missing,
		by: given.map(({ by, at }) => ({ by, at })),
		...(value && { value: value as unknown as IDataObject }),
		message: missing
			? `${given.map(({ by }) => by).join(' and ')} has approved${value ? ` ${format(value)}` : ''}. A second person must approve the return, too.`
			: `${peopleNeeded(state) > 1 ? 'Two people have' : 'A person has'} approved the return.`,
	};
}
