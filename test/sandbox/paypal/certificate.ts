import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A key and the certificate of it, signed with itself: Node makes keys, and no certificates. */
export interface Signer {
	privateKey: KeyObject;
	/** As PEM. */
	certificate: string;
}

const [sequence, set, integer, bits, nothing, oid, text, time, version] = [
	0x30, 0x31, 0x02, 0x03, 0x05, 0x06, 0x0c, 0x17, 0xa0,
];
const sha256WithRsa = Buffer.from('2a864886f70d01010b', 'hex');
const commonName = Buffer.from('550403', 'hex');

/** Makes a certificate for a key of its own that is valid between two times. */
export function makeSigner(name: string, from: Date, to: Date): Signer {
	const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const algorithm = der(sequence, der(oid, sha256WithRsa), der(nothing));
	const subject = der(sequence, der(set, der(sequence, der(oid, commonName), der(text, Buffer.from(name)))));
	const body = der(
		sequence,
		der(version, der(integer, Buffer.from([2]))),
		der(integer, Buffer.from([1])),
		algorithm,
		subject,
		der(sequence, der(time, utc(from)), der(time, utc(to))),
		subject,
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = createSign('RSA-SHA256').update(body).sign(privateKey);
	const whole = der(sequence, body, algorithm, der(bits, Buffer.from([0]), signature));
	const lines = whole.toString('base64').match(/.{1,64}/g)!;
	return {
		privateKey,
		certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
	};
}

/** One value of ASN.1: its tag, its length, what it holds. */
function der(tag: number, ...parts: Buffer[]): Buffer {
	const content = Buffer.concat(parts);
	const size = content.length;
	if (size < 0x80) return Buffer.concat([Buffer.from([tag, size]), content]);
	const digits = size > 0xff ? [size >> 8, size & 0xff] : [size];
	return Buffer.concat([Buffer.from([tag, 0x80 | digits.length, ...digits]), content]);
}

/** YYMMDDHHMMSSZ */
function utc(at: Date): Buffer {
	return Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`);
}
