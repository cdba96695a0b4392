import { z } from 'zod';
import { EffectError, invalidInput, type Settings, type StockPlace } from '../../shared/model';
import { strictReturn } from '../goods/strictReturn';
import { batchAction } from '../transport/batchAction';
import type { Odoo } from '../transport/odoo';
import { documentKey, recordsTable, type Row } from '../transport/table';
import { needsOutstandingAccount, readPayingJournals, whyNothingIsBooked, type PayingJournal } from './payingJournal';
import type { Piece } from './piece';
import { readRefundJournals } from './refundJournals';
import { readStoreCreditJournal } from './storeCreditJournal';

const id = z.number().int().positive();
const link = z.union([
	z.tuple([id, z.string()]).transform(([one]) => one),
	z.literal(false).transform(() => undefined),
]);
const Warehouse = z.object({
	id,
	name: z.string(),
	code: z.string(),
	company_id: link,
	lot_stock_id: link,
	int_type_id: link,
	out_type_id: link,
});
export type Warehouse = z.infer<typeof Warehouse>;
const Place = z.object({ id, complete_name: z.string(), usage: z.string(), warehouse_id: link });
const Type = z.object({
	id,
	name: z.string(),
	code: z.string(),
	default_location_dest_id: link,
	use_create_lots: z.boolean(),
	use_existing_lots: z.boolean(),
	create_backorder: z.string(),
});
const DeliveryType = z.object({ id, name: z.string(), return_picking_type_id: link });
const Action = z.object({ id, state: z.string(), code: z.union([z.string(), z.literal(false)]) });
const Model = z.object({ id, model: z.string() });

/** The warehouse that is named, or the only one. Throws when it is not known which. */
export async function warehouseOf(odoo: Odoo, chosen: number | undefined): Promise<Warehouse> {
	if (chosen) return await odoo.get('stock.warehouse', Warehouse, chosen);
	const [one, another] = await odoo.search('stock.warehouse', Warehouse, [], { limit: 2 });
	if (one && !another) return one;
	throw invalidInput(
		one ? 'This Odoo has several warehouses' : 'This user sees no warehouse',
		one
			? 'Choose the warehouse that returns come to.'
			: 'Install the app Inventory in Odoo, and give the user the group Inventory / User.',
		'warehouse',
	);
}

/** Everything that returns need in a warehouse, in the order in which it is made, as it is now. Writes nothing. */
export async function readPieces(odoo: Odoo, warehouse: Warehouse, settings: Settings['odoo']): Promise<Piece[]> {
	const company = warehouse.company_id;
	const key = (name: string) => documentKey('setup', `w${warehouse.id}`, name);
	const made = async (model: string, name: string, values: Row) =>
		(await odoo.load(model, recordsTable([{ key: name, values }])))[0];

	async function place(name: string, title: string, setting: string, set: number | undefined): Promise<Piece> {
		const piece: Piece = {
			key: name,
			name: `Location "${title}", outside of the warehouse`,
			setting,
			state: 'missing',
			mend: async () =>
				await made('stock.location', key(name), { name: title, usage: 'internal', 'company_id/.id': company }),
		};
		const known = set ?? (await odoo.find(key(name)));
		const [found] = known
			? await odoo.search('stock.location', Place, [
					['id', '=', known],
					['active', 'in', [true, false]],
				])
			: [];
		if (!found)
			return known && set
				? {
						...piece,
						mend: undefined,
						state: 'by_hand',
						todo: `The setting odoo.${setting} names location ${known}, which is not in Odoo. Correct or clear it.`,
					}
				: piece;
		if (found.usage === 'internal' && found.warehouse_id)
			return {
				...piece,
				mend: undefined,
				id: found.id,
				state: 'by_hand',
				todo: `${found.complete_name} lies in a warehouse: what is put there is offered to customers at once. Clear its parent location in Odoo.`,
			};
		return { ...piece, id: found.id, state: 'present' };
	}

	async function scrap(): Promise<Piece> {
		const piece: Piece = {
			key: 'scrap',
			name: 'Location for scrap',
			setting: 'destinations.scrap',
			state: 'missing',
			mend: async () =>
				await made('stock.location', key('scrap'), {
					name: 'Returns Scrap',
					usage: 'inventory',
					'company_id/.id': company,
				}),
		};
		const set = settings.destinations.scrap ?? (await odoo.find(key('scrap')));
		const [found] = await odoo.search(
			'stock.location',
			Place,
			set
				? [['id', '=', set]]
				: [
						['usage', '=', 'inventory'],
						['company_id', '=', company],
					],
			{ limit: 1 },
		);
		return found ? { ...piece, id: found.id, state: 'present' } : piece;
	}

	const inspection = await place('inspection', 'Returns Inspection', 'inspectionLocation', settings.inspectionLocation);

	async function operationType(): Promise<Piece> {
		const wanted = { use_create_lots: false, use_existing_lots: true, create_backorder: 'always' };
		const piece: Piece = {
			key: 'operationType',
			name: 'Operation type "Customer Returns"',
			setting: 'returnOperationType',
			state: 'missing',
			mend: async (before) =>
				await made('stock.picking.type', key('operationType'), {
					name: 'Customer Returns',
					code: 'incoming',
					sequence_code: 'RET',
					'warehouse_id/.id': warehouse.id,
					'company_id/.id': company,
					'default_location_src_id/.id': await customers(),
					'default_location_dest_id/.id': before.inspection,
					...wanted,
				}),
		};
		const known = settings.returnOperationType ?? (await odoo.find(key('operationType')));
		const [found] = known ? await odoo.search('stock.picking.type', Type, [['id', '=', known]]) : [];
		if (!found)
			return known
				? {
						...piece,
						mend: undefined,
						state: 'by_hand',
						todo: `Operation type ${known} is archived or not in Odoo. Unarchive it, or correct odoo.returnOperationType.`,
					}
				: piece;
		const wrong = [
			...(found.use_create_lots ? ['invented serial numbers are taken'] : []),
			...(found.use_existing_lots ? [] : ['serial numbers cannot be chosen']),
			...(found.create_backorder === 'always' ? [] : ['a short receipt stops with a question']),
			...(inspection.id && found.default_location_dest_id !== inspection.id
				? ['goods do not go to the inspection location by default']
				: []),
		];
		if (!wrong.length) return { ...piece, id: found.id, state: 'present' };
		const mend: Piece['mend'] = async (before) => {
			await odoo.call(
				'stock.picking.type',
				'write',
				{ ids: [found.id], vals: { ...wanted, default_location_dest_id: before.inspection } },
				{ repeatable: true },
			);
			return found.id;
		};
		return { ...piece, id: found.id, state: 'different', todo: `${found.name}: ${wrong.join('; ')}.`, mend };
	}

	async function customers(): Promise<number> {
		const [found] = await odoo.search('stock.location', Place, [['usage', '=', 'customer']], { limit: 1 });
		if (!found)
			throw new EffectError('Odoo has no location for customers', {
				category: 'rejected',
				connection: 'odoo',
				advice: 'Install the app Inventory, which brings it.',
			});
		return found.id;
	}

	async function deliveries(type: Piece): Promise<Piece> {
		const {
			id: delivery,
			name,
			return_picking_type_id: current,
		} = await odoo.get('stock.picking.type', DeliveryType, warehouse.out_type_id!);
		const mend: Piece['mend'] = async (before) => {
			await odoo.call(
				'stock.picking.type',
				'write',
				{ ids: [delivery], vals: { return_picking_type_id: before.operationType } },
				{ repeatable: true },
			);
			return delivery;
		};
		const right = type.id !== undefined && current === type.id;
		return {
			key: 'deliveries',
			name: `Returns of "${name}" that people make in Odoo go the same way`,
			id: delivery,
			state: right ? 'present' : 'different',
			...(!right && { mend, todo: 'Their operation type for returns is another one.' }),
		};
	}

	async function serverAction(
		key_: string,
		title: string,
		setting: 'strictReturnAction' | 'batchAction',
		{ model, name, code }: typeof strictReturn | typeof batchAction,
		without: string,
	): Promise<Piece> {
		const piece: Piece = { key: key_, name: `Server action that ${title}`, setting, state: 'missing' };
		const mend: Piece['mend'] = async () => {
			const [record] = await odoo.search('ir.model', Model, [['model', '=', model]]);
			const action = await made('ir.actions.server', name, {
				name: `Returns: ${name}`,
				'model_id/.id': record?.id,
				state: 'code',
				code,
			});
			await odoo.call('ir.actions.server', 'write', { ids: [action], vals: { code } }, { repeatable: true });
			return action;
		};
		try {
			const known = settings[setting] ?? (await odoo.find(name));
			const [found] = known ? await odoo.search('ir.actions.server', Action, [['id', '=', known]]) : [];
			if (!found) return { ...piece, mend };
			if (found.state === 'code' && found.code && found.code.trim() === code.trim())
				return { ...piece, id: found.id, state: 'present' };
			return {
				...piece,
				id: found.id,
				state: 'different',
				todo: 'Its code is that of another release, or somebody changed it.',
				mend,
			};
		} catch (error) {
			if (!(error instanceof EffectError) || error.details.httpStatus !== 403) throw error;
			if (settings[setting]) return { ...piece, id: settings[setting], state: 'present' };
			return { ...piece, state: 'unknown', todo: `Only an administrator may look. ${without}`, mend };
		}
	}

	async function journal(
		setting: 'creditNoteJournal' | 'paymentJournal',
		name: string,
		type: string,
		wrong: (journal: PayingJournal) => string | undefined = () => undefined,
	): Promise<Piece> {
		const piece: Piece = { key: setting, name, setting, state: 'by_hand' };
		const set = settings[setting];
		const found = await readPayingJournals(
			odoo,
			set
				? [['id', '=', set]]
				: [
						['type', '=', type],
						['company_id', '=', company],
					],
			{ limit: 10 },
		);
		if (found.length === 1) {
			const todo = wrong(found[0]);
			return { ...piece, id: found[0].id, ...(todo ? { todo } : { state: 'present' }) };
		}
		return {
			...piece,
			todo: found.length
				? `Several fit: ${found.map((one) => `${one.name} (${one.id})`).join(', ')}. Set odoo.${setting}.`
				: set
					? `Journal ${set} is not in Odoo. Correct odoo.${setting}.`
					: 'There is none. Install a chart of accounts in Odoo.',
		};
	}

	const destination = async (name: StockPlace, title: string) =>
		await place(name, title, `destinations.${name}`, settings.destinations[name]);
	const type = await operationType();
	const at = { company, accountNeeded: await needsOutstandingAccount(odoo) };
	const pieces: Piece[] = [
		inspection,
		await destination('quarantine', 'Returns Quarantine'),
		await destination('refurbish', 'Returns Refurbish'),
		await destination('vendor', 'Returns to Vendor'),
		await scrap(),
		{
			key: 'restock',
			name: 'Location of goods for sale',
			setting: 'destinations.restock',
			id: settings.destinations.restock ?? warehouse.lot_stock_id,
			state: 'present',
		},
		{
			key: 'internalType',
			name: 'Operation type of internal transfers',
			setting: 'internalOperationType',
			id: settings.internalOperationType ?? warehouse.int_type_id,
			state: 'present',
		},
		type,
		await deliveries(type),
		await serverAction(
			'strictReturn',
			'makes a return and refuses too many pieces, without a race',
			'strictReturnAction',
			strictReturn,
			'Without it two returns at the same moment are told apart after they were made.',
		),
		await serverAction(
			'batch',
			'makes several calls in one request',
			'batchAction',
			batchAction,
			'Without it everything works, with more than twice as many requests.',
		),
		await journal('creditNoteJournal', 'Journal of credit notes', 'sale'),
		await journal('paymentJournal', 'Journal of refund payments', 'bank', (one) => whyNothingIsBooked(one, at)),
		await readStoreCreditJournal(odoo, settings, company, key),
		...(await readRefundJournals(odoo, settings.refundJournals ?? {}, at)),
	];
	return pieces.map((piece) => (piece.state === 'present' ? { ...piece, mend: undefined } : piece));
}
