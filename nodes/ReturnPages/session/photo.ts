import { open } from 'node:fs/promises';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../shared/model';
import type { StoredFile } from '../../shared/store';
import type { Answer } from '../html/answer';
import { photoTypes } from '../html/form';
import type { Desk } from './desk';
import { sealed, unsealed } from './token';

/* Photos of goods that staff take: kept in the case store, shown to who has the address. */

const mostBytes = 8_000_000;

/** How each kind begins; what a sender calls a file proves nothing. */
const signs: Array<{ type: (typeof photoTypes)[number]; is(content: Buffer): boolean }> = [
	{ type: 'image/jpeg', is: (content) => content.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
	{ type: 'image/png', is: (content) => content.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n' },
	{
		type: 'image/webp',
		is: (content) =>
			content.subarray(0, 4).toString('latin1') === 'RIFF' && content.subarray(8, 12).toString('latin1') === 'WEBP',
	},
];

/** Name of a photo in its case; `mark` names the button that it was sent with. */
export const photoName = (mark: string, field: string) => `photo-${mark}-${field}`;

const Place = z.object({ reference: z.string(), name: z.string() });
/** As long as a customer may ask why something was taken off. */
export const photoMs = 3 * 365 * 24 * 3_600_000;

/** What stands in the address of a photo. */
export function photoToken(place: z.infer<typeof Place>, until: number, key: Buffer): string {
	return sealed('photo', place, until, key);
}

/** Where a photo can be seen: also by the customer, who is told why something was taken off. Nobody can make such an address but the desk. */
export function photoAddress(
	{ address, key, now }: Pick<Desk, 'address' | 'key' | 'now'>,
	reference: string,
	name: string,
): string {
	return `${address}?photo=${photoToken({ reference, name }, now + photoMs, key)}`;
}

/** What n8n has taken of a form with files: each where it lies for a moment. */
interface SentFile {
	filepath: string;
	size: number;
}

/** The pictures of a form, by its fields; a field without one is left out. Throws EffectError for what is none, or too large. */
export async function photosIn(files: IDataObject): Promise<Record<string, StoredFile>> {
	const photos: Record<string, StoredFile> = {};
	for (const [field, sent] of Object.entries(files)) {
		const { filepath, size } = sent as unknown as SentFile;
		if (typeof filepath !== 'string' || !size) continue;
		if (size > mostBytes)
			throw invalidInput(
				'A photo is larger than 8 MB',
				'Take it with a lower resolution and send the form again.',
				field,
			);
		const content = await contentOf(filepath);
		const type = signs.find(({ is }) => is(content))?.type;
		if (!type)
			throw invalidInput('A photo is no JPEG, PNG or WebP picture', 'Choose a picture of one of these kinds.', field);
		photos[field] = { mimeType: type, content };
	}
	return photos;
}

async function contentOf(path: string): Promise<Buffer> {
	const file = await open(path, 'r');
	try {
		return await file.readFile();
	} finally {
		await file.close();
	}
}

/** A photo as a picture, for whoever has its address; undefined: the address is none of ours, or its time is over. */
export async function photoAnswer(
	token: string,
	{ store, key, now }: Pick<Desk, 'store' | 'key' | 'now'>,
): Promise<Answer | undefined> {
	const place = unsealed('photo', token, { schema: Place, key, now });
	const file = place && (await store.files.get(place));
	return file && { status: 200, html: file.content, headers: { 'Content-Type': file.mimeType } };
}
