import { start, type Fixture } from './fixture';

/* How the shop sorts its goods, as far as its app may know it: rules of the policy go by it. */

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

type Sold = Array<{ sku: string; category?: string }>;
const sold = async (): Promise<Sold> => {
	const { json, error } = await shop.run({ resource: 'order', operation: 'find', number: '#1001' });
	expect(error).toBeUndefined();
	return (json[0].order as unknown as { lines: Sold }).lines;
};
/** What the shop says of the first line's product; the other's it has never sorted. */
const say = (said: object) => {
	const [line] = shop.shopify.state.order('#1001').lines;
	line.entry = { ...line.entry, ...said };
};
const shirts = 'Apparel & Accessories > Clothing > Shirts';

it.each([
	['its category in Shopify', { category: shirts }, shirts],
	["the shop's own type", { productType: 'Tees' }, 'Tees'],
	['both, the type below the category', { category: shirts, productType: 'Tees' }, `${shirts} > Tees`],
	['a type that the category says already', { category: shirts, productType: 'clothing' }, shirts],
	['none of a custom item', { category: shirts, custom: true }, undefined],
	['none where the shop says none', {}, undefined],
])('a line has %s', async (_what, said, category) => {
	say(said);
	expect((await sold()).map((line) => line.category)).toEqual([category, undefined]);
});

it('an app that may not read products finds the order all the same, without categories', async () => {
	say({ category: shirts });
	const whole = await sold();
	shop.shopify.scopes.delete('read_products');
	expect(await sold()).toEqual(whole.map((line) => ({ ...line, category: undefined })));
	expect(whole[0].category).toBe(shirts);
});

it('a long order has them on its further pages too, and may miss them there', async () => {
	const order = shop.shopify.state.order('#1001');
	const [first] = order.lines;
	order.lines = Array.from({ length: 120 }, (_, at) => ({
		...first,
		id: `gid://shopify/LineItem/8${at}`,
		fulfillmentLineId: `gid://shopify/FulfillmentLineItem/8${at}`,
		entry: { ...first.entry, sku: `SKU-${at}`, quantity: 1, category: shirts },
	}));
	const every = async () => new Set((await sold()).map(({ category }) => category));
	expect([...(await every())]).toEqual([shirts]);
	shop.shopify.scopes.delete('read_products');
	expect([...(await every())]).toEqual([undefined]);
});
