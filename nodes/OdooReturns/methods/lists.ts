import { z } from 'zod';
import type { Domain } from '../transport/wire';

/** What can be chosen from a list of Odoo's records. */
export type ListKind =
	| 'order'
	| 'warehouse'
	| 'location'
	| 'journal'
	| 'account'
	| 'product'
	| 'lot'
	| 'operationType'
	| 'creditProgram'
	| 'posOrder'
	| 'posMethod'
	| 'transfer'
	| 'entry';

const id = z.number().int().positive();
const text = z.union([z.string(), z.literal(false).transform(() => '')]);
const named = z.union([z.tuple([id, z.string()]).transform(([, name]) => name), z.literal(false).transform(() => '')]);
const company = { company_id: named };

interface List<S extends z.ZodRawShape = z.ZodRawShape> {
	model: string;
	schema: z.ZodObject<S>;
	/** Which records are offered for what was typed; blank: all. */
	domain(typed: string): Domain;
	label(record: z.output<z.ZodObject<S>>): string;
	order: string;
	/** The word for one of them in hints. */
	word: string;
	/** The list method of the node. */
	method: string;
}

function list<S extends z.ZodRawShape>(one: List<S>): List {
	return one as unknown as List;
}

const contains =
	(...fields: string[]) =>
	(typed: string): Domain =>
		typed
			? [
					...Array.from({ length: fields.length - 1 }, () => '|'),
					...fields.map((field): [string, string, unknown] => [field, 'ilike', typed]),
				]
			: [];
const both =
	(domain: Domain, ...fields: string[]) =>
	(typed: string): Domain => [...domain, ...contains(...fields)(typed)];
const kinds: Record<string, string> = {
	incoming: 'receipt',
	outgoing: 'delivery',
	internal: 'internal',
	mrp_operation: 'manufacturing',
	repair_operation: 'repair',
	dropship: 'dropship',
};

/** How each list is asked for, searched and shown. Every label says what tells records of the same name apart. */
export const lists: Record<ListKind, List> = {
	order: list({
		model: 'sale.order',
		word: 'order',
		method: 'searchOrders',
		order: 'date_order desc, id desc',
		schema: z.object({
			id,
			name: z.string(),
			client_order_ref: text,
			partner_id: named,
			state: z.string(),
			...company,
		}),
		domain: both(
			[['state', 'not in', ['draft', 'sent', 'cancel']]],
			'name',
			'client_order_ref',
			'origin',
			'partner_id',
		),
		label: ({ name, client_order_ref, partner_id }) =>
			joined(name, client_order_ref !== name && client_order_ref, partner_id),
	}),
	warehouse: list({
		model: 'stock.warehouse',
		word: 'warehouse',
		method: 'searchWarehouses',
		order: 'name, id',
		schema: z.object({ id, name: z.string(), code: z.string(), ...company }),
		domain: contains('name', 'code'),
		label: ({ name, code }) => `${name} (${code})`,
	}),
	location: list({
		model: 'stock.location',
		word: 'location',
		method: 'searchLocations',
		order: 'complete_name, id',
		schema: z.object({ id, complete_name: z.string(), usage: z.string(), warehouse_id: named, ...company }),
		domain: both([['usage', '!=', 'view']], 'complete_name'),
		// Whatever lies in a warehouse's tree is offered to customers (docs/facts/odoo.md#stock-inside-a-warehouse-is-for-sale).
		label: ({ complete_name, usage, warehouse_id }) =>
			`${complete_name}${usage === 'internal' ? (warehouse_id ? ' (for sale)' : '') : ` (${usage})`}`,
	}),
	journal: list({
		model: 'account.journal',
		word: 'journal',
		method: 'searchJournals',
		order: 'name, id',
		schema: z.object({ id, name: z.string(), code: z.string(), type: z.string(), ...company }),
		domain: contains('name', 'code'),
		label: ({ name, code, type }) => `${name} (${code}, ${type})`,
	}),
	account: list({
		model: 'account.account',
		word: 'account',
		method: 'searchAccounts',
		order: 'code, id',
		schema: z.object({ id, display_name: z.string(), account_type: text }),
		domain: contains('code', 'name'),
		label: ({ display_name, account_type }) => joined(display_name, account_type),
	}),
	product: list({
		model: 'product.product',
		word: 'product',
		method: 'searchProducts',
		order: 'default_code, name, id',
		schema: z.object({ id, display_name: z.string(), ...company }),
		domain: contains('default_code', 'name', 'barcode'),
		label: ({ display_name }) => display_name,
	}),
	lot: list({
		model: 'stock.lot',
		word: 'lot or serial number',
		method: 'searchLots',
		order: 'name, id',
		schema: z.object({ id, name: z.string(), product_id: named, ...company }),
		domain: contains('name', 'product_id'),
		label: ({ name, product_id }) => joined(name, product_id),
	}),
	operationType: list({
		model: 'stock.picking.type',
		word: 'operation type',
		method: 'searchOperationTypes',
		order: 'sequence, id',
		schema: z.object({ id, name: z.string(), code: z.string(), warehouse_id: named, ...company }),
		domain: contains('name', 'warehouse_id'),
		label: ({ name, code, warehouse_id }) => joined(`${name} (${kinds[code] ?? code})`, warehouse_id),
	}),
	posOrder: list({
		model: 'pos.order',
		word: 'receipt',
		method: 'searchPosOrders',
		order: 'date_order desc, id desc',
		schema: z.object({
			id,
			name: z.string(),
			pos_reference: text,
			partner_id: named,
			amount_total: z.number(),
			...company,
		}),
		domain: both(
			[
				['state', 'in', ['paid', 'done']],
				'|',
				['amount_total', '>=', 0],
				// Goods that cost less than those that were taken back for them.
				['lines.qty', '>', 0],
			],
			'pos_reference',
			'name',
			'partner_id',
		),
		label: ({ name, pos_reference, partner_id, amount_total }) =>
			joined(pos_reference || name, pos_reference && name, partner_id, amount_total.toFixed(2)),
	}),
	posMethod: list({
		model: 'pos.payment.method',
		word: 'payment method',
		method: 'searchPosMethods',
		order: 'name, id',
		schema: z.object({ id, name: z.string(), ...company }),
		domain: contains('name'),
		label: ({ name }) => name,
	}),
	creditProgram: list({
		model: 'loyalty.program',
		word: 'program',
		method: 'searchCreditPrograms',
		order: 'name, id',
		schema: z.object({ id, name: z.string(), program_type: z.string(), currency_id: named, ...company }),
		domain: both([['program_type', 'in', ['gift_card', 'ewallet']]], 'name'),
		label: ({ name, program_type, currency_id }) =>
			`${name} (${program_type === 'ewallet' ? 'eWallet' : 'gift card'}, ${currency_id})`,
	}),
	transfer: list({
		model: 'stock.picking',
		word: 'transfer',
		method: 'searchTransfers',
		order: 'id desc',
		schema: z.object({ id, name: z.string(), origin: text, state: z.string(), ...company }),
		domain: contains('name', 'origin', 'partner_id'),
		label: ({ name, origin, state }) => joined(name, origin, state),
	}),
	entry: list({
		model: 'account.move',
		word: 'journal entry',
		method: 'searchEntries',
		order: 'id desc',
		schema: z.object({ id, name: text, ref: text, state: z.string(), partner_id: named, ...company }),
		domain: contains('name', 'ref', 'partner_id'),
		label: ({ name, ref, partner_id, state }) => joined(name || 'Draft', ref, partner_id, state),
	}),
};

function joined(...parts: Array<string | false | undefined>): string {
	return parts.filter(Boolean).join(' · ');
}
