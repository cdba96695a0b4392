import { servedMs } from '../../shared/store/steps/stepServers';
import type { CaseStore } from '../../shared/store';

/** Sooner than the alarm is told that nobody is there. */
const lookMs = 60_000;

/**
 * Says now and then that a trigger works on the steps of its name, so that steps nobody works on are noticed. Returns the way to end it.
 * `warn` is told of the names that this trigger served before and that nobody serves now.
 */
export async function attend(
	store: CaseStore,
	stepName: string,
	instance: string,
	brands: string[],
	{ warn, log }: { warn(message: string): void; log(message: string): void },
): Promise<() => Promise<void>> {
	let saidAt = 0;
	const signOn = async () => {
		saidAt = Date.now();
		for (const { name, steps, cases } of await store.steps.signOn(stepName, instance, brands)) {
			warn(
				`Step "${stepName}" was "${name}" before. ${steps} open steps of ${cases} returns wait as "${name}", and no published trigger has that name: hand them over with Return Case: Hand Over Steps.`,
			);
		}
	};
	await signOn();
	const timer = setInterval(() => {
		const since = Date.now() - saidAt;
		// After the clock was set back, what was said before counts as of one that is gone.
		if (since >= 0 && since < servedMs / 3) return;
		signOn().catch((error: Error) => log(`Step "${stepName}" could not say that it is there. ${error.message}`));
	}, lookMs);
	return async () => {
		clearInterval(timer);
		await store.steps
			.signOff(stepName, instance)
			.catch((error: Error) => log(`Step "${stepName}" could not sign off. ${error.message}`));
	};
}
