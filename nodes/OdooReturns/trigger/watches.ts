import type { Changed } from '../changes/readChanges';
import type { Domain } from '../transport/wire';

/** What can happen to a return in Odoo. */
export const eventNames = [
	'return.created',
	'return.received',
	'credit_note.posted',
	'payment.registered',
	'stock.moved',
] as const;
export type EventName = (typeof eventNames)[number];

/** A kind of document, and the events that its state tells. */
export interface Watch {
	model: string;
	/** Which documents can ever tell one. */
	of: Domain;
	/** One condition: the state has told something. */
	told: Domain;
	/** One condition: the state has not told everything yet. */
	open: Domain;
	/** Stored fields that `events` looks at. */
	fields: string[];
	/** What has happened to a document, in the order in which it does. */
	events(document: Changed): EventName[];
}

type Term = [string, string, unknown];
const either = (...terms: Term[]): Domain => [...terms.slice(1).map(() => '|'), ...terms];
/** Fields that tell when a document was made, and what became of it. */
const common = ['state', 'create_date'];

const transfers: Watch = {
	model: 'stock.picking',
	of: [['location_id.usage', '=', 'customer']],
	told: [['state', 'not in', ['draft', 'cancel']]],
	open: [['state', 'not in', ['done', 'cancel']]],
	fields: [...common, 'backorder_id'],
	// The rest of a short receipt is the same return.
	events: ({ state, backorder_id: rest }) => [
		...(rest || state === 'draft' || state === 'cancel' ? [] : ['return.created' as const]),
		...(state === 'done' ? ['return.received' as const] : []),
	],
};

const creditNotes: Watch = {
	model: 'account.move',
	of: [['move_type', '=', 'out_refund']],
	told: [['state', '=', 'posted']],
	open: [['state', '=', 'draft']],
	fields: common,
	events: ({ state }) => (state === 'posted' ? ['credit_note.posted'] : []),
};

const registered = ['in_process', 'paid', 'posted'];
const payments: Watch = {
	model: 'account.payment',
	of: [
		['payment_type', '=', 'outbound'],
		['partner_type', '=', 'customer'],
	],
	told: [['state', 'in', registered]],
	open: [['state', '=', 'draft']],
	fields: common,
	events: ({ state }) => (registered.includes(String(state)) ? ['payment.registered'] : []),
};

/** Moves of returns: what came back, what belongs to a transfer with a return's reference, and what leaves the inspection location. */
const moves = (inspection: number | undefined): Watch => ({
	model: 'stock.move',
	of: either(
		['origin_returned_move_id', '!=', false],
		['picking_id.origin', '=like', 'RMA-%'],
		...(inspection ? [['location_id', '=', inspection] as Term] : []),
	),
	told: [['state', '=', 'done']],
	open: [['state', 'not in', ['done', 'cancel']]],
	fields: common,
	events: ({ state }) => (state === 'done' ? ['stock.moved'] : []),
});

/** What must be watched to tell these events. `inspection`: location whose goods are returned ones, whoever moves them. */
export function watchesFor(events: EventName[], inspection?: number): Watch[] {
	const wants = (...names: EventName[]) => names.some((name) => events.includes(name));
	return [
		...(wants('return.created', 'return.received') ? [transfers] : []),
		...(wants('credit_note.posted') ? [creditNotes] : []),
		...(wants('payment.registered') ? [payments] : []),
		...(wants('stock.moved') ? [moves(inspection)] : []),
	].map((watch) => ({
		...watch,
		events: (document) => watch.events(document).filter((name) => events.includes(name)),
	}));
}

/** Every model that can be watched: what is to be removed does not depend on what was chosen. */
export const watchedModels = watchesFor([...eventNames]).map(({ model }) => model);
