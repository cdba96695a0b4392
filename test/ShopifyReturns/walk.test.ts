import { sep } from 'node:path';
import { filesAtWork } from '../support/filesAtWork';
import { start, type Fixture } from './fixture';
import { TriggerFixture } from './triggerFixture';

/* How a webhook goes through the house (docs/architecture.md, "Two walks"). */

let shop: Fixture;
let one: TriggerFixture;
beforeEach(async () => {
	shop = await start();
	const credentials = { returnsShopifyApi: shop.credential, returnCaseApi: shop.storeCredential };
	one = await new TriggerFixture({ credentials }).start();
	await one.call('create');
});
afterEach(async () => {
	jest.restoreAllMocks();
	await shop.shopify.settled();
	await one.running.stop();
	await shop.stop();
});

const lines = [{ sku: 'TEE-BLUE-M', quantity: 1, reason: 'DEFECTIVE', note: 'torn' }];

it('is parsed once', async () => {
	const { parse } = JSON;
	const parsers: string[][] = [];
	jest.spyOn(JSON, 'parse').mockImplementation((text: string, reviver) => {
		if (String(text).includes('"return_line_items":') && filesAtWork().length) parsers.push(filesAtWork());
		return parse(text, reviver) as unknown;
	});
	await shop.shopify.requestReturn('#1001', lines);
	expect(one.flows).toMatchObject([{ topic: 'returns/request', case: { verdict: 'requested' } }]);
	expect(parsers).toHaveLength(1);
});

it('goes down through at most seven files until its case is written', async () => {
	const { cases } = await shop.store();
	const { open } = cases;
	let passed: string[] = [];
	jest.spyOn(cases, 'open').mockImplementation(async (...given) => {
		passed = filesAtWork();
		return await open.apply(cases, given);
	});
	await shop.shopify.requestReturn('#1001', lines);
	expect(one.flows).toHaveLength(1);
	expect(passed.length).toBeLessThanOrEqual(7);
	expect(passed.map((file) => file.split(sep).at(-1))).toEqual([
		'takeIn.ts',
		'receive.ts',
		'ShopifyReturnsTrigger.node.ts',
	]);
});
