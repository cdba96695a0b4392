import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	factsOutput,
	outcome,
	effectOptions,
	referenceProperty,
	roundOf,
	type OperationContext,
} from '../../../shared/operation';
import { EffectError } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import { findReturn, readReturn, type ReturnDocument } from '../../goods/returnDocument';
import { connect } from '../../transport/connect';

export const option = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel return',
	description: 'Call off what has not come back yet',
};

export const description: INodeProperties[] = [referenceProperty, effectOptions];

const Transfer = z.object({ id: z.string(), name: z.string() });
/** With the return's first transfer; without: Odoo has none. */
const Canceled = Transfer.partial().extend({
	/** Transfers that nothing comes back on any more. */
	canceled: z.array(Transfer),
	/** Transfers that were received before and stay. */
	received: z.array(Transfer),
	/** For people: why nothing was canceled. */
	message: z.string().optional(),
});
type Canceled = z.infer<typeof Canceled>;

export const asTool = 'whenAllowed';

export const output = factsOutput.extend({
	cancellation: Canceled.extend({ outcome: z.enum([...outcome.options, 'nothing_to_do']) }),
});

/** Calls off what has not come back yet. What was received stays received; a return that Odoo does not know needs nothing. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const odoo = await connect(context);
	const find = async () => await findReturn(odoo, reference);
	// Somebody may make the document again, or late: what is open then is canceled in a round of its own.
	const { key, round } = await roundOf(context, 'odoo.cancel', reference, async () => !open(await find()).length);

	const effect: Effect<Canceled> = {
		key,
		kind: 'odoo.cancel',
		async lookUp() {
			const document = await find();
			return open(document).length ? undefined : shown(document);
		},
		async act() {
			const document = await find();
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
		},
		preview: async () => {
			const document = await find();
			return { canceled: open(document).map(named), received: received(document) };
		},
	};

	const done = await context.perform('cancellation', effect, ({ id, name, canceled }) =>
		id && canceled.length
			? [
					{
						source: 'odoo',
						id: `${reference}.return.canceled${round > 1 ? `/${round}` : ''}`,
						type: 'return_document.canceled',
						data: { id, system: 'odoo', name },
					},
				]
			: [],
	);
	const cancellation = done.cancellation as IDataObject;
	return cancellation.message ? { ...done, cancellation: { ...cancellation, outcome: 'nothing_to_do' } } : done;
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
