import type { IDataObject } from 'n8n-workflow';
import { ReturnDesk } from '../../nodes/ReturnPages/ReturnDesk.node';
import { offer } from '../../nodes/ReturnPages/session/action';
import { deskKey } from '../../nodes/ReturnPages/session/token';
import { cookieOf, linkToken } from '../../nodes/ReturnPages/session/visitor';
import { effectLeaseMs } from '../../nodes/shared/effect';
import { parseNewEvent } from '../../nodes/shared/model';
import { runNode } from '../support/harness';
import { attack, key, kim, signedIn, useDesk } from './useDesk';

describe('the returns desk', () => {
	const desk = useDesk();
	const { staff, open, call } = desk;
	/** A step that has failed for good. */
	async function stuck() {
		const { store } = desk;
		await store.steps.subscribe('Settle', ['return.requested']);
		const { reference } = await open('stuck');
		const steps = await store.steps.claim('Settle', { limit: 1, leaseMs: 60_000, maxAttempts: 1 });
		const error = { message: 'No such payment', advice: 'Look into Stripe', category: 'rejected' };
		await store.steps.fail(steps, { error, maxAttempts: 1 });
		const [{ id }] = await store.steps.stuck({ limit: 1 });
		return { reference, id };
	}
	/** The button whose label says so. */
	const actionIn = (html: string, label = 'Replay') =>
		new RegExp(`name="action" value="([^"]+)"/><button[^>]*aria-label="${label}`).exec(html)?.[1] ?? '';

	describe('who comes in', () => {
		it('a link leads in once, and no second time', async () => {
			const link = linkToken(kim, key);
			const first = await call({ query: { link }, cookie: '', https: true });
			expect(first).toMatchObject({ status: 303, headers: { Location: '/webhook/returns/desk' } });
			const cookie = first.headers['Set-Cookie'];
			expect(cookie).toMatch(
				/^returns-desk=.*; HttpOnly; SameSite=Lax; Path=\/webhook\/returns\/desk; Max-Age=36000; Secure$/,
			);
			expect((await call({ cookie: `other=1; ${cookie.split(';')[0]}` })).html).toContain('Kim Example');
			expect(await call({ query: { link }, cookie: '' })).toMatchObject({ status: 403 });
		});

		it.each([
			['nobody', async () => ''],
			['a cookie of another key', async () => cookieOf(kim, { key: deskKey('other'), path: '/', secure: false })],
			['a link used as a cookie', async () => `returns-desk=${linkToken(kim, key)}`],
			['a cookie that was changed', async () => signedIn().replace('returns-desk=', 'returns-desk=x')],
			['nonsense', async () => 'returns-desk=a.b.c'],
		])('not %s', async (_what, cookie) => {
			const { status, html, headers } = await call({ cookie: await cookie() });
			expect([status, html.includes('You are not signed in'), headers['Set-Cookie']]).toEqual([401, true, undefined]);
		});

		it('not after the time is over', async () => {
			const [cookie, link] = [signedIn(), linkToken(kim, key)];
			const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 11 * 3_600_000);
			expect((await call({ cookie })).status).toBe(401);
			expect((await call({ query: { link }, cookie: '' })).status).toBe(403);
			now.mockRestore();
		});

		it('not who is missing in a list; with no list everybody, which the page says', async () => {
			expect((await call({})).html).toContain('Everybody who can sign in to this n8n may do all here');
			await staff(['service']);
			expect((await call({})).html).not.toContain('Everybody who can sign in');
			const stranger = signedIn({ email: 'lee@example.com', name: 'Lee' });
			expect(await call({ cookie: stranger })).toMatchObject({ status: 403 });
		});
	});

	describe('Return Desk: Make Link', () => {
		const make = async (item: IDataObject) =>
			await runNode(new ReturnDesk(), {
				parameters: { resource: 'desk', operation: 'makeLink', path: '/returns/desk' },
				credentials: { returnCaseApi: desk.credential },
				input: [item],
			});

		it('leads the person who has signed in to the desk', async () => {
			const { json } = await make({ user: { email: kim.email, firstName: 'Kim', lastName: 'Example' } });
			const { pathname, searchParams } = new URL(String(json[0].link), 'http://n8n.test');
			expect(pathname).toMatch(/\/webhook\/returns\/desk$/);
			const { status, headers } = await call({ query: { link: searchParams.get('link')! }, cookie: '' });
			expect(status).toBe(303);
			expect((await call({ cookie: headers['Set-Cookie'] })).html).toContain('Kim Example');
		});

		it('makes none for nobody, nor for who is missing in the list', async () => {
			expect((await make({})).error?.message).toBe('Nobody is signed in behind this item');
			await staff(['service']);
			expect((await make({ user: { email: 'lee@example.com' } })).error?.message).toBe(
				'lee@example.com is not among Staff in the settings',
			);
		});
	});

	describe('what is shown', () => {
		it('Today counts the open returns on four tracks, and lists what needs a person', async () => {
			const { reference } = await stuck();
			await open('2');
			const { html, headers } = await call({});
			expect(headers['Content-Security-Policy']).toContain("default-src 'none'");
			for (const text of [
				'Authorization',
				'Logistics',
				'Inspection',
				'Settlement',
				'requested',
				'<strong>2</strong>',
				reference,
			])
				expect(html).toContain(text);
			expect(html).toContain('Step &quot;Settle&quot; is stuck');
			expect(html).toContain('Look into Stripe');
		});

		it('Cases lists by tab and track, finds by reference and order, and goes on to older ones', async () => {
			for (let index = 0; index < 52; index++) await open(`s${index}`, { orderNumber: index ? '#1001' : '#1002' });
			const first = await call({ query: { page: 'cases', tab: 'open' } });
			const references = (html: string) => [...new Set(html.match(/RMA-[0-9A-Z]{10}/g) ?? [])];
			const older = /href="\?([^"]+)">Older/.exec(first.html)![1].replace(/&amp;/g, '&');
			const second = await call({ query: Object.fromEntries(new URLSearchParams(older)) });
			const all = new Set([...references(first.html), ...references(second.html)]);
			expect([references(first.html).length >= 50, all.size]).toEqual([true, 52]);
			expect(references((await call({ query: { page: 'cases', tab: 'closed' } })).html)).toEqual([]);
			expect(references((await call({ query: { page: 'cases', q: '1002' } })).html)).toHaveLength(1);
			const [one] = all;
			const typed = ` ${one.toLowerCase().replace('-', ' ')} `;
			expect(references((await call({ query: { page: 'cases', q: typed } })).html)).toEqual([one]);
			expect((await call({ query: { page: 'cases', q: 'nothing' } })).html).toContain('No case has this reference');
		});

		it('Cases are a file for a spreadsheet, all of a list or a search, without a formula or what somebody may not see', async () => {
			for (let index = 0; index < 52; index++) await open(`s${index}`, { orderNumber: '#1001' });
			const customer = { name: '=HYPERLINK("http://x")', email: '@SUM(1)@example.com', providerIds: {} };
			const { reference } = await open('evil', { orderNumber: "=cmd|'/c calc'!A1", customer });
			await open('nord', { brand: 'nord', orderNumber: '#7' });
			await staff(['service'], ['default']);
			const { html } = await call({ query: { page: 'cases', tab: 'open' } });
			const [, address] = /href="\?([^"]+)">As CSV/.exec(html)!;
			const csv = async (query: object) => await call({ query: { page: 'cases', as: 'csv', ...query } });
			const file = await call({ query: Object.fromEntries(new URLSearchParams(address.replace(/&amp;/g, '&'))) });
			expect(file.headers).toMatchObject({
				'Content-Type': 'text/csv; charset=utf-8',
				'Content-Disposition': 'attachment; filename="cases.csv"',
			});
			const rows = file.html.trim().split('\r\n');
			expect([rows[0].split(',').slice(0, 3), rows.length]).toEqual([['reference', 'brand', 'order'], 54]);
			expect(file.html).not.toContain('nord');
			const [, row] = (await csv({ q: reference })).html.trim().split('\r\n');
			expect(row).toContain(`${reference},default,'=cmd|'/c calc'!A1,"'=HYPERLINK(""http://x"")",'@SUM(1)@example.com`);
			expect((await csv({ tab: 'closed' })).html.trim().split('\r\n')).toHaveLength(1);
		});

		it('a case has its goods, its time line and what waits, and offers what it allows', async () => {
			const { reference } = await stuck();
			const { html } = await call({ query: { page: 'case', case: reference } });
			for (const text of ['T-shirt, TEE', 'defective', 'Return requested', 'No such payment', 'Asked for; the policy'])
				expect(html).toContain(text);
			expect(html).toContain('<summary>Approve</summary>');
			await desk.store.cases.record({
				reference,
				events: [parseNewEvent({ id: 'd', source: 'test', type: 'return.declined', data: { reason: 'policy' } })],
			});
			expect((await call({ query: { page: 'case', case: reference } })).html).not.toContain(
				'<summary>Approve</summary>',
			);
		});

		it('says no more of what is not there than of what somebody may not see', async () => {
			const { reference } = await open('nord', { brand: 'nord' });
			await staff(['manager'], ['south']);
			const pages = await Promise.all(
				[reference, 'RMA-2222222222', 'x'].map(async (one) => await call({ query: { page: 'case', case: one } })),
			);
			expect(new Set(pages.map(({ status, html }) => `${status} ${html}`)).size).toBe(1);
			expect(pages[0].status).toBe(404);
			for (const query of [{}, { page: 'cases' }, { page: 'cases', q: reference }])
				expect((await call({ query })).html).not.toContain(`>${reference}<`);
		});

		it('what customers, shops and providers wrote is shown and does nothing', async () => {
			const { reference } = await open('attack', {
				orderNumber: attack,
				note: attack,
				customer: { name: attack, email: 'a@example.com', providerIds: {} },
				lines: [{ id: 'L1', sku: attack, title: attack, quantity: 1, reason: attack, note: attack, providerIds: {} }],
			});
			const exception = { code: attack, owner: 'service', message: attack };
			await desk.store.cases.record({
				reference,
				events: [parseNewEvent({ id: 'e', source: 'test', type: 'exception.opened', data: { exception } })],
			});
			for (const query of [
				{},
				{ page: 'cases' },
				{ page: 'case', case: reference },
				{ page: 'operations' },
				{ page: 'cases', q: attack },
				{ page: attack },
			]) {
				const { html } = await call({ query });
				expect(html).not.toMatch(/<script|<img/i);
			}
		});
	});

	describe('what is pressed', () => {
		it('a stuck step goes on, in the name of who pressed it, once', async () => {
			const { id } = await stuck();
			const action = actionIn((await call({ query: { page: 'operations' } })).html);
			const query = { page: 'operations' };
			expect(await call({ query, body: { action } })).toMatchObject({
				status: 303,
				headers: { Location: '/webhook/returns/desk?page=operations' },
			});
			expect(await desk.store.operators.log({ limit: 5 })).toMatchObject([
				{ actor: kim.email, action: 'steps_replayed', subject: `Settle (${id})` },
			]);
			expect(await call({ query, body: { action } })).toMatchObject({ status: 409 });
		});

		it('shows the queue, and gives its numbers to a program that has the address, and to nobody else', async () => {
			await desk.store.steps.subscribe('Settle "now"', ['return.requested']);
			await open('1');
			await open('2', { brand: 'nord' });
			await desk.store.steps.claim('Settle "now"', { limit: 1, leaseMs: 60_000, maxAttempts: 3 });
			await desk.store.connections.pause('stripe', 'Key', { actor: 'x' });
			const { html } = await call({ query: { page: 'operations' } });
			expect(html).toContain('<td>Settle &quot;now&quot;</td><td>1</td><td>1</td><td>0 minutes</td>');
			const metrics = /\?metrics=([^"]+)"/.exec(html)![1];
			const read = await call({ query: { metrics }, cookie: '' });
			expect([read.status, read.headers['Content-Type']]).toEqual([200, expect.stringContaining('text/plain')]);
			for (const line of [
				'returns_open_cases{brand="nord"} 1',
				'returns_steps_waiting{step="Settle \\"now\\""} 1',
				'returns_steps_working{step="Settle \\"now\\""} 1',
				'returns_connection_paused{connection="stripe",account=""} 1',
				'# TYPE returns_steps_oldest_seconds gauge',
			])
				expect(read.html.split('\n')).toContain(line);
			expect(read.html).not.toContain('RMA-');
			expect((await call({ query: { metrics: `${metrics}x` }, cookie: '' })).status).toBe(404);
		});

		it('says how long providers take, and gives the same numbers to a program', async () => {
			const { store } = desk;
			const account = { key: 'stripe:k2J7', name: 'Stripe <north>' };
			for (const [index, ms] of [300, 1_500, 700].entries()) {
				const step = { id: index + 1, token: 't' };
				const begun = { kind: 'stripe.refund', leaseMs: effectLeaseMs, step, account };
				const { key: name, token } = await store.claims.begin(`stripe.refund:${index}`, begun);
				const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + ms);
				await store.claims.settle({
					key: name,
					token,
					state: index ? 'done' : 'failed',
					error: 'x',
					result: {},
				} as never);
				now.mockRestore();
			}
			const { html } = await call({ query: { page: 'operations' } });
			expect(html).toMatch(
				/<td>stripe, Stripe &lt;north><\/td><td>3<\/td><td>0\.7 s<\/td><td>1\.5 s<\/td><td>1\.5 s<\/td><td>1<\/td><td>0 minutes ago<\/td>/,
			);
			const metrics = /\?metrics=([^"]+)"/.exec(html)![1];
			expect((await call({ query: { metrics }, cookie: '' })).html.split('\n')).toContain(
				'returns_effect_seconds{connection="stripe",account="Stripe <north>",quantile="0.9"} 1.5',
			);
		});

		it('a message that nobody could read is shown, read again, and dealt with, in the name of the person', async () => {
			const { inbox } = desk.store;
			const receivedAt = new Date(Date.now() - 3 * 3_600_000).toISOString();
			const body = '{"secret":"of a customer"}';
			await inbox.put({ source: 'shopify', id: 'waits', topic: 'returns/update', body, receivedAt });
			for (const id of ['m1', 'm2']) {
				await inbox.put({ source: 'warehouse', id, topic: attack, body, receivedAt });
				await inbox.mark('warehouse', id, 'unreadable', 'lines Required');
			}
			const query = { page: 'operations' };
			const { html } = await call({ query });
			expect(html).toContain('<td>shopify</td><td>1</td><td>3 hours ago</td>');
			expect(html).toContain('<td>m1</td><td>3 hours ago</td><td>lines Required</td>');
			expect(html).not.toMatch(/of a customer|<script|<img/);
			const metrics = /\?metrics=([^"]+)"/.exec(html)![1];
			const numbers = (await call({ query: { metrics }, cookie: '' })).html.split('\n');
			for (const line of ['returns_inbox_waiting{source="shopify"} 1', 'returns_inbox_unread{source="warehouse"} 2'])
				expect(numbers).toContain(line);
			expect(numbers.find((line) => line.startsWith('returns_inbox_oldest_seconds{source="shopify"}'))).toMatch(
				/ 108\d\d$/,
			);

			const again = actionIn(html, 'Read message m1 of warehouse again');
			expect((await call({ query, body: { action: again } })).status).toBe(303);
			expect(await inbox.waiting({ source: 'warehouse', replayed: true, limit: 5 })).toMatchObject([{ id: 'm1' }]);
			const page = (await call({ query })).html;
			expect(page).toContain('<td>Is being read again. Before: lines Required</td>');
			const dealtWith = actionIn(page, 'Message m2 of warehouse is dealt with');
			expect((await call({ query, body: { action: dealtWith } })).status).toBe(303);
			expect((await call({ query, body: { action: dealtWith } })).status).toBe(409);
			expect(await inbox.find('warehouse', 'm2')).toMatchObject({ state: 'dismissed' });
			expect(await desk.store.operators.log({ limit: 5 })).toMatchObject([
				{ actor: kim.email, action: 'message_dismissed' },
				{ actor: kim.email, action: 'messages_replayed' },
			]);
			await staff(['service']);
			expect(
				(await call({ query, body: { action: actionIn(page, 'Read message m1 of warehouse again') } })).status,
			).toBe(403);
		});

		it('a flow that failed is dealt with', async () => {
			await desk.store.alarms.recordFailure({
				workflow: 'w',
				workflowName: 'Label and tell',
				node: 'E-mail',
				message: 'No',
			});
			const action = actionIn((await call({ query: { page: 'operations' } })).html, '.* is dealt with');
			expect((await call({ query: { page: 'operations' }, body: { action } })).status).toBe(303);
			expect(await desk.store.alarms.open({ limit: 5 })).toEqual([]);
		});

		it.each([
			['a token of another person', (id: number) => offer({ what: 'replay', step: id }, 'lee@example.com', key)],
			['a token of another key', (id: number) => offer({ what: 'replay', step: id }, kim.email, deskKey('other'))],
			['an old token', (id: number) => offer({ what: 'replay', step: id }, kim.email, key, Date.now() - 2 * 3_600_000)],
			['no token', () => ''],
		])('nothing happens by %s', async (_what, token) => {
			const { id } = await stuck();
			expect(await call({ body: { action: token(id) } })).toMatchObject({ status: 403 });
			expect(await desk.store.steps.stuck({ limit: 5 })).toHaveLength(1);
		});

		it('only an operator is offered it, and may do it', async () => {
			const { id, reference } = await stuck();
			await staff(['service']);
			expect(actionIn((await call({ query: { page: 'case', case: reference } })).html)).toBe('');
			expect((await call({ query: { page: 'operations' } })).status).toBe(403);
			const action = offer({ what: 'replay', step: id }, kim.email, key);
			expect((await call({ body: { action } })).status).toBe(403);
			expect(await desk.store.steps.stuck({ limit: 5 })).toHaveLength(1);
		});
	});
});
