import { sleep, type IDataObject, type INodeProperties } from 'n8n-workflow';
import { factsOutput, dryOutcome, referenceProperty, type OperationContext } from '../../../shared/operation';
import { WaitResult, wants, waitResultOf, type Want } from '../../waiting/waitResult';
import { z } from 'zod';
import { CaseNotFound } from '../../../shared/store/store';
import { EffectError, invalidInput } from '../../../shared/model';

const lookEveryMs = 250;
const longestSeconds = 300;

export const option = {
	name: 'Wait for Result',
	value: 'waitForResult',
	action: 'Wait for result of case',
	description: 'Wait some seconds until a case is approved, received, settled or has done a step',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Wait For',
		name: 'waitFor',
		type: 'options',
		options: [
			{ name: 'Approved', value: 'approved', description: 'The return is approved' },
			{ name: 'Decided', value: 'decided', description: 'The return is approved or declined' },
			{ name: 'Received', value: 'received', description: 'All approved pieces are received' },
			{ name: 'Settled', value: 'settled', description: 'The money went back, or what takes its place' },
			{ name: 'Step Done', value: 'step', description: 'All steps of a name that the case has so far are done' },
		],
		default: 'settled',
	},
	{
		displayName: 'Step Name',
		name: 'waitForStep',
		type: 'string',
		default: '',
		placeholder: 'e.g. Receive',
		displayOptions: { show: { waitFor: ['step'] } },
		description: 'As the Return Case Trigger has it',
	},
	{
		displayName: 'Longest Wait (Seconds)',
		name: 'seconds',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: longestSeconds },
		default: 20,
		description:
			'After this time the answer is "pending". It comes earlier when the case cannot go on without a person.',
	},
];

/** A look at the case; it ends no step. */
export const endsStep = false;

export const asTool = 'free';

export const output = factsOutput.extend({
	waited: WaitResult.extend({ for: z.enum(wants), seconds: z.number(), outcome: dryOutcome }),
});

/** Waits until the case is as asked for, and says how it is then. Only looks: what the case waits for is done by other flows. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const reference = context.requireReference();
	const want = context.param<Want>('waitFor');
	const stepName = want === 'step' ? context.param<string>('waitForStep', '').trim() : '';
	if (want === 'step' && !stepName)
		throw invalidInput(
			'It is not said which step to wait for',
			'Set Step Name to the name that the Return Case Trigger has.',
			'waitForStep',
		);
	if (context.step()) {
		throw new EffectError('A step cannot wait for its own case: the steps of a case run one at a time', {
			category: 'configuration',
			connection: 'case_store',
			advice:
				'Use this node in a flow that a form or a webhook started; let another Return Case Trigger start on what you wait for.',
		});
	}
	const seconds = Math.min(longestSeconds, Math.max(0, Number(context.param<unknown>('seconds', 20)) || 0));
	const began = Date.now();
	const since = () => Math.round((Date.now() - began) / 100) / 10;
	const signal = context.node.getExecutionCancelSignal();
	for (;;) {
		const found = await store.cases.get(reference);
		// A test run of the editor opens no case, so there is nothing to wait for.
		if (!found && context.dryRun)
			return shown({ result: 'pending', reason: 'A test run opens no case.' }, want, 0, { outcome: 'dry_run' });
		if (!found) throw new CaseNotFound(reference);
		const waited = waitResultOf(found, await store.steps.of(reference), want, stepName);
		const left = began + seconds * 1000 - Date.now();
		if (waited.result !== 'pending' || left <= 0 || signal?.aborted)
			return { reference, case: found as unknown as IDataObject, ...shown(waited, want, since()) };
		await sleep(Math.min(lookEveryMs, left));
	}
}

function shown({ result, reason }: WaitResult, want: Want, seconds: number, more: IDataObject = {}): IDataObject {
	return { waited: { for: want, result, reason, seconds, ...more } };
}
