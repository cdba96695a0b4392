import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import {
	performed,
	effectOptions,
	referenceProperty,
	type OperationContext,
	jsonParam,
} from '../../../shared/operation';
import type { Effect } from '../../../shared/effect';
import { lineOf } from '../../../shared/case/apply';
import { SaleLine, type Picking } from '../../records/answers';
import { productsOf } from '../../goods/products';
import { requireReturn, requireWholeReturn } from '../../goods/returnDocument';
import { contentOf, Stray } from '../../goods/strays';
import { deliverBack } from '../../goods/sendBack';
import { findTransfer } from '../../goods/transfer';
import { legsOfUndo, undoKey, type Unwanted } from '../../goods/undo';
import { connect } from '../../transport/connect';
import { nameOf } from '../inputs';

export const option = {
	name: 'Undo',
	value: 'undo',
	action: 'Undo return',
	description: 'Send received goods back to the customer in the books',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Lines',
		name: 'lines',
		type: 'json',
		default: '',
		placeholder: '[{ "sku": "TEE-BLUE-M", "quantity": 1 }]',
		description: 'What goes back to the customer, by SKU. Leave blank for everything that was received.',
	},
	{
		displayName: 'Undo ID',
		name: 'undoId',
		type: 'string',
		default: '1',
		description: 'Names this undo: the same one is made once. A second undo of the same return needs another ID.',
	},
	effectOptions,
];

const Undone = z.object({
	id: z.string().optional(),
	name: z.string().optional(),
	lines: z.array(Stray),
	warnings: z.array(z.string()),
});
type Undone = z.infer<typeof Undone>;

const Lines = z
	.array(
		z.object({
			line: z.string().optional(),
			sku: z.string().default(''),
			quantity: z.number().int().positive(),
			serials: z.array(z.string()).default([]),
		}),
	)
	.min(1);

export const asTool = 'whenAllowed';

export const output = performed('undo', Undone);

/** Takes a receipt back, once: the goods leave the inspection location for the customer again, and count as delivered. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const id = context.param<unknown>('undoId', '1');
	const key = undoKey(reference, String(id || '1'));
	const unwanted = await unwantedLines(context);
	const odoo = await connect(context);

	const effect: Effect<Undone> = {
		key: `${reference}/${key}`,
		kind: 'odoo.undo',
		async lookUp() {
			const made = await findTransfer(odoo, key);
			return made?.state === 'done' ? await result(made) : undefined;
		},
		async act() {
			return await result(await deliverBack(around, reference, key, unwanted));
		},
		async preview() {
			const { document, own, products } = await around();
			const legs = await legsOfUndo(own, document, products, unwanted, document.all, undefined);
			return {
				lines: legs.map(({ product, quantity, lots }): Stray => ({
					sku: products.skuOf(product),
					quantity,
					serials: lots.map(({ name }) => name),
				})),
				warnings: [],
			};
		},
	};

	async function around() {
		const document = await requireWholeReturn(odoo, reference);
		const own = odoo.forCompany(document.root.company_id);
		return { document, own, products: await productsOf(own, document) };
	}

	async function result({ id: transfer, name, company_id }: Picking): Promise<Undone> {
		const own = odoo.forCompany(company_id);
		const { moves } = await requireReturn(own, reference);
		const sold = await own.read(
			'sale.order.line',
			SaleLine,
			moves.flatMap(({ sale_line_id }) => sale_line_id ?? []),
		);
		// Credited pieces were taken off the ordered quantity, so that nobody bills them; now the customer has them again.
		const warnings = sold
			.filter((line) => line.qty_delivered > line.product_uom_qty + 1e-6)
			.map(
				(line) =>
					`The customer has ${line.qty_delivered - line.product_uom_qty} x "${line.name.split('\n')[0]}" again that was credited; raise the ordered quantity in Odoo and bill it, or cancel the credit note.`,
			);
		return { id: String(transfer), name, lines: await contentOf(own, transfer), warnings };
	}

	return await context.perform('undo', effect, (undone) => [
		{
			source: 'odoo',
			id: key,
			type: 'return_document.undone',
			data: { id: undone.id!, system: 'odoo', lines: undone.lines.map(({ sku, quantity }) => ({ sku, quantity })) },
		},
	]);
}

async function unwantedLines(context: OperationContext): Promise<Unwanted[] | undefined> {
	const given = jsonParam(
		context,
		'lines',
		Lines,
		'Give a list such as [{"sku": "TEE-BLUE-M", "quantity": 1}], or leave it blank to send everything back that was received.',
	);
	const found = given && (await context.findCase());
	return given?.map(({ line, sku, quantity, serials }) => {
		const known = found && lineOf(found, { line, sku });
		return { ...(known ? nameOf(known) : { line: line ?? sku, sku: sku || (line ?? '') }), quantity, serials };
	});
}
