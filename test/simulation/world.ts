import { sql, type SqlBool } from 'kysely';
import { createCaseStore, type CaseStore } from '../../nodes/shared/store';
import { all, type Database } from '../../nodes/shared/store/database';
import { openSqlite } from '../../nodes/shared/store/sqlite';
import { catalogue, type CatalogueOrder } from '../sandbox/catalogue';
import type { Answer, Incoming, StandIn } from '../sandbox/server';
import { Boundaries } from './boundaries';
import { overPaid } from './counts';
import { hour, minute, type FaultPlan } from './faults';
import { Idle, type OpenStep } from './idle';
import type { Care } from './inspection';
import { playMishaps } from './mishaps';
import { call } from './network';
import type { N8nProcess } from './n8nProcess';
import {
	type Played,
	playFinance,
	playOperator,
	playReturn,
	playReviewer,
	playService,
	publishForTwo,
	refused,
	toPayByHand,
} from './people';
import { forgottenMs } from './parcels';
import { playPoison } from './poison';
import { Post } from './post';
import { Providers } from './providers';
import { Random } from './random';
import type { Scenario } from './scenario';
import { asked, playDecisions, playStaff } from './staff';
import { restartMs, startProcess, webhookAddress, type RunningProcess } from './start';
import { Story } from './story';
import { Template, type TriggerOptions } from './template';
import { without } from './protections';
import { unprotectedRequest } from './unprotected';
import { owners, type VirtualTime } from './virtualTime';
import { watchWaiting } from './waiting';
import { playWithdrawal, type Withdrawal, type Withdrew } from './withdrawals';

export interface WorldOptions {
	seed: string;
	plan: FaultPlan;
	scenarios: Scenario[];
	/** Customers who withdraw by law, beside them. */
	withdrawals?: Withdrawal[];
	/** Its orders; the catalogue's when left out. */
	shop?: CatalogueOrder[];
	/** How it deals with what it inspects; pays for everything when left out. */
	care?: Care;
	/** What its policy says besides. */
	policy?: object;
	/** n8n processes on one case store at the same time. */
	processes: number;
	triggers?: TriggerOptions;
	/** Whether Shopify sends every topic about returns, not only those that the template asks for. */
	allTopics?: boolean;
	/** Calls to Odoo go together where they can, as with the server action that Set-Up installs. */
	odooBatch?: boolean;
	/** Two people must approve what is dear. */
	twoPeople?: boolean;
}

/** How long after something was lost all of it must have been found: a look an hour, and some time for one that fails. */
const foundAfterMs = 2 * hour;
/** A step that a set-back clock lets wait too long is found by a look; when, the simulation cannot know beforehand. */
const askewMs = minute;

/** One shop with its n8n, its providers and its people, for as long as one seed lasts. */
export class World {
	readonly startedAt: number;
	readonly story: Story;
	readonly random: Random;
	readonly shop: CatalogueOrder[];
	readonly care: Care;
	readonly providers: Providers;
	readonly database: Database = openSqlite(':memory:');
	readonly boundaries: Boundaries;
	readonly template: Template;
	readonly post: Post;
	readonly idle: Idle;
	readonly plan: FaultPlan;
	readonly played: Played[] = [];
	readonly withdrew: Withdrew[] = [];
	/** What finance paid itself. */
	readonly paidByHand: Array<{ refund: string; intent: string; amount: number }> = [];
	/** What finance said is paid instead of a refund that was held, in minor units; 0: nothing. */
	readonly decided = new Map<string, number>();
	/** Ids of refunds that staff made. */
	readonly staffRefunds: string[] = [];
	readonly everStuck = new Set<number>();
	/** Rules that were broken the moment they were. */
	readonly broken: string[] = [];
	replays = 0;
	/** Calls that the plan aims at, so far. */
	aimed = 0;
	givenUp = false;
	/** The case whose calls fail, as long as they do. */
	poisoned?: string;
	/** When everything is found that was lost; nothing is at rest before. */
	private foundAt: number;
	private onLookout = false;
	/** The case store as people see it. */
	store!: CaseStore;
	private readonly running = new Map<N8nProcess, RunningProcess>();
	private callCount = 0;
	private readonly names = new Map<string, number>();

	constructor(
		readonly time: VirtualTime,
		readonly options: WorldOptions,
	) {
		this.startedAt = time.now;
		this.shop = options.shop ?? catalogue;
		this.care = options.care ?? { sentBack: 0 };
		this.providers = new Providers(this.shop, this.care, options.policy);
		this.plan = options.plan;
		this.random = new Random(`${options.seed} world`);
		this.story = new Story(() => time.now, this.startedAt);
		this.boundaries = new Boundaries(
			this.plan,
			new Random(`${options.seed} boundaries`),
			time,
			this.story,
			this.startedAt,
			(process) => this.buried(process),
		);
		this.post = new Post(this);
		const { db } = this.database;
		const openSteps = db
			.selectFrom('steps')
			.select(['id', 'reference', 'name', 'state', 'due_at', 'lease_until', 'gives_way', 'attempts'])
			.where(sql<SqlBool>`state <> 'done'`)
			.orderBy('id')
			.compile();
		this.idle = new Idle(
			() => time.clock,
			async () => await this.database.read(() => all({ compile: () => openSteps })),
			options.plan.clock ? askewMs : Infinity,
		);
		if (options.odooBatch) this.providers.odooBatch = this.providers.odoo.installBatch();
		this.template = new Template(async (process, mail) => await this.mail(process, mail), {
			options: options.triggers,
			settings: this.providers.settings(),
			topics: this.topics(),
		});
		const { rename, restore, clock, unsubscribedAt, lateOrders } = this.plan;
		this.foundAt =
			this.startedAt +
			Math.max(
				rename?.at ?? 0,
				restore?.at ?? 0,
				clock?.backAt ?? 0,
				clock?.rightAt ?? 0,
				unsubscribedAt ?? 0,
				lateOrders?.until ?? 0,
			);
	}

	/** Runs until everything has come to rest. False: it has not. */
	async run(): Promise<boolean> {
		const { time, options } = this;
		this.store = await createCaseStore(this.database, {
			auditKey: 'simulation',
			name: `people ${options.seed}`,
			clock: { now: () => time.clock },
		});
		await this.store.settings.save('default', {
			...this.providers.settings(),
			...(options.twoPeople && { policyName: await publishForTwo(this) }),
		});
		time.nextDue = async (after) => (await this.idle.nextDue(after + time.skew)) - time.skew;
		for (const topic of this.topics())
			this.providers.shopify.state.subscribe(topic.toUpperCase().replace('/', '_'), webhookAddress, null);
		for (let index = 0; index < options.processes; index++) this.start(String.fromCharCode(65 + index));
		for (const scenario of options.scenarios) void playReturn(this, scenario);
		for (const withdrawal of options.withdrawals ?? []) void playWithdrawal(this, withdrawal);
		void playReviewer(this);
		void playOperator(this);
		void playFinance(this);
		void playDecisions(this);
		void playService(this);
		void playStaff(this);
		void playPoison(this);
		void watchWaiting(this);
		playMishaps(this);
		let resting = false;
		void this.watch().then(() => (resting = true));
		// Days of an outage, and of a parcel's way, are long, too, where little happens: triggers look for work all the same.
		const ways = (options.withdrawals ?? []).map(({ at, scanAfter, arrivesAfter }) => at + scanAfter + arrivesAfter);
		const forgotten = options.scenarios.some(({ parcelEnd }) => parcelEnd === 'forgotten') ? forgottenMs : 0;
		const hours = (options.plan.until + Math.max(forgotten, ...ways)) / hour;
		return await time.run(() => resting, 60_000 + hours * 12_000);
	}

	/** An order of the shop. */
	order(number: string): CatalogueOrder {
		return this.shop.find((one) => one.number === number)!;
	}

	/** A process that can be reached now. */
	anyProcess(): RunningProcess | undefined {
		const reachable = this.reachable();
		return reachable.length ? this.random.pick(reachable) : undefined;
	}

	/** Processes that run, and do not stand still. */
	reachable(): RunningProcess[] {
		return this.processes().filter(({ process }) => process.stillUntil <= this.time.now);
	}

	/** Asks a provider, after the protection was taken away if the run is a control run. */
	async asked(standIn: StandIn, request: Incoming): Promise<Answer> {
		const answer = without.has('claims')
			? await unprotectedRequest(standIn, request, this.random)
			: await standIn.answer(request);
		for (const problem of overPaid(this)) if (!this.broken.includes(problem)) this.broken.push(problem);
		return answer;
	}

	/** Steps that are not done. */
	async openSteps(): Promise<OpenStep[]> {
		return await this.idle.steps();
	}

	/** The case store, or the clock, was changed by other hands than a process's. */
	changed(): void {
		this.idle.changed();
		this.time.dirty = true;
	}

	/** Processes that run. */
	processes(): RunningProcess[] {
		return [...this.running.values()].filter(({ process }) => process.alive);
	}

	/** Ends every process, those that are just starting too; others follow as after a crash. */
	stopAll(): void {
		for (const process of this.letters.keys()) {
			if (!process.alive) continue;
			process.alive = false;
			this.buried(process);
		}
	}

	/** Nothing is at rest before what was lost at this time must have been found; who is away meanwhile tells nobody what was lost. */
	restAfter(lostAt: number): void {
		const at = lostAt - this.startedAt;
		const away = this.plan.outages.filter(({ from }) => from < at + foundAfterMs).map(({ until }) => until);
		this.foundAt = Math.max(this.foundAt, this.startedAt + Math.max(at, ...away) + foundAfterMs);
	}

	/** Whether the trigger has begun to look at Shopify: what is lost from then on it must find. */
	async isOnLookout(): Promise<boolean> {
		if (without.has('looks')) return this.time.now > this.startedAt + minute;
		return (this.onLookout ||= (await this.store.looks.cursor(this.template.lookName)) !== undefined);
	}

	/** What the trigger asks Shopify for. */
	private topics(): string[] {
		return [
			'returns/request',
			'returns/cancel',
			...(this.options.allTopics ? ['returns/approve', 'returns/decline', 'returns/close'] : []),
		];
	}

	/** Numbers the calls to providers. */
	calls(): number {
		return this.callCount++;
	}

	private async mail(_process: N8nProcess, mail: { to: string; subject: string }): Promise<void> {
		const work = async (): Promise<Answer> => (this.providers.mails.push(mail), { status: 250 });
		const { error, answer } = await call(this, 'mail', 'send', 2 * minute, work, () => ({ status: 451 }));
		if (error) throw new Error(error.message);
		if (answer!.status !== 250) throw new Error(`the mail server answered ${answer!.status}`);
	}

	private start(letter: string): void {
		const generation = (this.names.get(letter) ?? 0) + 1;
		this.names.set(letter, generation);
		void owners.run(undefined, async () => {
			const running = await startProcess(this, `n8n ${letter}${generation}`, (process) =>
				this.letters.set(process, letter),
			);
			this.running.set(running.process, running);
		});
	}

	private readonly letters = new Map<N8nProcess, string>();

	private buried(process: N8nProcess): void {
		this.running.delete(process);
		owners.run(undefined, () =>
			this.time.set(() => this.start(this.letters.get(process)!), this.random.int(...restartMs)),
		);
	}

	/** Ends when the faults are over, nobody has anything left to do, and no step is waiting or at work. */
	private async watch(): Promise<void> {
		for (;;) {
			await this.time.sleep(minute);
			if (this.boundaries.stormy) continue;
			if (this.givenUp) return;
			if (this.time.now < this.foundAt || this.poisoned) continue;
			if (
				this.post.underWay ||
				this.played.length < this.options.scenarios.length ||
				!this.played.every(({ over }) => over) ||
				this.withdrew.length < (this.options.withdrawals ?? []).length ||
				!this.withdrew.every(({ over }) => over)
			)
				continue;
			if (!(await this.idle.nothingOpen())) continue;
			if (
				!(await this.store.cases.getMany({ authorization: 'in_review', open: true, limit: 1 })).length &&
				!(await toPayByHand(this)).length &&
				!(await asked(this)).length &&
				!(await refused(this)).length
			)
				return;
		}
	}
}
