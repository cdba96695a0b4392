import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc (USER_HZ), on every Linux that Node runs on. */
const ticks = 100;

/**
 * Seconds of the processor that a process group has used so far, to a hundredth. Linux only: elsewhere NaN.
 * @param group id of the group: the pid of its first process
 */
export function processorSecondsOf(group: number): number {
	if (process.platform !== 'linux') return NaN;
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.reduce((sum, pid) => sum + secondsOf(pid, group), 0);
}

function secondsOf(pid: string, group: number): number {
	try {
		// pid (command) state ppid pgrp … utime stime: the command may hold spaces.
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = stat
			.slice(stat.lastIndexOf(')') + 2)
			.split(' ')
			.map(Number);
		return fields[2] === group ? (fields[11] + fields[12]) / ticks : 0;
	} catch {
		return 0; // ended meanwhile
	}
}
