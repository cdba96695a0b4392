import type { INodeProperties } from 'n8n-workflow';
import { legOf } from '../../shared/case/refundLeg';
import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import { invalidInput, RefundIntent } from '../../shared/model';
import { type OperationContext, jsonParam } from '../../shared/operation';

/** Which refund of the case. `blank` ends the hint: what a blank field takes. */
export function intentProperty(what: string, blank: string): INodeProperties {
	return {
		displayName: 'Refund',
		name: 'intent',
		type: 'json',
		default:
			'={{ $json.event?.data?.intent ?? $json.event?.data?.refund?.intent ?? $json.event?.data?.creditNote?.intent }}',
		placeholder: 'e.g. RMA-7K2M9QX4TB/R1',
		description: `${what}: its ID in the case, or the whole refund as JSON. The default takes it from the event; blank takes ${blank}.`,
	};
}

/** The refund by the parameter (JSON or id), else the first one of the case that `fits`; without one it is refused with `none`. */
export async function intentOf(
	context: OperationContext,
	fits: (leg: RefundLeg) => boolean,
	none: (reference: string) => { message: string; advice: string },
): Promise<RefundIntent> {
	const given = context.param<unknown>('intent', undefined);
	if (typeof given === 'string' && given !== '' && !given.trim().startsWith('{'))
		return intentNamed(given.trim(), await context.requireCase());
	const whole = jsonParam(
		context,
		'intent',
		RefundIntent,
		'Give the ID of a refund of the case, or the refund with id, amount, breakdown and payment.',
	);
	if (whole) return whole;
	const found = await context.requireCase();
	const leg = found.refunds.find(fits);
	if (leg) return leg.intent;
	const { message, advice } = none(found.reference);
	throw invalidInput(message, advice, 'intent');
}

function intentNamed(id: string, found: CaseState): RefundIntent {
	const leg = legOf(found, id);
	if (leg) return leg.intent;
	throw invalidInput(
		`Return ${found.reference} has no refund ${id}`,
		`Its refunds are ${found.refunds.map(({ intent }) => intent.id).join(', ') || 'not released yet'}.`,
		'intent',
	);
}
