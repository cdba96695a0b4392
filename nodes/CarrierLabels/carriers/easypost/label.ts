import { z } from 'zod';
import { EffectError } from '../../../shared/model/effectError';
import { fromNumber, type Address, type Money, type ReturnLabel } from '../../../shared/model';
import type { LabelFormat, LabelRequest, Parcel, RateChoice } from '../carrier';

const gramsPerOunce = 28.349523125;
const centimetresPerInch = 2.54;

const Rate = z.object({
	id: z.string(),
	carrier: z.string(),
	service: z.string(),
	rate: z.coerce.number(),
	currency: z.string().transform((code) => code.toUpperCase()),
	delivery_days: z.number().nullish(),
	est_delivery_days: z.number().nullish(),
});
type Rate = z.infer<typeof Rate>;

const Message = z.object({ carrier: z.string().nullish(), message: z.unknown() });

/** A shipment of EasyPost's API, as far as it is read here. */
export const Shipment = z.object({
	id: z.string(),
	mode: z.string().nullish(),
	is_return: z.boolean().nullish(),
	reference: z.string().nullish(),
	refund_status: z.string().nullish(),
	tracking_code: z.string().nullish(),
	rates: z.array(Rate).nullish(),
	selected_rate: Rate.nullish(),
	messages: z.array(Message).nullish(),
	postage_label: z
		.object({
			label_url: z.string().nullish(),
			label_pdf_url: z.string().nullish(),
			label_zpl_url: z.string().nullish(),
			label_file_type: z.string().nullish(),
		})
		.nullish(),
	tracker: z
		.object({
			id: z.string(),
			public_url: z.string().nullish(),
			status: z.string().nullish(),
			status_detail: z.string().nullish(),
		})
		.nullish(),
});
export type Shipment = z.infer<typeof Shipment>;

/**
 * Body of POST /shipments for a return. EasyPost wants a return in OUTBOUND orientation: `to_address` is the customer,
 * `from_address` the shop, and `is_return` sends the parcel back to from_address
 * (docs/facts/carriers.md#easypost-takes-a-return-in-outbound-orientation).
 */
export function shipmentOf({ from, to, parcel, reference, format }: LabelRequest): object {
	return {
		shipment: {
			is_return: true,
			to_address: addressOf(from),
			from_address: addressOf(to),
			parcel: parcelOf(parcel),
			reference,
			options: { label_format: format, print_custom_1: reference.slice(0, 35) },
		},
	};
}

function addressOf({
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
	const up = (value: number) => Math.ceil(Number((value * 10).toFixed(6))) / 10;
	return {
		weight: up(weight / gramsPerOunce),
		length: up(length / centimetresPerInch),
		width: up(width / centimetresPerInch),
		height: up(height / centimetresPerInch),
	};
}

/** The rate to buy. Throws EffectError with what the carriers said when none fits. */
export function chooseRate(shipment: Shipment, choice: RateChoice): Rate {
	const rates = shipment.rates ?? [];
	const said = messagesOf(shipment).join(' ');
	if (!rates.length)
		throw refused(
			`No carrier offers this return${said ? `: ${said}` : ''}`,
			"Check the customer's address, the parcel's size and weight, and the carrier accounts at EasyPost.",
			'no_rates',
		);
	if (choice.by === 'service') {
		const wanted = plain(choice.service);
		const named = rates.filter(
			({ carrier, service }) => plain(service) === wanted || plain(`${carrier}${service}`) === wanted,
		);
		if (named.length) return cheapestOf(named);
		throw refused(
			`No carrier offers "${choice.service}" for this return`,
			`Offered are: ${rates.map(({ carrier, service }) => `${carrier} ${service}`).join(', ')}.`,
			'no_such_service',
		);
	}
	if (choice.by === 'cheapest') return cheapestOf(rates);
	const days = (rate: Rate) => rate.delivery_days ?? rate.est_delivery_days ?? Number.POSITIVE_INFINITY;
	const fewest = Math.min(...rates.map(days));
	return cheapestOf(rates.filter((rate) => days(rate) === fewest));
}

const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

function cheapestOf(rates: Rate[]): Rate {
	if (new Set(rates.map(({ currency }) => currency)).size > 1)
		throw refused(
			"The carriers' prices are in several currencies and cannot be compared",
			'Choose a service by its name.',
			'several_currencies',
		);
	return rates.reduce((best, rate) => (costOf(rate).amount < costOf(best).amount ? rate : best));
}

function costOf({ rate, currency }: Rate): Money {
	return fromNumber(rate, currency);
}

/** The bought label; undefined while there is none, whatever the HTTP status said. */
export function labelOf(shipment: Shipment): ReturnLabel | undefined {
	const { postage_label: file, tracking_code: trackingNumber, selected_rate: rate, tracker } = shipment;
	const labelUrl = file?.label_url || file?.label_pdf_url || file?.label_zpl_url;
	if (!labelUrl || !trackingNumber) return undefined;
	return {
		id: shipment.id,
		carrier: rate?.carrier ?? 'EasyPost',
		...(rate && { service: rate.service, cost: costOf(rate) }),
		trackingNumber,
		...(tracker?.public_url && { trackingUrl: tracker.public_url }),
		labelUrl,
		labelFormat: formatOf(file?.label_file_type),
		testMode: shipment.mode === 'test',
		messages: messagesOf(shipment),
		providerIds: { 'easypost.shipment': shipment.id, ...(tracker && { 'easypost.tracker': tracker.id }) },
	};
}

/** The address of a label's file in a format; undefined when EasyPost has not made one. */
export function fileUrlOf({ postage_label: file }: Shipment, format: LabelFormat): string | undefined {
	if (file && formatOf(file.label_file_type) === format) return file.label_url ?? undefined;
	return (format === 'PDF' ? file?.label_pdf_url : format === 'ZPL' ? file?.label_zpl_url : undefined) ?? undefined;
}

function formatOf(mime: string | null | undefined): string {
	return { 'image/png': 'PNG', 'application/pdf': 'PDF', 'application/zpl': 'ZPL' }[mime ?? ''] ?? 'PDF';
}

/** What carriers said besides, each a sentence for people. */
export function messagesOf(shipment: Pick<Shipment, 'messages'>): string[] {
	return (shipment.messages ?? []).map(({ carrier, message }) =>
		`${carrier ? `${carrier}: ` : ''}${typeof message === 'string' ? message : JSON.stringify(message)}`.slice(0, 300),
	);
}

/** Whether the carrier was asked to give the label's price back, and has not refused. */
export function isGivenBack({ refund_status: status }: Pick<Shipment, 'refund_status'>): boolean {
	return status === 'submitted' || status === 'refunded';
}

/** A shipment that is the label of a return and has not been given back. */
export function isLabelFor(shipment: Shipment, reference: string): boolean {
	return shipment.reference === reference && !!shipment.is_return && !isGivenBack(shipment);
}

function refused(message: string, advice: string, code: string): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'easypost', advice, code });
}
