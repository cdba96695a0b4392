import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { factsOutput, type OperationContext } from '../../../shared/operation';
import { Settings, parsedInput, type RefundTiming } from '../../../shared/model';
import { RefundResult, calculateRefund } from '../../refund/calculate';
import { HoldAdvice, holdsOf } from '../../refund/holds';
import { z } from 'zod';
import { rulesOf } from '../../../shared/case/apply';
import { basisOf } from '../../../shared/case/sisters';
import { readCase, SisterCase } from '../../input/policyCase';
import { readRules, type PolicyOverrides } from '../../../shared/policy/policySettings';
import { caseProperty } from '../../input/caseProperty';
import { refundOverrides } from '../../../shared/operation/policyOverrides';
import { settingsProperty } from '../../../shared/operation/policyOf';

export const option = {
	name: 'Calculate',
	value: 'calculate',
	action: 'Calculate a refund',
	description: 'Work out what is owed to the customer now, line by line',
};

export const description: INodeProperties[] = [caseProperty, settingsProperty, refundOverrides];

/** It decides nothing by itself: what it worked out is still to be released. */
export const endsStep = false;

export const asTool = 'free';

/** Case and settings are passed on. `basis`: what was seen of the order's other returns; `holds`: what becomes of amounts held on the customer's card. */
export const output = factsOutput.extend({
	settings: Settings.optional(),
	refund: RefundResult.extend({ basis: z.string().optional(), holds: z.array(HoldAdvice).optional() }),
});

/** Works out what one case is owed, by the policy it was decided by; the item gains `refund`. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const read = readCase(context.param<unknown>('case', undefined));
	const overrides = context.param<PolicyOverrides>('policyOverrides', {});
	const { policy, timeZone } = readRules(
		context.param<unknown>('settings', undefined),
		overrides,
		read.order?.currency,
		rulesOf(read),
	);
	const timing = overrides.refundTiming ? (policy.refundTiming as RefundTiming) : undefined;
	const found = context.store && (await context.store.cases.sistersOf(read.reference));
	const sisters = (found ?? []).map((sister) =>
		parsedInput(SisterCase, sister, `case ${sister.reference}`, 'Look at that return of the same order.'),
	);
	const holds = holdsOf(read);
	return {
		refund: {
			...calculateRefund({ ...read, sisters }, policy, timing, timeZone),
			...(found && { basis: basisOf(found) }),
			...(holds.length && { holds }),
		} as unknown as IDataObject,
	};
}
