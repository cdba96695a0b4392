import type { CaseStore } from '../../nodes/shared/store/store';
import type { N8nProcess } from './n8nProcess';
import { owners } from './virtualTime';
import type { World } from './world';

const writes = [
	'open',
	'record',
	'subscribe',
	'claimSteps',
	'renewSteps',
	'finishSteps',
	'failSteps',
	'holdStep',
	'replaySteps',
	'releaseStep',
	'handOverSteps',
	'recordFailure',
	'closeAlarms',
	'beginClaim',
	'noteProgress',
	'settleClaim',
	'connectionNews',
	'pauseConnection',
	'resumeConnection',
	'putInbox',
	'markInbox',
	'replayInbox',
	'pruneInbox',
	'markSeen',
	'beginLook',
	'keepLook',
	'endLook',
	'putNotice',
	'endOverdue',
	'signOff',
	'saveSettings',
	'changeSettings',
];

/** Those after which there may be a step to claim. */
const stirring = [
	'open',
	'record',
	'subscribe',
	'finishSteps',
	'failSteps',
	'holdStep',
	'replaySteps',
	'releaseStep',
	'handOverSteps',
	'resumeConnection',
	'endOverdue',
];

/** A process's view of the case store: each write is a boundary, takes a moment, and may fail before or after its commit. */
export function processStore(world: World, process: N8nProcess, real: CaseStore): CaseStore {
	const { boundaries, time, story, plan, random } = world;
	const wrapped =
		(name: keyof CaseStore) =>
		async (...args: unknown[]) => {
			const call = async () => await (real[name] as (...given: unknown[]) => Promise<unknown>)(...args);
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
			if (name === 'claimSteps' || name === 'renewSteps' || stirring.includes(name)) world.idle.changed();
			let result: unknown;
			try {
				if (committed) result = await call();
				time.dueChanged();
			} finally {
				await boundaries.pass(process, `after ${name}`);
			}
			if (failing) throw new Error('the connection to the case store was lost');
			return result;
		};
	const onChange = (listener: () => void) => real.onChange(() => process.alive && owners.run(process, listener));
	const hasWork: CaseStore['hasWork'] = async (stepName, options) =>
		await world.idle.unless(stepName, async () => await real.hasWork(stepName, options));
	const namesWithWork: CaseStore['namesWithWork'] = async (names) => {
		const open = new Set((await world.idle.steps()).map(({ name }) => name));
		const asked = names.filter((name) => open.has(name));
		return asked.length ? await real.namesWithWork(asked) : [];
	};
	const nextDue = async () => undefined; // pauses between looks are left out (processSeams.ts)
	const methods = Object.keys(real).map((name) => [name, wrapped(name as keyof CaseStore)]);
	return { ...(Object.fromEntries(methods) as CaseStore), hasWork, namesWithWork, nextDue, onChange };
}
