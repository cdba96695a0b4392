/*
 * Runs a program for a test: `node tether.cjs <folder> <command> [args…]`. Its stdin is a pipe that only the test process holds: when
 * that ends, in whatever way, the pipe closes and the program is ended. Its folder ('' for none) is removed when it is gone.
 */
const { spawn } = require('node:child_process');
const { rmSync } = require('node:fs');

const [folder, command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const end = () => child.kill('SIGINT');
process.stdin.on('end', end).resume();
process.on('SIGINT', end).on('SIGTERM', end);
child.on('error', (error) => {
	process.stderr.write(`${error.message}\n`);
	process.exit(127);
});
child.on('exit', (code) => {
	if (folder) rmSync(folder, { recursive: true, force: true });
	process.exit(code ?? 1);
});
