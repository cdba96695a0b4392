import { freePort } from './ports';
import { findProgram } from './program';
import { startTethered } from './tethered';

/** A Redis of its own on loopback, without a file. Installs it when we may do that; throws saying what to install otherwise. */
export async function startRedis(): Promise<{ port: number; stop(): Promise<void> }> {
	const port = await freePort();
	const { output, ended, stop } = startTethered([
		findRedis(),
		['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
	]);
	await new Promise<void>((resolve, reject) => {
		void ended.then((code) => reject(new Error(`Redis ended with ${code}`)));
		output.on('data', (text: Buffer) => text.includes('Ready to accept connections') && resolve());
	});
	return { port, stop };
}

function findRedis(): string {
	return findProgram('Redis', {
		places: () => ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'],
		debianPackage: 'redis-server',
	});
}
