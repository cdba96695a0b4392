import { z } from 'zod';
import { EffectError, invalidInput } from '../../../shared/model';
import type { CarrierApi } from '../carrier';
import type { PickupRequest, Pickups } from '../pickup';
import { text } from '../price';
import { toldBy } from '../said';
import { addressOf, Rate, Transaction } from './label';
import { send } from './send';

const Ordered = z.object({
	object_id: z.string(),
	status: text,
	confirmation_code: text,
	messages: z.array(z.unknown()).nullish().catch(undefined),
});

/**
 * Pickups of Shippo, which shows and cancels none that was ordered (docs/facts/carriers.md#shippo-shows-no-pickup). So one is ordered only where it can be noted
 * that it was, and after a doubt a person has to look.
 */
export const pickups: Pickups = {
	most: 100,

	async find(_api, _request, { progress }) {
		if (progress.asked) throw inDoubt();
		return undefined;
	},

	async create(api, request, memory) {
		if (!api.remembers)
			throw new EffectError(
				'Shippo shows no pickup that was ordered, so without a case store it could be ordered twice',
				{
					category: 'configuration',
					connection: 'shippo',
					advice: 'Choose a Return Case credential in this node.',
				},
			);
		const { provider, carrier_account: account } = await soldBy(api, request.labels);
		await memory.note({ asked: request.from });
		try {
			const body = bodyOf(request, account);
			const question = { method: 'POST', path: '/pickups/', body, answer: Ordered } as const;
			const { object_id: id, status, confirmation_code: code, messages } = await send(api, question);
			if (status === 'ERROR' || status === 'CANCELLED') throw nobodyComes(messages ?? []);
			const { from, until, labels } = request;
			return { id, carrier: provider, confirmation: code ?? '', from, until, labels };
		} catch (error) {
			if (error instanceof EffectError && error.category === 'unknown_outcome') throw inDoubt(error);
			await memory.note({ asked: '' });
			throw error;
		}
	},
};

/** Who sold the labels, and by which account of the shop's: all the same. */
async function soldBy(api: CarrierApi, labels: string[]): Promise<{ provider: string; carrier_account: string }> {
	const sellers = new Map<string, string>();
	for (const label of labels) {
		const { rate } = await send(api, {
			method: 'GET',
			path: `/transactions/${encodeURIComponent(label)}`,
			answer: Transaction,
		});
		const known =
			typeof rate === 'string'
				? await send(api, { method: 'GET', path: `/rates/${encodeURIComponent(rate)}`, answer: Rate })
				: rate;
		sellers.set(known?.carrier_account ?? '', known?.provider ?? '');
	}
	const [[account, provider]] = sellers;
	if (account && sellers.size === 1) return { provider, carrier_account: account };
	throw invalidInput(
		account
			? `These parcels are of several carriers: ${[...sellers.values()].join(', ')}`
			: 'Who takes this parcel is not known at Shippo any more',
		'Name one in Label ID, and give the next one another Pickup Number; or call the carrier.',
		'labelId',
	);
}

/** Body of POST /pickups/. */
function bodyOf({ reference, labels, address, from, until, note }: PickupRequest, account: string): object {
	return {
		carrier_account: account,
		location: {
			building_location_type: 'Knock on Door',
			...(note && { instructions: note }),
			address: addressOf(address),
		},
		transactions: labels,
		requested_start_time: from,
		requested_end_time: until,
		metadata: reference,
	};
}

function nobodyComes(messages: unknown[]): EffectError {
	const said = messages.flatMap((one) => toldBy(undefined, one)).join(' ');
	return new EffectError(`No carrier comes for this parcel then${said ? `. ${said}` : ''}`, {
		category: 'rejected',
		connection: 'shippo',
		advice: 'Choose another day or longer hours, or let the customer hand the parcel in.',
	});
}

function inDoubt(cause?: EffectError): EffectError {
	return new EffectError(
		'Shippo may have been asked for a pickup, and tells nobody whether somebody comes',
		{
			category: 'unknown_outcome',
			connection: 'shippo',
			httpStatus: cause?.details.httpStatus,
			code: cause?.details.code,
			advice:
				"Look in Shippo's dashboard, or ask the carrier. If nobody comes, order it under another Pickup Number. Then complete this step.",
		},
		{ cause },
	);
}
