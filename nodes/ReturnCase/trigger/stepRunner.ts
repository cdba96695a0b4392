import { performance } from 'node:perf_hooks';
import type { IDataObject, IRun } from 'n8n-workflow';
import type { PolicyVersion, Settings } from '../../shared/model';
import type { CaseStore, ClaimedStep, StepToken } from '../../shared/store';
import { publishedPolicyOf } from '../../shared/trigger';
import { ClockWatch, LookPause } from './lookPause';
import { listenForWork } from './workCalls';
import { endedWithoutResult, errorOf, runEndOf } from './runEnd';

export interface StepRunnerOptions {
	stepName: string;
	/** Cases handed to one execution. */
	batch: number;
	/** Executions of this trigger at the same time. */
	atOnce: number;
	/** Only steps of cases of these brands; none: of every brand. */
	brands?: string[];
	/** How long a claim lasts without being renewed. */
	leaseMs: number;
	/**
	 * Longest time an execution is waited for: in queue mode n8n never reports one that timed out on a worker
	 * (docs/facts/n8n.md#the-status-alone-says-how-an-execution-ended).
	 */
	holdMs: number;
	maxAttempts: number;
	/** Between two looks for work; while there is none the pause grows to `longestPollMs`. A change that leaves work of this name, in this process or where PostgreSQL tells of it, is looked at at once. */
	pollMs: number;
	longestPollMs?: number;
	/** Whether steps of returns that have ended meanwhile end with No Action instead of starting the flow. */
	skipMoot?: boolean;
	/** Whether a flow that ended without error has done its steps. */
	doneWhenFlowEnds: boolean;
	/** A look for work that takes longer than this is given up for lost, and the next one begins: what it waits for may never answer. */
	stalledMs?: number;
}

export interface StepRunnerHost {
	store: CaseStore;
	/** Id of the workflow in n8n. */
	workflow: string;
	/** Starts an execution; resolves when n8n reports its end. `key` names the lease in n8n's own records. */
	start(items: IDataObject[], key: string): Promise<IRun | undefined>;
	log(message: string): void;
}

const longestWaitMs = 7 * 24 * 3_600_000;
const usuallyStalledMs = 90_000;

/**
 * Hands the steps of one name to executions: claims them under a lease, renews the lease while n8n works, and settles what
 * the flow itself has not settled (the flow's own Complete, or the event of its last node, comes first; this is the net).
 */
export class StepRunner {
	private readonly inFlight = new Set<StepToken[]>();
	private closed = false;
	private woken = false;
	/** Called since the last question for work was put: what was changed may be missing in its answer. */
	private called = false;
	/** When the look for work under way gave a sign of life (monotonic). */
	private pumping?: { since: number };
	/** The number of the newest look; one that was given up for lost has another. */
	private turns = 0;
	private complaint = { message: '', at: 0 };
	private timer?: NodeJS.Timeout;
	private stopListening?: () => void;
	private readonly pause: LookPause;
	private readonly clock: ClockWatch;

	constructor(
		private readonly host: StepRunnerHost,
		private readonly options: StepRunnerOptions,
	) {
		this.pause = new LookPause(options.pollMs, options.longestPollMs ?? options.pollMs);
		this.clock = new ClockWatch(options.leaseMs);
	}

	/** Starts to claim. */
	open(): void {
		this.timer = setInterval(() => void (this.pause.isOver() && this.pump()), this.options.pollMs);
		this.stopListening = listenForWork(this.host.store, this.options.stepName, () => this.wake());
		void this.pump();
	}

	/** Stops to claim. Executions in flight go on, their leases are renewed, and their steps are settled. */
	close(): void {
		this.closed = true;
		clearInterval(this.timer);
		this.stopListening?.();
	}

	/** Several calls in one tick, one look. */
	private wake(): void {
		this.called = true;
		if (this.woken || this.closed) return;
		this.woken = true;
		this.pause.reset();
		setImmediate(() => {
			this.woken = false;
			void this.pump();
		});
	}

	private async pump(): Promise<void> {
		const { stalledMs = usuallyStalledMs } = this.options;
		if (this.pumping && performance.now() - this.pumping.since < stalledMs) return;
		if (this.pumping)
			this.host.log(
				`Step "${this.options.stepName}": the case store has not answered for ${stalledMs / 1000} seconds; looking for work anew.`,
			);
		const turn = ++this.turns;
		this.pumping = { since: performance.now() };
		try {
			const { store } = this.host;
			const { stepName, brands, batch, atOnce, leaseMs, maxAttempts, skipMoot } = this.options;
			while (!this.closed && turn === this.turns && this.inFlight.size < atOnce) {
				this.called = false;
				const abandoned = this.clock.leasesCanBeTrusted();
				const steps = (await store.steps.hasWork(stepName, { brands, abandoned }))
					? await store.steps.claim(stepName, { limit: batch, leaseMs, maxAttempts, brands, abandoned, skipMoot })
					: [];
				// A look that was given up for lost may have claimed steps all the same: they are worked on, the looks go on without it.
				if (turn === this.turns) this.pumping = { since: performance.now() };
				if (!steps.length) {
					this.pause.grow(await store.steps.nextDue(stepName));
					if (this.called) continue;
					break;
				}
				this.pause.reset();
				void this.work(steps);
			}
		} catch (error) {
			this.complain((error as Error).message);
		} finally {
			if (turn === this.turns) this.pumping = undefined;
		}
	}

	/** The same trouble again is logged once a minute. */
	private complain(message: string): void {
		if (message === this.complaint.message && performance.now() - this.complaint.at < 60_000) return;
		this.complaint = { message, at: performance.now() };
		this.host.log(`Step "${this.options.stepName}": looking for work failed, tried again soon. ${message}`);
	}

	private async work(steps: ClaimedStep[]): Promise<void> {
		const tokens = steps.map(({ id, token }) => ({ id, token }));
		this.inFlight.add(tokens);
		const started = performance.now(); // not the clock's time, which may be set
		let letGo: () => void = () => undefined;
		const held = new Promise<'held'>((resolve) => (letGo = () => resolve('held')));
		const renewal = setInterval(() => {
			if (performance.now() - started > this.options.holdMs) return letGo();
			this.host.store.steps
				.renew(tokens, this.options.leaseMs)
				.catch((error: Error) => this.host.log(`Renewing a lease failed, it may run out. ${error.message}`));
		}, this.options.leaseMs / 3);
		try {
			const items = await this.itemsOf(steps);
			// After the hold the lease is left to run out; what comes later is settled by the token, if nobody has taken the step.
			const ending = this.host.start(items, `${tokens[0].id}:${tokens[0].token}`).then(
				async (run) => await this.settle(tokens, run),
				async (error: Error) => await this.fail(tokens, errorOf(error)),
			);
			await Promise.race([ending, held]);
		} catch (error) {
			this.host.log(
				`Settling a step failed, its lease will run out and it will be tried again. ${(error as Error).message}`,
			);
		} finally {
			clearInterval(renewal);
			this.inFlight.delete(tokens);
			this.wake();
		}
	}

	private async itemsOf(steps: ClaimedStep[]): Promise<IDataObject[]> {
		const endsWithFlow = this.options.doneWhenFlowEnds;
		return await Promise.all(
			steps.map(async (step) => itemOf({ ...step, endsWithFlow }, await rulesOf(this.host.store, step.case.brand))),
		);
	}

	private async settle(tokens: StepToken[], run: IRun | undefined): Promise<void> {
		const end = runEndOf(run);
		const { store } = this.host;
		const { maxAttempts, skipMoot } = this.options;
		if (end.kind === 'ended' && this.options.doneWhenFlowEnds) await store.steps.finish(tokens);
		if (end.kind === 'ended' && !this.options.doneWhenFlowEnds)
			await store.steps.fail(tokens, { error: endedWithoutResult, maxAttempts, skipMoot });
		if (end.kind === 'failed') {
			await this.fail(tokens, end.error);
			// n8n's error workflow hears of it as well; the step sees to it.
			await store.alarms.coverFailure(this.host.workflow, run?.data?.resultData?.lastNodeExecuted ?? '');
		}
		// n8n reports nothing after a Wait (docs/facts/n8n.md#the-status-alone-says-how-an-execution-ended): the flow must settle the step
		// itself, or it comes again when the wait is well over.
		if (end.kind === 'waiting')
			await store.steps.renew(
				tokens,
				Math.min(Math.max(0, (end.till ?? Date.now()) - Date.now()), longestWaitMs) + this.options.leaseMs,
			);
	}

	private async fail(tokens: StepToken[], error: ReturnType<typeof errorOf>): Promise<void> {
		const { maxAttempts, skipMoot } = this.options;
		await this.host.store.steps.fail(tokens, {
			error,
			maxAttempts,
			skipMoot,
			retryAfterMs: error.retryAfterMs,
			countAttempt: tokens.length === 1,
		});
	}
}

/** What a brand's returns go by: its settings, and the published policy that they name. */
interface BrandRules {
	settings: Settings;
	policyVersion?: PolicyVersion;
}

/** Reads what a flow receives of a brand. */
export async function rulesOf(store: CaseStore, brand: string): Promise<BrandRules> {
	const settings = await store.settings.get(brand);
	return { settings, ...(await publishedPolicyOf(store, settings)) };
}

/** What a flow receives for a step. */
export function itemOf(
	{
		event,
		case: state,
		id,
		token,
		name,
		attempt,
		endsWithFlow,
	}: Omit<ClaimedStep, 'id' | 'token'> & { id?: number; token?: string; endsWithFlow?: boolean },
	{ settings, policyVersion }: BrandRules,
): IDataObject {
	return {
		reference: state.reference,
		event: event as unknown as IDataObject,
		case: state as unknown as IDataObject,
		settings: settings as unknown as IDataObject,
		...(policyVersion && { policyVersion: policyVersion as unknown as IDataObject }),
		...((state.shadow || settings.shadow) && { shadow: true }),
		...(id !== undefined && {
			step: { id, token, name, attempt, ...(endsWithFlow && { endsWithFlow }) } as IDataObject,
		}),
	};
}
