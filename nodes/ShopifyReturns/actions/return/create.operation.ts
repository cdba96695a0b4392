import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	madeOutput,
	createdEvents,
	feeInput,
	findMarked,
	lineInput,
	markOf,
	prepare,
	type MadeReturn,
	type NewReturn,
} from '../../returns/newReturn';
import { effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { returnCreate } from '../../graphql';
import { exchangeLinesOf, exchangeLinesProperty } from '../../returns/exchangeInput';
import { shippingFeeProperties } from '../../returns/fees';
import { shippingFeeOf } from '../../money/moneyInput';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { wantedLinesOf, wantedLinesProperty } from '../../returns/wantedLines';
import { returnReferenceProperty } from '../../returns/parameters';
import type { ShopifyClient } from '../../transport/client';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create return',
	description: 'Make an open return, with exchange lines and fees',
};

export const description: INodeProperties[] = [
	referenceProperty,
	orderIdProperty,
	wantedLinesProperty,
	exchangeLinesProperty,
	...shippingFeeProperties,
	returnReferenceProperty,
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = madeOutput;

/** Makes an open return in Shopify, with exchange lines and fees; one for each reference, however often it is run. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const mark = markOf(context);
	const order: NewReturn = {
		orderId: await orderIdOf(context),
		mark,
		wanted: await wantedLinesOf(context),
		exchange: exchangeLinesOf(context),
		fee: shippingFeeOf(context),
	};
	const client = await shopifyOf(context);
	return await context.perform<MadeReturn>(
		'shopifyReturn',
		{
			key: `${order.orderId}/${mark}`,
			kind: 'shopify.return_create',
			lookUp: async () => await findMarked(client, order, 'returnReasonNote'),
			act: async () => (await findMarked(client, order, 'returnReasonNote')) ?? (await create(client, order)),
			preview: async () => {
				const found = await findMarked(client, order, 'returnReasonNote');
				if (found) return found;
				const { lines } = await prepare(client, order);
				return {
					status: 'OPEN',
					totalQuantity: lines.reduce((total, line) => total + line.quantity, 0),
					orderId: order.orderId,
				};
			},
		},
		(made) => [
			...createdEvents(made),
			...(order.exchange.length
				? [
						{
							source: 'shopify',
							id: `${made.id}/exchange`,
							type: 'exchange.created' as const,
							data: { id: made.id, system: 'shopify', lines: order.exchange },
						},
					]
				: []),
		],
	);
}

async function create(client: ShopifyClient, order: NewReturn): Promise<MadeReturn> {
	const { lines, reasons } = await prepare(client, order);
	const { return: made } = (
		await client.send(returnCreate, {
			returnInput: {
				orderId: order.orderId,
				returnLineItems: lines.map((line) => lineInput(line, reasons, order.mark, 'returnReasonNote')),
				...(order.exchange.length && {
					exchangeLineItems: order.exchange.map(({ variant, quantity, discountPercent }) => ({
						variantId: variant,
						quantity,
						...(discountPercent && {
							appliedDiscount: { value: { percentage: discountPercent }, description: 'Exchange' },
						}),
					})),
				}),
				...feeInput(order.fee),
			},
		})
	).returnCreate;
	return {
		id: made.id,
		name: made.name,
		status: made.status,
		totalQuantity: made.totalQuantity,
		orderId: order.orderId,
	};
}
