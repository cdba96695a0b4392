import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { runEffect, type Effect } from '../../../shared/effect';
import { outcome, realOption, type OperationContext, jsonParam } from '../../../shared/operation';
import type { Picking } from '../../records/answers';
import { customersOf, receivingOf } from '../../records/configuration';
import { originOfParcel, parcelKey } from '../../goods/parcel';
import { bookStrays, contentOf, legsOfStrays, Stray, type StrayPlace } from '../../goods/strays';
import { findTransfer } from '../../goods/transfer';
import { connect } from '../../transport/connect';
import { parcelOf, parcelProperty } from '../inputs';

export const option = {
	name: 'Receive Unidentified',
	value: 'receiveUnidentified',
	action: 'Receive unidentified parcel',
	description: 'Book a parcel that nobody knows the return of',
};

export const description: INodeProperties[] = [
	parcelProperty,
	{
		displayName: 'Goods',
		name: 'lines',
		type: 'json',
		default: '={{ $json.lines }}',
		placeholder: '[{ "sku": "TEE-BLUE-M", "quantity": 1 }]',
		description:
			"What was in the parcel: SKU, pieces, and serial numbers where the product has them. Odoo's own unit counts: single pieces, also of what is sold in packs.",
	},
	realOption,
];

/** No case, so no step of a case to end. */
export const endsStep = false as const;

const Received = z.object({
	id: z.string().optional(),
	name: z.string().optional(),
	parcel: z.string(),
	lines: z.array(Stray),
	/** What could not be booked, and why. */
	unbooked: z.array(Stray.extend({ reason: z.string() })),
});
type Received = z.infer<typeof Received>;

const Lines = z
	.array(
		z.object({
			sku: z.string().min(1),
			quantity: z.number().int().positive(),
			serials: z.array(z.string()).default([]),
		}),
	)
	.min(1);

export const asTool = 'whenAllowed';

export const output = z.object({ unidentified: Received.partial({ unbooked: true }).extend({ outcome }) });

/** Books a parcel into the inspection location that nobody knows the return of, once, until it is matched with one. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const parcel = parcelOf(context);
	const strays = jsonParam(context, 'lines', Lines, 'Give a list such as [{"sku": "TEE-BLUE-M", "quantity": 1}].');
	if (!strays)
		throw invalidInput(
			'It is not said what was in the parcel',
			'Set Goods, e.g. [{"sku": "TEE-BLUE-M", "quantity": 1}].',
			'lines',
		);
	const odoo = await connect(context);
	const key = parcelKey(parcel);

	const effect: Effect<Received> = {
		key: parcel,
		kind: 'odoo.parcel',
		async lookUp() {
			const made = await findTransfer(odoo, key);
			return made?.state === 'done' ? await result(made) : undefined;
		},
		act: async () => await result(await bookStrays(odoo, key, originOfParcel(parcel), strays, await place())),
		async preview() {
			const legs = await legsOfStrays(odoo, strays, await place());
			return {
				parcel,
				lines: legs.map(({ quantity, lots, sku }) => ({ sku, quantity, serials: lots.map(({ name }) => name) })),
			};
		},
	};

	async function place(): Promise<StrayPlace> {
		const { operationType, location } = await receivingOf(odoo, (await context.settings()).odoo);
		return { operationType, customers: await customersOf(odoo), inspection: location };
	}

	async function result(made: Picking | undefined): Promise<Received> {
		const lines = made ? await contentOf(odoo.forCompany(made.company_id), made.id) : [];
		return {
			...(made && { id: String(made.id), name: made.name }),
			parcel,
			lines,
			unbooked: unbookedOf(strays!, lines),
		};
	}

	// Without a case there is nothing that a claim could be settled with: the key in Odoo keeps a repeat from booking twice.
	const done = await runEffect(effect, { dryRun: context.dryRun });
	return { unidentified: { ...done.result, outcome: done.outcome } };
}

function unbookedOf(strays: Stray[], lines: Stray[]): Received['unbooked'] {
	const left = new Map(lines.map(({ sku, quantity }) => [sku, quantity]));
	const known = lines.flatMap(({ serials }) => serials);
	return strays.flatMap(({ sku, quantity, serials }) => {
		const booked = Math.min(quantity, left.get(sku) ?? 0);
		left.set(sku, (left.get(sku) ?? 0) - booked);
		const reason =
			'Odoo has no such product (or several), or the serial number is missing, unknown to Odoo or in stock';
		return booked < quantity
			? [{ sku, quantity: quantity - booked, serials: serials.filter((name) => !known.includes(name)), reason }]
			: [];
	});
}
