import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface Tethered {
	/** What it prints. */
	output: Readable;
	/** The exit code, once it has ended by itself or by `stop`. */
	ended: Promise<number>;
	/** Ends it the orderly way. */
	stop(): Promise<void>;
}

/** Starts a server program that ends when this process ends, in whatever way; `folder`, its data, is then removed. */
export function startTethered([command, args]: [string, string[]], folder = ''): Tethered {
	const tether = spawn(process.execPath, [join(__dirname, 'tether.cjs'), folder, command, ...args], {
		cwd: folder || undefined,
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	// The pipe is only a lifeline: nothing is written, and its end must not be an error here.
	tether.stdin.on('error', () => undefined);
	const ended = new Promise<number>((resolve) => tether.once('exit', (code) => resolve(code ?? 1)));
	return {
		output: tether.stdout,
		ended,
		stop: async () => {
			tether.stdin.end();
			await ended;
		},
	};
}
