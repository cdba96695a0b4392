import { z } from 'zod';
import { toDecimal, type Address, type ReturnLabel } from '../../../shared/model';
import type { LabelRequest, Offer, Quote } from '../carrier';
import { pieceOf } from '../extras';
import { priceOf, text } from '../price';

const Price = z.object({ value: z.unknown(), currency: z.unknown() }).nullish().catch(undefined);

const Option = z.object({
	code: z.string(),
	carrier: z.object({ name: text, code: text }).nullish().catch(undefined),
	contract: z.object({ id: z.coerce.number().int().positive() }).nullish().catch(undefined),
	quotes: z
		.array(
			z.object({
				price: z.object({ total: Price }).nullish().catch(undefined),
				lead_time: z.number().nullish().catch(undefined),
			}),
		)
		.nullish()
		.catch(undefined),
});
type Option = z.infer<typeof Option>;

export const Options = z.object({
	data: z
		.array(Option.nullable().catch(null))
		.nullish()
		.transform((all) => (all ?? []).filter((one) => one !== null)),
	message: text,
});
export type Options = z.infer<typeof Options>;

/** What creating a return answers. */
export const Made = z.object({ return_id: z.union([z.number(), z.string().min(1)]) });

/** A return of Sendcloud's API, as far as it is read here. Its own id is in no answer but that of creating it. */
export const Return = z.object({
	id: z.number().nullish().catch(undefined),
	order_number: text,
	shipping_option: z.object({ code: text }).nullish().catch(undefined),
	label_url: text,
	label: z.object({ label_printer: text }).nullish().catch(undefined),
	label_cost: Price,
	tracking_number: text,
	tracking_url: text,
	is_cancellable: z.boolean().nullish().catch(undefined),
	status_history: z
		.array(z.object({ parent_status: text, carrier_update_timestamp: text, carrier_message: text }).catch({}))
		.catch([]),
	errors: z
		.array(z.object({ detail: text }).catch({}))
		.nullish()
		.catch(undefined),
});
export type Return = z.infer<typeof Return>;

/** Body of POST /shipping-options: what takes a return of this parcel, and for how much. */
export function optionsRequestOf({ from, to, parcel }: LabelRequest): object {
	return {
		from_country_code: from.country,
		from_postal_code: from.postalCode,
		to_country_code: to.country,
		to_postal_code: to.postalCode,
		parcels: [
			{
				weight: { value: String(parcel.weight / 1000), unit: 'kg' },
				dimensions: {
					length: String(parcel.length),
					width: String(parcel.width),
					height: String(parcel.height),
					unit: 'cm',
				},
			},
		],
		functionalities: { returns: true },
		calculate_quotes: true,
	};
}

/** Body of POST /returns: addresses as the parcel travels. The type of `ship_with` is always said, for its default is the older one. */
export function returnOf(request: LabelRequest, { id }: Pick<Offer, 'id'>): object {
	const { from, to, parcel, reference, insured, customs } = request;
	const [contract, code] = [id.slice(0, id.indexOf(' ')), id.slice(id.indexOf(' ') + 1)];
	return {
		from_address: addressOf(from),
		to_address: addressOf(to),
		ship_with: {
			type: 'shipping_option_code',
			shipping_option_code: code,
			...(contract && { contract: Number(contract) }),
		},
		weight: { value: parcel.weight / 1000, unit: 'kg' },
		dimensions: { length: parcel.length, width: parcel.width, height: parcel.height, unit: 'cm' },
		...(insured && { total_insured_value: { value: Number(toDecimal(insured)), currency: insured.currency } }),
		...(customs && customsOf(customs)),
		order_number: reference,
		external_reference: reference,
		send_tracking_emails: false,
	};
}

/** What customs want, by the piece. */
function customsOf({ invoiceNumber, items }: NonNullable<LabelRequest['customs']>): object {
	return {
		customs_information: { invoice_number: invoiceNumber.slice(0, 40), export_reason: 'returned_goods' },
		parcel_items: items.map((item) => {
			const { description, sku, quantity, hsCode, origin } = item;
			const { value, weight } = pieceOf(item);
			return {
				description: description.slice(0, 255),
				quantity,
				price: { value: Number(toDecimal(value)), currency: value.currency },
				weight: { value: weight / 1000, unit: 'kg' },
				...(sku && { sku }),
				...(hsCode && { hs_code: hsCode }),
				...(origin && { origin_country: origin }),
			};
		}),
	};
}

/** An address as Sendcloud writes it. */
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
}: Address) {
	const fields = {
		name,
		company_name: company,
		address_line_1: street1,
		address_line_2: street2,
		postal_code: postalCode,
		city,
		// As ISO 3166-2 has it: IT-RM.
		state_province_code: state && (state.includes('-') ? state : `${country}-${state}`),
		country_code: country,
		phone_number: phone,
		email,
	};
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
}

/** The id of an offer is its contract, which may be blank, and its code. */
export function quoteOf({ data, message }: Options): Quote {
	return { offers: data.map(offerOf), messages: message && !data.length ? [message] : [] };
}

function offerOf({ code, carrier, contract, quotes }: Option): Offer {
	const [quote] = quotes ?? [];
	const cost = priceOf(quote?.price?.total?.value, quote?.price?.total?.currency);
	return {
		id: `${contract?.id ?? ''} ${code}`,
		carrier: carrier?.name ?? carrier?.code ?? 'Sendcloud',
		service: code,
		...(cost && { cost }),
		// Hours.
		...(typeof quote?.lead_time === 'number' && { days: Math.ceil(quote.lead_time / 24) }),
	};
}

/** The label of a return; undefined while the carrier has not made it. `id`: the return's, or its parcel's. */
export function labelOf(found: Return, id: string): ReturnLabel | undefined {
	const url = found.label?.label_printer ?? found.label_url;
	if (!url) return undefined;
	const { shipping_option: option, tracking_url: trackingUrl } = found;
	const cost = priceOf(found.label_cost?.value, found.label_cost?.currency);
	return {
		id,
		carrier: carrierOf(found),
		...(option?.code && { service: option.code }),
		...(cost && { cost }),
		trackingNumber: found.tracking_number ?? '',
		...(trackingUrl && { trackingUrl }),
		labelUrl: url,
		labelFormat: 'PDF',
		testMode: false,
		messages: [],
		providerIds: { 'sendcloud.return': id },
	};
}

/** The carrier is the first part of the option's code: `dpd:return/return`. */
export const carrierOf = ({ shipping_option: option }: Return) => option?.code?.split(':')[0] || 'Sendcloud';

/** The parcel of a return whose own id nobody heard, as an id that cannot be taken for one: `parcel 7`. Undefined before it has a label. */
export function parcelIdOf({ label, label_url: url }: Return): string | undefined {
	const number = /\/parcels\/(\d+)\//.exec(label?.label_printer ?? url ?? '')?.[1];
	return number && `parcel ${number}`;
}
