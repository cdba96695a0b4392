import type { IDataObject, IRun } from 'n8n-workflow';
import { portalWords } from '../../nodes/ReturnPages/portal/languages';
import type { CaseEvent } from '../../nodes/shared/model';
import type { CaseStore } from '../../nodes/shared/store';
import { Visitor } from '../ReturnPages/portal/visitor';
import { startSandbox, type Sandbox } from '../sandbox';
import { credentialsOf, Template } from '../simulation/template';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

/* Template 12-portal in n8n's own engine, against the stand-ins: from the form of a customer to the label. */

let sandbox: Sandbox;
let store: CaseStore;
let credential: StoreCredential;
let template: Template;
const mails: Array<{ to: string }> = [];

beforeAll(async () => {
	sandbox = await startSandbox();
	({ credential, store } = await openOwnStore());
	await store.settings.save('default', { ...sandbox.settings(), sender: 'returns@example.com' });
	template = new Template(async (_process, mail) => void mails.push(mail), { settings: {}, topics: [] });
}, 60_000);
afterAll(async () => {
	await removeOwnStores();
	await sandbox.stop();
});

const run = async (trigger: string, item: IDataObject): Promise<IRun> => {
	const { Shopify, Odoo, EasyPost } = sandbox.credentials();
	const run = await template.run(
		trigger,
		[[{ json: item }]],
		credentialsOf({
			returnCaseApi: { ...credential },
			returnsShopifyApi: Shopify.data as never,
			odooApiKeyApi: Odoo.data as never,
			returnsEasyPostApi: EasyPost.data as never,
			smtp: {},
		}),
	);
	const { error } = run.data.resultData;
	if (error) throw error;
	return run;
};
const outOf = (of: IRun, node: string) =>
	of.data.resultData.runData[node]?.[0].data!.main[0]?.map(({ json }) => json) ?? [];
/** What a Return Case Trigger gives out for an event of a case. */
const itemOf = async (reference: string, type: CaseEvent['type']): Promise<IDataObject> => ({
	reference,
	case: (await store.cases.get(reference)) as unknown as IDataObject,
	event: (await store.cases.timeline(reference)).find((one) => one.type === type) as unknown as IDataObject,
	settings: (await store.settings.get('default')) as unknown as IDataObject,
});

it('a wrong pair is looked for like a right one, and nobody gets a link', async () => {
	const visitor = new Visitor(credential, {}, ['Look in Shopify']);
	const ask = async (number: string, email: string) =>
		await visitor.send({ query: { page: 'find', language: 'en' }, body: { number, email } });
	await ask('#1001', 'robin@example.com');
	await ask('#9999', 'alex@example.com');
	for (const item of visitor.flow) {
		const ran = await run('Page for Customers', item);
		expect(Object.keys(ran.data.resultData.runData)).toEqual(
			expect.arrayContaining(['Look in Shopify', 'Look in Odoo']),
		);
		expect(outOf(ran, 'Make Order Link')).toEqual([]);
	}
	expect(mails).toEqual([]);
});

it('a right pair gets the link, chooses what the policy lets come back, and follows the return until its label', async () => {
	const visitor = new Visitor(credential, {}, ['Look in Shopify']);
	await visitor.send({ query: { page: 'find', language: 'en' }, body: { number: '1001', email: 'alex@example.com' } });
	const [{ link, message }] = outOf(await run('Page for Customers', visitor.flow[0]), 'Make Order Link');
	expect(message).toMatchObject({ to: 'alex@example.com', subject: 'Your order #1001' });
	expect(mails.map(({ to }) => to)).toEqual(['alex@example.com']);
	const query = Object.fromEntries(new URL(String(link)).searchParams);
	const page = await visitor.send({ query });
	expect(page.text).toContain(portalWords.en.order.about);
	const asked = await visitor.send({
		query,
		body: { 'quantity-0': '1', 'reason-0': 'unwanted', refundTo: 'original', step: 'confirm' },
	});
	expect(asked.status).toBe(303);
	const [{ reference }] = await store.cases.getMany({ limit: 1 });
	await run('Portal Return Requested', await itemOf(reference, 'return.requested'));
	expect(await store.cases.get(reference)).toMatchObject({ authorization: 'approved', orderNumber: '#1001' });
	await run('Portal Return Approved', await itemOf(reference, 'return.approved'));
	const state = await store.cases.get(reference);
	expect(state).toMatchObject({ logistics: 'label_issued', ids: { 'shopify.return': expect.any(String) as string } });
	const told = (await visitor.follow(asked)).text;
	for (const words of [
		reference,
		portalWords.en.status.authorization.approved,
		portalWords.en.status.logistics.label_issued,
	])
		expect(told).toContain(words);
}, 60_000);
