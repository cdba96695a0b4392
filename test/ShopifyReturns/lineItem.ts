/** A line of an order as Shopify's API gives it out; its amounts as the API has them. */
export const lineItem = (
	number: number,
	quantity: number,
	{ price, tax, discounts = [] }: { price: object; tax?: object; discounts?: object[] },
) => ({
	id: `gid://shopify/LineItem/${number}`,
	sku: `SKU-${number}`,
	title: `Article ${number}`,
	quantity,
	refundableQuantity: quantity,
	originalTotalSet: price,
	discountAllocations: discounts.map((allocatedAmountSet) => ({ allocatedAmountSet })),
	taxLines: tax ? [{ priceSet: tax }] : [],
});
