import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { rulesOf } from '../../../shared/case/apply';
import { basisOf } from '../../../shared/case/sisters';
import type { OperationContext } from '../../../shared/operation';
import { parsedInput, type RefundTiming } from '../../../shared/model';
import { readCase, SisterCase } from '../../input/policyCase';
import { readRules, type PolicyOverrides } from '../../input/policySettings';
import { caseProperty, refundOverrides, settingsProperty } from '../../input/properties';
import { calculateRefund } from '../../refund/calculate';

export const description: INodeProperties[] = [caseProperty, settingsProperty, refundOverrides];

/** It decides nothing by itself: what it worked out is still to be released. */
export const endsStep = false;

export const asTool = 'free';

/** Works out what one case is owed, by the policy it was decided by; the item gains `refund`. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const read = readCase(context.param<unknown>('case', undefined));
	const overrides = context.param<PolicyOverrides>('policyOverrides', {});
	const { policy } = readRules(
		context.param<unknown>('settings', undefined),
		overrides,
		read.order?.currency,
		rulesOf(read),
	);
	const timing = overrides.refundTiming ? (policy.refundTiming as RefundTiming) : undefined;
	const found = context.store && (await context.store.sistersOf(read.reference));
	const sisters = (found ?? []).map((sister) =>
		parsedInput(SisterCase, sister, `case ${sister.reference}`, 'Look at that return of the same order.'),
	);
	return {
		refund: {
			...calculateRefund({ ...read, sisters }, policy, timing),
			...(found && { basis: basisOf(found) }),
		} as unknown as IDataObject,
	};
}
