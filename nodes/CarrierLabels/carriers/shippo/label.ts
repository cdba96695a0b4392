import { z } from 'zod';
import { toDecimal, type Address, type ReturnLabel } from '../../../shared/model';
import type { LabelFormat, LabelRequest, Offer, Quote } from '../carrier';
import { leftOut, priceOf, text } from '../price';
import { toldBy } from '../said';

const Message = z
	.object({ source: text, text: z.unknown() })
	.or(z.string().transform((said) => ({ source: undefined, text: said })))
	.catch({});
const messages = z.array(Message).nullish().catch(undefined);

/** A rate of Shippo's API, as far as it is read here. */
export const Rate = z.object({
	object_id: z.string(),
	provider: z.string(),
	carrier_account: text,
	servicelevel: z.object({ token: text, name: text }).nullish().catch(undefined),
	amount: z.unknown(),
	currency: z.unknown(),
	estimated_days: z.number().nullish().catch(undefined),
});
export type Rate = z.infer<typeof Rate>;

export const Shipment = z.object({
	object_id: z.string(),
	rates: z.array(Rate.nullable().catch(null)).catch([]),
	messages,
});
export type Shipment = z.infer<typeof Shipment>;

/** A transaction: a label that was ordered. Fields are null where the official types say that they are not. */
export const Transaction = z.object({
	object_id: z.string(),
	object_created: text,
	/** Blank when Shippo does not say. */
	status: z.string().catch(''),
	rate: z.union([z.string(), Rate]).nullish().catch(undefined),
	metadata: text,
	tracking_number: text,
	tracking_status: z
		.union([z.string(), z.object({ status: text }).transform(({ status }) => status ?? undefined)])
		.nullish()
		.catch(undefined),
	tracking_url_provider: text,
	label_url: text,
	label_file_type: text,
	test: z.boolean().nullish().catch(undefined),
	qr_code_url: text,
	messages,
});
export type Transaction = z.infer<typeof Transaction>;

/** How Shippo calls a format when a label is bought; later there is no other one. */
const fileTypes: Record<LabelFormat, string> = { PDF: 'PDF', PNG: 'PNG', ZPL: 'ZPLII' };

/**
 * Body of POST /shipments/. A prepaid return has the addresses as the parcel travels, and no mark of a return. With the mark (`is_return`) Shippo
 * makes a label that is paid when it is scanned, for USPS, UPS and FedEx only, and turns the addresses round itself
 * (docs/facts/carriers.md#shippo-has-two-kinds-of-returns).
 */
export function shipmentOf({ from, to, parcel, reference, customs, insured, payOnScan, code }: LabelRequest): object {
	return {
		address_from: addressOf(payOnScan ? to : from),
		address_to: addressOf(payOnScan ? from : to),
		parcels: [
			{
				length: String(parcel.length),
				width: String(parcel.width),
				height: String(parcel.height),
				distance_unit: 'cm',
				weight: String(parcel.weight),
				mass_unit: 'g',
			},
		],
		extra: {
			reference_1: reference,
			...(payOnScan && { is_return: true }),
			...(code && { qr_code_requested: true }),
			...(insured && {
				insurance: { amount: toDecimal(insured), currency: insured.currency, content: 'Returned goods' },
			}),
		},
		...(customs && { customs_declaration: customsOf(customs, from.country) }),
		metadata: reference,
		async: false,
	};
}

/** Values and weights are those of all pieces of a line; an exemption is named for what leaves the United States. */
function customsOf({ signer, invoiceNumber, items }: NonNullable<LabelRequest['customs']>, from: string): object {
	return {
		contents_type: 'RETURN_MERCHANDISE',
		non_delivery_option: 'RETURN',
		certify: true,
		certify_signer: signer,
		invoice: invoiceNumber,
		...(from === 'US' && { eel_pfc: 'NOEEI_30_37_a' }),
		items: items.map(({ description, sku, quantity, value, weight, hsCode, origin }) => ({
			description: description.slice(0, 255),
			quantity,
			net_weight: String(weight),
			mass_unit: 'g',
			value_amount: toDecimal(value),
			value_currency: value.currency,
			...(sku && { sku_code: sku }),
			...(hsCode && { tariff_number: hsCode.slice(0, 12) }),
			...(origin && { origin_country: origin }),
		})),
	};
}

/** An address as Shippo writes it. */
export function addressOf({ postalCode, ...address }: Address): Record<string, string> {
	const { name, company, street1, street2, city, state, country, phone, email } = address;
	const fields = { name, company, street1, street2, city, state, zip: postalCode, country, phone, email };
	return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => !!entry[1]));
}

/** Body of POST /transactions/, which buys. */
export function transactionOf(rate: string, { reference, format }: Pick<LabelRequest, 'reference' | 'format'>): object {
	return { rate, label_file_type: fileTypes[format], metadata: reference, async: false };
}

export function quoteOf({ rates, messages: said }: Shipment): Quote {
	const read = rates.map((rate) => ({ rate, offer: rate ? offerOf(rate) : undefined }));
	return {
		offers: read.flatMap(({ offer }) => offer ?? []),
		messages: [
			...messagesOf(said),
			...read.flatMap(({ rate, offer }) =>
				offer ? [] : [leftOut(rate ? [rate.provider, serviceOf(rate)] : [], rate?.amount)],
			),
		],
	};
}

function offerOf(rate: Rate): Offer | undefined {
	const cost = priceOf(rate.amount, rate.currency);
	return (
		cost && {
			id: rate.object_id,
			carrier: rate.provider,
			service: serviceOf(rate),
			cost,
			...(typeof rate.estimated_days === 'number' && { days: rate.estimated_days }),
		}
	);
}

const serviceOf = ({ servicelevel }: Rate) => servicelevel?.token ?? servicelevel?.name ?? '';

export function messagesOf(said: Transaction['messages']): string[] {
	return (said ?? []).flatMap(({ source, text: given }) => toldBy(source, given));
}

/** The bought label; undefined while there is none, whatever the HTTP status said. */
export function labelOf(transaction: Transaction, rate: Rate | undefined): ReturnLabel | undefined {
	const {
		object_id: id,
		label_url: labelUrl,
		tracking_number: number,
		tracking_url_provider: trackingUrl,
		qr_code_url: code,
	} = transaction;
	if (!labelUrl) return undefined;
	const cost = rate && priceOf(rate.amount, rate.currency);
	return {
		id,
		carrier: rate?.provider ?? 'Shippo',
		...(rate && { service: serviceOf(rate) }),
		...(cost && { cost }),
		trackingNumber: number ?? '',
		...(trackingUrl && { trackingUrl }),
		labelUrl,
		labelFormat: formatOf(transaction),
		...(code && { code: { url: code } }),
		testMode: transaction.test === true,
		messages: messagesOf(transaction.messages),
		providerIds: { 'shippo.transaction': id },
	};
}

/** The format a label was bought in: Shippo says it, else the end of its address does. */
export function formatOf({
	label_file_type: said,
	label_url: url,
}: Pick<Transaction, 'label_file_type' | 'label_url'>): string {
	const named = `${said ?? ''} ${/\.([a-z0-9]+)(?:[?#]|$)/i.exec(url ?? '')?.[1] ?? ''}`.toUpperCase();
	return (['PNG', 'ZPL', 'PDF'] as const).find((format) => named.includes(format)) ?? 'PDF';
}
