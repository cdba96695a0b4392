import { listen, read, write, type Running } from '../sandbox/server';

/** A line between the node and an Odoo, that tells what is called and can break. */
export interface Line extends Running {
	/** Paths of the calls since it was emptied. */
	calls: string[];
	/** Bodies of the same calls. */
	bodies: any[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- read field by field
	/** So many further answers come through; the others are lost, though Odoo has done what it was asked. */
	left: number;
	/** Does something to Odoo once the next call of this method is on its way, or one after so many others. */
	strike?: { method: string; after?: number; blow(): Promise<void> };
}

export async function lineTo(url: string): Promise<Line> {
	const line = { calls: [], bodies: [], left: Infinity } as unknown as Line;
	const server = await listen(async (request, response) => {
		const { path, raw, headers, method } = await read(request);
		line.calls.push(path);
		line.bodies.push(raw.length ? JSON.parse(raw.toString()) : {});
		const broken = line.left-- <= 0;
		const passed = ['authorization', 'content-type', 'x-odoo-database'].filter((name) => headers[name]);
		const asked = fetch(`${url}${path}`, {
			method,
			headers: Object.fromEntries(passed.map((name) => [name, headers[name]])),
			...(raw.length && { body: new Uint8Array(raw) }),
		});
		const { strike } = line;
		if (strike && path.endsWith(`/${strike.method}`) && !(strike.after && strike.after--)) {
			delete line.strike;
			await Promise.allSettled([asked, strike.blow()]);
		}
		const answer = await asked.catch(() => undefined);
		const body = await answer?.text().catch(() => undefined);
		if (broken || !answer || body === undefined) request.socket.destroy();
		else
			write(response, {
				status: answer.status,
				body,
				headers: { 'content-type': answer.headers.get('content-type') ?? '' },
			});
	});
	return Object.assign(line, server);
}
