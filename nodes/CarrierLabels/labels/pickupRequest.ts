import type { IDataObject } from 'n8n-workflow';
import { instantOf, invalidInput, type Address } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import type { Carrier } from '../carriers';
import { addressOf, merged } from '../carriers/labelRequest';
import type { PickupRequest } from '../carriers/pickup';
import { isFrom } from './labelsOf';

/** The pickup that the node's parameters and the case ask for. Throws EffectError naming what is missing. */
export async function pickupRequestOf(context: OperationContext, service: Carrier): Promise<PickupRequest> {
	const state = await context.findCase();
	const named = String(context.param<unknown>('labelId', '') ?? '').trim();
	const known = (state?.labels ?? []).filter((label) => !label.voided && isFrom(service, label)).map(({ id }) => id);
	const labels = named ? [named] : [...new Set(known)];
	if (!labels.length)
		throw invalidInput(
			'There is no label for the parcel that shall be fetched',
			'Buy one with Return Label: Create first, or fill in Label ID.',
			'labelId',
		);
	const { timeZone } = await context.settings();
	const from = timeOf(context, 'fetchFrom', timeZone);
	const until = timeOf(context, 'fetchUntil', timeZone);
	if (until <= from)
		throw invalidInput('Until is not after From', 'Give the hours in which the carrier may come.', 'fetchUntil');
	const number = Math.max(1, Math.trunc(context.param<number>('pickupNumber', 1)) || 1);
	return {
		reference: `${context.requireReference()}/P${number}`,
		labels,
		address: placeOf(context, state?.customer?.address ?? state?.order?.customer?.address, state?.customer),
		from,
		until,
		timeZone,
		note: String(context.param<unknown>('driverNote', '') ?? '').trim(),
	};
}

function placeOf(context: OperationContext, known: Address | undefined, customer?: { email?: string }): Address {
	const address = addressOf(
		merged({ ...(customer?.email && { email: customer.email }), ...known }, context.param<IDataObject>('from', {})),
		'from',
		"The customer's address",
		'Find the order first, so that the case knows the customer, or fill in Customer Address.',
	);
	for (const field of ['email', 'phone'] as const)
		if (!address[field])
			throw invalidInput(
				`The customer's ${field === 'email' ? 'e-mail address' : 'phone number'} is not known`,
				'A carrier that fetches a parcel wants both. Fill it in under Customer Address.',
				`from.${field}`,
			);
	return address;
}

/** What was typed as an instant, without parts of a second. */
function timeOf(context: OperationContext, name: string, zone: string): string {
	const typed = String(context.param<unknown>(name, '') ?? '').trim();
	const time = instantOf(typed, zone);
	if (!time)
		throw invalidInput(
			typed ? `"${typed}" is no time` : 'It is not said when the carrier shall come',
			'Give day and time, e.g. 2026-12-01T10:00.',
			name,
		);
	return time.replace(/\.\d+Z$/, 'Z');
}
