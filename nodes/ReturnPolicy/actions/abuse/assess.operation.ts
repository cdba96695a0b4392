import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { factsOutput, type OperationContext } from '../../../shared/operation';
import { Settings } from '../../../shared/model';
import { AbuseAssessment, assessAbuse } from '../../abuse/assess';
import { abuseFactsProperty, readAbuseFacts } from '../../input/abuseFacts';
import { readCase } from '../../input/policyCase';
import { caseProperty } from '../../input/caseProperty';
import { readTime } from '../../input/time';
import { asOfOption } from '../asOfOption';
import { policyProperties, readPolicy, withLawOptions } from '../../../shared/operation/policyOf';

export const option = {
	name: 'Assess',
	value: 'assess',
	action: 'Assess abuse',
	description: 'Say how much speaks for abuse, sign by sign, so that a person looks; nothing is declined for it',
};

export const description: INodeProperties[] = [
	caseProperty,
	...policyProperties,
	abuseFactsProperty,
	withLawOptions(asOfOption),
];

export const endsStep = false;

export const asTool = 'free';

/** Case and settings are passed on. */
export const output = factsOutput.extend({ settings: Settings.optional(), abuse: AbuseAssessment });

/** Assesses one case; the item gains `abuse`. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const judged = readCase(context.param<unknown>('case', undefined));
	const { policy, timeZone } = readPolicy(context);
	const asOf = readTime(context.option<unknown>('now', ''), timeZone) ?? judged.openedAt ?? new Date().toISOString();
	const facts = readAbuseFacts(context.param<IDataObject>('facts', {}));
	return { abuse: assessAbuse({ case: judged, policy, timeZone, asOf, facts }) as unknown as IDataObject };
}
