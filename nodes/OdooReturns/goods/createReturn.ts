import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import type { NewEvent, Settings } from '../../shared/model';
import { receivingOf } from '../records/configuration';
import { orderCall, readOrder, type OrderName } from '../sale/order';
import { planReturn, type Wanted } from '../sale/returnable';
import { findCall } from '../transport/calls';
import type { Odoo } from '../transport/odoo';
import { documentKey } from '../transport/table';
import { makeReturn } from './makeReturn';
import { assertNotCanceled, findReturn, makeReady, type ReturnDocument } from './returnDocument';

export const ReturnCreated = z.object({ id: z.string(), name: z.string(), state: z.string() });

export type ReturnCreated = z.infer<typeof ReturnCreated>;

export const ReturnPreview = z.object({
	state: z.literal('dry_run'),
	lines: z.array(z.object({ line: z.string(), sku: z.string(), quantity: z.number() })),
	operationType: z.number().int(),
	location: z.number().int(),
});

export type ReturnPreview = z.infer<typeof ReturnPreview>;

/** A return document to be made; the order and the pieces are asked for only when it is not there yet. */
export interface Creating {
	odoo: Odoo;
	reference: string;
	settings: Settings['odoo'];
	orderName(): Promise<OrderName>;
	wanted(): Promise<Wanted[]>;
}

/** Makes the return document once, ready to receive. */
export function creatingEffect(creating: Creating): Effect<ReturnCreated | ReturnPreview> {
	const { odoo, reference } = creating;
	let looked: ReturnDocument | undefined | null = null;
	return {
		key: reference,
		kind: 'odoo.return',
		async lookUp() {
			const found = (looked = await findReturn(odoo, reference));
			if (!found) return undefined;
			assertNotCanceled(found.root);
			return found.root.state === 'draft' || found.root.state === 'confirmed' ? undefined : shown(found.root);
		},
		async act() {
			// Made since then, it is found under its key.
			const known = looked === null ? await findWithOrder(creating) : looked;
			if (known) assertNotCanceled(known.root);
			return shown(await makeReady(odoo, known?.root ?? { id: await make(creating) }));
		},
		preview: async () => await previewOf(creating),
	};
}

/** What the case learns. */
export function creatingEvents(reference: string, { id, name }: ReturnCreated): NewEvent[] {
	return [
		{
			source: 'odoo',
			id: `${reference}.return`,
			type: 'return_document.created',
			data: { id, system: 'odoo', name },
			references: { 'odoo.return': id },
		},
	];
}

/** The document, read in one request with the order that it is made for. */
async function findWithOrder({ odoo, reference, orderName }: Creating): Promise<ReturnDocument | undefined> {
	const name = await orderName().catch(() => undefined); // when the return is there, nobody asks for the order
	if (name) await odoo.ahead(() => [findCall(documentKey(reference)), orderCall(name)]);
	return await findReturn(odoo, reference);
}

async function make({ odoo, reference, settings, orderName, wanted }: Creating): Promise<number> {
	return await makeReturn(odoo, reference, await orderName(), await wanted(), settings);
}

async function previewOf({ odoo, settings, orderName, wanted }: Creating): Promise<ReturnPreview> {
	const order = await readOrder(odoo, await orderName());
	const { location, operationType } = await receivingOf(odoo.forCompany(order.order.company_id), settings);
	const lines = planReturn(await wanted(), order).map(({ wanted: { line, sku }, quantity }) => ({
		line,
		sku,
		quantity,
	}));
	return { state: 'dry_run', lines, operationType, location };
}

function shown({ id, name, state }: { id: number; name: string; state: string }): ReturnCreated {
	return { id: String(id), name, state };
}
