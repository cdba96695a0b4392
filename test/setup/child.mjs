import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { Problem } from './problem.mjs';

/** How long a child may take to end after the first signal before it is killed. */
const GRACE_MS = 15_000;

const running = new Set();
let stopping;

/** From now on SIGINT and SIGTERM are passed to the children; this process ends after them. */
export function forwardSignals() {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.on(signal, () => {
			stopping = signal;
			if (running.size === 0) process.exit(signalCode(signal));
			for (const child of running) child.kill(signal);
			setTimeout(() => running.forEach((child) => child.kill('SIGKILL')), GRACE_MS).unref();
		});
	}
}

const signalCode = (signal) => 128 + (constants.signals[signal] ?? 1);

/** Starts a child and resolves with its exit code (128 + n when it died of signal n). */
function run(command, args, options) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, options);
		running.add(child);
		child.once('error', (error) => {
			running.delete(child);
			reject(error);
		});
		child.once('close', (code, signal) => {
			running.delete(child);
			// A stop request ends the whole launcher, not only the part that happened to be running.
			if (stopping) process.exit(signalCode(stopping));
			resolve(code ?? signalCode(signal));
		});
	});
}

/** Runs a child that uses this terminal. Resolves with its exit code. */
export function runVisible(command, args, options = {}) {
	return run(command, args, { stdio: 'inherit', ...options });
}

/**
 * Runs a child whose output goes to the end of `logFile`.
 * Throws a Problem with the last lines of the log when it fails.
 */
export async function runLogged(command, args, { logFile, fix, ...options }) {
	mkdirSync(dirname(logFile), { recursive: true });
	const log = openSync(logFile, 'a');
	let code;
	try {
		code = await run(command, args, { ...options, stdio: ['ignore', log, log] });
	} finally {
		closeSync(log);
	}
	if (code === 0) return;
	const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
	// npm's cause stands before pages of advice: the first error lines tell more than the very last ones.
	const errors = lines.slice(lines.findLastIndex((line) => line.startsWith('npm error code'))).slice(0, 15);
	const lastLines = (errors.length > 1 ? errors : lines.slice(-15)).join('\n    ');
	throw new Problem(
		`\`${[command, ...args].join(' ')}\` ended with code ${code}. Its log says:\n    ${lastLines}\n  Whole log: ${logFile}`,
		fix,
	);
}
