import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput, KeptDrift } from '../../../shared/model';
import { jsonParam, realOption, type OperationContext } from '../../../shared/operation';
import { tellCase } from '../../drift/tellCase';

export const option = {
	name: 'Record',
	value: 'record',
	action: 'Record drift',
	description: 'Keep what a reconciliation found for the next one, and tell the case of it once',
};

export const description: INodeProperties[] = [
	{
		displayName: 'Drift',
		name: 'drift',
		type: 'json',
		default: '={{ $json }}',
		required: true,
		description:
			'An item of the outputs Unmatched or Closed of Return Reconciliation. The default takes the whole item.',
	},
	realOption,
];

export const endsStep = false;

export const asTool = 'whenAllowed';

export const output = z.object({
	kept: z.object({
		id: z.string(),
		state: z.enum(['open', 'accepted', 'healed']).optional(),
		/** 2 when it had healed before, or was accepted and is more now. */
		round: z.number().int().optional(),
		/** Whether a case was told. */
		onCase: z.boolean(),
		outcome: z.enum(['done', 'dry_run']),
	}),
});

/** Keeps a drift for the next run. Its case has an exception while it is there; what healed closes it. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const advice = 'Connect Unmatched and Closed of Return Reconciliation to this node.';
	const drift = jsonParam(context, 'drift', KeptDrift, advice);
	if (!drift) throw invalidInput('There is no drift', advice, 'drift');
	if (context.dryRun) return { kept: { id: drift.id, onCase: drift.onCase, outcome: 'dry_run' } };
	const standing = await store.drifts.keep(drift);
	const note = standing.state === 'healed' ? 'The systems agree again.' : 'A person lets it be.';
	const onCase = await tellCase(store, drift, standing, { actor: context.actor, note });
	return { kept: { id: drift.id, ...standing, onCase, outcome: 'done' } };
}
