import type { CaseStore } from '../../shared/store';
import { ClockWatch } from './lookPause';

const firstMs = 60_000;
const usualMs = 10 * 60_000;
const pageSize = 50;
/** After the clock was set forward everything looks overdue: for so long nothing is ended. */
const distrustMs = 60 * 60_000;

/**
 * Ends approved returns that never came, and reminds of withdrawals that wait, while a trigger is published. Any trigger does so for all returns of the store: what one
 * has ended, another no longer finds. Returns the way to stop.
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

/** One look. A return that cannot be ended stops no other. */
export async function endAll(store: Overdue, log: (message: string) => void, isClosed = () => false): Promise<void> {
	const failed = new Set<string>();
	for (;;) {
		const references = (await store.cases.overdue(pageSize + failed.size)).filter((one) => !failed.has(one));
		if (!references.length) return;
		for (const reference of references) {
			if (isClosed()) return;
			try {
				await store.cases.endOverdue(reference);
			} catch (error) {
				failed.add(reference);
				log(`Return ${reference} is overdue and could not be ended. ${(error as Error).message}`);
				await store.notices.put({
					key: `overdue-failed/${reference}`,
					owner: 'operator',
					reference,
					message: `Return ${reference} is overdue and cannot be ended: ${(error as Error).message}`,
					advice: 'Look at the case with Return Case: Get. It is tried again every ten minutes.',
				});
			}
		}
	}
}

/** Reminds people of what a customer who has withdrawn waits for. One that fails stops no other; it is tried again with the next look. */
export async function remindAll(
	store: Reminding,
	log: (message: string) => void,
	isClosed = () => false,
): Promise<void> {
	const failed = new Set<string>();
	for (;;) {
		const references = (await store.cases.reminders(pageSize + failed.size)).filter((one) => !failed.has(one));
		if (!references.length) return;
		for (const reference of references) {
			if (isClosed()) return;
			try {
				await store.cases.remind(reference);
			} catch (error) {
				failed.add(reference);
				log(`Nobody could be reminded of withdrawal ${reference}, tried again soon. ${(error as Error).message}`);
			}
		}
	}
}
