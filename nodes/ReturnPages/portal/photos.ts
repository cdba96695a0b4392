import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { EffectError, type NewEvent } from '../../shared/model';
import type { StoredFile } from '../../shared/store';
import type { Answer } from '../html/answer';
import { photoAnswer, photoMs, photosIn, photoToken } from '../session/photo';
import type { Visit } from './portal';

/* Photos of goods that customers send: kept in the case store, and proof of the return. */

/** So many photos of one return, and of one link to an order within a day. */
export const mostPhotos = 10;

/** Photos by the fields that they were sent in; undefined: one of them is none, is too large, or there are too many. */
export async function photosOf(files: IDataObject): Promise<Record<string, StoredFile> | undefined> {
	try {
		const photos = await photosIn(files);
		return Object.keys(photos).length > mostPhotos ? undefined : photos;
	} catch (error) {
		if (error instanceof EffectError) return undefined;
		throw error;
	}
}

/** Where photos of a return are kept: under its reference, or before there is one under what it is asked for by. */
interface Place {
	reference: string;
	/** Since when it is there: photos are shown for so long from then on. The same photo has the same address whenever it is sent. */
	since: string;
	/** The line that it shows; absent: all of them. */
	line?: string;
}

/** Keeps a photo, and gives what the case learns of it; the same photo is one proof, however often it is sent. */
export async function keepPhoto(
	{ store, key, address }: Pick<Visit, 'store' | 'key' | 'address'>,
	{ reference, since, line }: Place,
	photo: StoredFile,
): Promise<NewEvent> {
	const sha256 = createHash('sha256').update(photo.content).digest('hex');
	const name = `photo-${sha256.slice(0, 32)}`;
	await store.files.put({ reference, name }, photo);
	const token = photoToken({ reference, name }, Date.parse(since) + photoMs, key);
	const keptAt = `${address}?${new URLSearchParams({ page: 'photo', token }).toString()}`;
	return {
		source: 'portal',
		id: `photo/${reference}/${sha256.slice(0, 32)}/${line ?? 'all'}`,
		type: 'return.proof_given',
		data: {
			proof: { sha256, keptAt, mimeType: photo.mimeType, size: photo.content.length, ...(line && { line }) },
		},
	};
}

/** A photo as a picture, for whoever has its address. */
export async function showPhoto({ query, ...visit }: Visit): Promise<Answer | undefined> {
	return await photoAnswer(query.token ?? '', visit);
}
