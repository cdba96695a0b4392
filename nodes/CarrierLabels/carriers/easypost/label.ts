import { z } from 'zod';
import { format, toDecimal, type Address, type Money, type ReturnLabel } from '../../../shared/model';
import type { LabelFormat, LabelRequest, Parcel, Quote } from '../carrier';
import { leftOut, priceOf, text } from '../price';
import { toldBy } from '../said';

const gramsPerOunce = 28.349523125;
const centimetresPerInch = 2.54;

const days = z.number().nullish().catch(undefined);

const Rate = z.object({
	id: z.string(),
	carrier: z.string(),
	service: z.string(),
	rate: z.unknown(),
	currency: z.unknown(),
	delivery_days: days,
	est_delivery_days: days,
});
type Rate = z.infer<typeof Rate>;

const Message = z.object({ carrier: z.string().nullish().catch(undefined), message: z.unknown() });
const MessageOrText = z.union([Message, z.string().transform((message) => ({ carrier: undefined, message }))]);
type Message = z.infer<typeof Message>;

const PostageLabel = z.object({
	label_url: text,
	label_pdf_url: text,
	label_zpl_url: text,
	label_epl2_url: text,
	label_file_type: text,
});

/**
 * A shipment of EasyPost's API, as far as it is read here. What is strange about one rate, message or field loses nothing else: a label
 * that was bought is there all the same.
 */
export const Shipment = z
	.object({
		id: z.string(),
		mode: text,
		is_return: z.boolean().nullish().catch(undefined),
		reference: z
			.union([z.string(), z.number().transform(String)])
			.nullish()
			.catch(undefined),
		refund_status: text,
		tracking_code: text,
		rates: z.array(z.unknown()).nullish().catch(undefined),
		selected_rate: Rate.nullish().catch(undefined),
		messages: z.array(z.unknown()).nullish().catch(undefined),
		postage_label: PostageLabel.nullish().catch(undefined),
		insurance: z.union([z.string(), z.number()]).nullish().catch(undefined),
		fees: z
			.array(z.object({ type: text }).catch({}))
			.nullish()
			.catch(undefined),
		forms: z
			.array(z.object({ form_type: text, form_url: text }).catch({}))
			.nullish()
			.catch(undefined),
		tracker: z
			.object({ id: z.string(), public_url: text, status: text, status_detail: text })
			.nullish()
			.catch(undefined),
	})
	.transform(({ rates, messages, ...shipment }) => {
		const read = (rates ?? []).map((one) => ({ one, rate: pricedRate(one) }));
		return {
			...shipment,
			rates: read.flatMap(({ rate }) => rate ?? []),
			messages: [
				...(messages ?? []).flatMap((one) => MessageOrText.safeParse(one).data ?? []),
				...read.flatMap(({ one, rate }) => (rate ? [] : unreadRate(one))),
			],
		};
	});
export type Shipment = z.infer<typeof Shipment>;

/** An offer whose price can be read. */
function pricedRate(given: unknown): Rate | undefined {
	const { data } = Rate.safeParse(given);
	return data && costOf(data) ? data : undefined;
}

/** What is told of an offer that cannot be read, and is left out. */
function unreadRate(given: unknown): Message {
	const { carrier, service, rate } = (given ?? {}) as Record<string, unknown>;
	return { carrier: undefined, message: leftOut([carrier, service], rate) };
}

/**
 * Body of POST /shipments for a return. EasyPost wants a return in OUTBOUND orientation: `to_address` is the customer,
 * `from_address` the shop, and `is_return` sends the parcel back to from_address
 * (docs/facts/carriers.md#easypost-takes-a-return-in-outbound-orientation).
 */
export function shipmentOf({ from, to, parcel, reference, format, customs }: LabelRequest): object {
	return {
		shipment: {
			is_return: true,
			to_address: addressOf(from),
			from_address: addressOf(to),
			parcel: parcelOf(parcel),
			reference,
			options: { label_format: format, print_custom_1: reference.slice(0, 35) },
			...(customs && { customs_info: customsOf(customs, from.country) }),
		},
	};
}

/** Values and weights are those of all pieces of a line; an exemption is named for what leaves the United States. */
function customsOf({ signer, items }: NonNullable<LabelRequest['customs']>, from: string): object {
	return {
		contents_type: 'returned_goods',
		...(from === 'US' && { eel_pfc: 'NOEEI 30.37(a)' }),
		customs_certify: true,
		customs_signer: signer,
		non_delivery_option: 'return',
		restriction_type: 'none',
		customs_items: items.map(({ description, sku, quantity, value, weight, hsCode, origin }) => ({
			description: description.slice(0, 255),
			quantity,
			value: Number(toDecimal(value)),
			currency: value.currency,
			weight: up(weight / gramsPerOunce),
			...(sku && { code: sku.slice(0, 20) }),
			...(hsCode && { hs_tariff_number: hsCode }),
			...(origin && { origin_country: origin }),
		})),
	};
}

/** With one decimal, rounded up. */
const up = (value: number) => Math.ceil(Number((value * 10).toFixed(6))) / 10;

/** An address as EasyPost has it. */
export function addressOf({
	name,
	company,
	street1,
	street2,
	city,
	state,
	postalCode,
	country,
	phone,
	email,
}: Address): Record<string, string> {
	const fields = { name, company, street1, street2, city, state, zip: postalCode, country, phone, email };
	return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => !!entry[1]));
}

/** Ounces and inches with one decimal, rounded up: a parcel declared too light or small costs a surcharge. */
export function parcelOf({ weight, length, width, height }: Parcel) {
	return {
		weight: up(weight / gramsPerOunce),
		length: up(length / centimetresPerInch),
		width: up(width / centimetresPerInch),
		height: up(height / centimetresPerInch),
	};
}

/** The offers of a shipment, and what carriers said besides. */
export function quoteOf(shipment: Shipment): Quote {
	return {
		offers: shipment.rates.map((rate) => ({
			id: rate.id,
			carrier: rate.carrier,
			service: rate.service,
			...costOf(rate),
			...daysOf(rate),
		})),
		messages: messagesOf(shipment),
	};
}

function daysOf({ delivery_days: promised, est_delivery_days: estimated }: Rate): { days?: number } {
	const known = promised ?? estimated;
	return typeof known === 'number' ? { days: known } : {};
}

function costOf({ rate, currency }: Rate): { cost: Money } | undefined {
	const cost = priceOf(rate, currency);
	return cost && { cost };
}

/**
 * The bought label; undefined while there is none, whatever the HTTP status said. Letter mail has no tracking number: that is blank then.
 */
export function labelOf(shipment: Shipment): ReturnLabel | undefined {
	const { postage_label: file, tracking_code: trackingNumber, selected_rate: rate, tracker } = shipment;
	const labelUrl = file?.label_url || file?.label_pdf_url || file?.label_zpl_url || file?.label_epl2_url;
	if (!labelUrl) return undefined;
	const code = shipment.forms?.find(({ form_type: type }) => type === codeForm)?.form_url;
	return {
		id: shipment.id,
		carrier: rate?.carrier ?? 'EasyPost',
		...(rate && { service: rate.service, ...costOf(rate) }),
		trackingNumber: trackingNumber ?? '',
		...(tracker?.public_url && { trackingUrl: tracker.public_url }),
		labelUrl,
		labelFormat: formatOf(file?.label_file_type, labelUrl),
		...(code && { code: { url: code } }),
		testMode: shipment.mode === 'test',
		messages: messagesOf(shipment),
		providerIds: { 'easypost.shipment': shipment.id, ...(tracker && { 'easypost.tracker': tracker.id }) },
	};
}

/** What is told of a label that was to be insured, and is not: postage is bought all the same where the insurance is refused. */
export function uninsured({ insurance, fees }: Shipment, insured: Money | undefined): string[] {
	const isInsured = Number(insurance ?? 0) > 0 || fees?.some(({ type }) => type === 'InsuranceFee');
	return !insured || isInsured
		? []
		: [
				`EasyPost does not say that this label is insured for ${format(insured)}. Look at it in EasyPost's dashboard, and insure it there.`,
			];
}

/** The form that is a code, from which a post office prints the label. */
export const codeForm = 'label_qr_code';

/** The address of a label's file in a format; undefined when EasyPost has not made one. */
export function fileUrlOf({ postage_label: file }: Shipment, format: LabelFormat): string | undefined {
	const made = { PDF: file?.label_pdf_url, ZPL: file?.label_zpl_url, PNG: undefined }[format];
	if (made) return made;
	return file?.label_url && formatOf(file.label_file_type, file.label_url) === format ? file.label_url : undefined;
}

/** By what EasyPost says of the file, else by the end of its address. */
function formatOf(mime: string | null | undefined, url: string): string {
	const said = (mime ?? '').toLowerCase();
	const ending = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? '';
	return (
		['PNG', 'PDF', 'ZPL', 'EPL2'].find((one) => said.includes(one.toLowerCase())) ??
		{ png: 'PNG', zpl: 'ZPL', epl2: 'EPL2' }[ending] ??
		'PDF'
	);
}

/** What carriers said besides, each a sentence for people. */
export function messagesOf(shipment: Pick<Shipment, 'messages'>): string[] {
	return shipment.messages.flatMap(({ carrier, message }) => toldBy(carrier, message));
}

/** Whether the carrier was asked to give the label's price back, and has not refused. */
export function isGivenBack({ refund_status: status }: Pick<Shipment, 'refund_status'>): boolean {
	return status === 'submitted' || status === 'refunded';
}

/** A shipment that is the label of a return and has not been given back. A return's reference is on no parcel to a customer, so one that does not say what it is counts. */
export function isLabelFor(shipment: Shipment, reference: string): boolean {
	return shipment.reference === reference && shipment.is_return !== false && !isGivenBack(shipment);
}
