import type { IDataObject } from 'n8n-workflow';
import type { CaseState } from '../case/caseState';
import { EffectError, format, referenceOfIntent, type Money, type NewEvent } from '../model';
import type { OperationContext } from './operationContext';
import type { Effect } from '../effect/runEffect';
import { heldByHand } from '../case/exceptionOf';
import { SettledBefore } from './settledBefore';

/** Code of the exception that asks finance what to do about a refund. */
export const refundedElsewhere = 'refunded_elsewhere';

/** A refund that somebody else made on the same payment or order. */
export interface OtherRefund {
	id: string;
	amount: Money;
	createdAt?: string;
}

/** More has gone back than the return knew of: nothing was paid, and finance is asked. `advice`: what finance can do, when not all is possible. */
export class PaidElsewhere extends EffectError {
	constructor(
		message: string,
		connection: string,
		readonly seen: string[],
		advice = 'Look who made the other refund. Then pay this one all the same, pay another amount, drop it, or record that it was paid already (Return Case: Decide Refund, Settle by Hand).',
	) {
		super(message, { category: 'rejected', connection, code: refundedElsewhere, advice });
	}
}

/** Whether a refund's mark names a refund of a case in this case store; marks that anybody can write prove nothing by themselves. */
export async function isOurs(context: OperationContext, intent: string | undefined): Promise<boolean> {
	if (!intent || !context.store) return false;
	const state = await context.store.cases.get(referenceOfIntent(intent) ?? intent);
	return !!state?.refunds.some((leg) => leg.intent.id === intent);
}

/** Ids of other refunds that finance was told of before it decided. While it has not, they may stand for any refund of the return. */
export function toldOf({ refunds }: Pick<CaseState, 'refunds'>): string[] {
	return refunds.flatMap(({ state, elsewhere }) => (state === 'held' ? [] : (elsewhere ?? [])));
}

/** How often finance was asked about a refund and has answered, for the ids of the next question and its answer. */
export function timesAnswered({ exceptions }: Pick<CaseState, 'exceptions'>, intentId: string): number {
	return exceptions.filter(
		({ code, intent, resolved }) =>
			(code === refundedElsewhere || code === heldByHand) && intent === intentId && resolved,
	).length;
}

/**
 * Throws PaidElsewhere when refunds of others are more than what the return counted with. `others`: all of them, as the provider has them
 * now; `known`: minor units of them that were known when the return was decided.
 */
export function assertKnown(
	state: CaseState,
	intent: { id: string; amount: Money },
	others: OtherRefund[],
	known: number,
	connection: string,
): void {
	const told = toldOf(state);
	const news = others.filter(({ id }) => !told.includes(id));
	// Once finance has decided, what it was told of is done with.
	const counted = told.length ? 0 : known;
	const total = news.reduce((sum, { amount }) => sum + amount.amount, 0);
	if (total <= counted) return;
	const list = news
		.map(({ id, amount, createdAt }) => `${format(amount)} (${id}${createdAt ? `, ${createdAt}` : ''})`)
		.join(', ');
	throw new PaidElsewhere(
		`Refund ${intent.id} of ${format(intent.amount)} is not paid: somebody has refunded this order meanwhile, ${list}${counted ? `; ${format({ amount: counted, currency: intent.amount.currency })} of that was known` : ''}.`,
		connection,
		others.map(({ id }) => id),
	);
}

/** How a provider's refunds of others are watched for one refund of a case. */
export interface OthersWatch {
	connection: string;
	/** Whether a refusal says that less is left than is owed: somebody was faster than our look. */
	isTooLate(details: EffectError['details'], message: string): boolean;
}

/**
 * A refusal because too little is left is the same question to finance as a refund that was seen before; unless
 * the refund itself was made in between, by an execution that was taken for dead: `find` looks for it.
 */
export async function orQuestion<R>(
	watch: OthersWatch | undefined,
	pay: () => Promise<R>,
	find: () => Promise<R | undefined>,
): Promise<R> {
	try {
		return await pay();
	} catch (error) {
		if (
			!watch ||
			!(error instanceof EffectError) ||
			error instanceof PaidElsewhere ||
			!watch.isTooLate(error.details, error.message)
		)
			throw error;
		const made = await find();
		if (made) return made;
		throw new PaidElsewhere(
			`${error.message}. Nothing was paid: somebody may have refunded this order meanwhile.`,
			watch.connection,
			[],
		);
	}
}

/**
 * As `context.perform`, for money that a case owes: when somebody else has refunded meanwhile, the refund is held and finance is asked;
 * when it was settled before in another way, the case is told.
 */
export async function payOrAsk<R extends object>(
	context: OperationContext,
	key: string,
	intentId: string,
	effect: Effect<R>,
	eventsOf: (result: R) => NewEvent[],
): Promise<IDataObject> {
	try {
		return await context.perform(key, effect, eventsOf);
	} catch (error) {
		if (error instanceof SettledBefore && context.store && !context.dryRun) {
			const { message, events } = error;
			const recorded = await context.recordEvents(events);
			return { ...recorded, [key]: { intent: intentId, outcome: 'already_done', message } };
		}
		if (error instanceof PaidElsewhere) return await askFinance(context, key, intentId, error);
		throw error;
	}
}

/** Holds a refund and asks finance, since others have refunded. Without such a refund of a case, and in a test run, it throws what it was given. */
export async function askFinance(
	context: OperationContext,
	key: string,
	intentId: string,
	error: PaidElsewhere,
): Promise<IDataObject> {
	const state = context.store && !context.dryRun ? await context.requireCase() : undefined;
	const leg = state?.refunds.find(({ intent }) => intent.id === intentId);
	if (!state || !leg) throw error;
	const { message, seen, details } = error;
	// It may be refused again after finance has said that it shall be paid: another question, not a repeat of the first.
	const before = timesAnswered(state, intentId);
	const mark = `${intentId}/${seen.join(' ') || 'refused'}${before ? ` after ${before} answers` : ''}`;
	const exception = {
		code: refundedElsewhere,
		owner: 'finance' as const,
		intent: intentId,
		message: `${message} ${details.advice}`,
	};
	const events: NewEvent[] = [
		{
			id: `held ${mark}`,
			source: 'flow',
			type: 'refund.held',
			data: { intent: leg.intent, until: 'finance decides', elsewhere: seen },
		},
		{ id: `asked ${mark}`, source: 'flow', type: 'exception.opened', data: { exception } },
	];
	return {
		...(await context.recordEvents(events)),
		[key]: { intent: intentId, amount: leg.intent.amount as unknown as IDataObject, outcome: 'held', message },
	};
}
