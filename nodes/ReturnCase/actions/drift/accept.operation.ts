import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { dryOutcome, realOption, type OperationContext } from '../../../shared/operation';
import { DriftOutput } from '../../drift/output';
import { tellCase } from '../../drift/tellCase';

export const option = {
	name: 'Accept',
	value: 'accept',
	action: 'Accept drift',
	description: 'Let a drift be as it is; it is not told again while no more is at risk',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Drift ID',
		name: 'driftId',
		type: 'string',
		default: "={{ $json.id ?? '' }}",
		required: true,
		description: 'As the report and Get Many name it',
	},
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Paid back in cash, receipt 17',
		description: 'Why it may stay; kept with your name',
	},
	realOption,
];

export const endsStep = false;

export const asTool = 'whenAllowed';

export const output = z.object({ drift: DriftOutput.partial(), outcome: dryOutcome });

/** A person lets a drift be: who and why are kept, and the exception of its case is resolved. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const id = String(context.param<unknown>('driftId', '') ?? '').trim();
	const reason = String(context.param<unknown>('reason', '') ?? '').trim();
	if (!reason) throw invalidInput('It is not said why the drift may stay', 'Fill in Reason.', 'reason');
	if (context.dryRun) return { drift: { id }, outcome: 'dry_run' };
	const { actor } = context;
	const accepted = await store.drifts.accept(id, { actor, reason });
	if (!accepted)
		throw invalidInput(
			`There is no open drift "${id.slice(0, 80)}"`,
			'Copy the ID from the report of the last night, or from Drift: Get Many. What has healed needs no acceptance.',
			'driftId',
		);
	const { drift, round } = accepted;
	await tellCase(store, drift, { state: 'accepted', round }, { actor, note: reason });
	return { drift: drift as IDataObject };
}
