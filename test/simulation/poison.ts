import { AsyncLocalStorage } from 'node:async_hooks';
import { hour, minute, type CallFault } from './faults';
import type { World } from './world';

/** The cases that the execution is for whose code runs now. */
export const inWork = new AsyncLocalStorage<string[]>();

/** How long after the other trouble a poisoned case may hold up others; and fail by itself, half an hour between two tries where it is in doubt. */
const heldUpMs = 4 * hour;
const untoldMs = 12 * hour;

/** How a call of the poisoned case fails. */
export function poisonOf({ plan: { poison }, poisoned }: World, where: string): CallFault | undefined {
	return poison && poisoned && where.includes(poison.operation) && inWork.getStore()?.includes(poisoned)
		? poison.how
		: undefined;
}

/**
 * Poisons one return, and mends the cause when all others have come to rest and its step is stuck, or its connection paused, and told.
 * What others wait for then is broken.
 */
export async function playPoison(world: World): Promise<void> {
	const { plan, time, store, played, options, story } = world;
	const { poison } = plan;
	if (!poison) return;
	const which = Math.min(poison.which, options.scenarios.length - 1);
	let reference: string | undefined;
	for (; !reference; await time.sleep(1_000)) {
		const one = played[which];
		reference = one && (await store.cases.findByReference('shopify.return', one.id))?.reference;
		if (world.givenUp) return;
	}
	world.poisoned = reference;
	story.tell('poison', `${poison.operation} fails for ${reference}: ${poison.how.replace(/_/g, ' ')}`);
	for (;;) {
		await time.sleep(5 * minute);
		const open = await world.openSteps();
		const late = time.now - world.startedAt - plan.until;
		const others = open.filter((step) => step.reference !== reference);
		const othersRest =
			played.length === options.scenarios.length &&
			!others.length &&
			played.every((one, index) => index === which || one.over);
		// Others may rest late by themselves, with a parcel that comes late, say: what is held up is a step that waits.
		if (!othersRest && late < (others.length ? heldUpMs : untoldMs)) continue;
		if (!othersRest)
			world.broken.push(
				`${reference} fails for ever, and holds up ${others.map(({ name, reference: of }) => `${name} of ${of}`).join(', ') || 'others'}`,
			);
		const mine = open.filter((step) => step.reference === reference);
		const alarms = await store.alarms.open({ limit: 1000 });
		const told =
			mine.some(({ id }) => alarms.some(({ stepId, kind }) => stepId === id && kind === 'stuck')) ||
			alarms.some(({ kind }) => kind === 'paused');
		const over = !mine.length && played[which].over;
		if (othersRest && !told && !over && late < untoldMs) continue;
		if (!told && !over) world.broken.push(`${reference} fails for ever, and nobody is told`);
		story.tell(
			'poison',
			`the cause is mended; ${over ? 'it never came to that' : told ? 'its step was told' : 'nobody was told'}`,
		);
		if (told) story.count('poisoned cases that were told');
		world.poisoned = undefined;
		return;
	}
}
