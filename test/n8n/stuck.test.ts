import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { submitForm } from '../demo/n8nForm';
import { openShop, type Shop } from '../demo/shop';
import { waitFor } from './waitFor';

const socks = [{ sku: 'SOCKS-GREY', quantity: 1 }];
const settled = (one: { settlement: string; closedAt?: string }) => one.settlement === 'settled' && !!one.closedAt;

describe('what needs a person, in a real n8n', () => {
	let shop: Shop;
	beforeAll(async () => {
		shop = await openShop();
		// As an analyst would who cannot wait: the digest and the news every few seconds.
		await editSchedules(shop, { 'Every Morning': 4, 'Every Five Minutes': 3 });
	}, 240_000);
	afterAll(async () => await shop?.stop());

	const mails = (part: string) => shop.sandbox.mail.messages().filter(({ to, subject, text }) => to.includes('operator@example.com') && `${subject}\n${text}`.includes(part));

	it('mails stuck steps with what, why, advice and a link, and settles the return once it was mended and replayed by form', async () => {
		const charge = shop.sandbox.stripe.charges.get('ch_sandbox_1004')!;
		charge.disputed = true;
		const reference = await askForReturn(shop, '#1004', socks);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		await receiveGoods(shop, reference);
		const [mail] = await waitFor('the digest', async () => { const found = mails(reference); return found.length ? found : undefined; });
		expect(mail.subject).toMatch(/^Stuck steps: \d+$/);
		expect(mail.text).toContain(`${reference}, step "Settle"`);
		expect(mail.text).toMatch(/disputed/);
		expect(mail.text.replace(/=\r?\n/g, '')).toContain(`/workflow/${shop.workflowId}/executions/`);
		expect(shop.sandbox.stripe.refunds.size).toBe(0);

		charge.disputed = false;
		await submitForm(shop.n8n, 'returns/replay', [reference]);
		await waitForCase(shop.store, reference, 'settled', settled);
		expect(shop.sandbox.stripe.refunds.size).toBe(1);
		expect(await shop.store.stuckSteps({ limit: 10 })).toEqual([]);
	});

	it('pauses a provider that is down without using up tries, tells it once, goes on when it is up, and tells that once', async () => {
		const reference = await askForReturn(shop, '#1004', socks);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		shop.sandbox.journal.inject({ provider: 'stripe', kind: 'drop_before_commit', times: 10_000 });
		await receiveGoods(shop, reference);
		await waitFor('the e-mail about the pause', async () => mails('Connection Paused: stripe')[0], { timeoutMs: 150_000 });
		expect(await shop.store.connections()).toMatchObject([{ connection: 'stripe', paused: true, byHand: false }]);
		shop.sandbox.journal.faults.length = 0;
		await waitForCase(shop.store, reference, 'settled', settled, 240_000);
		await waitFor('the e-mail about the end of the pause', async () => mails('Connection resumed: stripe')[0]);
		await new Promise((resolve) => setTimeout(resolve, 8_000));
		expect(mails('Connection Paused: stripe')).toHaveLength(1);
		expect(mails('Connection resumed: stripe')).toHaveLength(1);
		expect(await shop.store.stuckSteps({ limit: 10 })).toEqual([]);
		expect([...shop.sandbox.stripe.refunds.values()].filter(({ metadata }) => metadata.return_reference === reference)).toHaveLength(1);
	});
});

async function editSchedules({ n8n, workflowId }: Shop, seconds: Record<string, number>): Promise<void> {
	const { name, nodes, connections, settings } = await n8n.api<{ name: string; nodes: Array<{ name: string; parameters: object }>; connections: object; settings: object }>('GET', `/workflows/${workflowId}`);
	const edited = nodes.map((node) => (seconds[node.name] ? { ...node, parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: seconds[node.name] }] } } } : node));
	await n8n.api('PUT', `/workflows/${workflowId}`, { name, nodes: edited, connections, settings });
}
