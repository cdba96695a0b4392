import * as connections from '../../nodes/shared/store/connections';
import { all, first } from '../../nodes/shared/store/database';
import * as stepServers from '../../nodes/shared/store/steps/stepServers';
import { without } from './protections';

/* See storeSeams.ts, which comes before: these load what it takes the place of. */

function replace(module: string, exports: object): void {
	Object.assign((require.cache[module]!.exports = { ...(require.cache[module]!.exports as object) }), exports);
}

replace(require.resolve('../../nodes/shared/store/connections'), {
	*askPassage(
		...[context, account, step]: Parameters<typeof connections.askPassage>
	): ReturnType<typeof connections.askPassage> {
		if (without.has('turns') && step) {
			const { db, clock } = context;
			const paused = yield* first(
				db
					.selectFrom('connections')
					.select('reason')
					.where('name', '=', account.key)
					.where('paused_at', 'is not', null),
			);
			const older =
				paused &&
				(yield* all(
					db
						.selectFrom('steps')
						.select('id')
						.where('connection', '=', account.key)
						.where('state', '<>', 'done')
						.where('id', '<', step.id),
				)).length;
			if (older) return { open: false, retryAt: clock.now() + 60_000, reason: paused.reason };
		}
		return yield* connections.askPassage(context, account, step);
	},
	countFailure: (...[context, account, step, ...more]: Parameters<typeof connections.countFailure>) =>
		connections.countFailure(
			context,
			account,
			step && without.has('turns') ? { ...step, seen_good: null, own_fault: 0 } : step,
			...more,
		),
});
replace(require.resolve('../../nodes/shared/store/steps/stepServers'), {
	*unserved(...given: Parameters<typeof stepServers.unserved>): ReturnType<typeof stepServers.unserved> {
		return without.has('lists') ? [] : yield* stepServers.unserved(...given);
	},
});
