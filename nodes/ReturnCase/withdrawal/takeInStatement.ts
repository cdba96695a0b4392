import { createHash } from 'node:crypto';
import { z } from 'zod';
import { firstFault, InvalidEvent, jsonOf, WithdrawalReceipt } from '../../shared/model';
import { putBackOf } from '../../shared/operation';
import type { CaseStore } from '../../shared/store';
import type { CaseState } from '../../shared/case';
import { declarationOf, GivenStatement } from '../../shared/case/declaration';
import { declare } from './declare';
import { faultOfSignature, type SignedMessage } from '../signed/signature';

const inboxSource = 'withdrawal';

/** What a sender of statements is answered. `status` is an HTTP status; nothing of the statement is in it but its receipt. */
export const StatementAnswer = z.object({
	outcome: z.enum(['recorded', 'duplicate', 'refused']),
	status: z.union([z.literal(200), z.literal(401), z.literal(422), z.literal(503)]),
	message: z.string(),
	field: z.string().optional(),
	advice: z.string().optional(),
	reference: z.string().optional(),
	/** When it counts as told. */
	toldAt: z.string().optional(),
	receipt: WithdrawalReceipt.optional(),
});
export type StatementAnswer = z.infer<typeof StatementAnswer>;

/** Whose customers they are, who took the message in, and the time, in milliseconds since 1970. */
interface Receiver {
	brand: string;
	actor: string;
	now: number;
}

interface TakenIn {
	answer: StatementAnswer;
	case?: CaseState;
}

/**
 * Takes in a signed statement of withdrawal, and says what to answer. Without a secret, a signature that fits, or the bytes that were signed, nothing is
 * taken. A signed one that cannot be read is kept among the unreadable messages. Throws only when the store cannot be reached: then the sender sends again.
 */
export async function takeInStatement(
	store: CaseStore,
	message: SignedMessage,
	secrets: string[],
	receiver: Receiver,
): Promise<TakenIn> {
	const fault = faultOfSignature(message, secrets, receiver.now);
	if (fault) return refused(fault);
	return await takeInBody(store, message.raw!.toString('utf8'), receiver);
}

function refused(answer: Omit<StatementAnswer, 'outcome'>): TakenIn {
	return { answer: { outcome: 'refused', ...answer } };
}

/** Takes in the body of a message that its sender has signed. `arrivedAt`: stands in for a time that it does not say. */
async function takeInBody(
	store: CaseStore,
	body: string,
	{ brand, actor, now }: Receiver,
	arrivedAt?: string,
): Promise<TakenIn> {
	const key = createHash('sha256').update(body).digest('hex').slice(0, 32);
	const unreadable = async (field: string, what: string, advice: string) => {
		const message = `${field} ${what}`;
		await store.inbox.put({ source: inboxSource, id: key, topic: 'statement', body, receiver: brand });
		await store.inbox.mark(inboxSource, key, 'unreadable', message);
		return refused({ status: 422, field, message, advice });
	};
	const read = GivenStatement.safeParse(jsonOf(body) ?? {});
	if (!read.success) {
		const { at, message } = firstFault(read.error);
		return await unreadable(at || 'body', message, 'Send JSON as docs/guides/withdrawal.md describes it.');
	}
	const toldAt = read.data.toldAt ?? arrivedAt;
	if (!toldAt)
		return await unreadable(
			'toldAt',
			'is missing',
			'Send when the customer sent the statement, e.g. 2026-11-29T20:04:11Z.',
		);
	const { timeZone } = await store.settings.get(brand);
	const declaration = declarationOf({ ...read.data, toldAt }, { brand, timeZone, now, actor });
	if (!declaration)
		return await unreadable(
			'name',
			'is missing',
			'Send name, contract, email or text: a statement names a customer or a contract.',
		);
	const declared = await declare(store, declaration).catch((error: unknown) => {
		if (error instanceof InvalidEvent) return error;
		throw error;
	});
	if (declared instanceof InvalidEvent)
		return await unreadable(
			'body',
			declared.issues[0].message,
			'Send the lines that are withdrawn from, or none for all.',
		);
	await store.inbox.mark(inboxSource, key, 'read'); // it was refused before, and has come again
	const { duplicate, reference, statement, receipt } = declared;
	return {
		answer: {
			outcome: duplicate ? 'duplicate' : 'recorded',
			status: 200,
			message: duplicate ? 'This statement was received before' : 'Received',
			reference,
			toldAt: statement.toldAt,
			receipt,
		},
		case: declared.case,
	};
}

/** Takes in again what an operator has replayed; one that says no time counts from when it came. Returns how many statements were recorded. */
export async function takeInReplayedStatements(store: CaseStore, actor: string, now: number): Promise<number> {
	let recorded = 0;
	for await (const { body, receiver, receivedAt } of putBackOf(store, inboxSource)) {
		const { answer } = await takeInBody(store, body, { brand: receiver || 'default', actor, now }, receivedAt);
		if (answer.status === 200) recorded++;
	}
	return recorded;
}
