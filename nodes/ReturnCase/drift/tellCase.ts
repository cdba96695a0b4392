import type { KeptDrift, NewEvent } from '../../shared/model';
import type { CaseStore, DriftStanding } from '../../shared/store';

/**
 * Tells the case of a drift how it stands: what is found opens an exception of its owner, once each time it comes; what has healed or was
 * accepted resolves it, unless another drift of its kind is still there. False: no case carries the reference.
 */
export async function tellCase(
	store: CaseStore,
	drift: KeptDrift,
	{ state, round }: DriftStanding,
	{ actor, note }: { actor: string; note: string },
): Promise<boolean> {
	const { reference } = drift;
	const known = reference ? await store.cases.get(reference) : undefined;
	if (!known || !reference) return false;
	const isOfIt = (one: { code: string; intent?: string; resolved?: boolean }) =>
		one.code === drift.class && !one.resolved && (!one.intent || one.intent === drift.intent);
	if (state === 'open') {
		await store.cases.record({ reference, events: foundEvents(drift, round, actor) });
		return true;
	}
	const open = known.exceptions.find(isOfIt);
	const others = (await store.drifts.of(reference)).filter(
		(one) =>
			one.id !== drift.id &&
			one.state !== 'accepted' &&
			one.class === drift.class &&
			(!open?.intent || one.intent === open.intent),
	);
	if (!open || others.length) return true;
	const event: NewEvent = {
		source: 'flow',
		id: `${nameOf(drift, round)}/${state}`,
		type: 'exception.resolved',
		actor,
		data: { code: drift.class, ...(open.intent && { intent: open.intent }), note },
	};
	await store.cases.record({ reference, events: [event] });
	return true;
}

function foundEvents(drift: KeptDrift, round: number, actor: string): NewEvent[] {
	const { id, class: code, owner, message, advice, fix, intent } = drift;
	const name = nameOf(drift, round);
	return [
		{
			source: 'flow',
			id: name,
			type: 'reconciliation.drift_found',
			actor,
			data: { class: code, message, drift: id, fix, ...(intent && { intent }) },
		},
		{
			source: 'flow',
			id: `${name}/exception`,
			type: 'exception.opened',
			actor,
			data: { exception: { code, owner, message: `${message} ${advice}`.trim(), ...(intent && { intent }) } },
		},
	];
}

/** A drift that had healed and is there again, or is more than what was accepted, is told again. */
function nameOf({ id }: KeptDrift, round: number): string {
	return round > 1 ? `${id}#${round}` : id;
}
