import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { realOption, type OperationContext } from '../../../shared/operation';
import { requireStep } from './requireStep';

export const description: INodeProperties[] = [realOption];

export const asTool = 'whenAllowed';

export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	if (context.dryRun) return { step: { outcome: 'dry_run' } };
	const finished = await store.finishSteps([requireStep(context)]);
	return { stepFinished: finished === 1 };
}
