import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { performedOrNot, effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { isKept, isNothingExpected, nothingExpected } from '../../../shared/case/expected';
import type { Effect } from '../../../shared/effect';
import { connect } from '../../transport/connect';
import { findCall } from '../../transport/calls';
import { documentKey } from '../../transport/table';
import { receivingOf } from '../../records/configuration';
import { makeReturn } from '../../goods/makeReturn';
import { orderCall, readOrder } from '../../sale/order';
import { planReturn } from '../../sale/returnable';
import { assertNotCanceled, findReturn, makeReady, type ReturnDocument } from '../../goods/returnDocument';
import { orderName, orderProperty, wantedLines } from '../inputs';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create return',
	description: 'Make the transfer that the goods come back on',
};

export const description: INodeProperties[] = [
	referenceProperty,
	orderProperty,
	{
		displayName: 'Lines',
		name: 'lines',
		type: 'json',
		default: '',
		placeholder: '[{ "sku": "TEE-BLUE-M", "quantity": 1 }]',
		description: 'What shall come back, by SKU. Leave blank to take the approved pieces of the case.',
	},
	effectOptions,
];

const ReturnCreated = z.object({ id: z.string(), name: z.string(), state: z.string() });
type ReturnCreated = z.infer<typeof ReturnCreated>;

const ReturnPreview = z.object({
	state: z.literal('dry_run'),
	lines: z.array(z.object({ line: z.string(), sku: z.string(), quantity: z.number() })),
	operationType: z.number().int(),
	location: z.number().int(),
});
type ReturnPreview = z.infer<typeof ReturnPreview>;

export const asTool = 'whenAllowed';

/** `message` says why no document is needed. */
export const output = performedOrNot(
	'return',
	ReturnCreated.merge(ReturnPreview.partial()).extend({ state: z.string() }),
);

/** Creates the return document once, ready to receive; without goods that the customer keeps. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const state = await context.findCase();
	if (state && isNothingExpected(state)) return { return: { outcome: 'nothing_to_do', message: nothingExpected } };
	const wanted = async () => (await wantedLines(context)).filter(({ line }) => !state || !isKept(state, line));
	const odoo = await connect(context);
	const settings = (await context.settings()).odoo;

	let looked: ReturnDocument | undefined | null = null;
	const effect: Effect<ReturnCreated | ReturnPreview> = {
		key: reference,
		kind: 'odoo.return',
		async lookUp() {
			const found = (looked = await findReturn(odoo, reference));
			if (!found) return undefined;
			assertNotCanceled(found.root);
			return found.root.state === 'draft' || found.root.state === 'confirmed' ? undefined : shown(found.root);
		},
		async act() {
			if (looked === null) {
				const name = await orderName(context).catch(() => undefined); // when the return is there, nobody asks for the order
				if (name) await odoo.ahead(() => [findCall(documentKey(reference)), orderCall(name)]);
			}
			// Made since then, it is found under its key.
			const known = looked === null ? await findReturn(odoo, reference) : looked;
			if (known) assertNotCanceled(known.root);
			return shown(
				await makeReady(
					odoo,
					known?.root ?? {
						id: await makeReturn(odoo, reference, await orderName(context), await wanted(), settings),
					},
				),
			);
		},
		async preview() {
			const order = await readOrder(odoo, await orderName(context));
			const { location, operationType } = await receivingOf(odoo.forCompany(order.order.company_id), settings);
			const lines = planReturn(await wanted(), order).map(({ wanted: { line, sku }, quantity }) => ({
				line,
				sku,
				quantity,
			}));
			return { state: 'dry_run', lines, operationType, location };
		},
	};

	return await context.perform('return', effect, (result) => {
		const { id, name } = result as ReturnCreated;
		return [
			{
				source: 'odoo',
				id: `${reference}.return`,
				type: 'return_document.created',
				data: { id, system: 'odoo', name },
				references: { 'odoo.return': id },
			},
		];
	});
}

function shown({ id, name, state }: { id: number; name: string; state: string }): ReturnCreated {
	return { id: String(id), name, state };
}
