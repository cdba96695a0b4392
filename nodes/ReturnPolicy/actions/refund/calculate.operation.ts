import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { OperationContext } from '../../../shared/effect/operation';
import type { RefundTiming } from '../../../shared/model';
import { readCase } from '../../input/policyCase';
import { readRules, type PolicyOverrides } from '../../input/policySettings';
import { caseProperty, refundOverrides, settingsProperty } from '../../input/properties';
import { calculateRefund } from '../../refund/calculate';

export const description: INodeProperties[] = [caseProperty, settingsProperty, refundOverrides];

/** Works out what one case is owed; the item gains `refund`. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const owed = readCase(context.param<unknown>('case', undefined));
	const overrides = context.param<PolicyOverrides>('policyOverrides', {});
	const { policy } = readRules(context.param<unknown>('settings', undefined), overrides, owed.order?.currency);
	const timing = overrides.refundTiming ? (policy.refundTiming as RefundTiming) : undefined;
	return { refund: calculateRefund(owed, policy, timing) as unknown as IDataObject };
}
