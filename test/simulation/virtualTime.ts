import { AsyncLocalStorage } from 'node:async_hooks';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { Random } from './random';

/** Whoever owns a timer: nothing of it happens any more once it is dead, and nothing while it stands still. */
export interface Owner {
	readonly alive: boolean;
	/** Until when it stands still; a time gone by: it does not. */
	readonly stillUntil: number;
}

interface Timer {
	at: number;
	order: number;
	run: () => void;
	every?: number;
	owner?: Owner;
	unref(): Timer;
	ref(): Timer;
}

/** The trigger's own interval of looking for work. */
const pollMs = 250;

/**
 * Time that jumps from one timer to the next. While it is installed, everything in this process that asks for the time, for
 * chance or for a timer is answered by it, n8n and the nodes included: that is what makes a run repeatable.
 */
export class VirtualTime {
	private timers: Timer[] = [];
	private polls: Timer[] = [];
	private lastPoll = 0;
	private order = 0;
	/** Set when a look for work may find something; a round of looks clears it. */
	dirty = true;
	/** When, after `after`, a step can be claimed without anybody doing anything more; Infinity: never. */
	nextDue: (after: number) => Promise<number> = async () => Infinity;
	private due?: number;
	/** How far the clock of n8n's machine, and of its case store, is from the right time. */
	skew = 0;
	/** Events that were handled, to see when a run does not come to rest. */
	handled = 0;

	constructor(
		public now: number,
		readonly random: Random,
	) {}

	/** What that machine's clock says. */
	get clock(): number {
		return this.now + this.skew;
	}

	set(run: () => void, ms: number, every?: number): Timer {
		const timer: Timer = {
			at: this.now + Math.max(ms || 0, 0),
			order: this.order++,
			run,
			every,
			owner: owners.getStore(),
			unref: () => timer,
			ref: () => timer,
		};
		if (every === pollMs) this.polls.push(timer);
		else this.insert(timer);
		return timer;
	}

	/** Steps have other due times now: when the next look is worth it must be worked out anew. */
	dueChanged(): void {
		this.due = undefined;
	}

	clear(timer: Timer): void {
		delete timer.every;
		this.timers = this.timers.filter((one) => one !== timer);
		this.polls = this.polls.filter((one) => one !== timer);
	}

	async sleep(ms: number): Promise<void> {
		await new Promise<void>((resolve) => this.set(resolve, ms));
	}

	/** Runs until `done`, until nothing is left to happen, or until `most` events were handled. True: `done`. */
	async run(done: () => boolean, most: number): Promise<boolean> {
		for (;;) {
			await quiet();
			if (done()) return true;
			if (this.handled++ > most || !(await this.step())) return false;
		}
	}

	private async step(): Promise<boolean> {
		const [next] = this.timers;
		const pollAt = this.polls.length
			? Math.max(this.now, this.dirty ? this.lastPoll + pollMs : (this.due ??= await this.nextDue(this.lastPoll)))
			: Infinity;
		if (pollAt !== Infinity && (!next || pollAt <= next.at)) {
			this.now = this.lastPoll = pollAt;
			this.dirty = false;
			this.due = undefined;
			for (const poll of this.random.shuffled(this.polls)) this.fire(poll);
			return true;
		}
		if (!next) return false;
		this.timers.shift();
		this.now = Math.max(this.now, next.at);
		this.fire(next);
		return true;
	}

	private fire(timer: Timer): void {
		const { owner } = timer;
		if (owner && !owner.alive) return void (timer.every && this.clear(timer));
		if (owner && owner.stillUntil > this.now) {
			if (timer.every === pollMs) return;
			timer.at = owner.stillUntil;
			return this.insert(timer);
		}
		if (timer.every && timer.every !== pollMs) {
			timer.at = this.now + timer.every;
			this.insert(timer);
		}
		owners.run(owner, timer.run);
	}

	private insert(timer: Timer): void {
		let low = 0;
		let high = this.timers.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			const other = this.timers[middle];
			if (other.at < timer.at || (other.at === timer.at && other.order < timer.order)) low = middle + 1;
			else high = middle;
		}
		this.timers.splice(low, 0, timer);
	}
}

/** Who the code that runs now belongs to; follows promises and timers. */
export const owners = new AsyncLocalStorage<Owner | undefined>();

const real = {
	Date,
	setTimeout,
	setInterval,
	clearTimeout,
	setImmediate,
	random: Math.random,
	randomUUID: crypto.randomUUID,
	performanceNow: performance.now.bind(performance),
};
let time: VirtualTime | undefined;

/** Resolves when no promise of this process can go on by itself. */
async function quiet(): Promise<void> {
	await new Promise<void>((resolve) => real.setImmediate(resolve));
}

/** Puts `virtual` in place of the machine's time and chance; undefined gives the machine's back. */
export function install(virtual: VirtualTime | undefined): void {
	time = virtual;
}

function VirtualDate(this: unknown, ...args: []): unknown {
	const date = args.length || !time ? new real.Date(...args) : new real.Date(now());
	return new.target ? date : date.toString();
}
VirtualDate.prototype = real.Date.prototype;
/** What is n8n's has its machine's clock; providers and people have the right one. */
function now(): number {
	if (!time) return real.Date.now();
	return owners.getStore() ? time.clock : time.now;
}
Object.assign(VirtualDate, { now, parse: real.Date.parse, UTC: real.Date.UTC });

type Callback = (...args: unknown[]) => void;
const clear = (timer: unknown) =>
	time && typeof (timer as Timer)?.order === 'number'
		? time.clear(timer as Timer)
		: real.clearTimeout(timer as NodeJS.Timeout);
Object.assign(globalThis, {
	Date: VirtualDate,
	setTimeout: (run: Callback, ms = 0, ...args: unknown[]) =>
		time ? time.set(() => run(...args), ms) : real.setTimeout(run, ms, ...args),
	setInterval: (run: Callback, ms = 0, ...args: unknown[]) =>
		time ? time.set(() => run(...args), ms, ms) : real.setInterval(run, ms, ...args),
	setImmediate: (run: Callback, ...args: unknown[]) =>
		time ? time.set(() => run(...args), 0) : real.setImmediate(run, ...args),
	clearTimeout: clear,
	clearInterval: clear,
});
performance.now = () => time?.now ?? real.performanceNow();
Math.random = () => (time ? time.random.next() : real.random());
crypto.randomUUID = ((options?: crypto.RandomUUIDOptions) =>
	time ? time.random.uuid() : real.randomUUID(options)) as typeof crypto.randomUUID;
syncBuiltinESMExports();
