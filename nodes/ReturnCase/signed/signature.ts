import { createHmac } from 'node:crypto';
import { sameText } from '../../shared/trigger/webhook';

/** How old, or how far ahead, a signature over a time may be: as long as Stripe's. */
const toleranceSeconds = 300;

/**
 * A message as it came: its bytes, which the sender has signed, and the signature. `signedAt`: the time that was signed before them, in seconds since
 * 1970; left out when this sender signs none.
 */
export interface SignedMessage {
	raw: Buffer | undefined;
	signature: unknown;
	signedAt?: { seconds: unknown };
}

/** Why a message is not taken. `status` is an HTTP status. */
interface NotTaken {
	status: 401 | 503;
	message: string;
	advice: string;
}

/**
 * Why a message is not its sender's, as far as anybody can tell, or is not of now; undefined when one of the secrets has signed it. Without a secret,
 * or the bytes that were signed, nothing is taken. `now`: milliseconds since 1970.
 */
export function faultOfSignature(
	{ raw, signature, signedAt }: SignedMessage,
	secrets: string[],
	now: number,
): NotTaken | undefined {
	const closed = { status: 503, message: 'This address takes no messages yet' } as const;
	if (!secrets.length) return { ...closed, advice: 'Its credential has no secret; the operator sets one.' };
	if (!raw)
		return { ...closed, advice: 'Its Webhook node does not pass on the raw body; the operator switches Raw Body on.' };
	const time = signedAt && /^\d{1,12}$/.exec(String(signedAt.seconds ?? '').trim())?.[0];
	if (signedAt && !time)
		return {
			status: 401,
			message: 'It is not said when the message was signed',
			advice: 'Send X-Timestamp: the seconds since 1970, and sign them, a full stop and the body.',
		};
	if (!isSignedBy(time ? Buffer.concat([Buffer.from(`${time}.`), raw]) : raw, signature, secrets))
		return {
			status: 401,
			message: 'The signature does not fit the message',
			advice: `Send X-Signature: sha256= and the HMAC-SHA256 of ${time ? 'X-Timestamp, a full stop and the body' : 'the body'}, by the secret that the operator has set, in hexadecimal digits. Sign the bytes that are sent.`,
		};
	if (time && Math.abs(now / 1000 - Number(time)) > toleranceSeconds)
		return {
			status: 401,
			message: 'The message was signed more than five minutes ago, or ahead of time',
			advice: "Sign it again when you send it again, and set the sender's clock.",
		};
	return undefined;
}

/**
 * Whether one of the secrets has signed these bytes: their HMAC-SHA256 in hexadecimal digits, with or without `sha256=` before them, or in base 64.
 * Every secret is tried, in constant time; without one, false.
 */
function isSignedBy(raw: Buffer, signature: unknown, secrets: string[]): boolean {
	if (typeof signature !== 'string') return false;
	const given = signature.trim();
	const digits = given.toLowerCase().replace(/^sha256=/, '');
	let signed = false;
	for (const secret of secrets) {
		const expected = createHmac('sha256', secret).update(raw).digest();
		if (sameText(digits, expected.toString('hex'))) signed = true;
		if (sameText(given, expected.toString('base64'))) signed = true;
	}
	return signed;
}
