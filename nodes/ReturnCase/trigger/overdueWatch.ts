import type { CaseStore } from '../../shared/store';
import { ClockWatch } from './lookPause';

const firstMs = 60_000;
const usualMs = 10 * 60_000;
const pageSize = 50;
/** After the clock was set forward everything looks overdue: for so long nothing is ended. */
const distrustMs = 60 * 60_000;

/**
 * Ends approved returns that never came, reminds of withdrawals that wait, and tells of what stands still, while a trigger is published. Any trigger does
 * so for all returns of the store: what one has ended, another no longer finds. Returns the way to stop.
 */
export function watchOverdue(
	store: CaseStore,
	log: (message: string) => void,
	{ firstInMs = firstMs, everyMs = usualMs }: { firstInMs?: number; everyMs?: number } = {},
): () => void {
	const clock = new ClockWatch(distrustMs);
	let closed = false;
	let timer: NodeJS.Timeout;
	const look = async () => {
		try {
			if (clock.leasesCanBeTrusted()) {
				await endAll(store, log, () => closed);
				await remindAll(store, log, () => closed);
				await tellAll(store, log, () => closed);
			}
		} catch (error) {
			log(`Looking for overdue returns failed, tried again soon. ${(error as Error).message}`);
		}
		// Triggers of one n8n, and several n8n, need not look in the same moment.
		if (!closed) timer = setTimeout(() => void look(), everyMs * (1 + Math.random() / 5));
	};
	timer = setTimeout(() => void look(), firstInMs);
	return () => {
		closed = true;
		clearTimeout(timer);
	};
}

/** What the watch needs of the case store. */
type Overdue = { cases: Pick<CaseStore['cases'], 'overdue' | 'endOverdue'> } & Pick<CaseStore, 'notices'>;
type Reminding = { cases: Pick<CaseStore['cases'], 'reminders' | 'remind'> };
type Watching = { cases: Pick<CaseStore['cases'], 'standStills' | 'tellStandStills'> };

/** One look. A return that cannot be ended stops no other. */
export async function endAll(store: Overdue, log: (message: string) => void, isClosed = () => false): Promise<void> {
	await eachOnce(
		async (limit) => await store.cases.overdue(limit),
		async (reference) => await store.cases.endOverdue(reference),
		async (reference, error) => {
			log(`Return ${reference} is overdue and could not be ended. ${error.message}`);
			await store.notices.put({
				key: `overdue-failed/${reference}`,
				owner: 'operator',
				reference,
				message: `Return ${reference} is overdue and cannot be ended: ${error.message}`,
				advice: 'Look at the case with Return Case: Get. It is tried again every ten minutes.',
			});
		},
		isClosed,
	);
}

/** Reminds people of what a customer who has withdrawn waits for. */
export async function remindAll(
	store: Reminding,
	log: (message: string) => void,
	isClosed = () => false,
): Promise<void> {
	await eachOnce(
		async (limit) => await store.cases.reminders(limit),
		async (reference) => await store.cases.remind(reference),
		(reference, { message }) =>
			log(`Nobody could be reminded of withdrawal ${reference}, tried again soon. ${message}`),
		isClosed,
	);
}

/** Tells people of what stands still for longer than they want it to. */
export async function tellAll(store: Watching, log: (message: string) => void, isClosed = () => false): Promise<void> {
	await eachOnce(
		async (limit) => await store.cases.standStills(limit),
		async (reference) => await store.cases.tellStandStills(reference),
		(reference, { message }) =>
			log(`Nobody could be told that return ${reference} stands still, tried again soon. ${message}`),
		isClosed,
	);
}

/** Does something for all that are listed, page by page. One that fails, or that stays listed, stops no other; it is tried again with the next look. */
async function eachOnce(
	list: (limit: number) => Promise<string[]>,
	act: (reference: string) => Promise<unknown>,
	failed: (reference: string, error: Error) => void | Promise<void>,
	isClosed: () => boolean,
): Promise<void> {
	const seen = new Set<string>();
	const left = new Set<string>();
	for (;;) {
		const listed = await list(pageSize + left.size);
		for (const one of listed) if (seen.has(one)) left.add(one);
		const references = listed.filter((one) => !seen.has(one));
		if (!references.length) return;
		for (const reference of references) {
			if (isClosed()) return;
			seen.add(reference);
			try {
				await act(reference);
			} catch (error) {
				await failed(reference, error as Error);
			}
		}
	}
}
