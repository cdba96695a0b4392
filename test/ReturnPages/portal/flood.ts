import type { INode, INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow';
import type { Message } from '../../../nodes/ReturnMessages/compose/compose';
import type { Statement } from '../../../nodes/shared/model';
import { closeStores, openStore, type CaseStore } from '../../../nodes/shared/store';
import { credentialsOf, Template } from '../../simulation/template';
import { Visitor } from './visitor';

/* Customers who withdraw by the page among forgers, while the mail is down for a part and n8n is restarted: the page's own handler, the case store and the lane of template 12 that sends the receipts. */

export interface FloodPlan {
	/** Customers who withdraw; every third presses twice. */
	customers: number;
	/** Statements that two computers send in the names of others, about an order that they invent or all about one. */
	forged: number;
	say?: (line: string) => void;
}

export interface FloodReport {
	/** Times that somebody pressed the button, and that the page asked them to press again. */
	pressed: number;
	askedAgain: number;
	/** Times that the mail server refused. */
	refusedMails: number;
	/** Executions that failed: their steps were tried again. */
	failedExecutions: number;
	records: number;
	customersMailed: number;
	/** Receipts that went out twice, all of executions that a kill had cut. */
	mailedTwice: number;
	forgedMailed: number;
	seconds: number;
	/** What should have held and did not. */
	broken: string[];
}

/** One who presses the button. */
interface Sender {
	body: { name: string; contract: string; email: string; goods: string };
	ip: string;
	/** When it was pressed first, and when the page first said that it was received. */
	from?: number;
	until?: number;
}

/** A place in the flood, as a share of all who press, and what happens there. */
type Happening = [share: number, happens: () => Promise<void>];

const visitorsAtOnce = 8;
const trigger = 'Statement Declared';
const stepName = 'Acknowledge withdrawal';
/** The longest that steps wait after all have pressed: the pauses of those that the mail server refused. */
const longestRestMs = 1_200_000;
const forgers = 2;
/** The budgets of limits.ts: what one computer, and one address or order, may have mailed in an hour, or a day. */
const budget = { sender: 30, address: 5, order: 5 };
const hourMs = 3_600_000;

/** Plays a flood on the case store of a credential, and tells what came of it. */
export async function playFlood(
	credential: Record<string, string | number>,
	{ customers, forged, say = () => undefined }: FloodPlan,
): Promise<FloodReport> {
	const began = Date.now();
	const store = await openStore(credential);
	await store.settings.save('default', { timeZone: 'Europe/Berlin', sender: 'Nord <returns@example.com>' });
	const n8n = new OneLane(credential);
	await n8n.start();
	const visitor = new Visitor(credential);
	const senders = mixed([...Array.from({ length: customers }, customer), ...Array.from({ length: forged }, forger)]);
	const presses = mixed([...senders, ...senders.filter((_, index) => index % 3 === 0)]);
	const happenings: Happening[] = [
		[0.2, async () => await n8n.restart()],
		[0.3, async () => void (n8n.mailIsDown = true)],
		[0.4, async () => await n8n.restart()],
		[0.5, async () => await n8n.mailComesBack(Math.max(5, customers / 100))],
		[0.6, async () => await n8n.kill()],
		[0.8, async () => await n8n.restart()],
	];
	let at = 0;
	let pressed = 0;
	let askedAgain = 0;
	const press = async (sender: Sender): Promise<void> => {
		sender.from ??= Date.now();
		for (;;) {
			pressed++;
			const { status } = await visitor.send({ query: {}, body: { ...sender.body, step: 'confirm' }, ip: sender.ip });
			if (status === 303) break;
			if (status !== 503) throw new Error(`The page answered ${status}`);
			askedAgain++;
			await pause(20);
		}
		sender.until ??= Date.now();
	};
	const visit = async (): Promise<void> => {
		while (at < presses.length) {
			const sender = presses[at++];
			// Not waited for: the others go on pressing meanwhile.
			if (happenings.length && at >= happenings[0][0] * presses.length) n8n.happens(happenings.shift()![1]);
			if (at % 10_000 === 0) say(`${at} pressed, ${n8n.mails.size} receipts mailed`);
			await press(sender);
			await pause(0); // as between two calls of a web server: the flows go on meanwhile
		}
	};
	await Promise.all(Array.from({ length: visitorsAtOnce }, visit));
	await n8n.settled(say);
	await n8n.stop();
	const events = await eventsOf(await openStore(credential));
	const broken = [...n8n.broken, ...brokenOf(senders, events, n8n, Date.now() - began)];
	const isCustomer = ({ statement }: Told) => statement.name.startsWith('Customer');
	const mailed = events.told.filter(({ reference }) => n8n.mails.has(reference));
	return {
		pressed,
		askedAgain,
		refusedMails: n8n.refused,
		failedExecutions: n8n.failed,
		records: events.told.length,
		customersMailed: mailed.filter(isCustomer).length,
		mailedTwice: [...n8n.mails.values()].filter((times) => times > 1).length,
		forgedMailed: mailed.filter((one) => !isCustomer(one)).length,
		seconds: Math.round((Date.now() - began) / 1000),
		broken,
	};
}

function customer(_: unknown, one: number): Sender {
	return {
		body: { name: `Customer ${one}`, contract: `G${one}`, email: `c${one}@example.com`, goods: '' },
		ip: `100.${one >> 16}.${(one >> 8) & 255}.${one & 255}`,
	};
}

/** Two computers write to victims about orders that they invent, or about one order to whom they like. */
function forger(_: unknown, one: number): Sender {
	const contract = one % 2 ? 'F1' : `X${one}`;
	return {
		body: { name: `Forger ${one}`, contract, email: `v${one % 97}@example.com`, goods: '' },
		ip: `203.0.113.${one % forgers}`,
	};
}

/** Without chance, so that a failure comes again. */
function mixed(senders: Sender[]): Sender[] {
	const place = (index: number) => (index * 7_919 + 13) % 1_000_003;
	return senders
		.map((sender, index): [number, Sender] => [place(index), sender])
		.sort(([one], [other]) => one - other)
		.map(([, sender]) => sender);
}

interface Told {
	reference: string;
	statement: Statement;
}

interface Kept {
	told: Told[];
	/** How often each statement was acknowledged, by case and statement. */
	acknowledged: Map<string, number>;
}

/** Everything that the store has of statements. */
async function eventsOf(store: CaseStore): Promise<Kept> {
	const kept: Kept = { told: [], acknowledged: new Map() };
	for (let seq = 0; ;) {
		const page = await store.cases.eventsAfter({ seq, limit: 1_000, youngMs: 0 });
		if (!page.length) return kept;
		seq = page.at(-1)!.seq;
		for (const { event } of page) {
			const { subject: reference, type, data } = event;
			if (type === 'withdrawal.declared')
				kept.told.push({ reference, statement: (data as unknown as { statement: Statement }).statement });
			if (type !== 'withdrawal.acknowledged') continue;
			const key = `${reference}/${String((data as { statement?: unknown }).statement)}`;
			kept.acknowledged.set(key, (kept.acknowledged.get(key) ?? 0) + 1);
		}
	}
}

/** Each rule that was broken, with the first who shows it. */
function brokenOf(senders: Sender[], { told, acknowledged }: Kept, n8n: OneLane, tookMs: number): string[] {
	const broken: string[] = [];
	const claim = (what: string, wrong: unknown[]) => {
		if (wrong.length) broken.push(`${what}: not so of ${wrong.length}, as of ${JSON.stringify(wrong[0])}`);
	};
	const byName = new Map<string, Told[]>();
	for (const one of told) byName.set(one.statement.name, [...(byName.get(one.statement.name) ?? []), one]);
	const recordOf = ({ body }: Sender) => byName.get(body.name) ?? [];
	claim(
		'every statement is one record',
		senders.filter((one) => recordOf(one).length !== 1),
	);
	claim(
		'nobody is recorded who has not pressed',
		[...byName.keys()]
			.filter((name) => !/^(Customer|Forger) \d+$/.test(name))
			.concat(told.length === senders.length ? [] : [`${told.length} records`]),
	);
	claim(
		'the time of submission is when the button was pressed',
		senders.filter((one) => {
			const toldAt = Date.parse(recordOf(one)[0]?.statement.toldAt ?? '');
			return !(toldAt >= one.from! && toldAt <= one.until!);
		}),
	);
	const customers = senders.filter(({ body }) => body.name.startsWith('Customer')).flatMap(recordOf);
	claim(
		"no customer's receipt is held back",
		customers.filter(({ statement }) => statement.held),
	);
	claim(
		'each customer is acknowledged once',
		customers.filter(({ reference, statement }) => acknowledged.get(`${reference}/${statement.id}`) !== 1),
	);
	claim(
		'each customer gets one receipt, unless a kill has cut its execution',
		customers.filter(({ reference }) => {
			const times = n8n.mails.get(reference) ?? 0;
			return times !== 1 && !(times === 2 && n8n.cut.has(reference));
		}),
	);
	claim(
		'the receipt tells the time of submission to the second',
		customers.filter(({ reference, statement }) => n8n.times.get(reference) !== `${statement.toldAt.slice(0, 19)}Z`),
	);
	const mailed = told.filter(
		({ reference, statement }) => statement.name.startsWith('Forger') && n8n.mails.has(reference),
	);
	// A budget is full again when its time is over.
	const allowed = forgers * budget.sender * (1 + Math.floor(tookMs / hourMs));
	claim(`forged statements mail within the budget of ${allowed}`, mailed.slice(allowed));
	claim(
		'forged statements about one order mail within its budget',
		mailed.filter(({ statement }) => statement.contract === 'F1').slice(budget.order),
	);
	claim('forged statements mail at all, so that the budget is met', mailed.length ? [] : [0]);
	return broken;
}

/** One n8n that runs the lane of template 12 which sends receipts: its trigger, its nodes, n8n's engine; the mail server is played. */
class OneLane {
	/** How often a receipt of a case was taken by the mail server. */
	readonly mails = new Map<string, number>();
	/** The time of submission that the receipt of a case tells. */
	readonly times = new Map<string, string>();
	/** Cases whose execution was under way when n8n was killed. */
	readonly cut = new Set<string>();
	readonly broken: string[] = [];
	mailIsDown = false;
	refused = 0;
	failed = 0;
	private readonly template: Template;
	private readonly node: INode;
	private readonly underWay = new Map<Promise<void>, string[]>();
	/** What is happening to n8n; the next waits for it. */
	private happening = Promise.resolve();
	private close: () => Promise<void> = async () => undefined;

	constructor(private readonly credential: Record<string, string | number>) {
		this.template = new Template(async (_, { subject }) => await this.mail(subject), {
			settings: {},
			topics: [],
		});
		this.node = this.template.nodesOfType('returnCaseTrigger').find(({ name }) => name === trigger)!;
		Object.assign(this.node.parameters.options as object, { leaseSeconds: 10 });
	}

	/** Publishes the flow, as n8n does when it starts. */
	async start(): Promise<void> {
		const credentials = credentialsOf({ returnCaseApi: this.credential, smtp: {} });
		const { node } = this;
		const host = {
			emit: (data: INodeExecutionData[][], _: unknown, done: ReturnType<typeof deferred>) => {
				const run = this.template.run(node.name, data, credentials);
				const seen = run.then(
					(ended) => {
						this.look(ended);
						done.resolve(ended);
					},
					(error: Error) => done.reject(error),
				);
				this.underWay.set(
					seen,
					data.flat().map(({ json }) => String(json.reference)),
				);
				void seen.then(() => this.underWay.delete(seen));
			},
			helpers: { createDeferredPromise: deferred },
			getNode: () => node,
			getWorkflow: () => ({ id: 'flood', active: true }),
			getInstanceId: () => 'flood',
			getInstanceBaseUrl: () => 'http://n8n.test/',
			getMode: () => 'trigger',
			getActivationMode: () => 'init',
			getNodeParameter: (name: string, fallback?: unknown) => node.parameters[name] ?? fallback,
			getCredentials: async () => await credentials.getDecrypted({} as never, {} as never, 'returnCaseApi'),
			logger: { error() {}, info() {}, warn() {}, debug() {} },
		} as unknown as ITriggerFunctions;
		const { closeFunction } = (await this.template.typeOf(node).trigger!.call(host))!;
		this.close = closeFunction!;
	}

	/** Lets something happen to n8n while its visitors go on, one after the other. */
	happens(what: () => Promise<void>): void {
		this.happening = this.happening
			.then(what)
			.catch((error: Error) => void this.broken.push(`n8n can be restarted: ${error.message}`));
	}

	/** Once it has refused so many. */
	async mailComesBack(refused: number): Promise<void> {
		while (this.refused < refused) await pause(10);
		this.mailIsDown = false;
	}

	/** As n8n is stopped and started: its executions end before. */
	async restart(): Promise<void> {
		await this.close();
		while (this.underWay.size) await Promise.all(this.underWay.keys());
		await closeStores();
		await this.start();
	}

	/** The case store is closed in the middle of everything. Executions under way go on like those of a process that stood still: their steps go to others. */
	async kill(): Promise<void> {
		for (const references of this.underWay.values()) for (const one of references) this.cut.add(one);
		await this.close();
		await closeStores();
		await this.start();
	}

	/** Waits until every step is done. */
	async settled(say: (line: string) => void): Promise<void> {
		await this.happening;
		const began = Date.now();
		for (let looks = 1; ; looks++) {
			const store = await openStore(this.credential);
			const waits = (await store.steps.hasWork(stepName)) || (await store.steps.nextDue(stepName)) !== undefined;
			const [stuck] = await store.steps.stuck({ limit: 1 });
			if (stuck) this.broken.push(`no step is stuck: ${stuck.reference} is`);
			const isOver = !waits && !this.underWay.size;
			if (!isOver && Date.now() - began > longestRestMs) this.broken.push('every step is done: some still wait');
			if (isOver || this.broken.length) return;
			if (looks % 120 === 0) say(`all have pressed, ${this.mails.size} receipts mailed`);
			await pause(250);
		}
	}

	async stop(): Promise<void> {
		await this.close();
		await closeStores();
	}

	private async mail(subject: string): Promise<void> {
		await pause(0);
		if (this.mailIsDown) {
			this.refused++;
			throw new Error('The mail server cannot be reached');
		}
		const reference = referenceIn(subject);
		this.mails.set(reference, (this.mails.get(reference) ?? 0) + 1);
	}

	/** Keeps what the receipts of an execution say. */
	private look({ data: { resultData } }: IRun): void {
		if (resultData.error) this.failed++;
		for (const run of resultData.runData['Write Receipt'] ?? [])
			for (const { json } of run.data?.main[0] ?? []) {
				const { subject, text } = json.message as unknown as Message;
				const [time] = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/.exec(text) ?? [''];
				this.times.set(referenceIn(subject), time);
			}
	}
}

function referenceIn(subject: string): string {
	return /RMA-\w+/.exec(subject)?.[0] ?? subject;
}

function deferred() {
	let settle: { resolve(run: IRun): void; reject(error: Error): void };
	const promise = new Promise<IRun>((resolve, reject) => (settle = { resolve, reject }));
	return { promise, ...settle! };
}

async function pause(ms: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, ms));
}
