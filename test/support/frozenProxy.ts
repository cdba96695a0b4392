import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can go silent, as one does that vanishes: nothing is closed, nothing is refused, nothing comes any more. */
export interface FrozenProxy {
	port: number;
	/** From now on no byte passes, on any connection; new ones are taken and get no answer. */
	freeze(): void;
	/** New connections reach the server again. Those that were open stay dead for ever, as after a fail-over. */
	failOver(): void;
	/** All connections go on where they stood. */
	thaw(): void;
	/** Ends all connections with a reset. */
	cut(): void;
	stop(): Promise<void>;
}

/** Starts the way to `host:port`. */
export async function startFrozenProxy(port: number, host = '127.0.0.1'): Promise<FrozenProxy> {
	let frozen = false;
	const ways = new Set<{ near: Socket; far: Socket; dead: boolean; pause(): void; go(): void }>();
	const server = createServer((near) => {
		const far = connect(port, host);
		const way = {
			near,
			far,
			dead: false,
			pause: () => {
				near.pause();
				far.pause();
			},
			go: () => {
				near.resume();
				far.resume();
			},
		};
		ways.add(way);
		near.on('data', (bytes) => far.write(bytes));
		far.on('data', (bytes) => near.write(bytes));
		for (const [one, other] of [
			[near, far],
			[far, near],
		]) {
			one.on('error', () => undefined);
			one.on('close', () => {
				if (!frozen && !way.dead) other.destroy();
				if (near.destroyed && far.destroyed) ways.delete(way);
			});
		}
		if (frozen) way.pause();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		freeze: () => {
			frozen = true;
			for (const way of ways) way.pause();
		},
		failOver: () => {
			frozen = false;
			for (const way of ways) way.dead = true;
		},
		thaw: () => {
			frozen = false;
			for (const way of ways) way.go();
		},
		cut: () => {
			for (const { near, far } of ways) {
				near.resetAndDestroy();
				far.destroy();
			}
		},
		stop: async () => {
			for (const { near, far } of ways) {
				near.destroy();
				far.destroy();
			}
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
