import type { IDataObject } from 'n8n-workflow';
import { minute } from './faults';
import { messageOf } from './parcels';
import type { RunningProcess } from './start';
import type { World } from './world';

/**
 * Carries what others send to n8n: late, out of order, more than once, and again until it is answered with 2xx, as Shopify and a
 * careful warehouse system do.
 */
export class Post {
	/** Messages that are not answered yet. */
	underWay = 0;
	/** How many were sent. */
	sent = 0;
	private readonly reports: Array<{ body: IDataObject; knownAt: number }> = [];
	/** Numbers of the messages about a return that did not get there yet. */
	private readonly waiting = new Map<string, Set<number>>();

	constructor(private readonly world: World) {}

	webhook(_target: URL, headers: Record<string, string>, body: string): void {
		const about = /"admin_graphql_api_id":"(gid:[^"]+)"/.exec(body)![1];
		const what = `webhook ${headers['x-shopify-topic']}`;
		const send = () => this.send(what, about, async (to) => await to.shopify(headers, body));
		const { random, plan, boundaries } = this.world;
		if (plan.lost && boundaries.stormy && random.chance(plan.lost)) void this.lose(what, send);
		else send();
	}

	/** Lost for good; what was sent before anybody was on the lookout is from the time before, and gets there. */
	private async lose(what: string, send: () => void): Promise<void> {
		const { world } = this;
		if (!(await world.isOnLookout())) return send();
		world.restAfter(world.time.now);
		world.story.count('webhook lost');
		world.story.tell('post', `${what} is lost for good`);
	}

	warehouse(body: IDataObject): void {
		const report = { body, knownAt: Infinity };
		this.reports.push(report);
		this.send(`warehouse ${String(body.type)}`, String(body.reference), async (to) => {
			const status = await tellReport(to, body);
			if (isTaken(status)) report.knownAt = Math.min(report.knownAt, this.world.time.now);
			return status;
		});
	}

	/** The carrier service tells of a parcel, signed. */
	carrier(about: string, number: string, status: string, detail: string): void {
		const { time, random, plan, boundaries } = this.world;
		const { headers, body } = messageOf(number, status, detail, new Date(time.now).toISOString());
		const what = `carrier ${status}`;
		const send = () => this.send(what, about, async (to) => await to.carrier(headers, body));
		if (plan.lost && boundaries.stormy && random.chance(plan.lost)) void this.lose(what, send);
		else send();
	}

	/** The warehouse sends once more what was taken in since a time: in the order in which it was, each when the one before is known. */
	async sendAgain(since: number): Promise<void> {
		const known = this.reports
			.filter(({ knownAt }) => knownAt >= since && knownAt !== Infinity)
			.sort((a, b) => a.knownAt - b.knownAt);
		for (const { body } of known)
			await this.until2xx(
				`warehouse ${String(body.type)}, once more,`,
				async (to) => await tellReport(to, body),
				1_000,
			);
	}

	private send(what: string, about: string, deliver: (to: RunningProcess) => Promise<number>): void {
		const { random, plan, boundaries, story } = this.world;
		const number = this.sent++;
		const exactly = plan.post?.message === number ? plan.post : undefined;
		let copies = exactly?.copies ?? 1;
		if (boundaries.stormy && random.chance(plan.repeat)) copies += random.pick([1, 1, 2, 3, 9]);
		if (copies > 1) {
			story.count('repeated delivery', copies - 1);
			story.tell('post', `${what} is sent ${copies} times`);
		}
		const together = random.chance(0.5);
		const late = exactly?.lateMs ?? (boundaries.stormy && random.chance(plan.late) ? random.int(0, 40 * minute) : 0);
		const waiting = this.waiting.get(about) ?? new Set<number>();
		this.waiting.set(about, waiting.add(number));
		const arrived = () => {
			if (waiting.delete(number) && [...waiting].some((other) => other < number)) {
				story.count('delivery that overtook another');
				story.tell('post', `${what} has overtaken what was sent before it`);
			}
		};
		for (let copy = 0; copy < copies; copy++)
			void this.until2xx(
				what,
				deliver,
				late + (copy && !together ? random.int(0, 30 * minute) : random.int(0, 2_000)),
			).then(arrived);
	}

	private async until2xx(what: string, deliver: (to: RunningProcess) => Promise<number>, wait: number): Promise<void> {
		const { time, random, story } = this.world;
		this.underWay++;
		await time.sleep(wait);
		for (let attempt = 1; ; attempt++) {
			const to = this.world.anyProcess();
			// Nobody answers a sender whose receiver has died; it gives up waiting.
			const status = to ? await Promise.race([deliver(to).catch(() => 500), time.sleep(60_000).then(() => 0)]) : 0;
			if (isTaken(status)) break;
			story.count('delivery tried again');
			if (attempt === 1)
				story.tell('post', `${what} was answered ${status ? `with ${status}` : 'by nobody'}; it is sent until it is`);
			await time.sleep(random.int(2_000, Math.min(15 * minute, 5_000 * 2 ** attempt)));
		}
		this.underWay--;
	}
}

/** The status that the template's own flow answers a report with; 500 when it fails. */
async function tellReport(to: RunningProcess, body: IDataObject): Promise<number> {
	const { status, data } = await to.run('Warehouse Report', [{ headers: {}, params: {}, query: {}, body }]);
	const [answer] = data.resultData.runData['Answer Warehouse']?.at(-1)?.data?.main[0] ?? [];
	return status === 'success' ? Number((answer?.json.report as IDataObject | undefined)?.status ?? 500) : 500;
}

function isTaken(status: number): boolean {
	return status >= 200 && status < 300;
}
