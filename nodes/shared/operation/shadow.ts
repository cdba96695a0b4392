import type { IExecuteFunctions } from 'n8n-workflow';
import { Refused } from '../case/commands';
import { transitions } from '../case/transitions';
import { EffectError, type EventData, type NewEvent } from '../model';

/*
 * Shadow mode: live flows run, triggers, cases and decisions work as always, and no effect does anything outside. The gate is
 * OperationContext.enterShadow; here is what the case keeps instead. docs/guides/shadow-mode.md
 */

/** What a case keeps of an effect that was withheld. The same effect again is the same event. */
export function withheldEvent(
	effect: EventData<'shadow.withheld'>['effect'],
	what: { would: object } | { problem: string },
): NewEvent {
	return { source: 'case', id: idOf(effect), type: 'shadow.withheld', data: { effect, ...what } };
}

/** What staff did while a case was in shadow mode, as another system tells it. `at`: an instant. */
export function observed(
	system: string,
	what: Omit<EventData<'shadow.observed'>, 'system'>,
	{ at, actor }: { at?: string; actor?: string } = {},
): NewEvent {
	return {
		source: system,
		id: [what.id, 'observed', what.what, what.amount?.currency ?? at].filter(Boolean).join('/'),
		type: 'shadow.observed',
		data: { ...what, system },
		...(at && { time: at }),
		...(actor && { actor }),
	};
}

function idOf({ kind, key }: { kind: string; key: string }): string {
	return `${kind}:${key}`.slice(0, 500);
}

/**
 * What an effect decides about the case (approve, decline, cancel): that is taken over in shadow mode, else no later step would be tried. What would
 * have happened outside (a label, a refund, a document) has not.
 */
export function decidedIn<R>(eventsOf: (result: R) => NewEvent[], shown: Partial<R> | R): NewEvent[] {
	try {
		return eventsOf(shown as R).filter(({ type }) => transitions[type].kind === 'command');
	} catch {
		return []; // made of a result that a preview does not have
	}
}

/** What an operation is called where it has no effect's name: `odooReturns.setUp.install`. */
export function kindOf(node: IExecuteFunctions): string {
	const { type, parameters } = node.getNode();
	return [type.split('.').at(-1), parameters.resource, parameters.operation].join('.');
}

/** Whether an operation says that it has only shown what it would do. */
export function showsOnly(result: unknown): result is object {
	if (typeof result !== 'object' || result === null) return false;
	const outcomes = [result, ...Object.values(result)].map((one) => (one as { outcome?: unknown } | null)?.outcome);
	return outcomes.includes('dry_run');
}

/** Why a request was not sent: an operation that does not show what it would do ends here. */
export function withheldRequest(what: string): EffectError {
	return new EffectError(`${what} was not sent: this return is in shadow mode`, {
		category: 'rejected',
		code: 'shadow_mode',
		advice: 'Nothing to do. Shadow Mode is a setting of the brand (Return Case: Save Settings).',
	});
}

/** Whether an error says no for good, and not that something may pass, is not there yet or is set up wrongly. */
export function isRefusal(error: unknown): error is Error {
	if (error instanceof Refused) return true;
	return (
		error instanceof EffectError &&
		!error.details.notYet &&
		(error.category === 'rejected' || error.category === 'invalid_input')
	);
}
