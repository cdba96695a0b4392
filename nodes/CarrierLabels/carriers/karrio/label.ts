import { z } from 'zod';
import { toDecimal, type Address, type ReturnLabel } from '../../../shared/model';
import type { LabelRequest, Offer, Quote } from '../carrier';
import { pieceOf } from '../extras';
import { leftOut, priceOf, text } from '../price';
import { toldBy } from '../said';

const Rate = z.object({
	id: z.string(),
	carrier_name: z.string(),
	service: text,
	currency: z.unknown(),
	total_charge: z.unknown(),
	transit_days: z.number().nullish().catch(undefined),
});
type Rate = z.infer<typeof Rate>;

/** A shipment of Karrio's API, as far as it is read here. */
export const Shipment = z.object({
	id: z.string(),
	status: z.string().catch('draft'),
	rates: z.array(Rate.nullable().catch(null)).catch([]),
	selected_rate: Rate.nullish().catch(undefined),
	reference: text,
	is_return: z.boolean().nullish().catch(undefined),
	carrier_name: text,
	service: text,
	tracking_number: text,
	tracking_url: text,
	label_url: text,
	label_type: text,
	test_mode: z.boolean().catch(false),
	created_at: text,
	messages: z
		.array(
			z
				.object({ message: z.unknown(), carrier_name: text })
				.or(z.string().transform((message) => ({ message, carrier_name: undefined })))
				.catch({ message: '' }),
		)
		.catch([]),
});
export type Shipment = z.infer<typeof Shipment>;

/**
 * Body of POST /v1/shipments. Karrio wants a return as if the goods went out, and turns it round itself
 * (docs/facts/carriers.md#karrio-turns-a-return-round): `recipient` is the customer, `shipper` the shop.
 */
export function shipmentOf({ from, to, parcel, reference, format, customs, insured }: LabelRequest): object {
	return {
		shipper: addressOf(to),
		recipient: addressOf(from),
		parcels: [
			{
				weight: parcel.weight / 1000,
				weight_unit: 'KG',
				length: parcel.length,
				width: parcel.width,
				height: parcel.height,
				dimension_unit: 'CM',
			},
		],
		is_return: true,
		label_type: format,
		reference,
		...(customs && { customs: customsOf(customs) }),
		...(insured && { options: { insurance: Number(toDecimal(insured)), currency: insured.currency } }),
	};
}

/** What customs want, by the piece: Karrio multiplies value and weight itself. */
function customsOf({ signer, invoiceNumber, items }: NonNullable<LabelRequest['customs']>): object {
	return {
		content_type: 'return_merchandise',
		certify: true,
		signer: signer.slice(0, 50),
		invoice: invoiceNumber.slice(0, 50),
		commodities: items.map((item) => {
			const { description, sku, quantity, hsCode, origin } = item;
			const { value, weight } = pieceOf(item);
			return {
				title: description.slice(0, 200),
				description: description.slice(0, 200),
				quantity,
				weight: weight / 1000,
				weight_unit: 'KG',
				value_amount: Number(toDecimal(value)),
				value_currency: value.currency,
				...(sku && { sku: sku.slice(0, 100) }),
				...(hsCode && { hs_code: hsCode }),
				...(origin && { origin_country: origin }),
			};
		}),
	};
}

/** An address as Karrio writes it. */
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
		person_name: name,
		company_name: company,
		address_line1: street1,
		address_line2: street2,
		city,
		state_code: state,
		postal_code: postalCode,
		country_code: country,
		phone_number: phone,
		email,
	};
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
}

export function quoteOf(shipment: Shipment): Quote {
	const read = shipment.rates.map((rate) => ({ rate, offer: rate ? offerOf(rate) : undefined }));
	return {
		offers: read.flatMap(({ offer }) => offer ?? []),
		messages: [
			...messagesOf(shipment),
			...read.flatMap(({ rate, offer }) =>
				offer ? [] : [leftOut([rate?.carrier_name, rate?.service], rate?.total_charge)],
			),
		],
	};
}

function offerOf(rate: Rate): Offer | undefined {
	const cost = priceOf(rate.total_charge, rate.currency);
	return (
		cost && {
			id: rate.id,
			carrier: rate.carrier_name,
			service: rate.service ?? '',
			cost,
			...(typeof rate.transit_days === 'number' && { days: rate.transit_days }),
		}
	);
}

function messagesOf({ messages }: Shipment): string[] {
	return messages.flatMap(({ message, carrier_name: carrier }) => toldBy(carrier, message));
}

/** The bought label; undefined while there is none, whatever the HTTP status said. `at`: where the server is, whose addresses may be short. */
export function labelOf(shipment: Shipment, at: string): ReturnLabel | undefined {
	const { id, label_url: url, selected_rate: rate, tracking_url: trackingUrl } = shipment;
	if (!url || shipment.status === 'draft' || !URL.canParse(url, at)) return undefined;
	const cost = rate && priceOf(rate.total_charge, rate.currency);
	return {
		id,
		carrier: shipment.carrier_name ?? rate?.carrier_name ?? 'Karrio',
		...((shipment.service ?? rate?.service) && { service: shipment.service ?? rate?.service ?? undefined }),
		...(cost && { cost }),
		trackingNumber: shipment.tracking_number ?? '',
		...(trackingUrl && { trackingUrl }),
		labelUrl: new URL(url, at).href,
		labelFormat: shipment.label_type || 'PDF',
		testMode: shipment.test_mode,
		messages: messagesOf(shipment),
		providerIds: { 'karrio.shipment': id },
	};
}
