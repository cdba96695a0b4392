import { approveOnDesk, deskAddress, waitForDecision } from '../demo/desk';
import { countAtProviders, play } from '../demo/play';
import { openShop, type Shop } from '../demo/shop';
import { Browser, submitForm } from '../demo/n8nForm';

/** What `npm run demo` asks of the person who watches: the third return is approved on the desk, and its money arrives. */
describe('the demo', () => {
	let shop: Shop;
	beforeAll(async () => void (shop = await openShop({ editor: true, desk: true })), 420_000);
	afterAll(async () => await shop?.stop());

	it('goes on when a person has approved the third return on the desk, where its money is seen to arrive', async () => {
		const asked: string[] = [];
		const references = await play(shop, undefined, async (reference) => {
			asked.push(reference);
			const decided = waitForDecision(shop, reference);
			await approveOnDesk(shop, reference, 'Receipt checked');
			return await decided;
		});
		expect(asked).toEqual([references[2]]);
		expect(countAtProviders(shop, references)).toContain('exactly one refund for each return');
		const timeline = await shop.store.cases.timeline(references[2]);
		expect(timeline.find(({ type }) => type === 'return.approved')).toMatchObject({
			actor: shop.n8n.email,
			data: { note: 'Receipt checked' },
		});
		expect(deskAddress(shop)).toBe(`${shop.n8n.url}/form/returns/open-desk`);
		const { redirect } = await submitForm(shop.n8n, 'returns/open-desk', ['']);
		const browser = new Browser(shop.n8n);
		const { url } = await browser.get(redirect!);
		const { text } = await browser.get(`${url}?page=case&case=${references[2]}`);
		expect(text).toMatch(/<td>RMA-[^<]+\/R1<\/td><td>[^<]+EUR<\/td><td>succeeded<\/td>/);
	}, 300_000);
});
