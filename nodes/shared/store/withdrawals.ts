import type { Declaration } from '../case/declaration';
import { declaredEvent } from '../case/declared';
import { takeBudgets } from './budgets';
import type { Work } from './database';
import type { EventsContext } from './eventRow';
import { appendEvents, hasEvent, openCase, openedBy } from './events';
import type { ReceiptCharge, Recorded } from './store';

/**
 * Records a customer's statement in the case of its withdrawal, which it opens when there is none, all in one transaction. A statement that was recorded
 * before changes nothing, and costs nothing; another one of the same withdrawal is kept beside the first.
 */
export function* declareWithdrawal(
	context: EventsContext,
	{ request, sourceId, statement, actor }: Declaration,
	mail: ReceiptCharge[] = [],
): Work<Omit<Recorded, 'finished'> & { reference: string; duplicate: boolean }> {
	const source = 'case';
	const known = yield* openedBy(context, source, sourceId);
	const isNew = known === undefined || !(yield* hasEvent(context, known, declaredEvent(known, statement)));
	const spent = isNew ? yield* takeBudgets(context, mail) : undefined;
	const told = spent ? { ...statement, held: spent.of } : statement;
	if (known === undefined) {
		const opened = yield* openCase(context, {
			request,
			source,
			sourceId,
			time: statement.toldAt,
			actor,
			statement: told,
		});
		// Another process may have opened it in this moment, by another statement.
		if (!opened.duplicate) return opened;
	}
	const reference = known ?? (yield* openedBy(context, source, sourceId))!;
	const recorded = yield* appendEvents(context, reference, [declaredEvent(reference, told, actor)]);
	return { ...recorded, reference, duplicate: recorded.events[0].duplicate };
}
