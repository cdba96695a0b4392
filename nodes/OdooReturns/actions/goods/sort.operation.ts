import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { lineOf } from '../../../shared/case/state';
import { outOfTurnCode } from '../../../shared/case/store';
import { effectOptions, EffectError, invalidInput, referenceProperty, type Effect, type OperationContext } from '../../../shared/effect';
import { Inspection, type StockMovement } from '../../../shared/model';
import { Move, Picking } from '../../documents/answers';
import { internalTypeOf, locationOf } from '../../documents/configuration';
import { productsOf } from '../../documents/products';
import { movesOf } from '../../documents/receipt';
import { requireReturn } from '../../documents/returnDocument';
import { compared, sortTable, stockAt, type Sorted } from '../../documents/sorting';
import { connect } from '../../transport/connect';
import { documentKey } from '../../transport/table';
import { jsonParam, nameOf } from '../inputs';

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Inspection',
		name: 'inspection',
		type: 'json',
		default: '={{ $json.event?.data?.inspection }}',
		placeholder: 'e.g. {{ $json.inspection }}',
		description: 'What was looked at and where each piece goes. The default takes it from the event; blank takes the last inspection of the case.',
	},
	effectOptions,
];

interface Moved {
	id: string;
	name: string;
	movements: StockMovement[];
	/** Pieces at every place this touched, before (when this run did it) and after. */
	availability: Array<{ sku: string; location: number; before?: number; after: number }>;
}

/** Moves inspected goods to where they belong, in one transfer per inspection. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const inspection = await inspectionOf(context);
	const settings = (await context.settings()).odoo;
	const odoo = await connect(context);
	const document = await requireReturn(odoo, reference);
	const own = odoo.forCompany(document.root.company_id);
	const from = document.root.location_dest_id!;
	const sorted = await sortedLines();
	const key = documentKey(reference, 'disp', inspection.id);

	const effect: Effect<Moved | Pick<Moved, 'movements' | 'availability'>> = {
		key: `${reference}/${inspection.id}`,
		kind: 'odoo.sort',
		async lookUp() {
			const id = await own.find(key);
			if (!id) return undefined;
			const transfer = await own.get('stock.picking', Picking, id);
			return transfer.state === 'done' ? await result(transfer) : undefined;
		},
		async act() {
			const before = await stockAt(own, sorted, from);
			const [id] = await own.load('stock.picking', sortTable(reference, inspection.id, sorted, { operationType: await internalTypeOf(own, settings), from }));
			let transfer = await own.get('stock.picking', Picking, id);
			if (transfer.state === 'cancel') throw new EffectError(`Transfer ${transfer.name} of this inspection was canceled in Odoo`, { category: 'rejected', connection: 'odoo', advice: 'Delete the canceled transfer in Odoo, then replay the step.' });
			if (transfer.state === 'draft') await own.act('stock.picking', 'action_confirm', [id]);
			if (transfer.state !== 'done') {
				await own.act('stock.picking', 'action_assign', [id]);
				const moves = await own.search('stock.move', Move, [['picking_id', '=', id], ['state', '!=', 'cancel']]);
				if (moves.some((move) => move.quantity < move.product_uom_qty - 1e-6)) throw notThere(transfer.name);
				await own.act('stock.picking', 'button_validate', [id], { skip_backorder: true, skip_sms: true, skip_expired: true });
				transfer = await own.get('stock.picking', Picking, id);
			}
			if (transfer.state !== 'done') throw new EffectError(`Odoo did not book transfer ${transfer.name}`, { category: 'rejected', connection: 'odoo', advice: 'Open the transfer in Odoo and press Validate: it asks what is missing. Then replay the step.' });
			return await result(transfer, before);
		},
		async preview() {
			return { movements: movements(), availability: compared(undefined, await stockAt(own, sorted, from)) };
		},
	};

	function movements(id?: number): StockMovement[] {
		const providerIds: Record<string, string> = id ? { 'odoo.transfer': String(id) } : {};
		return sorted.map(({ line, quantity, destination }) => ({ line, quantity, destination, providerIds }));
	}

	async function result({ id, name }: Picking, before?: Awaited<ReturnType<typeof stockAt>>): Promise<Moved> {
		return { id: String(id), name, movements: movements(id), availability: compared(before, await stockAt(own, sorted, from)) };
	}

	async function sortedLines(): Promise<Sorted[]> {
		const found = await context.findCase();
		const products = await productsOf(own, document);
		return inspection.lines.map((one) => {
			const line = found && lineOf(found, one);
			const name = line ? nameOf(line) : { line: one.line ?? one.sku ?? '', sku: one.sku ?? one.line ?? '' };
			const [move] = movesOf(document, name, products);
			if (!move) throw invalidInput(`${name.sku || name.line} is not on return document ${document.root.name}`, 'Compare the inspection with the return; book goods that do not belong to it in Odoo by hand.', 'inspection');
			return { ...name, sku: name.sku || products.skuOf(move.product_id), quantity: one.quantity, destination: one.destination, move, units: one.quantity * products.unitsOf(move), location: locationOf(settings, one.destination) };
		});
	}

	return await context.perform('sorting', effect, (moved) => [
		{ source: 'odoo', id: `${reference}.sort.${inspection.id}`, type: 'stock.updated', data: { movements: moved.movements, system: 'odoo' } },
	]);
}

async function inspectionOf(context: OperationContext): Promise<Inspection> {
	const given = jsonParam(context, 'inspection', Inspection, 'An inspection looks like {"id": "I-1", "lines": [{"sku": "TEE-BLUE-M", "quantity": 1, "destination": "restock"}]}.');
	const last = given ?? (await context.requireCase()).inspections.at(-1);
	if (!last) throw invalidInput('Nothing was inspected for this return yet', 'Record the inspection first (Return Case: Record Inspection), or set Inspection.', 'inspection');
	return last;
}

function notThere(name: string): EffectError {
	return new EffectError(`The goods for transfer ${name} are not all at the inspection location yet`, { category: 'retryable', code: outOfTurnCode, retryAfterMs: 60_000, advice: 'Odoo Returns: Receive Goods must have booked them first. It is tried again; when it stays, look in Odoo at who took them.' });
}
