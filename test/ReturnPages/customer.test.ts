import { outputOf } from '../../gulp/outputSchema';
import { ReturnDesk } from '../../nodes/ReturnPages/ReturnDesk.node';
import { offer } from '../../nodes/ReturnPages/session/action';
import { parseNewEvent, type NewEvent } from '../../nodes/shared/model';
import { runNode } from '../support/harness';

import { attack, key, kim, lee, useDesk } from './useDesk';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** What an agent sees of a customer, and how they start a return. */
describe('the page of a customer', () => {
	const desk = useDesk();
	const { call, open, staff } = desk;
	const tell = async (reference: string, ...events: Array<Partial<NewEvent>>) =>
		await desk.store.cases.record({
			reference,
			events: events.map((event, index) =>
				parseNewEvent({ id: `${index} ${Math.random()}`, source: 'test', ...event }),
			),
		});
	const customer = { name: 'Alex Moss', email: 'alex@example.com', providerIds: {} };
	const line = (id: string, more: object = {}) => ({
		id,
		sku: `SKU-${id}`,
		title: `Article ${id}`,
		quantity: 3,
		subtotal: eur(9000),
		tax: eur(0),
		providerIds: {},
		...more,
	});
	const order = {
		number: '#1001',
		currency: 'EUR',
		placedAt: '2026-11-01T10:00:00Z',
		lines: [line('A'), line('B', { finalSale: true }), line('C', { comesBack: false })],
		payments: [
			{
				id: 'P1',
				processor: 'stripe',
				captured: eur(27000),
				refunded: eur(0),
				refundable: eur(27000),
				providerIds: {},
			},
		],
		taxesIncluded: true,
		providerIds: {},
	};
	const known = async (sourceId: string, quantity = 1, more: object = {}) => {
		const { reference } = await open(sourceId, {
			customer,
			orderNumber: '#1001',
			lines: [
				{ id: 'L1', orderLineId: 'A', sku: 'SKU-A', title: 'Article A', quantity, reason: 'OTHER', providerIds: {} },
			],
			...more,
		});
		await tell(reference, { type: 'order.found', data: { order, system: 'odoo' } });
		return reference;
	};
	const tokenOf = (html: string, label: string) =>
		new RegExp(`name="action" value="([^"]+)"(?:(?!</form>).)*aria-label="${label}`, 's').exec(html)?.[1] ?? '';
	const json = async (q: string) => JSON.parse((await call({ query: { page: 'customer', as: 'json', q } })).html);

	it.each(['alex@EXAMPLE.com', 'alex moss', '1001', 'the reference'])(
		'by %s: orders, what may come back, returns in plain words',
		async (text) => {
			const first = await known('1');
			await tell(first, { type: 'return.approved', data: {} });
			const second = await known('2');
			const q = text === 'the reference' ? first : text;
			const { html } = await call({ query: { page: 'customer', q } });
			for (const one of [
				first,
				second,
				'Alex Moss',
				'Order #1001',
				'270.00 EUR by stripe',
				'Asked for; the policy has not decided yet.',
			])
				expect(html).toContain(one);
			expect(html).toContain('<td>Article A, SKU-A</td><td>3</td><td>2</td><td>1</td><td></td>');
			expect(await json(q)).toMatchObject({
				customer: { name: 'Alex Moss', email: 'alex@example.com' },
				orders: [
					{
						number: '#1001',
						lines: [
							{ line: 'A', bought: 3, returned: 2, left: 1, reason: '' },
							{ line: 'B', left: 3, reason: 'Sold as final sale.' },
							{ line: 'C', left: 0, reason: 'Nothing that can come back.' },
						],
					},
				],
				returns: [{ reference: second }, { reference: first }],
			});
		},
	);

	it('a return that was declined frees its pieces, and says why', async () => {
		const reference = await known('1', 3);
		const decision = {
			outcome: 'decline',
			reasons: [{ code: 'window_over', message: 'The 30 days are over.' }],
			lines: [],
		};
		await tell(reference, { type: 'return.declined', data: { reason: 'window_over', decision } });
		const { orders, returns } = await json('1001');
		expect([orders[0].lines[0].left, returns[0].reasons]).toEqual([3, ['The 30 days are over.']]);
	});

	it('starts a return of a known order, once, in the name of the agent', async () => {
		await known('1');
		const { html } = await call({ query: { page: 'customer', q: '1001' } });
		const body = {
			action: tokenOf(html, 'Start the return of order #1001'),
			pieces0: '9',
			pieces1: '1',
			reason: 'defective',
			note: 'A hole',
			returnBy: 'drop_off',
			refundTo: 'store_credit',
		};
		const { status, headers } = await call({ query: { page: 'customer' }, body });
		const { case: reference } = Object.fromEntries(new URLSearchParams(headers.Location.split('?')[1]));
		expect([status, await desk.store.cases.get(reference)]).toMatchObject([
			303,
			{
				channel: 'service',
				orderNumber: '#1001',
				customer: { email: 'alex@example.com' },
				returnBy: 'drop_off',
				refundTo: 'store_credit',
				lines: [
					{ id: 'L1', orderLineId: 'A', sku: 'SKU-A', quantity: 2, reason: 'defective', note: 'A hole' },
					{ id: 'L2', orderLineId: 'B', quantity: 1 },
				],
			},
		]);
		expect((await desk.store.cases.timeline(reference))[0]).toMatchObject({ actor: kim.email, source: 'desk' });
		const again = await call({ query: { page: 'customer' }, body });
		expect(again.headers.Location).toBe(headers.Location);
		expect(desk.flow).toMatchObject([{ output: 'Done', json: { action: 'start', reference, actor: kim.email } }]);
		expect((await json('1001')).returns).toHaveLength(2);
	});

	it('starts one of an order that nobody knows yet; says what is missing', async () => {
		const { html } = await call({ query: { page: 'customer' } });
		const action = /name="action" value="([^"]+)"/.exec(html)![1];
		const given = {
			action,
			orderNumber: 'S0042',
			email: 'sam@example.com',
			article: 'TEE',
			pieces: '0',
			reason: 'unwanted',
		};
		const missing = await call({ query: { page: 'customer' }, body: given });
		expect([missing.status, missing.html]).toEqual([422, expect.stringContaining('No piece was chosen')]);
		await call({ query: { page: 'customer' }, body: { ...given, pieces: '2' } });
		expect(await desk.store.cases.ofOrder('S0042', 5)).toMatchObject([
			{ channel: 'service', customer: { email: 'sam@example.com' }, lines: [{ sku: 'TEE', quantity: 2 }] },
		]);
	});

	it('says of what no return is known how to look it up, and has what was typed in the form', async () => {
		const filled = async (q: string) => {
			const { html } = await call({ query: { page: 'customer', q } });
			const value = (name: string) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1];
			return [
				html.includes('This page knows an order by its returns.'),
				/<details open[^>]*><summary>Of an order that is not shown here/.test(html),
				value('orderNumber'),
				value('email'),
			];
		};
		expect(await filled('S0042')).toEqual([true, true, 'S0042', undefined]);
		expect(await filled('sam@example.com')).toEqual([true, true, undefined, 'sam@example.com']);
		expect(await filled('Sam Moss')).toEqual([true, true, undefined, undefined]);
		expect(await filled('RMA-7K2M-9P4Q')).toEqual([true, true, undefined, undefined]);
		await known('1');
		expect(await filled('1001')).toEqual([false, false, undefined, 'alex@example.com']);
		// Another order of theirs, of which no return is known.
		const { html } = await call({ query: { page: 'customer', q: '1001' } });
		const action = new RegExp('Of an order that is not shown here.*?name="action" value="([^"]+)"', 's').exec(html)![1];
		const given = { action, orderNumber: 'S0043', email: 'alex@example.com', article: 'CAP', pieces: '1' };
		expect((await call({ query: { page: 'customer' }, body: { ...given, reason: 'unwanted' } })).status).toBe(303);
		expect(await desk.store.cases.ofOrder('S0043', 5)).toMatchObject([{ channel: 'service', lines: [{ sku: 'CAP' }] }]);
	});

	describe('an order that no return is known of', () => {
		const keep = async (more: object = {}, person = kim.email) =>
			await runNode(new ReturnDesk(), {
				parameters: { resource: 'customer', operation: 'keepOrder', person, ...more },
				credentials: { returnCaseApi: desk.credential },
				input: [{ order: { ...order, number: '#7', customer }, decision } as never],
			});
		const decision = {
			outcome: 'review',
			lines: [
				{ line: 'A', quantity: 2 },
				{ line: 'B', quantity: 0 },
			],
			reasons: [
				{ code: 'quantity_limited', message: 'No more than 2 of it.', line: 'A' },
				{ code: 'final_sale', message: 'Final sale.', line: 'B' },
				{ code: 'value_above_limit', message: 'Worth more than 100 EUR.' },
			],
		};
		const queryOf = (link: unknown) => Object.fromEntries(new URL(String(link)).searchParams);

		it('is shown line by line, with what the policy says of each, and a return of it is started', async () => {
			const { json, error } = await keep();
			expect(error).toBeUndefined();
			outputOf({ node: 'ReturnPages', resource: 'customer', operation: 'keepOrder' })
				.strict()
				.parse({ link: json[0].link });
			const query = queryOf(json[0].link);
			expect([String(json[0].link).split('?')[0], query]).toMatchObject([
				expect.stringMatching(/\/webhook\/returns\/desk$/),
				{ page: 'customer', q: '#7' },
			]);
			const { html } = await call({ query });
			for (const one of [
				'Order #7, as it was looked up',
				'Alex Moss, alex@example.com',
				'270.00 EUR by stripe',
				'<td>Article A, SKU-A</td><td>3</td><td>0</td><td>2</td><td>No more than 2 of it.</td>',
				'<td>Article B, SKU-B</td><td>3</td><td>0</td><td>0</td><td>Final sale.</td>',
				'<td>Article C, SKU-C</td><td>3</td><td>0</td><td>0</td><td>Nothing that can come back.</td>',
				'Worth more than 100 EUR.',
			])
				expect(html).toContain(one);
			const body = {
				action: tokenOf(html, 'Start the return of order #7'),
				pieces0: '9',
				pieces1: '1',
				reason: 'too_small',
			};
			const started = await call({ query, body });
			const { case: reference } = queryOf(new URL(started.headers.Location, 'http://n8n.test'));
			expect(await desk.store.cases.get(reference)).toMatchObject({
				channel: 'service',
				orderNumber: '#7',
				customer: { email: 'alex@example.com' },
				lines: [{ orderLineId: 'A', sku: 'SKU-A', quantity: 2, reason: 'too_small' }],
			});
		});

		it('is not shown as if all of it could come back when what the policy says cannot be read', async () => {
			const { error } = await keep({ decision: '{"outcome":"decline","lines":"none"}' });
			expect([error?.message, error?.description]).toEqual([
				expect.stringContaining('decision.'),
				expect.stringContaining('Give what Return Policy: Evaluate says, or leave it blank.'),
			]);
			const blank = await keep({ decision: '' });
			expect(blank.error).toBeUndefined();
			expect((await call({ query: queryOf(blank.json[0].link) })).html).toContain(
				'<td>Article B, SKU-B</td><td>3</td><td>0</td><td>3</td>',
			);
		});

		it('is shown to nobody who does not see its brand, and not when it is forgotten', async () => {
			const { json } = await keep({ brand: 'nord' });
			const query = queryOf(json[0].link);
			const { html } = await call({ query });
			const action = tokenOf(html, 'Start the return of order #7');
			await staff(['service'], ['south']);
			const hidden = (await call({ query })).html;
			expect([hidden.includes('not known any more'), hidden.includes('Article A')]).toEqual([true, false]);
			const { status } = await call({ query, body: { action, pieces0: '1', reason: 'too_small' } });
			expect([status, await desk.store.cases.getMany({ limit: 5 })]).toEqual([422, []]);
			expect((await call({ query: { ...query, found: 'x' } })).html).toContain('not known any more');
		});

		it.each([
			['of somebody without the role', {}, lee.email, 'may not look up orders'],
			['of nobody', {}, '', 'Nobody may not look up orders'],
			['of another brand', { brand: 'nord' }, kim.email, 'may not look up orders of the brand nord'],
			[
				'without an order',
				{ order: '={{ $json.nothing }}' },
				kim.email,
				'No order has this number and this e-mail address',
			],
		])('a look-up %s is refused', async (_what, more, person, message) => {
			await desk.store.settings.save('default', {
				staff: [
					{ email: kim.email, roles: ['service'], brands: ['default'] },
					{ email: lee.email, roles: ['warehouse'], brands: [] },
				],
			});
			expect((await keep(more, person)).error?.message).toContain(message);
		});

		it('what a shop writes does nothing', async () => {
			const evil = {
				...order,
				number: attack,
				customer: { ...customer, name: attack },
				lines: [line('A', { title: attack })],
			};
			const { json } = await keep({
				order: JSON.stringify(evil),
				decision: { ...decision, reasons: [{ code: 'x', message: attack }] },
			});
			expect((await call({ query: queryOf(json[0].link) })).html).not.toMatch(/<script|<img/i);
		});
	});

	it('is for service, and for the brands that somebody sees', async () => {
		const reference = await known('1', 1, { brand: 'nord' });
		const start = (by: string) => offer({ what: 'start', mark: 'm', knownBy: reference }, by, key);
		await staff(['warehouse']);
		expect((await call({ query: { page: 'customer', q: '1001', as: 'json' } })).status).toBe(403);
		expect((await call({ body: { action: start(kim.email), pieces0: '1' } })).status).toBe(403);
		await staff(['service'], ['south']);
		expect(await json('1001')).toEqual({ customer: { name: '', email: '' }, orders: [], returns: [] });
		expect((await call({ body: { action: start(kim.email), pieces0: '1' } })).status).toBe(422);
		expect((await call({ body: { action: start(lee.email), pieces0: '1' } })).status).toBe(403);
		expect(await desk.store.cases.ofOrder('#1001', 5)).toHaveLength(1);
	});

	it('what customers and shops wrote is shown and does nothing', async () => {
		const reference = await known('1', 1, { customer: { ...customer, name: attack }, orderNumber: attack });
		const bad = { ...order, number: attack, lines: [line('A', { title: attack, sku: attack })] };
		await tell(reference, { type: 'order.found', data: { order: bad, system: 'shopify' } });
		for (const q of [attack, 'alex@example.com', reference]) {
			const { status, html } = await call({ query: { page: 'customer', q } });
			expect([status, /<script|<img/i.test(html)]).toEqual([200, false]);
		}
		const { headers } = await call({ query: { page: 'customer', as: 'json', q: reference } });
		expect(headers).toMatchObject({
			'Content-Type': 'application/json; charset=utf-8',
			'X-Content-Type-Options': 'nosniff',
		});
	});

	it('Return Desk: Find gives the same to flows and agents', async () => {
		const reference = await known('1');
		const run = async (search: string) =>
			await runNode(new ReturnDesk(), {
				parameters: { resource: 'customer', operation: 'find', search },
				credentials: { returnCaseApi: desk.credential },
				input: [{}],
			});
		expect((await run('alex@example.com')).json).toEqual([await json('1001')]);
		expect((await run('nobody@example.com')).json).toMatchObject([{ orders: [], returns: [] }]);
		expect((await run(' ')).error?.message).toBe('It is not said who is looked for');
		expect(reference).toMatch(/^RMA-/);
	});
});
