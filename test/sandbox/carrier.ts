import type { Hooks } from './carrierHooks';
import { labelFile } from './labelFile';
import type { Answer, Incoming, StandIn } from './server';

export type Json = Record<string, unknown>;

/** A carrier service as all stand-ins have it. */
export interface CarrierStandIn extends StandIn {
	/** Labels that were bought, in their order: the reference that each carries. */
	bought(): Array<{ id: string; reference: string; trackingNumber: string }>;
	/** Labels that were voided, each as often as it was. */
	voided: string[];
	/** The carrier says where a parcel is, in this service's own word. */
	scan(id: string, word: string): void;
	/** What became of a label's price, in this service's own word. */
	decideRefund(id: string, word: string): void;
	/** New requests get no offers but this sentence of a carrier. */
	noOffers?: string;
	/** The next order is refused with this sentence, and no label is made. */
	refuseOrder?: string;
	/** Where parcels of any carrier are, by their numbers, in this service's own word. */
	followed: Map<string, string>;
	/** Webhooks that are registered. */
	hooks: Hooks;
	/** Writes, for assertions. */
	requests: Array<{ path: string; body: Json }>;
}

/** Labels' files under /labels/<id>.<extension>; undefined for any other address. `mayRead`: whether files are given to anybody. */
export function fileAnswer(request: Incoming, known: (id: string) => boolean, mayRead = true): Answer | undefined {
	const [, id, extension] = /^\/labels\/([\w-]+)\.(pdf|png|zpl)$/.exec(request.path) ?? [];
	if (!id) return undefined;
	if (!mayRead) return { status: 401, body: {} };
	if (!known(id)) return { status: 404, body: {} };
	return { status: 200, headers: { 'content-type': mimes[extension] }, body: labelFile(extension, id) };
}

export const mimes: Record<string, string> = { pdf: 'application/pdf', png: 'image/png', zpl: 'application/zpl' };

/** What each of the sandbox's carriers offers for a parcel of so many grams. */
export function offersFor(grams: number): Array<{ service: string; price: number; days: number }> {
	return [
		{ service: 'express', price: 20 + grams / 100, days: 1 },
		{ service: 'standard', price: 4 + grams / 500, days: 3 },
	];
}

/** An address of the stand-in itself. */
export const addressAt = ({ headers }: Incoming, path: string) => `http://${headers.host}${path}`;
