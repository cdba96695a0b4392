import { KeptDrift, parseNewEvent, type NewEvent, type StaffRole } from '../../nodes/shared/model';
import { attack, lee, signedIn, useDesk } from './useDesk';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** Pages on which people of one role work through what waits for them. */
describe('queues of the desk', () => {
	const desk = useDesk();
	const { call, open, staff } = desk;
	const tell = async (reference: string, ...events: Array<Partial<NewEvent>>) =>
		await desk.store.cases.record({
			reference,
			events: events.map((event, index) =>
				parseNewEvent({ id: `${index} ${Math.random()}`, source: 'test', ...event }),
			),
		});
	const tokenOf = (html: string, text: string) =>
		new RegExp(`<form(?:(?!</form>).)*name="action" value="([^"]+)"(?:(?!</form>).)*>${text}</button>`, 's').exec(
			html,
		)?.[1] ?? '';
	const headingOf = (html: string) => /<h2>(RMA-[^<]+)<\/h2>/.exec(html)?.[1];
	const locationOf = (headers: Record<string, string>) =>
		Object.fromEntries(new URLSearchParams(headers.Location.split('?')[1]));
	const decision = (more: object = {}) => ({
		outcome: 'review',
		reasons: [{ code: 'value', message: 'Worth more than 100 EUR' }],
		lines: [{ line: 'L1', quantity: 1 }],
		...more,
	});
	const inReview = async (sourceId: string, more: object = {}, decided: object = {}) => {
		const { reference } = await open(sourceId, more);
		await tell(reference, { type: 'return.review_required', data: { decision: decision(decided) } });
		return reference;
	};

	it.each<[StaffRole, string[]]>([
		['service', ['review']],
		['reviewer', ['review']],
		['warehouse', ['receive']],
		['finance', ['finance']],
		['operator', ['operations']],
		['manager', ['review', 'receive', 'finance', 'operations']],
	])('%s sees the pages of the role, and no others', async (role, mine) => {
		await staff([role]);
		const { html } = await call({});
		for (const page of ['review', 'receive', 'finance', 'operations']) {
			expect([page, html.includes(`href="?page=${page}"`)]).toEqual([page, mine.includes(page)]);
			expect([page, (await call({ query: { page } })).status]).toEqual([page, mine.includes(page) ? 200 : 403]);
		}
		expect((await call({ query: { page: 'finance', as: 'csv' } })).status).toBe(mine.includes('finance') ? 200 : 403);
	});

	describe('Review', () => {
		it('shows who has waited longest with all that is needed, and goes on to the next after a decision', async () => {
			const customer = { name: 'Alex Moss', email: 'alex@example.com', providerIds: {} };
			const first = await inReview('1', { customer, note: 'Too small for me' });
			const second = await inReview('2', { customer });
			const { html } = await call({ query: { page: 'review' } });
			expect(headingOf(html)).toBe(first);
			for (const text of ['Return 1 of 2.', 'Worth more than 100 EUR', 'Too small for me', 'Alex Moss', `>${second}<`])
				expect(html).toContain(text);
			const action = tokenOf(html, 'Approve');
			const { status, headers } = await call({ query: { page: 'review' }, body: { action } });
			expect([status, locationOf(headers)]).toEqual([303, { page: 'review', done: 'approve', about: first }]);
			const next = await call({ query: locationOf(headers) });
			expect(headingOf(next.html)).toBe(second);
			expect(next.html).toContain(`${first}: Your approval is recorded.`);
			expect(headingOf((await call({ query: { page: 'review' } })).html)).toBe(second);
			await call({
				query: { page: 'review' },
				body: { action: tokenOf(next.html, 'Decline'), reason: 'OTHER', note: 'Worn' },
			});
			expect(desk.flow.map(({ output, json }) => [output, json.reference])).toEqual([
				['Approve', first],
				['Decline', second],
			]);
			expect((await call({ query: { page: 'review', about: second } })).html).toContain(
				'No return waits for your decision.',
			);
		});

		it('what was not carried out comes back; one of two approvals waits for another person', async () => {
			const failed = await inReview('1');
			const { html } = await call({ query: { page: 'review' } });
			await call({ query: { page: 'review' }, body: { action: tokenOf(html, 'Approve') } });
			expect((await call({ query: { page: 'review' } })).html).toContain('No return waits');
			const exception = {
				code: 'not_carried_out',
				owner: 'service',
				message: 'Approve by kim failed. Shopify is away.',
			};
			await tell(failed, { type: 'exception.opened', data: { exception } });
			const again = await call({ query: { page: 'review' } });
			expect([headingOf(again.html), again.html.includes('Shopify is away.')]).toEqual([failed, true]);
			await tell(failed, { type: 'return.canceled', data: {} });

			const two = await inReview('2', {}, { approvals: { people: 2, rows: [] } });
			const page = await call({ query: { page: 'review' } });
			await call({ query: { page: 'review' }, body: { action: tokenOf(page.html, 'Approve') } });
			expect((await call({ query: { page: 'review' } })).html).toContain('No return waits');
			expect(headingOf((await call({ query: { page: 'review' }, cookie: signedIn(lee) })).html)).toBe(two);
		});

		it('a refusal is said on the same page', async () => {
			const reference = await inReview('1');
			const { html } = await call({ query: { page: 'review' } });
			await tell(reference, { type: 'return.review_required', data: { decision: decision({ outcome: 'decline' }) } });
			const refused = await call({ query: { page: 'review' }, body: { action: tokenOf(html, 'Approve') } });
			expect([refused.status, headingOf(refused.html)]).toEqual([409, reference]);
			expect(refused.html).toContain('has moved on since you opened the page');
		});

		it('shows no return of another brand', async () => {
			await inReview('1', { brand: 'nord' });
			await staff(['reviewer'], ['south']);
			expect((await call({ query: { page: 'review' } })).html).toContain('No return waits');
		});
	});

	describe('Receive', () => {
		const ready = async (sourceId: string, more: object = {}) => {
			const { reference } = await open(sourceId, more);
			await tell(reference, { type: 'return.approved', data: {} });
			return reference;
		};

		it.each([
			['a reference, as it is scanned', (reference: string) => reference.toLowerCase().replace('-', ' ')],
			['a tracking number', () => '1z 999 aa1'],
			['an order number', () => '1001'],
			['an article', () => ' shirt-m '],
		])('%s leads to counting and inspecting', async (_what, scanned) => {
			const lines = [{ id: 'L1', sku: 'SHIRT-M', title: 'Shirt', quantity: 1, reason: 'OTHER', providerIds: {} }];
			const reference = await ready('1', { orderNumber: '#1001', lines });
			await ready('2', { orderNumber: '#1002' });
			const label = { id: 'l', carrier: 'X', trackingNumber: '1Z 999 AA1', labelUrl: '' };
			await tell(reference, { type: 'label.issued', data: { label } });
			await staff(['warehouse']);
			const query = { page: 'receive', q: scanned(reference) };
			const { html } = await call({ query });
			expect([headingOf(html), html.includes('0 of 1 received: Shirt (SHIRT-M)')]).toEqual([reference, true]);
			const done = await call({ query, body: { action: tokenOf(html, 'Receive'), pieces0: '1' } });
			expect(locationOf(done.headers)).toEqual({ page: 'receive', case: reference, done: 'receive', about: reference });
			const after = await call({ query: locationOf(done.headers) });
			expect(tokenOf(after.html, 'Record the inspection')).not.toBe('');
			expect(after.html).toContain('name="q"');
		});

		it('several are to choose from; none, and one that was not approved, say what to do', async () => {
			const [one, two] = [await ready('1'), await ready('2')];
			const { html } = await call({ query: { page: 'receive', q: 'TEE' } });
			for (const reference of [one, two]) expect(html).toContain(`href="?page=receive&amp;case=${reference}"`);
			expect((await call({ query: { page: 'receive', q: 'nothing' } })).html).toContain('Set the parcel aside');
			const { reference } = await open('3');
			await tell(reference, { type: 'return.declined', data: { reason: 'x' } });
			expect((await call({ query: { page: 'receive', q: reference } })).html).toContain(
				'This return is not approved (declined).',
			);
		});

		it('finds nothing of another brand', async () => {
			const reference = await ready('1', { brand: 'nord', orderNumber: '#77' });
			await staff(['warehouse'], ['south']);
			for (const q of [reference, '77', 'TEE']) {
				const { html } = await call({ query: { page: 'receive', q, case: reference } });
				expect(html).toContain('No return has this reference');
			}
		});
	});

	describe('Finance', () => {
		const order = {
			number: '#1',
			currency: 'EUR',
			lines: [{ id: 'O1', sku: 'TEE', title: 'T', quantity: 3, subtotal: eur(9000), tax: eur(0), providerIds: {} }],
			payments: [
				{ id: 'P1', processor: 'other', captured: eur(9000), refunded: eur(0), refundable: eur(9000), providerIds: {} },
			],
			taxesIncluded: true,
			providerIds: {},
		};
		const due = async (sourceId: string, more: object = {}) => {
			const { reference } = await open(sourceId, more);
			await tell(
				reference,
				{ type: 'order.found', data: { order, system: 'odoo' } },
				{ type: 'return.approved', data: {} },
				{
					type: 'refund.due',
					data: {
						intent: {
							id: `${reference}/R1`,
							amount: eur(2500),
							payment: { id: 'P1', processor: 'other', providerIds: {} },
						},
					},
				},
			);
			return reference;
		};
		it('differences that reconciliation has found and have not healed, of the brands that somebody sees', async () => {
			const reference = await due('1', { brand: 'nord' });
			const drift = { class: 'amount', owner: 'finance', advice: 'Look into Stripe.', amount: eur(1250) };
			for (const [id, more] of [
				['a', { message: `Stripe paid more ${attack}`, reference }],
				['b', { message: 'A refund of no return' }],
				['c', { message: 'Gone again', state: 'healed' }],
			] as const)
				await desk.store.drifts.keep(KeptDrift.parse({ id, ...drift, ...more }));
			const { html } = await call({ query: { page: 'finance' } });
			expect(html).toContain('<td>12.50 EUR</td><td>finance</td><td>open</td><td>Look into Stripe.</td>');
			expect([html.includes('A refund of no return'), html.includes('Gone again')]).toEqual([true, false]);
			expect(html).not.toMatch(/<script|<img/i);
			await staff(['finance'], ['south']);
			expect((await call({ query: { page: 'finance' } })).html).toContain(
				'Reconciliation knows of none that has not healed.',
			);
			await staff(['finance'], ['nord']);
			const own = (await call({ query: { page: 'finance' } })).html;
			expect([own.includes('Stripe paid more'), own.includes('A refund of no return')]).toEqual([true, false]);
		});

		it('the page of a return says how its order was paid', async () => {
			const { html } = await call({ query: { page: 'case', case: await due('1') } });
			expect(html).toContain('<td>other</td><td>90.00 EUR</td><td>0.00 EUR</td><td>90.00 EUR</td>');
		});

		const ask = async (reference: string, code: string) =>
			await tell(reference, {
				type: 'exception.opened',
				data: { exception: { code, owner: 'finance', intent: `${reference}/R1`, message: `About ${code}` } },
			});
		const paid = async (reference: string, id = 're_1') =>
			await tell(reference, {
				type: 'refund.succeeded',
				actor: attack,
				data: { refund: { id, intent: `${reference}/R1`, amount: eur(2500), status: 'succeeded', providerIds: {} } },
			});

		it('lists what to pay, what to decide, disputes and the rest, each with its amount', async () => {
			const reference = await due('1');
			for (const code of ['pay_by_hand', 'refunded_elsewhere', 'dispute', 'paid_twice']) await ask(reference, code);
			const { html } = await call({ query: { page: 'finance' } });
			const part = (title: string) => html.split(`<h2>${title}</h2>`)[1].split('</section>')[0];
			expect(part('To pay by hand')).toMatch(/25\.00 EUR.*About pay_by_hand/);
			expect(part('To decide')).toContain('About refunded_elsewhere');
			expect(part('Disputes')).toContain('About dispute');
			expect(part('Other questions')).toContain('About paid_twice');
			expect(part('Refund register')).toContain('Nothing was paid in this period.');
		});

		it('shows what was paid and is not in the books, and the register of the period', async () => {
			const reference = await due('1', { orderNumber: '#1' });
			await paid(reference);
			const today = new Date().toISOString().slice(0, 10);
			const { html } = await call({ query: { page: 'finance' } });
			expect(html).toMatch(
				new RegExp(`Paid, and not yet in the books.*${reference}/R1.*25.00 EUR.*missing.*missing`, 's'),
			);
			expect(html).toContain(`<td>${reference}/R1</td><td>25.00 EUR</td><td>other</td>`);
			expect(html).toContain(`name="to" value="${today}"`);
			const before = await call({ query: { page: 'finance', from: '2020-01-01', to: '2020-02-01' } });
			expect(before.html).toContain('Nothing was paid in this period.');
			for (const [from, to] of [
				['x', 'y'],
				['2026-13-45', ''],
				['2999-01-01', '2020-01-01'],
				[attack, attack],
			])
				expect((await call({ query: { page: 'finance', from, to } })).status).toBe(200);
		});

		it('the register as CSV opens no formula, whatever customers and providers wrote', async () => {
			for (const [index, sign] of ['=', '+', '-', '@', '\t=', '\r=', ' =', '\uff1d'].entries()) {
				const reference = await due(`${index}`, { orderNumber: `${sign}cmd|'/c calc'!A${index}` });
				await paid(reference, `${sign}HYPERLINK("http://evil.example","${index}")`);
			}
			const { html: csv, headers } = await call({ query: { page: 'finance', as: 'csv' } });
			expect(headers).toMatchObject({
				'Content-Type': 'text/csv; charset=utf-8',
				'Content-Disposition': 'attachment; filename="refunds.csv"',
			});
			const fields = [...csv.matchAll(/(?<=^|,|\r\n)(?:"((?:[^"]|"")*)"|([^,\r\n]*))/g)].map(
				([, quoted, plain]) => quoted ?? plain ?? '',
			);
			expect(fields.filter((field) => field.includes('calc') || field.includes('HYPERLINK'))).toHaveLength(16);
			expect(fields.filter((field) => /^\s*[=+\-@\uff1d]/.test(field))).toEqual([]);
			expect(csv.split('\r\n')[1]).toContain('25.00,EUR');
		});

		it('shows nothing of another brand', async () => {
			const reference = await due('1', { brand: 'nord' });
			await ask(reference, 'pay_by_hand');
			await paid(reference);
			await staff(['finance'], ['south']);
			for (const query of [{ page: 'finance' }, { page: 'finance', as: 'csv' }])
				expect((await call({ query })).html).not.toContain(reference);
		});
	});

	it('what customers, shops and providers wrote is shown and does nothing', async () => {
		const customer = { name: attack, email: 'a@example.com', providerIds: {} };
		const lines = [
			{ id: 'L1', sku: attack, title: attack, quantity: 1, reason: attack, note: attack, providerIds: {} },
		];
		const reference = await inReview('1', { customer, orderNumber: attack, lines, note: attack });
		const exception = { code: attack, owner: 'warehouse', message: attack };
		await tell(reference, { type: 'exception.opened', data: { exception } });
		await tell(reference, { type: 'exception.opened', data: { exception: { ...exception, owner: 'finance' } } });
		for (const query of [
			{ page: 'review' },
			{ page: 'review', about: attack, done: attack },
			{ page: 'receive', q: attack },
			{ page: 'receive', q: reference },
			{ page: 'finance', from: attack },
			{ page: 'cases', q: attack },
		]) {
			const { status, html } = await call({ query });
			expect([status, /<script|<img/i.test(html)]).toEqual([200, false]);
		}
	});
});
