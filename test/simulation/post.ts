import type { IDataObject } from 'n8n-workflow';
import { minute } from './faults';
import type { RunningProcess } from './start';
import type { World } from './world';

/**
 * Carries what others send to n8n: late, out of order, more than once, and again until it is answered with 2xx, as Shopify and a
 * careful warehouse system do.
 */
export class Post {
	/** Messages that are not answered yet. */
	underWay = 0;

	constructor(private readonly world: World) {}

	webhook(_target: URL, headers: Record<string, string>, body: string): void {
		this.send(`webhook ${headers['x-shopify-topic']}`, async (to) => await to.shopify(headers, body));
	}

	warehouse(body: IDataObject): void {
		this.send(`warehouse ${String(body.type)}`, async (to) => ((await to.run('Warehouse Report', [{ headers: {}, params: {}, query: {}, body }])).status === 'success' ? 200 : 500));
	}

	private send(what: string, deliver: (to: RunningProcess) => Promise<number>): void {
		const { random, plan, boundaries, story } = this.world;
		let copies = 1;
		if (boundaries.stormy && random.chance(plan.repeat)) copies += random.pick([1, 1, 2, 3, 9]);
		if (copies > 1) {
			story.count('repeated delivery', copies - 1);
			story.tell('post', `${what} is sent ${copies} times`);
		}
		const together = random.chance(0.5);
		for (let copy = 0; copy < copies; copy++) void this.until2xx(what, deliver, copy && !together ? random.int(0, 30 * minute) : random.int(0, 2_000));
	}

	private async until2xx(what: string, deliver: (to: RunningProcess) => Promise<number>, wait: number): Promise<void> {
		const { time, random, story } = this.world;
		this.underWay++;
		await time.sleep(wait);
		for (let attempt = 1; ; attempt++) {
			const to = this.world.anyProcess();
			// Nobody answers a sender whose receiver has died; it gives up waiting.
			const status = to ? await Promise.race([deliver(to).catch(() => 500), time.sleep(60_000).then(() => 0)]) : 0;
			if (status >= 200 && status < 300) break;
			story.count('delivery tried again');
			if (attempt === 1) story.tell('post', `${what} was answered ${status ? `with ${status}` : 'by nobody'}; it is sent until it is`);
			await time.sleep(random.int(2_000, Math.min(15 * minute, 5_000 * 2 ** attempt)));
		}
		this.underWay--;
	}
}
