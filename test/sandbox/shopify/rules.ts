import { Kind, type GraphQLResolveInfo } from 'graphql';

/** Access scopes the sandbox's app has. */
export const allScopes = [
	'read_orders',
	'write_orders',
	'read_returns',
	'write_returns',
	'read_products',
	'read_locations',
	'read_inventory',
	'write_inventory',
	'write_store_credit_account_transactions',
	'read_gift_cards',
	'write_gift_cards',
	'read_shopify_payments_payouts',
];

const scopes: Record<string, string> = {
	read_orders: 'order orders refund',
	write_orders: 'refundCreate orderCancel tagsAdd metafieldsSet',
	read_returns: 'return returnableFulfillments returnCalculate reverseFulfillmentOrder',
	write_returns:
		'returnRequest returnApproveRequest returnDeclineRequest returnProcess returnClose returnCancel returnCreate returnReopen removeFromReturn reverseDeliveryCreateWithShipping reverseDeliveryShippingUpdate reverseFulfillmentOrderDispose',
	read_locations: 'locations',
	read_inventory: 'inventoryItems',
	write_inventory: 'inventoryAdjustQuantities inventoryMoveQuantities inventorySetQuantities',
	write_store_credit_account_transactions: 'storeCreditAccountCredit',
	read_gift_cards: 'giftCards',
	write_gift_cards: 'giftCardCreate',
	read_shopify_payments_payouts: 'shopifyPaymentsAccount',
};

/** Root field -> scope that it needs. */
export const scopeOf: Record<string, string | undefined> = Object.fromEntries(
	Object.entries(scopes).flatMap(([scope, fields]) => fields.split(' ').map((field) => [field, scope])),
);

/** Mutations that Shopify refuses without `@idempotent`, from 2026-04 on. */
export const needsKey = [
	'refundCreate',
	'inventoryAdjustQuantities',
	'inventoryMoveQuantities',
	'inventorySetQuantities',
];

/** The key of `@idempotent` on the field, from a literal or a variable. */
export function keyOf({ fieldNodes, variableValues }: GraphQLResolveInfo): string | undefined {
	const value = fieldNodes[0].directives?.find((one) => one.name.value === 'idempotent')?.arguments?.[0]?.value;
	if (value?.kind === Kind.STRING) return value.value;
	return value?.kind === Kind.VARIABLE ? String(variableValues[value.name.value]) : undefined;
}

/** The id that a field's arguments name first. */
export function namedId(args: unknown): string | undefined {
	const { id, input, returnInput, ...other } = args as {
		id?: string;
		input?: { id?: string; returnId?: string; orderId?: string };
		returnInput?: { orderId: string };
	} & Record<string, string | undefined>;
	return (
		id ??
		input?.returnId ??
		input?.id ??
		input?.orderId ??
		returnInput?.orderId ??
		other.returnId ??
		other.orderId ??
		other.reverseFulfillmentOrderId ??
		other.reverseDeliveryId
	);
}
