import { performance } from 'node:perf_hooks';
import type { IRun } from 'n8n-workflow';
import type { Settings } from '../shared/model';
import type { CaseStore } from '../shared/store';
import { composeAlarmMails, type AlarmLinks, type AlarmMail } from './alarmMail';

export interface AlarmRunnerHost {
	store: CaseStore;
	/** Starts the flow for one e-mail; resolves when n8n reports its end. */
	start(mail: AlarmMail): Promise<IRun | undefined>;
	log(message: string): void;
}

export interface AlarmRunnerOptions {
	/** What is new waits so long for more of it, to be told in one e-mail. */
	gatherMs: number;
	links: AlarmLinks;
}

const firstPauseMs = 5_000;
/** Longest pause between two looks; other processes' alarms are seen by these. */
const longestPauseMs = 60_000;
/** Changes in this process make it look again, but not more often than this. */
const wakeMs = 10_000;
const mostAtOnce = 500;

/**
 * Starts the flow when there is something to tell, and not otherwise: no execution, and one read of the case store now and then. An
 * alarm counts as told when the flow that told it has ended well; else it comes again.
 */
export class AlarmRunner {
	private timer?: NodeJS.Timeout;
	private closed = false;
	private looking = false;
	/** Of the steady clock, as `nextAt`: what is looked for must not wait when the machine's clock is set back. */
	private lookedAt = -Infinity;
	private nextAt = Infinity;
	private pauseMs = firstPauseMs;
	private stopListening?: () => void;

	constructor(
		private readonly host: AlarmRunnerHost,
		private readonly options: AlarmRunnerOptions,
	) {}

	open(): void {
		this.stopListening = this.host.store.onChange(() => this.wake());
		this.lookIn(0);
	}

	close(): void {
		this.closed = true;
		clearTimeout(this.timer);
		this.stopListening?.();
	}

	private wake(): void {
		this.pauseMs = firstPauseMs;
		const now = performance.now();
		const at = Math.max(now, this.lookedAt + wakeMs);
		if (!this.looking && at < this.nextAt) this.lookIn(at - now);
	}

	private lookIn(ms: number): void {
		if (this.closed) return;
		clearTimeout(this.timer);
		this.nextAt = performance.now() + ms;
		this.timer = setTimeout(() => void this.look(), ms);
	}

	private async look(): Promise<void> {
		this.looking = true;
		this.nextAt = Infinity;
		let pause = this.pauseMs;
		try {
			const dueAt = await this.host.store.alarms.next();
			const inMs = dueAt === undefined ? Infinity : dueAt + this.options.gatherMs - Date.now();
			if (inMs <= 0) await this.tell();
			this.pauseMs = Math.min(this.pauseMs * 2, longestPauseMs);
			pause = inMs <= 0 ? wakeMs : Math.min(pause, inMs);
		} catch (error) {
			this.host.log(`Looking for alarms failed, tried again soon. ${(error as Error).message}`);
		} finally {
			this.looking = false;
			this.lookedAt = performance.now();
			this.lookIn(pause);
		}
	}

	private async tell(): Promise<void> {
		const { store, log } = this.host;
		const alarms = await store.alarms.take({ limit: mostAtOnce });
		const settings = new Map<string, Settings>();
		for (const brand of new Set(['default', ...alarms.map((alarm) => alarm.brand)]))
			settings.set(brand, await store.settings.get(brand));
		const { mails, nowhere } = composeAlarmMails(alarms, (brand) => settings.get(brand)!, this.options.links);
		if (nowhere.length)
			log(
				`${nowhere.length} alarms could not be told: the settings name no sender, or no address for ${[...new Set(nowhere.map(({ owner }) => owner))].join(', ')}`,
			);
		// Nobody waits for them: a mail server that hangs must hold up no later alarm. `take` keeps them from being told twice meanwhile.
		for (const mail of mails) void this.send(mail);
	}

	private async send(mail: AlarmMail): Promise<void> {
		const { store, start, log } = this.host;
		try {
			if ((await start(mail))?.status === 'success') await store.alarms.told(mail.alarms);
			else log(`The e-mail "${mail.subject}" was not sent; it comes again.`);
		} catch (error) {
			log(`The e-mail "${mail.subject}" was not sent; it comes again. ${(error as Error).message}`);
		}
	}
}
