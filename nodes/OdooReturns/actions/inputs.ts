import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput, visibleText } from '../../shared/model';
import { jsonParam, type OperationContext } from '../../shared/operation';
import { lineOf } from '../../shared/case/caseLine';
import type { CaseState } from '../../shared/case/caseState';
import type { OrderName } from '../sale/order';
import type { Wanted } from '../sale/returnable';
import { idOf, locatorOf, locatorValue } from './locators';

/** Which order: blank in a flow with a case. */
export const orderProperty: INodeProperties = {
	...locatorOf('order', {
		displayName: 'Order',
		name: 'order',
		description:
			'A confirmed order, by its name in Odoo, the customer reference or the source document. Leave blank to take the order of the case.',
		default: { mode: 'number', value: '' },
	}),
	modes: [
		{ displayName: 'By Number', name: 'number', type: 'string', placeholder: 'e.g. S00042 or #1001' },
		{
			displayName: 'By Channel Reference',
			name: 'channel',
			type: 'string',
			placeholder: 'e.g. #1001',
			hint: 'Customer reference or source document only, never the name in Odoo',
		},
		...locatorOf('order', { displayName: '', name: '', description: '' }).modes!,
	],
};

/** A parcel that came without a case. */
export const parcelProperty: INodeProperties = {
	displayName: 'Parcel ID',
	name: 'parcel',
	type: 'string',
	required: true,
	default: '={{ $json.trackingNumber }}',
	placeholder: 'e.g. 1Z999AA10123456784',
	description:
		'Names the parcel that came without a known return: its tracking number, or the number that the warehouse put on it',
};

/** The parcel that is meant, or an EffectError. */
export function parcelOf(context: OperationContext): string {
	const parcel = String(context.param<unknown>('parcel', '') ?? '').trim();
	if (!parcel)
		throw invalidInput('It is not said which parcel this is', 'Set Parcel ID, e.g. the tracking number.', 'parcel');
	return parcel;
}

/** Which receipt of a register. */
export const posOrderProperty: INodeProperties = {
	...locatorOf('posOrder', {
		displayName: 'Receipt',
		name: 'receipt',
		description:
			'A paid sale at a register, by the number on its receipt or its order reference. Leave blank to take the receipt of the case.',
		default: { mode: 'number', value: '' },
	}),
	modes: [
		{ displayName: 'By Number', name: 'number', type: 'string', placeholder: 'e.g. 2611-001-0000042 or Shop - 000012' },
		...locatorOf('posOrder', { displayName: '', name: '', description: '' }).modes!,
	],
};

/** The receipt that an operation is about: the parameter, else that of the case or its order number, else the order on the item. */
export async function posOrderName(context: OperationContext): Promise<{ id?: number; number?: string }> {
	const given = locatorValue(context, 'receipt');
	if (given)
		return given.mode === 'list' || given.mode === 'id' ? { id: idOf(context, 'receipt') } : { number: given.value };
	const found = await context.findCase();
	const id =
		found?.ids['odoo.pos_order'] ?? OrderOnItem.safeParse(context.item.order).data?.providerIds['odoo.pos_order'];
	if (!id && !found?.orderNumber)
		throw invalidInput(
			'It is not known which receipt this is about',
			'Set Receipt, or run Odoo Returns: POS Order: Find before.',
			'receipt',
		);
	return id ? { id: Number(id) } : { number: visibleText(found!.orderNumber!) };
}

/** The order that an operation is about: the parameter, else the case's Odoo order or number, else the order on the item. */
export async function orderName(context: OperationContext): Promise<OrderName> {
	const given = locatorValue(context, 'order');
	// A plain value, as expressions and older flows give it, is a number that people know, never an id.
	if (given)
		return given.mode === 'list' || given.mode === 'id'
			? { id: idOf(context, 'order') }
			: { number: given.value, ...(given.mode === 'channel' && { ofChannel: true }) };
	const found = await context.findCase();
	const id = found?.ids['odoo.order'] ?? OrderOnItem.safeParse(context.item.order).data?.providerIds['odoo.order'];
	return id ? { id: Number(id) } : { number: found?.orderNumber && visibleText(found.orderNumber) };
}
const OrderOnItem = z.object({ providerIds: z.record(z.string(), z.string()) });

const Lines = z
	.array(z.object({ line: z.string().optional(), sku: z.string().default(''), quantity: z.number().int().positive() }))
	.min(1);

/** What shall come back: the Lines parameter, else the approved quantities of the case. */
export async function wantedLines(context: OperationContext): Promise<Wanted[]> {
	const given = jsonParam(
		context,
		'lines',
		Lines,
		'Give a list such as [{"sku": "TEE-BLUE-M", "quantity": 1}], or leave it blank to take the approved lines of the case.',
	);
	if (given)
		return given.map((line, index) => ({
			line: line.line ?? (line.sku || String(index + 1)),
			sku: line.sku,
			quantity: line.quantity,
		}));
	const found = await context.requireCase();
	const wanted = found.lines
		.filter(({ quantities }) => quantities.approved > 0)
		.map((line) => ({ ...nameOf(line), quantity: line.quantities.approved }));
	if (!wanted.length)
		throw invalidInput(
			`Return ${found.reference} has no approved pieces`,
			'Approve the return first: in the form Review, or with Return Case: Record Event (return.approved).',
			'lines',
		);
	return wanted;
}

/** A line by the names that Odoo can be asked for: as the case knows it, else as it was given. Without a case a line is its SKU. */
export function nameLine(found: CaseState | undefined, given: { line?: string; sku?: string }): LineName {
	const line = found && lineOf(found, given);
	return line ? nameOf(line) : { line: given.line ?? given.sku ?? '', sku: given.sku ?? given.line ?? '' };
}

interface LineName {
	line: string;
	sku: string;
	/** Odoo's order line, when the case knows it. */
	orderLine?: number;
}

function nameOf({ id, sku, providerIds }: CaseState['lines'][number]): LineName {
	const known = providerIds['odoo.order_line'];
	return { line: id, sku, ...(known && { orderLine: Number(known) }) };
}
