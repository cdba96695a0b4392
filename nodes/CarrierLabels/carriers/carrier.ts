import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';
import type { EffectMemory, Http } from '../../shared/effect';
import type { CarrierAccount } from './account';
import type { CarrierApi } from './api';
import type { DropOffPoint, DropOffSearch } from './dropOff';
import type { ExtraName, LabelExtras } from './extras';
import type { Pickups } from './pickup';
import type { TrackedParcel, TracksMany } from './tracked';
import type { ParcelNews, TrackingWebhook } from './webhook';
import { labelRefunds, Money, parcelStatuses, type Address, type ReturnLabel } from '../../shared/model';

/** Weight in grams, sides in centimetres. */
export interface Parcel {
	weight: number;
	length: number;
	width: number;
	height: number;
}

export type RateChoice = { by: 'cheapest' | 'fastest' } | { by: 'service'; service: string };
/** What an offer may cost and how long it may take; one whose price, or days, nobody knows is not within a limit of them. */
export interface OfferLimits {
	cost?: Money;
	days?: number;
}
export const labelFormats = ['PDF', 'PNG', 'ZPL'] as const;
export type LabelFormat = (typeof labelFormats)[number];

/** A return label to be bought, in PHYSICAL orientation: the parcel goes from the customer to the shop. */
export interface LabelRequest extends LabelExtras {
	from: Address;
	to: Address;
	parcel: Parcel;
	/** Printed on the label and kept by the carrier service: the return's reference. */
	reference: string;
	choice: RateChoice;
	limits?: OfferLimits;
	format: LabelFormat;
	/** No label of this reference can be older than this. */
	since?: string;
}

/** What a carrier would take the parcel for. */
export const Offer = z.object({
	/** The carrier service's own id of it, which may hold for some days only. */
	id: z.string(),
	carrier: z.string(),
	service: z.string(),
	/** Absent: the carrier service does not know it, as with some contracts of your own. */
	cost: Money.optional(),
	/** Days on the way, when the carrier says so. */
	days: z.number().optional(),
});
export type Offer = z.infer<typeof Offer>;

export interface Quote {
	offers: Offer[];
	/** What carriers said besides, each a sentence for people. */
	messages: string[];
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
	tracking: z.object({ status: z.enum(parcelStatuses), detail: z.string().optional() }).optional(),
	/** For people: why it is not voided. */
	message: z.string().optional(),
});
export type VoidedLabel = z.infer<typeof VoidedLabel>;

/** A label as its carrier service has it now. */
export interface LabelNow {
	/** Undefined while it was not bought. */
	label?: ReturnLabel;
	/** Undefined while it is there, unused, and nobody has asked to void it. */
	standing?: VoidedLabel;
	/** What became of its price; undefined while nobody has asked for it back. */
	refund?: (typeof labelRefunds)[number];
}

/**
 * Who says where parcels are: every carrier service, and one that sells no labels, whose folder has the same names. Every failure is an EffectError.
 */
export interface Follower {
	/** How it tells of parcels by itself. Left out: they are asked for each hour. */
	webhook?: TrackingWebhook;
	/** Where a parcel of any carrier is, by its number and who brings it, as an analyst wrote that; for labels that were made elsewhere. Left out: it follows its own only. */
	track?(api: CarrierApi, parcel: TrackedParcel): Promise<ParcelNews>;
	/** The same for whoever tells of several parcels in one answer. Left out: each is asked for by itself. */
	trackMany?: TracksMany;
	/** Whether the credential is for tests: its labels cost nothing and cannot be used. Left out: nobody can know. */
	isForTests?(credential: ICredentialDataDecryptedObject): boolean;
	/** An address of its API, to show how one is written. */
	exampleUrl: string;
	/**
	 * Tries a credential without buying anything; n8n signs nothing here. What n8n then shows, or an EffectError that says what is wrong.
	 * `address`: the credential's Base URL, checked.
	 */
	testCredential(http: Http, credential: ICredentialDataDecryptedObject, address: () => string): Promise<string>;
}

/**
 * One carrier service: a folder `carriers/<name>/` with `index.ts` (this contract), `label.ts` (what is sent, and the label that comes
 * back), `tracking.ts` (how a label stands) and `error.ts` (what its refusals mean). How to add one: docs/add/carrier.md.
 *
 * It gets addresses in physical orientation and turns them round itself when its API wants that. Success is a label that is there, never
 * an HTTP status. Every failure is an EffectError; `unknown_outcome` when the label may have been bought.
 */
export interface Carrier extends Follower {
	/** The ids that its labels have there, as in `['easypost.shipment']`: what an analyst can pick in the editor. */
	ids: readonly string[];
	/**
	 * The name of what `create` notes last before it sends the order, as in `noted: 'shipment'`: until then nothing is bought, and a failure leaves no doubt.
	 * Left out: each of its requests may be the order.
	 */
	noted?: string;
	/**
	 * The label that an earlier try bought, by what it noted or by the reference. Reads only. As in
	 * `find: async (api, { reference }, { progress }) => labelOf(await read(api, progress.parcel ?? reference))`.
	 */
	find(
		api: CarrierApi,
		request: Pick<LabelRequest, 'reference' | 'code'>,
		memory: EffectMemory,
	): Promise<ReturnLabel | undefined>;
	/** Buys the label, noting on the way what `find` and a later try start from: `await memory.note({ parcel: id })` before the request that pays. */
	create(api: CarrierApi, request: LabelRequest, memory: EffectMemory): Promise<ReturnLabel>;
	/** What the carriers would take the parcel for. Buys nothing. */
	quote(api: CarrierApi, request: LabelRequest): Promise<Quote>;
	/** A label as it is now. Reads only. */
	read(api: CarrierApi, labelId: string): Promise<LabelNow>;
	/** Voids a label, looking at it first: one that was voided before or is in use is left alone. May be repeated. */
	voidLabel(api: CarrierApi, labelId: string): Promise<VoidedLabel>;
	/** What its labels can have besides; left out: nothing. */
	extras?: readonly ExtraName[];
	/** Whether its label files are for whoever has the key: Download signs in, at the credential's own address only. */
	filesNeedKey?: boolean;
	/** The address of a label's file in another format. */
	labelUrl(api: CarrierApi, labelId: string, format: LabelFormat): Promise<string>;
	/** Where a customer can hand in a parcel, the nearest first. Left out: it is not asked. */
	dropOffPoints?(api: CarrierApi, search: DropOffSearch): Promise<DropOffPoint[]>;
	/** Has carriers fetch parcels. Left out: it is not asked. */
	pickups?: Pickups;
	/**
	 * The shop's accounts at carriers. Reads only. Undefined: it does not tell under a key for tests; left out: it tells nobody. As in
	 * `accounts: async (api) => (await send(api, { method: 'GET', path: '/carriers', answer: Carriers })).map(({ name }) => ({ name }))`.
	 */
	accounts?(api: CarrierApi, credential: ICredentialDataDecryptedObject): Promise<CarrierAccount[] | undefined>;
}

export type { CarrierApi };
