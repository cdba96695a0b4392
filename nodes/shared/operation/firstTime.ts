import type { OperationContext } from './operationContext';
import { withheldEvent } from './shadow';

/**
 * Tells the first time that something is done for a case from a repeat. Inside a step it counts as done when the step ends: should n8n die in between,
 * the redelivered step is a first time again, so an e-mail may repeat in a crash but is never lost. Outside a step it counts at once. In shadow mode
 * nothing is done: it is no first time, and the case keeps what would have been done. A test run looks, and changes nothing.
 * @param what names it within the case
 */
export async function firstTime(context: OperationContext, what: string): Promise<boolean> {
	const store = context.requireStore();
	const reference = context.requireReference();
	const key = `once:${reference}/${what}`;
	if (context.dryRun) return (await store.claims.get(key))?.state !== 'done';
	if (await context.isShadowed()) {
		const event = withheldEvent({ kind: 'once', key: `${reference}/${what}` }, { would: { what } });
		await store.cases.record({ reference, events: [{ actor: context.actor, ...event }] });
		return false;
	}
	const step = context.step();
	const claim = await store.claims.begin(key, { reference, kind: 'once', leaseMs: step ? 3_600_000 : 0, step });
	if (claim.standing === 'done') return false;
	if (!step) await store.claims.settle({ key, token: claim.token, state: 'done', result: null });
	return claim.standing !== 'busy';
}
