import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { EffectError } from '../../shared/model';
import { nodeHttp } from '../../shared/effect';
import type { CarrierApi, LabelFormat } from '../carriers';

/** A label's file, as it is attached to an item. */
export interface LabelFile {
	content: Buffer;
	mimeType: string;
	extension: string;
}

const kinds = [
	{ mimeType: 'application/pdf', extension: 'pdf', starts: '%PDF' },
	{ mimeType: 'image/png', extension: 'png', starts: '\x89PNG' },
	{ mimeType: 'application/zpl', extension: 'zpl', starts: '^XA' },
];

/** Throws EffectError unless the address is https, or on this machine (sandboxes). */
export function assertFetchable(address: string): void {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	const local = url && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
	if (url?.protocol === 'https:' || (url?.protocol === 'http:' && local)) return;
	throw new EffectError("The label's address is not a secure one", {
		category: 'invalid_input',
		field: 'labelUrl',
		advice: 'Give the https address that the carrier service returned in label.labelUrl.',
	});
}

/** Fetches a label's file from its public address, without any credential (the carrier's storage refuses signed requests), following no redirect. */
export async function fetchLabelFile(node: IExecuteFunctions, url: string): Promise<LabelFile> {
	assertFetchable(url);
	const http = nodeHttp(node, {
		connection: 'label file',
		through: (send) => async (options) =>
			await send({ ...options, disableFollowRedirect: true } as IHttpRequestOptions),
	});
	return fileOf(await http<Buffer>({ method: 'GET', url, receive: 'binary', repeatable: true }));
}

/**
 * Fetches a label's file that is for whoever has the key, signed in. Throws EffectError for an address that is not the carrier service's own:
 * no key goes elsewhere. `format`: which file, where one address has several.
 */
export async function fetchSignedFile(
	{ http, baseUrl }: CarrierApi,
	url: string,
	format: LabelFormat = 'PDF',
): Promise<LabelFile> {
	if (!URL.canParse(url) || new URL(url).origin !== new URL(baseUrl).origin)
		throw new EffectError("The label's address is not the carrier service's own", {
			category: 'invalid_input',
			field: 'labelUrl',
			advice: 'Give the address that the carrier service returned in label.labelUrl, or choose its credential.',
		});
	const { mimeType: accept } = kinds.find(({ extension }) => extension === format.toLowerCase())!;
	return fileOf(await http<Buffer>({ method: 'GET', url, receive: 'binary', repeatable: true, headers: { accept } }));
}

function fileOf({ status, body }: { status: number; body: Buffer }): LabelFile {
	const content = Buffer.from(body ?? '');
	const kind = kindOf(content);
	if (status === 200 && kind) return { content, ...kind };
	throw new EffectError(status === 200 ? 'The address holds no label' : `The label's file cannot be had (${status})`, {
		category: 'rejected',
		httpStatus: status === 200 ? undefined : status,
		advice:
			'Carriers keep label files for a limited time: choose a Format, which asks for the file anew, or create the label again.',
	});
}

/** What kind of label file this is, by its first bytes; undefined when it is none. */
export function kindOf(content: Buffer): Pick<LabelFile, 'mimeType' | 'extension'> | undefined {
	const start = content.subarray(0, 512).toString('latin1').trimStart();
	const kind = kinds.find(({ starts }) => start.startsWith(starts));
	return kind && { mimeType: kind.mimeType, extension: kind.extension };
}
