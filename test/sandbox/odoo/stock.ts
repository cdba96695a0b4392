import { missing, userError, type Context, type OdooDb, type Row } from './db';
import { quantityOf } from './models';

const nothing =
	"Transfer trouble alert! Validating a zero quantity transfer? You're not moving invisible goods around are you?\nSet some quantities and let's get moving!";
const open = (move: Row) => move.state !== 'done' && move.state !== 'cancel';

/** What a warehouse does with transfers: confirm, reserve, book, leave a backorder, cancel. One unit of measure, no lots. */
export class OdooStock {
	constructor(
		private readonly db: OdooDb,
		private readonly now: () => string,
	) {}

	/** The name that a new transfer gets from its operation type. */
	nameOf(type: unknown): string {
		const { sequence_code: code } = this.db.one('stock.picking.type', type);
		return `WH/${String(code)}/${String(this.db.where('stock.picking', { picking_type_id: type }).length + 1).padStart(5, '0')}`;
	}

	confirm(ids: number[]): true {
		for (const picking of this.pickings(ids).filter(({ state }) => state === 'draft')) {
			for (const move of this.moves(picking).filter(({ state }) => state === 'draft'))
				this.db.update('stock.move', move, { state: 'confirmed' });
			this.reserve(picking);
		}
		return true;
	}

	assign(ids: number[]): true {
		for (const picking of this.pickings(ids)) {
			if (!this.moves(picking).some(open)) throw userError('Nothing to check the availability for.');
			if (picking.state === 'draft') this.confirm([picking.id]);
			this.reserve(picking);
		}
		return true;
	}

	cancel(ids: number[]): true {
		for (const picking of this.pickings(ids)) {
			for (const move of this.moves(picking)) {
				if (move.state === 'done')
					throw userError(
						"You cannot cancel a stock move that has been set to 'Done'. Create a return in order to reverse the moves which took place.",
					);
				this.release(move, () => true);
				this.db.update('stock.move', move, { state: 'cancel' });
			}
			this.db.update('stock.picking', picking, { state: 'cancel' });
		}
		return true;
	}

	/** `true`, or the question that Odoo's screen would ask: then nothing is booked. */
	validate(ids: number[], context: Context): true | object {
		for (const picking of this.pickings(ids)) {
			if (picking.state === 'done') continue;
			if (picking.state === 'draft') this.confirm([picking.id]);
			const moves = this.moves(picking).filter(open);
			const lines = moves.flatMap((move) => this.db.where('stock.move.line', { move_id: move.id }));
			const picked = lines.some((line) => line.picked) ? lines.filter((line) => line.picked) : lines;
			if (!picked.some(({ quantity }) => Number(quantity) > 0)) throw userError(nothing);
			const taken = (move: Row) =>
				picked.filter((line) => line.move_id === move.id).reduce((sum, line) => sum + Number(line.quantity), 0);
			const short = moves.some((move) => taken(move) < Number(move.product_uom_qty));
			const asks = this.db.one('stock.picking.type', picking.picking_type_id).create_backorder === 'ask';
			if (short && asks && !context.skip_backorder)
				return {
					type: 'ir.actions.act_window',
					name: 'Create Backorder?',
					res_model: 'stock.backorder.confirmation',
					target: 'new',
					context: { button_validate_picking_ids: [picking.id] },
				};
			const dropped = (context.picking_ids_not_to_backorder as number[] | undefined)?.includes(picking.id) ?? false;
			this.book(picking, moves, taken, picked, dropped);
		}
		return true;
	}

	private book(picking: Row, moves: Row[], taken: (move: Row) => number, picked: Row[], dropped: boolean): void {
		const rest: Row[] = [];
		for (const move of moves) {
			const quantity = taken(move);
			const left = Number(move.product_uom_qty) - quantity;
			this.release(move, (line) => !picked.includes(line));
			if (quantity === 0) {
				rest.push(move);
				continue;
			}
			if (left > 0)
				rest.push(this.db.insert('stock.move', { ...without(move), product_uom_qty: left, state: 'confirmed' }));
			for (const line of picked.filter((one) => one.move_id === move.id)) {
				this.unreserve(line);
				this.put(move.product_id, move.location_id, -Number(line.quantity));
				this.put(move.product_id, move.location_dest_id, Number(line.quantity));
				this.db.update('stock.move.line', line, { picked: true });
			}
			this.db.update('stock.move', move, { state: 'done', date: this.now(), product_uom_qty: quantity });
		}
		this.db.update('stock.picking', picking, { state: 'done', date_done: this.now() });
		if (!rest.length) return;
		const backorder = this.db.insert('stock.picking', {
			...without(picking),
			name: this.nameOf(picking.picking_type_id),
			state: 'confirmed',
			return_id: false,
			backorder_id: picking.id,
			date_done: false,
		});
		for (const move of rest) this.db.update('stock.move', move, { picking_id: backorder.id });
		if (dropped) this.cancel([backorder.id]);
		else this.reserve(backorder);
	}

	/** Sets aside what there is. Places that are not the company's own (customers, vendors) have any quantity. */
	private reserve(picking: Row): void {
		const moves = this.moves(picking).filter(open);
		for (const move of moves) {
			const wanted = Number(move.product_uom_qty) - quantityOf(this.db, move);
			const own = this.db.one('stock.location', move.location_id).usage === 'internal';
			const quantity = own ? Math.min(wanted, this.available(move.product_id, move.location_id)) : wanted;
			if (quantity > 0) {
				this.db.insert('stock.move.line', {
					picking_id: picking.id,
					move_id: move.id,
					product_id: move.product_id,
					product_uom_id: move.product_uom,
					location_id: move.location_id,
					location_dest_id: move.location_dest_id,
					quantity,
				});
				if (own) this.hold(move.product_id, move.location_id, quantity);
			}
			const reserved = quantityOf(this.db, move);
			this.db.update('stock.move', move, {
				state:
					reserved >= Number(move.product_uom_qty) ? 'assigned' : reserved > 0 ? 'partially_available' : 'confirmed',
			});
		}
		if (moves.length)
			this.db.update('stock.picking', picking, {
				state: moves.some(({ state }) => state !== 'confirmed') ? 'assigned' : 'confirmed',
			});
	}

	/** So many pieces of a move are taken, whatever is reserved or there: Odoo lets the shelf go below zero. */
	setQuantity(move: Row, { quantity, picked }: Record<string, unknown>): void {
		if (move.state === 'cancel')
			throw userError('You cannot change a cancelled stock move, create a new line instead.');
		const [line, ...others] = this.db.where('stock.move.line', { move_id: move.id });
		for (const one of others) {
			this.unreserve(one);
			this.db.remove('stock.move.line', one.id);
		}
		if (line) {
			this.unreserve(line);
			this.db.update('stock.move.line', line, { quantity, picked });
			return;
		}
		this.db.insert('stock.move.line', {
			picking_id: move.picking_id,
			move_id: move.id,
			product_id: move.product_id,
			product_uom_id: move.product_uom,
			location_id: move.location_id,
			location_dest_id: move.location_dest_id,
			quantity,
			picked,
		});
	}

	/** What a transfer's place and day mean for its moves. */
	pickingChanged(picking: Row, { location_id: place, date_done: at }: Record<string, unknown>): void {
		for (const move of this.moves(picking)) {
			if (at && picking.state === 'done') this.db.update('stock.move', move, { date: at });
			if (!place) continue;
			this.release(move, () => true);
			this.db.update('stock.move', move, { location_id: place });
		}
	}

	private release(move: Row, which: (line: Row) => boolean): void {
		for (const line of this.db.where('stock.move.line', { move_id: move.id }).filter(which)) {
			this.unreserve(line);
			this.db.remove('stock.move.line', line.id);
		}
	}

	private unreserve(line: Row): void {
		if (line.picked || this.db.one('stock.location', line.location_id).usage !== 'internal') return;
		this.hold(line.product_id, line.location_id, -Number(line.quantity));
	}

	private available(product: unknown, location: unknown): number {
		return this.db
			.where('stock.quant', { product_id: product, location_id: location })
			.reduce((sum, quant) => sum + Number(quant.quantity) - Number(quant.reserved_quantity ?? 0), 0);
	}

	/** Adds pieces to a place. */
	put(product: unknown, location: unknown, quantity: number): void {
		const quant = this.quant(product, location);
		this.db.update('stock.quant', quant, { quantity: Number(quant.quantity) + quantity });
	}

	private hold(product: unknown, location: unknown, quantity: number): void {
		const quant = this.quant(product, location);
		this.db.update('stock.quant', quant, { reserved_quantity: Number(quant.reserved_quantity) + quantity });
	}

	private quant(product: unknown, location: unknown): Row {
		const [found] = this.db.where('stock.quant', { product_id: product, location_id: location });
		return (
			found ??
			this.db.insert('stock.quant', { product_id: product, location_id: location, quantity: 0, reserved_quantity: 0 })
		);
	}

	private moves(picking: Row): Row[] {
		return this.db.where('stock.move', { picking_id: picking.id });
	}

	private pickings(ids: number[]): Row[] {
		return ids.map((id) => {
			const picking = this.db.find('stock.picking', id);
			if (!picking) throw missing('stock.picking', ids);
			return picking;
		});
	}
}

function without(row: Row): Record<string, unknown> {
	return Object.fromEntries(Object.entries(row).filter(([field]) => field !== 'id'));
}
