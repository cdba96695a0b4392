import { createHmac } from 'node:crypto';
import { sameText } from '../../shared/trigger/webhook';

/** How old, or how far ahead, a signature may be: Stripe's own tolerance (docs/facts/stripe.md#signatures). */
const toleranceSeconds = 300;

/**
 * Whether Stripe signed these bytes just now. The header is `t=…,v1=…`, with several v1 while a secret is being rolled: one that
 * fits any of the secrets is enough, each is compared in constant time. A time ahead counts like one behind. Without a secret, false.
 */
export function isSigned(rawBody: Buffer | undefined, header: unknown, secrets: string[], nowMs: number): boolean {
	if (!rawBody || typeof header !== 'string') return false;
	const parts = header.split(',').map((part) => /^(\w+)=([^=]*)$/.exec(part));
	const valuesOf = (name: string) => parts.flatMap((part) => (part?.[1] === name ? [part[2]] : []));
	const [time, ...moreTimes] = valuesOf('t');
	if (parts.includes(null) || moreTimes.length || !/^\d{1,12}$/.test(time ?? '')) return false;
	if (Math.abs(nowMs / 1000 - Number(time)) > toleranceSeconds) return false;
	let signed = false;
	for (const secret of secrets) {
		const expected = createHmac('sha256', secret).update(`${time}.`).update(rawBody).digest('hex');
		for (const given of valuesOf('v1')) if (sameText(given, expected)) signed = true;
	}
	return signed;
}

/** The secrets of a credential: one per line. */
export function secretLines(text: unknown): string[] {
	return String(text ?? '')
		.split(/\s+/)
		.filter(Boolean);
}
