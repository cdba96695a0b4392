import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { listProperties, type OperationContext } from '../../../shared/operation';
import type { KeptDrift } from '../../../shared/model';
import { DriftOutput } from '../../drift/output';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many drifts',
	description: 'Get the drifts of the last reconciliation that are still there',
};

export const description: INodeProperties[] = listProperties;

/** A look; it ends no step. */
export const endsStep = false;

export const asTool = 'free';

export const output = DriftOutput;

const pageSize = 500;

/** Drifts that have not healed, those that a person accepted too, as Reconcile gave them out. */
export async function execute(context: OperationContext): Promise<IDataObject[]> {
	const { drifts } = context.requireStore();
	const limit = context.param<boolean>('returnAll', false)
		? Number.POSITIVE_INFINITY
		: context.param<number>('limit', 50);
	const found: KeptDrift[] = [];
	while (found.length < limit) {
		const wanted = Math.min(pageSize, limit - found.length);
		const page = await drifts.standing({ limit: wanted, after: found.at(-1)?.id });
		found.push(...page);
		if (page.length < wanted) break;
	}
	return found as IDataObject[];
}
