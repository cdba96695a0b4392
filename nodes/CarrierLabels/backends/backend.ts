import { idsOf } from '../../shared/operation';
import { z } from 'zod';
import type { EffectMemory, Http } from '../../shared/effect';
import { ReturnLabel, type Address } from '../../shared/model';

/** Weight in grams, sides in centimetres. */
export interface Parcel {
	weight: number;
	length: number;
	width: number;
	height: number;
}

export type RateChoice = { by: 'cheapest' | 'fastest' } | { by: 'service'; service: string };
export const labelFormats = ['PDF', 'PNG', 'ZPL'] as const;
export type LabelFormat = (typeof labelFormats)[number];

/** A return label to be bought, in PHYSICAL orientation: the parcel goes from the customer to the shop. */
export interface LabelRequest {
	from: Address;
	to: Address;
	parcel: Parcel;
	/** Printed on the label and kept by the carrier service: the return's reference. */
	reference: string;
	choice: RateChoice;
	format: LabelFormat;
	/** No label of this reference can be older than this. */
	since?: string;
}

/**
 * What became of a label that was to be voided. `voided`: the carrier was asked to give its price back, and nobody shall use it.
 * `in_use`: the carrier has scanned it, so the parcel is on its way. `refused`: the carrier takes it back no more, or charges for it only when it is used.
 */
export const VoidedLabel = z.object({
	/** The label's id. */
	id: z.string(),
	carrier: z.string(),
	trackingNumber: z.string(),
	status: z.enum(['voided', 'in_use', 'refused']),
	/** The carrier service's own word: what became of the price. */
	refundStatus: z.string().optional(),
	/** For `in_use`: where the parcel is, in the words of docs/nodes/carrier-labels.md. */
	tracking: z.object({ status: z.string(), detail: z.string().optional() }).optional(),
	/** For people: why it is not voided. */
	message: z.string().optional(),
});
export type VoidedLabel = z.infer<typeof VoidedLabel>;

/** A label as operations give it out, with the ids that backends know. */
export const LabelOutput = ReturnLabel.extend({ providerIds: idsOf('easypost.shipment', 'easypost.tracker') });

/** What a backend works with. */
export interface BackendContext {
	http: Http;
	baseUrl: string;
	/** Whether ids noted in the memory survive this execution; without, a backend looks a label up by its reference. */
	remembers: boolean;
}

/**
 * One carrier service. A new one is a file that implements this, an entry in `backends`, and a credential type. It gets
 * addresses in physical orientation and turns them round itself when its API wants that. Success is a label that is there,
 * never an HTTP status. Every failure is an EffectError; `unknown_outcome` when the label may have been bought.
 */
export interface CarrierBackend {
	id: string;
	displayName: string;
	credentialType: string;
	capabilities: { orientation: 'physical' | 'outbound'; labelFormats: readonly LabelFormat[]; convertsLabels: boolean };
	/** The label that an earlier try bought, by what it noted or by the reference. */
	find(
		context: BackendContext,
		request: Pick<LabelRequest, 'reference'>,
		memory: EffectMemory,
	): Promise<ReturnLabel | undefined>;
	/** Buys the label, noting on the way what `find` and a later try start from. */
	create(context: BackendContext, request: LabelRequest, memory: EffectMemory): Promise<ReturnLabel>;
	/** How a label stands; undefined while it is there, unused, and nobody has asked to void it. */
	standing(context: BackendContext, labelId: string): Promise<VoidedLabel | undefined>;
	/** Voids a label, looking at it first: one that was voided before or is in use is left alone. May be repeated. */
	voidLabel(context: BackendContext, labelId: string): Promise<VoidedLabel>;
	/** The address of a label's file in another format. */
	labelUrl(context: BackendContext, labelId: string, format: LabelFormat): Promise<string>;
}
