import type { StepToken } from '../../../shared/store';
import { invalidInput } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';

/** The step this item belongs to, or an EffectError that says how it gets one. */
export function requireStep(context: OperationContext): StepToken {
	const step = context.step();
	if (step) return step;
	throw invalidInput(
		'This item belongs to no step',
		'Use this operation in a flow that a Return Case Trigger starts, and keep the items linked to it (Aggregate and some Code nodes break the link).',
		'step',
	);
}
