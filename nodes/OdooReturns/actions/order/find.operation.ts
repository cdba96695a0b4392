import { withNeverBack } from '../../../shared/policy/neverBack';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { isReference } from '../../../shared/model';
import { orGoOn, referenceProperty, whenMissingProperty, type OperationContext } from '../../../shared/operation';
import { connect } from '../../transport/connect';
import { canonicalOrder, linkLines } from '../../sale/canonicalOrder';
import { returnedByOthers } from '../../sale/delivery';
import { readOrder } from '../../sale/order';
import { orderOutput } from '../../sale/orderOutput';
import { returnableOf } from '../../sale/returnable';
import { findReturn } from '../../goods/returnDocument';
import { withSerials } from '../../goods/lots';
import { orderName, orderProperty } from '../inputs';

export const option = {
	name: 'Find',
	value: 'find',
	action: 'Find order',
	description: 'Read the order, what was delivered and what can still come back',
};

export const description: INodeProperties[] = [
	referenceProperty,
	orderProperty,
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		placeholder: 'e.g. name@email.com',
		default: '',
		description:
			"The customer's e-mail address. When it is given, it must be that of the order as well: give it whenever a customer typed the number.",
	},
	whenMissingProperty,
	{
		displayName: 'Read Serial Numbers',
		name: 'readSerials',
		type: 'boolean',
		default: false,
		description:
			'Whether to read which serial numbers and lots of the order are with the customer, for rules of the kind Serial Number or Lot',
	},
];

export const asTool = 'free';

export const output = orderOutput.partial().extend({ orderMissing: z.string().optional() });

/** Finds the order, what was delivered and what came back already, and tells the case. Reads only. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	return await orGoOn(context, async () => await find(context));
}

async function find(context: OperationContext): Promise<IDataObject> {
	const odoo = await connect(context);
	const email = String(context.param<unknown>('email', '') ?? '').trim() || undefined;
	const found = await readOrder(odoo, { ...(await orderName(context)), email });
	const current = await context.findCase();
	// The case's own return does not count as an earlier one.
	const anyReturned = found.lines.some(({ deliveries }) => deliveries.some(({ returned }) => returned));
	const own = anyReturned && context.reference ? ((await findReturn(odoo, context.reference))?.moves ?? []) : [];
	const { neverComesBack } = await context.settings();
	const priced = canonicalOrder(found, {
		first: current?.orders.odoo ? firstBut(current.order, current.orders.odoo) : current?.order,
		channel: current?.channel,
		// Without a case store nobody else counts the refunds of returns.
		ours: (ref) => context.store !== undefined && isReference(ref),
		returnedBefore: (line) => returnedByOthers(line, found.moves, own),
	});
	const bare = withNeverBack(priced, neverComesBack);
	const order = context.param('readSerials', false) ? await withSerials(odoo, bare) : bare;
	const lineLinks = linkLines(current?.lines ?? [], order);
	const reference = context.reference;
	// The order as it was sold is stored once, and once more when its sending, or an earlier return of it, becomes known.
	const before = order.lines.reduce((total, line) => total + (line.returnedBefore ?? 0), 0);
	const seen = `${reference}.order.${found.order.id}${order.fulfilledAt ? '' : '.undelivered'}${before ? `.returned-${before}` : ''}${order.paid ? `.paid-${order.paid.amount}` : ''}${order.lines.some(({ serials }) => serials) ? '.serials' : ''}`;
	const recorded = reference
		? await context.recordFacts([
				{
					source: 'odoo',
					id: seen,
					type: 'order.found',
					data: { order, system: 'odoo', lineLinks },
					references: { 'odoo.order': String(found.order.id) },
				},
			])
		: {};
	return {
		...recorded,
		order: order as unknown as IDataObject,
		lineLinks,
		returnable: returnableOf(found, order),
		odooOrder: { id: found.order.id, name: found.order.name },
	};
}

/** The order found first, unless that was this very one: Odoo's own lines then keep their ids. */
function firstBut<T extends { providerIds: Record<string, string> }>(first: T | undefined, own: T): T | undefined {
	return first && first.providerIds['odoo.order'] === own.providerIds['odoo.order'] ? undefined : first;
}
