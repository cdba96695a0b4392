import { spawn } from 'node:child_process';
import { freePort } from './ports';
import { findProgram } from './program';

/** A Redis of its own on loopback, without a file. Installs it when we may do that; throws saying what to install otherwise. */
export async function startRedis(): Promise<{ port: number; stop(): Promise<void> }> {
	const port = await freePort();
	const server = spawn(findRedis(), ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: ['ignore', 'pipe', 'inherit'] });
	const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject).once('exit', (code) => reject(new Error(`Redis ended with ${code}`)));
		server.stdout.on('data', (text: Buffer) => text.includes('Ready to accept connections') && resolve());
	});
	return {
		port,
		stop: async () => {
			server.kill();
			await exited;
		},
	};
}

function findRedis(): string {
	return findProgram('Redis', { places: () => ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'], debianPackage: 'redis-server' });
}
