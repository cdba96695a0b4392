import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { ReturnPortal } from '../../../nodes/ReturnPages/ReturnPortal.node';
import { portalWords } from '../../../nodes/ReturnPages/portal/languages';
import { customerReasons } from '../../../nodes/ReturnPages/portal/languages/words';
import { choiceOf, estimateOf, fieldsOf } from '../../../nodes/ReturnPages/portal/order/choice';
import { shownOrder } from '../../../nodes/ReturnPages/portal/order/kept';
import { orderToken } from '../../../nodes/ReturnPages/portal/order/order';
import { portalKey, sealed } from '../../../nodes/ReturnPages/session/token';
import { languages, Order, parseNewEvent } from '../../../nodes/shared/model';
import { closeStores, openStore, type CaseStore } from '../../../nodes/shared/store';
import { engines } from '../../shared/store/stores';
import { runNode } from '../../support/harness';
import { Visitor } from './visitor';

const attack = `"><script>alert('x')</script><img src=x onerror=alert(1)>`;
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const line = (id: string, more: object = {}) => ({
	id,
	sku: `SKU-${id}`,
	title: `Goods ${id}`,
	quantity: 2,
	subtotal: eur(4001),
	tax: eur(760),
	...more,
});
const order = (...lines: object[]) =>
	Order.parse({
		number: '#1001',
		currency: 'EUR',
		taxesIncluded: true,
		customer: { name: 'Kim Muster', email: 'kim@example.com' },
		lines,
	});
const shown = (of: Order, decision?: Parameters<typeof shownOrder>[1]) =>
	shownOrder(of, decision, { brand: 'default', email: 'kim@example.com', language: 'de' });

describe('what a customer is shown of an order', () => {
	it('says of each line how many may come back, and else why not, by what the policy says', () => {
		const whole = order(
			line('1'),
			line('2'),
			line('3'),
			line('4', { returnedBefore: 2 }),
			line('5', { comesBack: false }),
		);
		const decision = {
			lines: [
				{ line: '1', quantity: 2 },
				{ line: '2', quantity: 1 },
				{ line: '4', quantity: 2 },
			],
			reasons: [{ code: 'window_over', message: 'secret of the shop', line: '3' }],
		};
		expect(shown(whole, decision).lines.map(({ title, returnable, why }) => [title, returnable, why])).toEqual([
			['Goods 1', 2, undefined],
			['Goods 2', 1, undefined],
			['Goods 3', 0, 'window_over'],
			['Goods 4', 0, 'quantity_unavailable'],
		]);
		expect(JSON.stringify(shown(whole, decision))).not.toContain('secret');
		expect(shown(whole).lines.map(({ returnable }) => returnable)).toEqual([2, 2, 2, 0]);
	});

	it('a reason that is not for customers is another one to them', () => {
		const reasons = [{ code: 'customer_to_hold', message: 'on the list', line: '1' }];
		expect(shown(order(line('1')), { lines: [], reasons }).lines[0]).toMatchObject({ returnable: 0, why: 'other' });
	});

	it('nothing can be chosen that may not come back, and what is chosen is read again as the same', () => {
		const whole = shown(order(line('1'), line('2', { quantity: 5 }), line('3', { returnedBefore: 2 })));
		const value = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('1', '2', '-1', '1e9', '0.5'));
		const reason = fc.oneof(fc.string(), fc.constantFrom(...customerReasons));
		fc.assert(
			fc.property(
				fc.array(fc.tuple(value, reason), { minLength: 4, maxLength: 4 }),
				fc.string(),
				(wanted, refundTo) => {
					const body = Object.fromEntries([
						...wanted.flatMap(([quantity, why], index) => [
							[`quantity-${index}`, quantity],
							[`reason-${index}`, why],
						]),
						['refundTo', refundTo],
					]) as Record<string, string>;
					const choice = choiceOf(whole, body);
					for (const { index, quantity } of choice.lines)
						expect(quantity > 0 && quantity <= whole.lines[index].returnable).toBe(true);
					expect(choiceOf(whole, fieldsOf(choice)).lines).toEqual(choice.lines);
					const estimate = estimateOf(whole, choice)?.amount ?? 0;
					expect(estimate).toBeLessThanOrEqual(3 * 4001);
				},
			),
		);
		const all = { lines: [{ index: 0, quantity: 2, reason: 'unwanted' as const }] };
		expect(estimateOf(whole, all)).toEqual(eur(4001));
		expect(estimateOf(whole, { lines: [{ ...all.lines[0], quantity: 1 }] })).toEqual(eur(2001));
	});
});

describe.each(engines)('find my order, on $name', (engine) => {
	let credential: Record<string, string | number>;
	let store: CaseStore;
	let visitor: Visitor;
	beforeAll(async () => await engine.start(), 120_000);
	beforeEach(async () => {
		const database = await engine.create();
		credential = { ...database.credential, auditKey: 'k' };
		store = await openStore(credential);
		await store.settings.save('default', { sender: 'Nord <returns@example.com>' });
		visitor = new Visitor(credential, {}, ['Find Order']);
	}, 60_000);
	afterEach(async () => await closeStores());
	afterAll(async () => await engine.stop(), 60_000);

	const find = async (body: object, language = 'en') =>
		await visitor.send({
			query: { page: 'find', language },
			body: { number: '#1001', email: 'kim@example.com', ...body },
		});
	const makeLink = async (item: IDataObject) =>
		await runNode(new ReturnPortal(), {
			parameters: { resource: 'order', operation: 'makeLink' },
			credentials: { returnCaseApi: credential },
			input: [item],
		});
	/** The query of the link that the e-mail of an order brings. */
	async function linkOf(of: Order = order(line('1'), line('2', { finalSale: true })), more: IDataObject = {}) {
		const { json, error } = await makeLink({
			order: of as unknown as IDataObject,
			email: 'kim@example.com',
			language: 'de',
			brand: 'default',
			...more,
		});
		expect(error).toBeUndefined();
		return Object.fromEntries(new URL(String(json[0].link)).searchParams);
	}

	it('offers both ways beside each other, and the way by law alone where no flow looks for orders', async () => {
		const { home, withdraw } = portalWords.en;
		const both = await visitor.send({});
		for (const text of [home.items, withdraw.function]) expect(both.text).toContain(text);
		const alone = new Visitor(credential);
		expect((await alone.send({})).text).not.toContain(home.items);
		expect((await alone.send({ query: { page: 'find' } })).status).toBe(404);
	});

	it.each(languages)('in %s: answers every pair alike, shows nothing, and lets the flow look', async (language) => {
		const { find: words } = portalWords[language];
		const form = await visitor.send({ query: { page: 'find', language } });
		for (const text of [words.title, words.about, words.send]) expect(form.text).toContain(text);
		const right = await find({}, language);
		const wrong = await find({ number: '#9999', email: 'robin@example.com' }, language);
		expect([right.status, right.html]).toEqual([200, wrong.html]);
		expect(right.text).toContain(words.sentText);
		expect(visitor.flow).toMatchObject([
			{ orderNumber: '#1001', email: 'kim@example.com', language, brand: 'default' },
			{ orderNumber: '#9999', email: 'robin@example.com' },
		]);
		expect(await store.cases.getMany({ limit: 5 })).toEqual([]);
	});

	it('asks for what is missing, and takes one address only', async () => {
		const page = await find({ number: ' ', email: 'kim@example.com, robin@example.com' });
		expect([page.status, visitor.flow]).toEqual([422, []]);
		expect(page.text).toContain(portalWords.en.find.noNumber);
		expect(page.text).toContain(portalWords.en.withdraw.noEmail);
	});

	it('beyond the budgets the answer is the same, and nothing is looked for', async () => {
		const pages = [];
		for (let time = 0; time < 8; time++) pages.push(await find({ number: `#${time}` }));
		expect(new Set(pages.map(({ status, html }) => `${status} ${html}`)).size).toBe(1);
		expect(visitor.flow).toHaveLength(5);
	});

	it('the e-mail leads to the order, in the language of the page; without an order nothing is sent', async () => {
		const { json } = await makeLink({
			order: order(line('1')) as unknown as IDataObject,
			email: 'kim@example.com',
			language: 'fr',
		});
		const { message, link } = json[0] as { message: Record<string, string>; link: string };
		expect(message).toMatchObject({
			to: 'kim@example.com',
			from: 'Nord <returns@example.com>',
			subject: 'Votre commande #1001',
		});
		expect(message.text).toContain(link);
		expect(message.html).toContain(`href="${link.replaceAll('&', '&amp;')}"`);
		for (const item of [
			{ email: 'kim@example.com' },
			{ order: order(line('1')) as unknown as IDataObject, email: 'no address' },
		])
			expect((await makeLink(item)).json).toMatchObject([{ message: {} }]);
	});

	it('says what is wrong when no sender is set', async () => {
		await store.settings.save('default', {});
		const { error } = await makeLink({ order: order(line('1')) as unknown as IDataObject, email: 'kim@example.com' });
		expect(error?.message).toContain('who e-mails come from');
	});

	it('a customer chooses, sees the estimate, asks, and follows how it stands', async () => {
		const { order: words, status, withdraw } = portalWords.de;
		const decision = {
			outcome: 'approve',
			lines: [{ line: '1', quantity: 2 }],
			reasons: [{ code: 'final_sale', message: 'm', line: '2' }],
		};
		const query = await linkOf(undefined, { decision });
		const page = await visitor.send({ query });
		for (const text of ['2 × Goods 1', words.quantity, `${words.cannot}: ${words.why.final_sale}`])
			expect(page.text).toContain(text);
		const post = async (body: object) => await visitor.send({ query, body: { ...body } });
		expect((await post({ step: 'check' })).text).toContain(words.nothing);
		expect((await post({ 'quantity-0': '1', step: 'check' })).status).toBe(422);
		expect((await post({ 'quantity-1': '1', 'reason-1': 'unwanted', step: 'confirm' })).status).toBe(422);
		const chosen = { 'quantity-0': '1', 'reason-0': 'defective', refundTo: 'store_credit' };
		const check = await post({ ...chosen, step: 'check' });
		for (const text of ['1 × Goods 1', words.reasons.defective, words.refundTo.store_credit, '20,01 €', words.confirm])
			expect(check.text).toContain(text);
		expect((await post({ ...chosen, step: 'change' })).html).toContain('<option value="1" selected');
		expect(await store.cases.getMany({ limit: 5 })).toEqual([]);

		const [asked, again] = [await post({ ...chosen, step: 'confirm' }), await post({ ...chosen, step: 'confirm' })];
		expect([asked.status, again.status]).toEqual([303, 303]);
		const [state, ...more] = await store.cases.getMany({ limit: 5 });
		expect(more).toEqual([]);
		expect(state).toMatchObject({
			channel: 'portal',
			orderNumber: '#1001',
			customer: { name: 'Kim Muster', email: 'kim@example.com', language: 'de' },
			lines: [{ sku: 'SKU-1', quantity: 1, reason: 'defective' }],
			refundTo: 'store_credit',
			returnBy: 'parcel',
		});
		const before = await visitor.follow(asked);
		for (const text of [state.reference, status.authorization.requested, withdraw.reference, status.keep])
			expect(before.text).toContain(text);
		const label = { id: 'l', carrier: 'UPS', trackingNumber: 'T1', labelUrl: 'https://labels.example/1.pdf' };
		await store.cases.record({
			reference: state.reference,
			events: [
				parseNewEvent({ id: 'a', source: 'test', type: 'return.approved', data: {} }),
				parseNewEvent({ id: 'l', source: 'test', type: 'label.issued', data: { label } }),
			],
		});
		const after = await visitor.follow(asked);
		expect(after.text).toContain(status.authorization.approved);
		expect(after.html).toContain('href="https://labels.example/1.pdf"');
		const tracking = { trackingNumber: 'T1', status: 'in_transit', estimatedDelivery: '2026-11-24' };
		await store.cases.record({
			reference: state.reference,
			events: [parseNewEvent({ id: 't', source: 'test', type: 'shipment.in_transit', data: { tracking } })],
		});
		expect((await visitor.follow(asked)).text).toContain(
			`${status.logistics.in_transit}, erwartet am 24. November 2026`,
		);
	});

	it('no other link leads to an order or a return', async () => {
		const query = await linkOf();
		const { token } = query;
		const soon = Date.now() + 60_000;
		for (const page of ['order', 'status'])
			for (const other of [
				'',
				`${token}x`,
				orderToken('00000000-0000-0000-0000-000000000000', portalKey('k'), Date.now()),
				sealed('order', { id: 'x' }, Date.now() - 1, portalKey('k')),
				sealed('status', { reference: 'RMA-2222222222' }, soon, portalKey('k')),
				sealed('status', { reference: 'RMA-2222222222' }, soon, portalKey('other')),
				...(page === 'status' ? [token] : []),
			])
				expect([page, (await visitor.send({ query: { page, token: other } })).status]).toEqual([page, 404]);
		const south = new Visitor(credential, { brand: 'south' }, ['Find Order']);
		expect((await south.send({ query })).status).toBe(404);
		const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 8 * 24 * 3_600_000);
		expect((await visitor.send({ query })).status).toBe(404);
		later.mockRestore();
	});

	it('what shops and customers wrote is shown and does nothing', async () => {
		const evil = order(line('1', { title: attack, sku: attack }));
		evil.number = attack;
		evil.customer = { name: attack, email: attack, providerIds: {} };
		const query = await linkOf(evil);
		const chosen = { 'quantity-0': '1', 'reason-0': 'other', refundTo: attack };
		const pages = [
			await visitor.send({ query }),
			await visitor.send({ query, body: { ...chosen, step: 'check' } }),
			await visitor.send({ query, body: { ...chosen, 'reason-0': attack, step: attack } }),
			await find({ number: attack, email: attack }),
		];
		const asked = await visitor.send({ query, body: { ...chosen, step: 'confirm' } });
		pages.push(await visitor.follow(asked));
		for (const { html } of pages) expect(html).not.toMatch(/<script|<img/i);
		expect(pages[0].text).toContain(attack);
		const { json } = await makeLink({ order: evil as unknown as IDataObject, email: 'kim@example.com' });
		const { message } = json[0] as { message: Record<string, string> };
		expect(message.html).not.toMatch(/<script|<img/i);
		expect(message.subject).not.toMatch(/[\r\n]/);
	});
});
