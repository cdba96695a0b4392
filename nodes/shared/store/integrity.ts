import { createHmac, timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { CaseEvent } from '../model';
import { all, first, type Database, type Tables, type Work } from './database';
import { eventsOf, parseState } from './caseRow';
import { prepared } from './prepared';
import { toEvent } from './eventRow';
import { isChained } from './hashChain';
import { applied, opened, stateRules } from '../case/apply';
import { settledBy } from '../case/refundLeg';
import type { CaseState } from '../case/caseState';

type Context = Pick<Database, 'db'> & { auditKey: string };
type Sealed = Pick<Tables['cases'], 'reference' | 'version' | 'last_hash' | 'state'>;

/** What of a case is not as this package wrote it. */
export interface Flaw {
	/** Position of the first event that cannot be believed; of the newest one when the events are whole and the case differs from them. */
	position: number;
	message: string;
}

/**
 * A keyed seal over a case's row: its state, and which event is its newest. The chain alone cannot tell that events at its end are
 * gone, nor that somebody changed the state.
 */
export function sealOf(auditKey: string, { reference, version, last_hash, state }: Sealed): string {
	return createHmac('sha256', auditKey)
		.update(JSON.stringify(['case', reference, version, last_hash, state]))
		.digest('hex');
}

export function isSealed(auditKey: string, row: Sealed & Pick<Tables['cases'], 'seal'>): boolean {
	const [given, right] = [Buffer.from(row.seal ?? ''), Buffer.from(sealOf(auditKey, row))];
	return given.length === right.length && timingSafeEqual(given, right);
}

const sealedRow = prepared((db, { reference }: { reference: string }) =>
	db
		.selectFrom('cases')
		.select(['reference', 'version', 'last_hash', 'state', 'seal', 'rules'])
		.where('reference', '=', reference),
);

/**
 * Looks whether a case is what its events made of it: the chain from the first event to the newest, the seal of the case's row, and
 * the part of the state that money depends on, computed again from the events.
 *
 * That last comparison is made only for cases that were opened under the rules of this version (`cases.rules`): after a change of the
 * rules the same events may give another state, and a case lives on as it was judged. Its seal still proves that nobody changed it.
 */
export function* findFlaw({ db, auditKey }: Context, reference: string): Work<Flaw | undefined> {
	const row = yield* first(sealedRow(db, { reference }));
	if (!row) return undefined;
	const events = yield* all(eventsOf(db, { reference }));
	let previous = '';
	for (const [index, event] of events.entries()) {
		if (event.position !== index + 1) return { position: index + 1, message: `Event ${index + 1} is missing.` };
		if (!isChained(auditKey, previous, event))
			return {
				position: event.position,
				message: `Event ${event.position} was changed, or the audit key of the credential is another one.`,
			};
		previous = event.hash;
	}
	if (events.length < row.version)
		return { position: events.length + 1, message: `Event ${events.length + 1} is missing.` };
	const position = events.length;
	if (previous !== row.last_hash || position !== row.version)
		return { position, message: 'The newest event is not the one that the case ended with.' };
	if (!isSealed(auditKey, row)) return { position, message: "The case was changed behind the package's back." };
	if (row.rules !== stateRules) return undefined;
	const part = differingPart(parseState(row.state), replayed(events.map(toEvent)));
	return part ? { position, message: `The case's ${part} are not what its events say.` } : undefined;
}

/** The case that these events make, from the first on. Ids that came beside the events are not in it. */
export function replayed([request, ...events]: CaseEvent[]): CaseState {
	return events.reduce((state, event) => applied(state, event).state, opened(request as CaseEvent<'return.requested'>));
}

/** What money depends on, by its name for people. Nothing else: a field that is added to the state makes no case look changed. */
export function moneyParts({ verdict, refundTo, lines, refunds, orders }: CaseState): Record<string, unknown> {
	return {
		decisions: [verdict, refundTo],
		quantities: lines.map(({ id, quantity, quantities }) => [id, quantity, quantities]),
		refunds: refunds.map((leg) => [
			leg.intent.id,
			leg.intent.amount,
			leg.intent.payment,
			leg.state,
			settledBy(leg),
			leg.exchange?.rest,
		]),
		payments: Object.entries(orders).map(([system, { payments = [] }]) => [
			system,
			payments.map(({ id, processor, captured, refunded, refundable }) => [
				id,
				processor,
				captured,
				refunded,
				refundable,
			]),
		]),
	};
}

function differingPart(stored: CaseState, computed: CaseState): string | undefined {
	// Both as JSON has them: what it leaves out is no difference.
	const [is, right] = [stored, computed].map(
		(state) => JSON.parse(JSON.stringify(moneyParts(state))) as Record<string, unknown>,
	);
	return Object.keys(is).find((name) => !isDeepStrictEqual(is[name], right[name]));
}
