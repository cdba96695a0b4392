import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { EffectError, type NewEvent } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { findReturn, readReturn, type ReturnDocument } from './returnDocument';

const Transfer = z.object({ id: z.string(), name: z.string() });

/** With the return's first transfer; without: Odoo has none. */
export const Canceled = Transfer.partial().extend({
	/** Transfers that nothing comes back on any more. */
	canceled: z.array(Transfer),
	/** Transfers that were received before and stay. */
	received: z.array(Transfer),
	/** For people: why nothing was canceled. */
	message: z.string().optional(),
});

export type Canceled = z.infer<typeof Canceled>;

/** Kind of the effect that cancels a return. */
export const cancelKind = 'odoo.cancel';

/** Whether nothing comes back on it any more. */
export async function isCalledOff(odoo: Odoo, reference: string): Promise<boolean> {
	return !open(await findReturn(odoo, reference)).length;
}

/** Calls off what has not come back yet. */
export function cancelingEffect(odoo: Odoo, reference: string, key: string): Effect<Canceled> {
	const find = async () => await findReturn(odoo, reference);
	return {
		key,
		kind: cancelKind,
		async lookUp() {
			const document = await find();
			return open(document).length ? undefined : shown(document);
		},
		act: async () => await cancelNow(await find()),
		async preview() {
			const document = await find();
			return { canceled: open(document).map(named), received: received(document) };
		},
	};
}

/** What the case learns. `round`: how often it was canceled, from 1. */
export function cancelingEvents(reference: string, round: number, { id, name, canceled }: Canceled): NewEvent[] {
	if (!id || !canceled.length) return [];
	return [
		{
			source: 'odoo',
			id: `${reference}.return.canceled${round > 1 ? `/${round}` : ''}`,
			type: 'return_document.canceled',
			data: { id, system: 'odoo', name },
		},
	];
}

async function cancelNow(document: ReturnDocument | undefined): Promise<Canceled> {
	const ids = open(document).map(({ id }) => id);
	if (!document || !ids.length) return shown(document);
	const { own } = document;
	let refusal: unknown;
	await own.act('stock.picking', 'action_cancel', ids).catch((error: unknown) => (refusal = error));
	const after = await readReturn(own, document.root.id);
	// Received or canceled by a person in that very moment: then Odoo refuses, and nothing is open.
	if (refusal && (open(after).length || !(refusal instanceof EffectError) || refusal.category !== 'rejected'))
		throw refusal;
	return shown(after);
}

function open(document: ReturnDocument | undefined) {
	return document?.pickings.filter(({ state }) => state !== 'done' && state !== 'cancel') ?? [];
}

function received(document: ReturnDocument | undefined) {
	return document?.pickings.filter(({ state }) => state === 'done').map(named) ?? [];
}

function shown(document: ReturnDocument | undefined): Canceled {
	if (!document)
		return {
			canceled: [],
			received: [],
			message: 'Odoo has no return document of this return: there is nothing to cancel.',
		};
	const canceled = document.pickings.filter(({ state }) => state === 'cancel').map(named);
	const result = { ...named(document.root), canceled, received: received(document) };
	return canceled.length
		? result
		: {
				...result,
				message: `All goods of return ${document.root.name} were received already, and stay. Return: Undo sends them back to the customer.`,
			};
}

function named({ id, name }: { id: number; name: string }): z.infer<typeof Transfer> {
	return { id: String(id), name };
}
