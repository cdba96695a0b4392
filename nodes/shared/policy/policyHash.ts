import { createHash } from 'node:crypto';

/** Names a policy by its content: the first 12 hex digits of the SHA-256 of its JSON with sorted keys. */
export function policyHash(policy: object): string {
	return hashOf(canonical(policy));
}

/** The same, of its JSON with sorted keys. */
export function hashOf(content: string): string {
	return createHash('sha256').update(content).digest('hex').slice(0, 12);
}

/** JSON that does not depend on the order in which fields were written; fields without a value are left out. */
export function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const fields = Object.entries(value).filter(([, field]) => field !== undefined);
	return `{${fields
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`)
		.join(',')}}`;
}
