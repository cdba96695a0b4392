import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { NewEvent } from '../../../shared/model';
import { effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { returnCreate } from '../../graphql';
import { shippingFeeOf } from '../../money/moneyInput';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { exchangeLinesOf, exchangeLinesProperty } from '../../returns/exchangeInput';
import { shippingFeeProperties } from '../../returns/fees';
import { makeReturn, type Way } from '../../returns/makeReturn';
import { createdEvents, feeInput, madeOutput, markOf, type MadeReturn, type NewReturn } from '../../returns/newReturn';
import { returnReferenceProperty } from '../../returns/parameters';
import { wantedLinesOf, wantedLinesProperty } from '../../returns/wantedLines';

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
	return await makeReturn(context, order, open, (made) => [...createdEvents(made), ...exchangeEvents(made, order)]);
}

const open: Way = {
	kind: 'shopify.return_create',
	note: 'returnReasonNote',
	status: 'OPEN',
	async send(client, { orderId, exchange, fee }, returnLineItems) {
		const exchangeLineItems = exchange.map(({ variant, quantity, discountPercent }) => ({
			variantId: variant,
			quantity,
			...(discountPercent && {
				appliedDiscount: { value: { percentage: discountPercent }, description: 'Exchange' },
			}),
		}));
		const returnInput = {
			orderId,
			returnLineItems,
			...(exchange.length && { exchangeLineItems }),
			...feeInput(fee),
		};
		return (await client.send(returnCreate, { returnInput })).returnCreate.return;
	},
};

function exchangeEvents({ id }: MadeReturn, { exchange }: NewReturn): NewEvent[] {
	if (!exchange.length) return [];
	return [
		{
			source: 'shopify',
			id: `${id}/exchange`,
			type: 'exchange.created',
			data: { id, system: 'shopify', lines: exchange },
		},
	];
}
