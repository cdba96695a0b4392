import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { z } from 'zod';
import { asReference, type NewEvent, invalidInput } from '../../../shared/model';

export const option = {
	name: 'Close',
	value: 'close',
	action: 'Close alarm',
	description: 'Say that exceptions or failures are dealt with',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Close',
		name: 'which',
		type: 'options',
		options: [
			{ name: 'All of a Case', value: 'case' },
			{ name: 'One by ID', value: 'id' },
		],
		default: 'id',
		description:
			'Which alarms are dealt with. Steps that wait and paused connections end by themselves when they are replayed or resumed.',
	},
	{ displayName: 'Alarm ID', name: 'alarmId', type: 'number', default: 0, displayOptions: { show: { which: ['id'] } } },
	{
		displayName: 'Case Reference',
		name: 'caseReference',
		type: 'string',
		default: '',
		displayOptions: { show: { which: ['case'] } },
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Counted again, all is there',
		description: 'What was done about it; kept with your name',
	},
	realOption,
];

export const asTool = 'whenAllowed';

export const output = z.object({ closed: z.number().int(), outcome: dryOutcome });

/** Closes exceptions and failures that a person has dealt with. The case's own exceptions are resolved by that. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const byId = context.param<string>('which') === 'id';
	const which = byId
		? { id: Number(context.param('alarmId')) }
		: { reference: referenceOf(context.param<unknown>('caseReference')) };
	const reason = String(context.param<unknown>('reason') ?? '').trim();
	if (!(which.id ?? which.reference))
		throw invalidInput(
			'It is not said which alarm is dealt with',
			"Fill in the alarm's ID or the case reference, as the e-mail says them.",
			byId ? 'alarmId' : 'caseReference',
		);
	if (!reason) throw invalidInput('It is not said what was done', 'Fill in Reason.', 'reason');
	if (context.dryRun) return { closed: 0, outcome: 'dry_run' };
	const { actor } = context;
	const closed = await store.alarms.close(which as { id: number }, { actor, reason });
	for (const { id, kind, reference, facts } of closed) {
		if (kind !== 'exception' || !reference) continue;
		const event: NewEvent = {
			id: `alarm ${id}`,
			source: 'flow',
			type: 'exception.resolved',
			actor,
			data: { code: facts.subject, ...(facts.intent && { intent: facts.intent }), note: reason },
		};
		await store.cases.record({ reference, events: [event] });
	}
	return { closed: closed.length };
}

/** As the case carries it, however it was typed. */
function referenceOf(typed: unknown): string {
	return asReference(typed) ?? String(typed ?? '').trim();
}
