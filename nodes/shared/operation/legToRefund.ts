import type { CaseState, RefundLeg } from '../case/caseState';
import { EffectError, invalidInput } from '../model/effectError';

/** The refund leg that `intent` names; blank: the only one that is due. Throws EffectError that names the choices. */
export function legToRefund(state: CaseState, intent: string, { evenHeld = false } = {}): RefundLeg {
	if (intent) {
		const named = state.refunds.find((leg) => leg.intent.id === intent || leg.intent.id === asTyped(intent));
		if (!named)
			throw invalidInput(
				`Return ${state.reference} has no refund ${intent}`,
				`Its refunds are: ${names(state.refunds)}.`,
				'intent',
			);
		if (named.state === 'held' && !evenHeld)
			throw new EffectError(`Refund ${intent} is held`, {
				category: 'rejected',
				advice: 'Release it first (Return Case: Release Refund); then it becomes due.',
			});
		if (named.state === 'dropped')
			throw new EffectError(`Refund ${intent} was dropped`, {
				category: 'rejected',
				advice:
					'Nothing is paid for it any more. When the customer is owed something all the same, release another refund.',
			});
		return named;
	}
	const due = state.refunds.filter((leg) => leg.state === 'due');
	if (due.length === 1) return due[0];
	if (due.length > 1)
		throw invalidInput(
			`Return ${state.reference} has several refunds due: ${names(due)}`,
			'Say which one in Refund, e.g. {{ $json.event.data.intent.id }}.',
			'intent',
		);
	throw invalidInput(
		`Return ${state.reference} has no refund due`,
		state.refunds.length
			? `Its refunds are: ${names(state.refunds)}.`
			: 'Decide on a refund first (Return Policy), and record it with Return Case.',
		'intent',
	);
}

/** A refund's name as people type it: small letters and spaces do not matter. */
function asTyped(intent: string): string {
	return intent.normalize('NFKC').replace(/\s+/g, '').toUpperCase();
}

function names(legs: RefundLeg[]): string {
	return legs.map((leg) => `${leg.intent.id} (${leg.state})`).join(', ') || 'none';
}
