import type { CaseState } from '../../nodes/shared/case';
import type { Alarm } from '../../nodes/shared/store/store';
import { hour, minute } from './faults';
import type { OpenStep } from './idle';
import type { World } from './world';

/** So long something may wait without being at work, due, or listed for a person. */
const mostMs = hour;
const lookMinutes = 15;
/** No wait that is given is longer: what lies further ahead waits for nothing. */
const farMs = 70 * minute;

/**
 * Looks now and then whether something waits that nobody sees to and nobody is told of; for more than an hour is a broken rule. An hour
 * in which n8n runs: who stands still tells nobody.
 */
export async function watchWaiting(world: World): Promise<void> {
	const { time, story, broken } = world;
	let running = 0;
	let since = new Map<string, number>();
	for (let minutes = 0; !world.givenUp; minutes++, await time.sleep(minute)) {
		if (world.reachable().length) running += minute;
		if (minutes % lookMinutes) continue;
		const found = await unlisted(world);
		since = new Map(found.map((what) => [what, since.get(what) ?? running]));
		for (const [what, from] of since) {
			const problem = `Nobody sees to it and nobody was told for an hour: ${what}`;
			if (running - from <= mostMs || broken.includes(problem)) continue;
			broken.push(problem);
			story.tell('rule', problem);
		}
	}
}

/** What waits now without being at work, due soon, or listed. */
async function unlisted(world: World): Promise<string[]> {
	const { store, time } = world;
	const alarms = await store.alarms.open({ limit: 1000 });
	const steps = await world.openSteps();
	const cases = await store.cases.getMany({ open: true, limit: 1000 });
	return [
		...steps
			.filter((step) => !isSeenTo(step, steps, alarms, time.clock))
			// One that was tried since has not waited for all that time.
			.map(
				({ id, name, reference, state, attempts }) =>
					`step ${name} (${id}) of ${reference}, ${state}, tried ${attempts}`,
			),
		...cases.flatMap((one) =>
			waitsOf(
				one,
				steps.filter(({ reference }) => reference === one.reference),
				alarms,
			).map((what) => `${one.reference}: ${what}`),
		),
	];
}

function isSeenTo(step: OpenStep, steps: OpenStep[], alarms: Alarm[], now: number): boolean {
	const { id, name, state, due_at, lease_until } = step;
	// A paused connection is no excuse: its steps are due again and again.
	if (alarms.some(({ kind, stepId, facts }) => stepId === id || (kind === 'unserved' && facts.subject === name)))
		return true;
	const ahead = (at: number) => at > now && at <= now + farMs;
	if (state === 'leased') return ahead(lease_until!);
	if (state !== 'ready') return false;
	// What comes before it in its lane, or is at work on its case, is looked at by itself.
	const waitsForAnother = steps.some(
		(other) =>
			other.reference === step.reference &&
			other.id !== id &&
			((other.state === 'leased' && other.lease_until! > now) ||
				(other.name === name && other.id < id && ['ready', 'leased'].includes(other.state) && !other.gives_way)),
	);
	return waitsForAnother || ahead(due_at);
}

/** What a case waits for though no step is left and no person was told. */
function waitsOf(
	{ reference, verdict, logistics, inspection, settlement, refunds, exceptions, lines }: CaseState,
	steps: OpenStep[],
	alarms: Alarm[],
): string[] {
	const open = exceptions.filter(({ resolved }) => !resolved);
	const told = alarms.filter(({ kind, reference: of }) => kind === 'exception' && of === reference).length;
	const waits = told < open.length ? [`${open.length} exceptions, ${told} alarms`] : [];
	if (steps.length || !['requested', 'approved'].includes(verdict)) return waits;
	if (verdict === 'requested') return [...waits, 'nobody decides'];
	if (logistics === 'none' && !open.length) waits.push('approved, and no label');
	for (const { state, intent } of refunds)
		if (['held', 'due', 'pending', 'failed'].includes(state) && !open.some((one) => one.intent === intent.id))
			waits.push(`refund ${intent.id} is ${state}`);
	// Nothing is owed for what goes back to the customer.
	const kept = lines.some(({ quantities: { inspected } }) =>
		Object.entries(inspected).some(([destination, pieces]) => destination !== 'customer' && pieces > 0),
	);
	if (kept && !refunds.length && !open.length) waits.push('goods were inspected, and no refund is due');
	const complete = lines.every(({ quantities }) => quantities.received >= quantities.approved) && inspection === 'done';
	if (complete && settlement === 'settled' && !open.length) waits.push('everything is done, and it is not closed');
	return waits;
}
