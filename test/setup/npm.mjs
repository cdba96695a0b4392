import { runLogged } from './child.mjs';
import { withNodeFirst } from './environment.mjs';

/**
 * Runs npm without showing its output.
 * @param {string[]} args npm's arguments
 * @param {{ cwd: string, logFile: string, fix: string, node: string, env?: object }} options
 *   `node` is the Node binary npm and its children run on, `env` further variables
 */
export async function npm(args, { node, env = {}, ...options }) {
	const [command, first] = npmCommand(node);
	await runLogged(command, [...first, ...args], {
		...options,
		env: {
			...withNodeFirst(node, outsideOfNpm(process.env)),
			npm_config_yes: 'true',
			npm_config_update_notifier: 'false',
			...env,
		},
		shell: first.length === 0 && process.platform === 'win32',
	});
}

/** The npm that started us, else the one on PATH. */
function npmCommand(node) {
	const script = process.env.npm_execpath ?? '';
	return script.endsWith('npm-cli.js') ? [node, [script]] : ['npm', []];
}

/** `npm run` describes the package it runs for in variables that would mislead an npm working elsewhere. */
function outsideOfNpm(env) {
	const misleading = /^npm_(package_|lifecycle_|config_local_prefix$|command$)/;
	return Object.fromEntries(Object.entries(env).filter(([name]) => !misleading.test(name)));
}
