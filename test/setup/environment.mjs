import { delimiter, dirname } from 'node:path';

/** `env` changed so that `node` is what a child finds first on its PATH. */
export function withNodeFirst(node, env = process.env) {
	const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
	return { ...env, [name]: [dirname(node), env[name]].filter(Boolean).join(delimiter) };
}
