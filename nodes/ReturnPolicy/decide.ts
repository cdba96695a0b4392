import type { Decision, Policy } from '../shared/model';
import { compiledPolicy } from './compile';
import type { Question } from './rules/rule';

/**
 * What the policy says about a request. Every line declined: decline. Else any doubt: review. Else approve, the declined lines
 * with 0 pieces. For a review `lines` is what is proposed for approval. Pure: the same question has the same answer.
 * `timeZone`: the shop's IANA time zone.
 */
export function decide({ policy, timeZone, ...question }: Question & { policy: Policy; timeZone: string }): Decision {
	return compiledPolicy(policy, timeZone).decide(question);
}
