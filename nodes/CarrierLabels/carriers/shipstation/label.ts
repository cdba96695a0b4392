import { z } from 'zod';
import { add, cutText, toDecimal, type Address, type Money, type ReturnLabel } from '../../../shared/model';
import type { LabelFormat, LabelRequest, Offer, Quote } from '../carrier';
import { leftOut, priceOf, text } from '../price';

const Amount = z.object({ currency: z.unknown(), amount: z.unknown() }).nullish().catch(undefined);

export const Carriers = z.object({
	carriers: z
		.array(
			z
				.object({
					carrier_id: z.string(),
					carrier_code: text,
					friendly_name: text,
					allows_returns: z.boolean().nullish().catch(undefined),
				})
				.nullable()
				.catch(null),
		)
		.transform((all) => all.filter((one) => one !== null)),
});

const Rate = z.object({
	carrier_id: z.string(),
	carrier_code: text,
	carrier_friendly_name: text,
	service_code: z.string(),
	shipping_amount: Amount,
	insurance_amount: Amount,
	confirmation_amount: Amount,
	other_amount: Amount,
	delivery_days: z.number().nullish().catch(undefined),
	warning_messages: z.array(z.string()).catch([]),
	error_messages: z.array(z.string()).catch([]),
});
type Rate = z.infer<typeof Rate>;
const rates = z.array(Rate.nullable().catch(null)).catch([]);

export const Rates = z.object({
	rate_response: z.object({
		rates,
		invalid_rates: rates,
		errors: z.array(z.object({ message: text }).catch({})).catch([]),
	}),
});
export type Rates = z.infer<typeof Rates>;

/** A label of ShipStation's API, as far as it is read here. */
export const Label = z.object({
	label_id: z.string(),
	status: z.enum(['processing', 'completed', 'error', 'voided']).catch('processing'),
	voided: z.boolean().nullish().catch(undefined),
	shipment_cost: Amount,
	insurance_cost: Amount,
	tracking_number: text,
	carrier_code: text,
	service_code: text,
	charge_event: text,
	label_format: text,
	tracking_status: text,
	label_download: z.object({ href: text, pdf: text, png: text, zpl: text }).nullish().catch(undefined),
	paperless_download: z.object({ href: text, instructions: text, handoff_code: text }).nullish().catch(undefined),
	refund_details: z.object({ refund_status: text }).nullish().catch(undefined),
});
export type Label = z.infer<typeof Label>;

/**
 * Body of POST /rates. Addresses as the parcel travels, as ShipStation's own guides write a return label
 * (docs/facts/carriers.md#shipstation-takes-a-return-as-it-travels).
 */
export function ratesRequestOf(request: LabelRequest, carrierIds: string[]): object {
	return {
		rate_options: { carrier_ids: carrierIds, is_return: true },
		shipment: shipmentOf(request),
	};
}

/** Body of POST /labels. The reference is the shipment's external id, by which the label is found again. */
export function labelRequestOf(request: LabelRequest, offer: Pick<Offer, 'id'>): object {
	const [carrier_id, service_code] = offer.id.split('|');
	return {
		shipment: {
			...shipmentOf(request),
			carrier_id,
			service_code,
			external_shipment_id: externalId(request.reference),
			is_return: true,
		},
		is_return_label: true,
		...(request.payOnScan && { charge_event: 'on_carrier_acceptance' }),
		...(request.code && { display_scheme: request.code === 'instead' ? 'paperless' : 'label_and_paperless' }),
		rma_number: request.reference,
		label_format: request.format.toLowerCase(),
		label_layout: '4x6',
		label_download_type: 'url',
		validate_address: 'no_validation',
	};
}

/** ShipStation takes 50 characters; it stands in an address, so no slash is in it. */
export function externalId(reference: string): string {
	return reference.replaceAll('/', '-').slice(0, 50);
}

function shipmentOf({ from, to, parcel: { weight, length, width, height }, insured }: LabelRequest): object {
	return {
		...(insured && { insurance_provider: 'carrier' }),
		ship_from: addressOf(from),
		ship_to: addressOf(to),
		packages: [
			{
				weight: { value: weight, unit: 'gram' },
				dimensions: { unit: 'centimeter', length, width, height },
				...(insured && {
					insured_value: { currency: insured.currency.toLowerCase(), amount: Number(toDecimal(insured)) },
				}),
			},
		],
	};
}

function addressOf({ name, company, street1, street2, city, state, postalCode, country, phone, email }: Address) {
	const fields = {
		name,
		phone,
		email,
		company_name: company,
		address_line1: street1,
		address_line2: street2,
		city_locality: city,
		// Needed there, also in countries that have none.
		state_province: state || city,
		postal_code: postalCode,
		country_code: country,
	};
	return {
		...Object.fromEntries(Object.entries(fields).filter(([, value]) => value)),
		address_residential_indicator: 'unknown',
	};
}

export function quoteOf({ rate_response: { rates: given, invalid_rates: invalid, errors } }: Rates): Quote {
	const all = [...given, ...invalid].filter((one) => one !== null);
	const read = given.map((rate) => ({ rate, offer: rate ? offerOf(rate) : undefined }));
	return {
		offers: read.flatMap(({ offer }) => offer ?? []),
		messages: [
			...all.flatMap((rate) =>
				[...rate.error_messages, ...rate.warning_messages].map((said) =>
					cutText(`${rate.carrier_friendly_name ?? rate.carrier_code ?? ''}: ${said}`, 300),
				),
			),
			...errors.flatMap(({ message }) => (message ? [cutText(message, 300)] : [])),
			...read.flatMap(({ rate, offer }) =>
				offer
					? []
					: [
							leftOut(
								[rate?.carrier_friendly_name ?? rate?.carrier_code, rate?.service_code],
								rate?.shipping_amount?.amount,
							),
						],
			),
		],
	};
}

/** What a rate costs is the sum of its parts. */
function offerOf(rate: Rate): Offer | undefined {
	const cost = sumOf(rate.shipping_amount, rate.insurance_amount, rate.confirmation_amount, rate.other_amount);
	return (
		cost && {
			id: `${rate.carrier_id}|${rate.service_code}`,
			carrier: rate.carrier_friendly_name ?? rate.carrier_code ?? rate.carrier_id,
			service: rate.service_code,
			cost,
			...(typeof rate.delivery_days === 'number' && { days: rate.delivery_days }),
		}
	);
}

function sumOf(first: z.infer<typeof Amount>, ...others: Array<z.infer<typeof Amount>>): Money | undefined {
	const total = priceOf(first?.amount, first?.currency);
	if (!total) return undefined;
	return others
		.flatMap((one) => priceOf(one?.amount, one?.currency) ?? [])
		.filter(({ currency }) => currency === total.currency)
		.reduce(add, total);
}

/** The bought label; undefined while there is none, whatever the HTTP status said, and when it was voided. */
export function labelOf(label: Label): ReturnLabel | undefined {
	const url = fileOf(label, formatOf(label)) ?? label.label_download?.href ?? '';
	const code = codeOf(label);
	// Of a label that is only a code there is no file.
	if ((!url && !code) || label.status === 'error') return undefined;
	const cost = sumOf(label.shipment_cost, label.insurance_cost);
	return {
		id: label.label_id,
		carrier: label.carrier_code ?? 'ShipStation',
		...(label.service_code && { service: label.service_code }),
		...(cost && { cost }),
		...(code && { code }),
		trackingNumber: label.tracking_number ?? '',
		labelUrl: url,
		labelFormat: formatOf(label),
		testMode: false,
		messages: [],
		providerIds: { 'shipstation.label': label.label_id },
	};
}

/** The code that a drop-off point prints the label from; undefined when the carrier has none. */
function codeOf({ paperless_download: given }: Label): ReturnLabel['code'] {
	const { href: url, handoff_code: code, instructions } = given ?? {};
	if (!url && !code) return undefined;
	return { ...(url && { url }), ...(code && { text: code }), ...(instructions && { instructions }) };
}

const formatOf = ({ label_format: said }: Label): LabelFormat =>
	(['PDF', 'PNG', 'ZPL'] as const).find((format) => format === said?.toUpperCase()) ?? 'PDF';

/** The address of a label's file; undefined when ShipStation has not made one. */
export function fileOf({ label_download: files }: Label, format: LabelFormat): string | undefined {
	return files?.[format.toLowerCase() as 'pdf' | 'png' | 'zpl'] ?? undefined;
}
