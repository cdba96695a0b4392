import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Finds a program that a suite needs at one of its usual places; installs its Debian package when we may do that.
 * Throws saying what to install.
 */
export function findProgram(
	name: string,
	{ places, debianPackage }: { places: () => Array<string | undefined>; debianPackage: string },
): string {
	const find = () => places().find((path) => path && existsSync(path));
	if (!find() && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
		spawnSync('apt-get', ['update'], { stdio: 'ignore' });
		spawnSync('apt-get', ['install', '-y', debianPackage], {
			stdio: 'ignore',
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
		});
	}
	const found = find();
	if (found) return found;
	throw new Error(`There is no ${name}: install it (on Debian \`apt-get install -y ${debianPackage}\`)`);
}
