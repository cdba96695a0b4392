import type { CaseStore } from '../../nodes/shared/store/store';
import { withMethods, type StoreMethod } from '../support/storeMethods';
import type { N8nProcess } from './n8nProcess';
import { owners } from './virtualTime';
import type { World } from './world';

const writes: StoreMethod[] = [
	'cases.open',
	'cases.declare',
	'cases.record',
	'steps.subscribe',
	'steps.claim',
	'steps.renew',
	'steps.finish',
	'steps.fail',
	'steps.hold',
	'steps.replay',
	'steps.release',
	'steps.handOver',
	'alarms.recordFailure',
	'alarms.close',
	'claims.begin',
	'claims.noteProgress',
	'claims.settle',
	'connections.news',
	'connections.pause',
	'connections.resume',
	'inbox.put',
	'inbox.mark',
	'inbox.replay',
	'inbox.prune',
	'inbox.markSeen',
	'looks.begin',
	'looks.keep',
	'looks.end',
	'notices.put',
	'cases.endOverdue',
	'cases.remind',
	'cases.tellStandStills',
	'steps.signOff',
	'settings.save',
	'settings.change',
	'policies.change',
];

/** Those after which there may be a step to claim. */
const stirring: StoreMethod[] = [
	'cases.open',
	'cases.declare',
	'cases.record',
	'steps.subscribe',
	'steps.finish',
	'steps.fail',
	'steps.hold',
	'steps.replay',
	'steps.release',
	'steps.handOver',
	'connections.resume',
	'cases.endOverdue',
	'cases.remind',
	'cases.tellStandStills',
];

/** A process's view of the case store: each write is a boundary, takes a moment, and may fail before or after its commit. */
export function processStore(world: World, process: N8nProcess, real: CaseStore): CaseStore {
	const { boundaries, time, story, plan, random } = world;
	const faulty = withMethods(real, (name, method) => async (...args) => {
		const call = async () => await method(...args);
		if (!writes.includes(name)) return await call();
		await boundaries.pass(process, `before ${name}`);
		await time.sleep(random.int(1, 15));
		const failing = boundaries.stormy && random.chance(plan.store);
		const committed = !failing || random.chance(0.5);
		if (failing) {
			story.count('case store failed');
			story.tell(process.name, `the case store fails ${committed ? 'after' : 'before'} the commit of ${name}`);
		}
		if (failing || stirring.includes(name)) time.dirty = true;
		if (name === 'steps.claim' || name === 'steps.renew' || stirring.includes(name)) world.idle.changed();
		let result: unknown;
		try {
			if (committed) result = await call();
			time.dueChanged();
		} finally {
			await boundaries.pass(process, `after ${name}`);
		}
		if (failing) throw new Error('the connection to the case store was lost');
		return result;
	});
	const onChange = (listener: () => void) => real.onChange(() => process.alive && owners.run(process, listener));
	const hasWork: CaseStore['steps']['hasWork'] = async (stepName, options) =>
		await world.idle.unless(stepName, async () => await real.steps.hasWork(stepName, options));
	const namesWithWork: CaseStore['steps']['namesWithWork'] = async (names) => {
		const open = new Set((await world.idle.steps()).map(({ name }) => name));
		const asked = names.filter((name) => open.has(name));
		return asked.length ? await real.steps.namesWithWork(asked) : [];
	};
	const nextDue = async () => undefined; // pauses between looks are left out (processSeams.ts)
	return { ...faulty, steps: { ...faulty.steps, hasWork, namesWithWork, nextDue }, onChange };
}
