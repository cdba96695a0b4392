import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CaseNotFound, type CaseStore } from '../../shared/store';
import type { CaseState } from '../../shared/case';
import { putBackOf } from '../../shared/operation';
import { reportsOf } from './plainReport';
import { asReference, firstFault, InvalidEvent, sourceOf } from '../../shared/model';

const inboxSource = 'warehouse';
const types = ['return.received', 'return.inspected', 'receipt.canceled'] as const;

const Report = z.object({
	reference: z.unknown().transform((typed, context) => {
		const reference = asReference(typed);
		if (reference) return reference;
		context.addIssue({
			code: z.ZodIssueCode.custom,
			message: `is no case reference such as RMA-7K2M9QX4TB${typeof typed === 'string' && typed ? `: "${typed.slice(0, 40)}"` : ''}`,
		});
		return z.NEVER;
	}),
	type: z.enum(types),
	/** What the warehouse calls this report; numbers are taken as text. */
	id: z.union([z.string().trim().max(200), z.number().finite().transform(String)]).optional(),
	actor: z.string().max(200).optional(),
	data: z.record(z.string(), z.unknown()),
});

/** What the warehouse is answered. `status` is an HTTP status; `field` and `advice` say what was wrong and what to do. */
const OneAnswer = z.object({
	outcome: z.enum(['recorded', 'duplicate', 'conflicting', 'refused']),
	status: z.union([z.literal(200), z.literal(404), z.literal(409), z.literal(422)]),
	message: z.string(),
	field: z.string().optional(),
	advice: z.string().optional(),
	reference: z.string().optional(),
	type: z.string().optional(),
	id: z.string().optional(),
});
export const ReportAnswer = OneAnswer.extend({
	/** Of a list of reports: the answer to each. */
	reports: z.array(OneAnswer).optional(),
});
type ReportAnswer = z.infer<typeof ReportAnswer>;

/** What a warehouse's message came to: what it is answered, and the case as it is then. */
interface TakenIn {
	answer: ReportAnswer;
	case?: CaseState;
}
type Refuse = (answer: Omit<ReportAnswer, 'outcome'>) => Promise<TakenIn>;

/**
 * Takes in what a warehouse sends, one message or a list of them, each for itself. Of a list the answer is that of the first that was not taken, with
 * the answer to each.
 */
export async function takeInReports(store: CaseStore, sender: string, body: unknown): Promise<TakenIn> {
	if (!Array.isArray(body) || !body.length) return await takeInReport(store, sender, body);
	const taken: TakenIn[] = [];
	for (const one of body as unknown[]) taken.push(await takeInReport(store, sender, one));
	const shown = worstOf(taken);
	if (taken.length === 1) return shown;
	return { ...shown, answer: { ...shown.answer, reports: taken.map(({ answer }) => answer) } };
}

/** The first that was not taken, else the first that is new. */
function worstOf(taken: TakenIn[]): TakenIn {
	return (
		taken.find(({ answer }) => answer.status !== 200) ??
		taken.find(({ answer }) => answer.outcome === 'recorded') ??
		taken[0]
	);
}

/**
 * Takes in what a warehouse reports, as events have it or in plain words (plainReport.ts): stores it in its case, and says what to answer. A report
 * that cannot be taken is kept among the unreadable messages, where it is listed and can be replayed; what stands behind it in the same message is
 * not taken either. Throws only when the store cannot be reached: then the sender sends again.
 */
export async function takeInReport(store: CaseStore, sender: string, body: unknown): Promise<TakenIn> {
	const raw = JSON.stringify(body ?? null);
	const key = `${sender || 'default'}/${createHash('sha256').update(raw).digest('hex').slice(0, 32)}`;
	const refused: Refuse = async (answer) => {
		const topic = types.find((type) => type === (body as { type?: unknown } | undefined)?.type) ?? 'report';
		await store.inbox.put({
			source: inboxSource,
			id: key,
			topic,
			body: raw,
			receiver: sender,
			...(answer.reference && { subject: answer.reference }),
		});
		await store.inbox.mark(
			inboxSource,
			key,
			'unreadable',
			[answer.field && `Field ${answer.field}.`, answer.message].filter(Boolean).join(' '),
		);
		return { answer: { outcome: 'refused' as const, ...answer } };
	};
	const source = sourceOf('warehouse', sender);
	if (!source)
		return await refused({
			status: 422,
			field: 'sender',
			message: `"${sender}" cannot be the name of a warehouse`,
			advice: 'Give the warehouse a short name, such as north.',
		});
	const taken: TakenIn[] = [];
	for (const report of reportsOf(body)) {
		taken.push(await record(store, source, report, refused));
		if (taken.at(-1)!.answer.status !== 200) break;
	}
	if (taken.at(-1)!.answer.outcome !== 'refused') await store.inbox.mark(inboxSource, key, 'read'); // it was refused before, and has come again
	return { ...worstOf(taken), case: taken.at(-1)?.case };
}

/** Records one report in its case. */
async function record(store: CaseStore, source: string, report: unknown, refused: Refuse): Promise<TakenIn> {
	const read = Report.safeParse(report);
	if (!read.success) {
		const { at, message } = firstFault(read.error);
		const field = at || 'body';
		return await refused({ status: 422, field, message: `${field} ${message}`, advice: adviceFor(field) });
	}
	const { reference, type, data, actor } = read.data;
	const id =
		read.data.id ||
		createHash('sha256')
			.update(JSON.stringify([reference, type, data]))
			.digest('hex')
			.slice(0, 32);
	const named = { reference, type, id };
	try {
		const {
			events: [one],
			case: found,
		} = await store.cases.record({ reference, events: [{ id, source, type, data, actor: actor || source }] });
		if (one.conflict)
			return {
				answer: {
					outcome: 'conflicting',
					status: 409,
					field: 'id',
					message: one.conflict.message,
					advice: 'Send it again with an id of its own, if both reports are right.',
					...named,
				},
				case: found,
			};
		return {
			answer: {
				outcome: one.duplicate ? 'duplicate' : 'recorded',
				status: 200,
				message: one.duplicate ? 'This report was recorded before' : 'Recorded',
				...named,
			},
			case: found,
		};
	} catch (error) {
		if (error instanceof CaseNotFound)
			return await refused({
				status: 404,
				field: 'reference',
				message: error.message,
				advice: 'Check the reference on the label or the receipt.',
				...named,
			});
		if (!(error instanceof InvalidEvent)) throw error;
		const [{ field, message }] = error.issues;
		return await refused({
			status: 422,
			field: field ? `data.${field}` : 'data',
			message: `${field || 'data'} ${message}`,
			advice: 'docs/events.md describes what a receipt and an inspection carry.',
			...named,
		});
	}
}

function adviceFor(field: string): string {
	switch (field) {
		case 'reference':
			return 'Send the reference on the label or the receipt, e.g. RMA-7K2M9QX4TB.';
		case 'type':
			return 'Send return.received when goods have arrived, return.inspected when they were looked at, receipt.canceled when a receipt was wrong.';
		case 'id':
			return 'Send the number of the report as text, the same one when you send it again.';
		default:
			return 'Send {"reference", "type", "id", "data"} as JSON; docs/events.md describes the data.';
	}
}

/** Takes in again what an operator has replayed; returns how many reports were recorded. */
export async function takeInReplayed(store: CaseStore): Promise<number> {
	let recorded = 0;
	for await (const { id, body, receiver } of putBackOf(store, inboxSource)) {
		const { answer } = await takeInReport(store, receiver ?? '', JSON.parse(body) as unknown);
		if (answer.outcome === 'recorded') recorded++;
		await (answer.status === 200
			? store.inbox.mark(inboxSource, id, 'read')
			: store.inbox.mark(inboxSource, id, 'unreadable', answer.message));
	}
	return recorded;
}
