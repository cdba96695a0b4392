import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { urgencyOf } from '../../nodes/ReturnPages/pages/urgency';
import { style } from '../../nodes/ReturnPages/html/style';
import {
	KeptDrift,
	parseNewEvent,
	Policy,
	readCsv,
	usualAlarmHours,
	type NewEvent,
	type StaffRole,
	type StoredPolicy,
} from '../../nodes/shared/model';
import { publish, saveDraft } from '../../nodes/shared/policy/versions';
import { attack, signedIn, useDesk } from './useDesk';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const hour = 3_600_000;

/** Pages that show how the whole stands: Today, Reports and Set-up. */
describe('overviews of the desk', () => {
	const desk = useDesk();
	const { call, open, staff } = desk;
	const tell = async (reference: string, ...events: Array<Partial<NewEvent>>) =>
		await desk.store.cases.record({
			reference,
			events: events.map((event, index) =>
				parseNewEvent({ id: `${index} ${Math.random()}`, source: 'test', ...event }),
			),
		});
	const line = { id: 'O1', sku: 'TEE', title: 'T', quantity: 4, subtotal: eur(8000), tax: eur(0), providerIds: {} };
	const order = { number: '#1', currency: 'EUR', lines: [line], payments: [], taxesIncluded: true, providerIds: {} };
	const worth = async (sourceId: string, more: object = {}, quantity = 1) => {
		const { reference } = await open(sourceId, {
			lines: [{ id: 'L1', sku: 'TEE', title: 'T', quantity, reason: 'TOO_SMALL', providerIds: {} }],
			...more,
		});
		await tell(reference, { type: 'order.found', data: { order, system: 'odoo' } });
		return reference;
	};
	const part = (html: string, title: string) => html.split(`<h2>${title}</h2>`)[1].split('</section>')[0];

	it.each<[StaffRole, string[]]>([
		['service', ['reports']],
		['finance', ['reports']],
		['warehouse', []],
		['operator', ['reports', 'setup']],
	])('%s sees those of the role', async (role, mine) => {
		await staff([role]);
		for (const page of ['reports', 'setup'])
			expect([page, (await call({ query: { page } })).status]).toEqual([page, mine.includes(page) ? 200 : 403]);
	});

	describe('Today', () => {
		it('counts what open returns are worth on four tracks, and filters by brand, channel and period', async () => {
			await worth('1');
			await worth('2', { brand: 'nord', channel: 'store' });
			const authorization = async (query: object = {}) =>
				/requested<\/a><span><small>([^<]*)<\/small><strong>(\d+)/
					.exec((await call({ query: { page: 'today', ...query } })).html)
					?.slice(1);
			expect(await authorization()).toEqual(['40.00 EUR ', '2']);
			for (const query of [{ brand: 'nord' }, { channel: 'store' }, { brand: 'nord', channel: 'store', days: '7' }])
				expect(await authorization(query)).toEqual(['20.00 EUR ', '1']);
			expect(await authorization({ brand: 'south' })).toBeUndefined();
			expect(await authorization({ days: attack })).toEqual(['40.00 EUR ', '2']);
			const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 8 * 24 * hour);
			await desk.store.settings.save('default', {});
			expect((await call({ query: { days: '7' }, cookie: signedIn() })).html).toContain('No open return.');
			later.mockRestore();
		});

		it('what needs a person stands under how urgent it is by its age', async () => {
			const now = Date.now();
			const aged = (kind: 'exception' | 'stuck', hours: number) =>
				urgencyOf({ kind, raisedAt: new Date(now - hours * hour).toISOString() }, now);
			expect([aged('exception', 24), aged('exception', 23), aged('exception', 12), aged('exception', 11)]).toEqual([
				'Urgent',
				'Normal',
				'Normal',
				'Monitoring',
			]);
			expect([aged('stuck', 4), aged('stuck', 3), aged('stuck', 1)]).toEqual(['Urgent', 'Normal', 'Monitoring']);
			const { reference } = await open('1');
			const exception = { code: 'missing', owner: 'service', message: 'Where is it?' };
			await tell(reference, { type: 'exception.opened', data: { exception } });
			const { html } = await call({});
			expect([part(html, 'Monitoring').includes('Where is it?'), part(html, 'Urgent')]).toEqual([
				true,
				expect.stringContaining('Nothing is overdue.'),
			]);
		});

		it('the page says the service levels as they are', () => {
			const page = readFileSync(join(__dirname, '../../docs/nodes/return-desk-trigger.md'), 'utf8');
			for (const [kind, hours] of Object.entries(usualAlarmHours))
				expect(page).toMatch(new RegExp(`\\| \`${kind}\` \\|[^|]*\\| ${hours} h \\|`));
		});

		it('withdrawals have their clock', async () => {
			const { reference } = await open('w', {
				withdrawal: true,
				channel: 'withdrawal',
				customer: { email: 'a@example.com', providerIds: {} },
			});
			const { html } = await call({});
			expect(part(html, 'Withdrawals')).toMatch(new RegExp(`${reference}.*\\d{4}-\\d{2}-\\d{2}`, 's'));
		});
	});

	describe('Reports', () => {
		it('reasons, articles with their rate, cycle time and recovery; as table, chart and CSV', async () => {
			const first = await worth('1', {}, 2);
			await worth('2', {}, 1);
			await open('3', { lines: [{ id: 'L1', sku: 'CAP', quantity: 1, reason: 'DEFECTIVE', providerIds: {} }] });
			await tell(
				first,
				{ type: 'return.approved', data: {} },
				{ type: 'return.received', data: { receipt: { id: 'r', lines: [{ line: 'L1', quantity: 2 }] } } },
				{
					type: 'return.inspected',
					data: { inspection: { id: 'i', lines: [{ line: 'L1', quantity: 2, destination: 'restock' }] } },
				},
				{ type: 'return.closed', data: {} },
			);
			const { html } = await call({ query: { page: 'reports' } });
			expect(html).toContain('Asked for in this period: 3 returns.');
			expect(part(html, 'Reasons')).toContain('<td>too small</td><td>3</td>');
			expect(part(html, 'Reasons')).toMatch(/<svg class="chart"[^>]*aria-hidden="true".*<rect/s);
			expect(part(html, 'Articles')).toContain('<td>TEE</td><td>3</td><td>2</td><td>4</td><td>75 %</td>');
			expect(part(html, 'Articles')).toContain('<td>CAP</td><td>1</td><td>0</td><td>not known</td><td>not known</td>');
			expect(part(html, 'Cycle time')).toContain('<td>Asked until closed</td><td>0</td><td>0</td><td>1</td>');
			expect(part(html, 'Recovery')).toContain('<td>Back on the shelf</td><td>2</td><td>100 %</td>');
			const csv = await call({ query: { page: 'reports', as: 'csv', report: 'articles' } });
			expect([csv.headers['Content-Type'], csv.html]).toEqual([
				'text/csv; charset=utf-8',
				'Article,Asked for,Received,Bought in these orders,Return rate\r\nTEE,3,2,4,75 %\r\nCAP,1,0,not known,not known\r\n',
			]);
			expect((await call({ query: { page: 'reports', as: 'csv', report: attack } })).headers['Content-Type']).toMatch(
				/html/,
			);
			expect((await call({ query: { page: 'reports', from: '2020-01-01', to: '2020-02-01' } })).html).toContain(
				'0 returns',
			);
		});

		it('nothing that a customer or a shop writes becomes a formula of a spreadsheet', async () => {
			for (const [index, text] of ['=1+1', '+1', '-2+3', '@SUM(A1)', '\t=1', '\uff1d1'].entries())
				await open(String(index), {
					customer: { email: `a${index}@example.com`, name: text, providerIds: {} },
					orderNumber: text,
					lines: [{ id: 'L1', sku: text, title: text, quantity: 1, reason: text, providerIds: {} }],
				});
			for (const query of [
				{ page: 'reports', as: 'csv', report: 'articles' },
				{ page: 'reports', as: 'csv', report: 'reasons' },
				{ page: 'cases', as: 'csv' },
			]) {
				const { html } = await call({ query });
				const fields = readCsv(html).flat();
				expect([query, fields.length > 10]).toEqual([query, true]);
				expect(fields.filter((one) => /^\s*[=+@\uff1d]|^\s*-\d\+/.test(one))).toEqual([]);
			}
		});

		it('how fast, how right and at what cost; of one brand and channel as chosen, also as CSV', async () => {
			const hoursAgo = (hours: number) => new Date(Date.now() - hours * hour).toISOString();
			const refunded = async (sourceId: string, more: object) => {
				const { reference } = await open(sourceId, more);
				const intent = { id: `${reference}/R1`, amount: eur(1000), payment: { id: 'p', processor: 'stripe' } };
				const refund = { id: `re ${sourceId}`, intent: intent.id, amount: eur(1000), status: 'succeeded' };
				const label = { id: 'l', carrier: 'UPS', trackingNumber: 't', labelUrl: '', cost: eur(450) };
				const exception = { code: 'missing', owner: 'warehouse', message: 'm' };
				await tell(
					reference,
					{ type: 'return.approved', data: {} },
					{ type: 'label.issued', data: { label } },
					{ type: 'exception.opened', data: { exception }, time: hoursAgo(5) },
					{ type: 'exception.resolved', data: { code: 'missing' }, time: hoursAgo(2) },
					{
						type: 'return.received',
						data: { receipt: { id: 'r', lines: [{ line: 'L1', quantity: 1 }] } },
						time: hoursAgo(48),
					},
					{ type: 'refund.due', data: { intent } },
					{ type: 'refund.succeeded', data: { refund }, time: hoursAgo(24) },
				);
				return reference;
			};
			const first = await refunded('1', {});
			await refunded('2', { brand: 'nord', channel: 'store' });
			await desk.store.drifts.keep(
				KeptDrift.parse({ id: 'd', class: 'amount', owner: 'finance', message: 'm', reference: first }),
			);
			await desk.store.drifts.accept('d', { actor: 'kim@example.com' });

			const asked = new Date().toISOString().slice(0, 7);
			const { html } = await call({ query: { page: 'reports' } });
			expect(part(html, 'Asked until decided')).toContain(`<td>${asked}</td><td>0</td><td>0</td><td>2</td><td>0</td>`);
			expect(part(html, 'Arrived until refunded')).toContain(
				`<td>${asked}</td><td>1</td><td>1</td><td>2</td><td>0</td>`,
			);
			expect(part(html, 'Exceptions until resolved')).toContain(
				`<td>${asked}</td><td>warehouse</td><td>3</td><td>3</td><td>2</td><td>0</td>`,
			);
			expect(part(html, 'Refund accuracy')).toContain(
				'<td>Paid as it was worked out</td><td>2</td><td>100 %</td><td>20.00 EUR</td>',
			);
			expect(part(html, 'Refund accuracy')).toMatch(/<svg class="chart"[^>]*aria-hidden="true".*<rect/s);
			expect(part(html, 'Differences found')).toContain(
				'<td>amount</td><td>1</td><td>0</td><td>0</td><td>1</td><td>kim@example.com (1)</td>',
			);
			expect(part(html, 'Cost per return in EUR')).toContain(
				'<td>Labels</td><td>9.00</td><td>cost</td><td>2</td><td>4.50</td><td>0</td>',
			);
			expect(part(html, 'Cost per return in EUR')).toContain('report=cost-EUR');

			for (const query of [{ brand: 'nord' }, { channel: 'store' }, { brand: 'nord', channel: 'store' }]) {
				const chosen = await call({ query: { page: 'reports', ...query } });
				expect(chosen.html).toContain('Asked for in this period: 1 return.');
				expect(part(chosen.html, 'Differences found')).toContain('No return of the period tells anything of it.');
				const address = /href="\?([^"]*report=cost-EUR)"/.exec(chosen.html)![1].replaceAll('&amp;', '&');
				const csv = await call({ query: Object.fromEntries(new URLSearchParams(address)) });
				expect(csv.html.split('\r\n').slice(0, 2)).toEqual([
					'What,Amount,Cost or not,Returns,Per return,Not known',
					'Labels,4.50,cost,1,4.50,0',
				]);
			}
			expect((await call({ query: { page: 'reports', brand: attack } })).html).toContain(': 0 returns.');
		});

		it('what reconciliation found comes to no formula and no script', async () => {
			const { reference } = await open('1');
			for (const [id, kind] of [
				['1', '=HYPERLINK("http://x")'],
				['2', attack],
			]) {
				await desk.store.drifts.keep(KeptDrift.parse({ id, class: kind, owner: 'finance', message: 'm', reference }));
				await desk.store.drifts.accept(id, { actor: `@SUM(1)${attack}` });
			}
			expect((await call({ query: { page: 'reports' } })).html).not.toMatch(/<script|<img/i);
			const { html: csv } = await call({ query: { page: 'reports', as: 'csv', report: 'differences' } });
			expect([csv.includes('HYPERLINK'), /(^|,|\n)"?\s*[=@]/.test(csv)]).toEqual([true, false]);
		});

		it('nothing of another brand, no formula and no script', async () => {
			await worth('1', { brand: 'nord' });
			const lines = [
				{ id: 'L1', sku: `=cmd|'/c calc'!A1`, title: attack, quantity: 1, reason: `@SUM(1)${attack}`, providerIds: {} },
				{ id: 'L2', sku: attack, title: attack, quantity: 1, reason: attack, providerIds: {} },
			];
			await open('2', { lines });
			await staff(['manager'], ['default']);
			const { html } = await call({ query: { page: 'reports', from: attack, to: attack } });
			expect([html.includes(': 1 return.'), html.includes('>TEE<'), /<script|<img/i.test(html)]).toEqual([
				true,
				false,
				false,
			]);
			for (const report of ['reasons', 'articles']) {
				const { html: csv } = await call({ query: { page: 'reports', as: 'csv', report } });
				expect(csv.split('\r\n').filter((row) => /^"?\s*[=+\-@]/.test(row))).toEqual([]);
			}
		});
	});

	describe('Set-up', () => {
		it('says of people, connections, steps, settings and policies what works, what to look at and what to mend', async () => {
			await desk.store.settings.save('default', {
				timeZone: 'Europe/Berlin',
				sender: 'returns@example.com',
				staff: [{ email: 'kim@example.com', roles: ['manager'], brands: [] }],
			});
			await desk.store.steps.subscribe('Settle', ['return.requested']);
			await open('1', { brand: 'nord' });
			await desk.store.connections.pause('stripe', 'The key was refused', { actor: 'somebody' });
			const { html } = await call({ query: { page: 'setup' } });
			const row = (title: string, what: string) =>
				new RegExp(`<td>${what}</td><td><span class="light (\\w+)">.*?</td><td>([^<]*)</td><td>(.*?)</td>`)
					.exec(part(html, title))
					?.slice(1);
			expect(row('People', 'Role warehouse')).toEqual(['ok', 'kim@example.com', '']);
			expect(row('Connections', 'stripe')).toEqual([
				'mend',
				'Connection Paused by a person. The key was refused',
				expect.stringContaining('aria-label="Resume stripe"'),
			]);
			expect(row('Steps', 'Step &quot;Settle&quot;')?.[0] ?? row('Steps', 'Step "Settle"')?.[0]).toBe('mend');
			expect(
				row('Settings of default', 'General &gt; Sender') ?? row('Settings of default', 'General > Sender'),
			).toEqual(['ok', 'Set.', '']);
			expect(row('Settings of nord', 'General > Time Zone')?.[0]).toBe('look');
			expect(html).toMatch(/Works: \d+\. To look at: \d+\. To mend: [23]\./);
		});

		it('says by which policy each brand decides, and what a draft would change', async () => {
			const policies = async () => {
				const text = part((await call({ query: { page: 'setup' } })).html, 'Policies').replaceAll('&quot;', '"');
				return [
					...text.matchAll(/<tr><td>(.*?)<\/td><td><span class="light (\w+)">.*?<td>(.*?)<\/td><td>(.*?)<\/td>/g),
				].map(([, what, light, is, fix]) => ({ what, light, is, fix }));
			};
			const change = async (act: (before: StoredPolicy) => StoredPolicy) =>
				await desk.store.policies.change(
					'terms',
					(before) => ({ after: act(before), act: { action: 'policy_saved' } }),
					{ actor: 'kim@example.com' },
				);
			const save = async (windowDays: number, messages: object[] = []) =>
				await change((before) =>
					saveDraft(
						before,
						Policy.parse({ windowDays, refundTiming: 'at_receipt', refundShipping: true, book: { windows: messages } }),
						{ by: 'kim@example.com', at: '2026-11-29T10:00:00.000Z' },
					),
				);
			await desk.store.settings.save('default', { timeZone: 'Europe/Berlin' });
			expect(await policies()).toEqual([
				{ what: 'Policy of default', light: 'ok', is: expect.stringContaining('The rules of its settings'), fix: '' },
			]);
			await desk.store.settings.save('default', { timeZone: 'Europe/Berlin', policyName: 'terms' });
			await save(30);
			const form =
				'<a href="http://n8n.test/form/returns/policy" rel="noreferrer">Open the form Publish Policy (template 16)</a>';
			expect(await policies()).toEqual([
				{
					what: 'Policy of default',
					light: 'look',
					is: '"terms", of which nothing is published: the rules of the settings count.',
					fix: form,
				},
				{ what: 'Draft of terms', light: 'look', is: 'Nothing is published of it yet.', fix: form },
			]);
			await change(
				(before) => publish(before, { by: 'kim@example.com', at: '2026-11-29T11:00:00.000Z', note: 'n' }).after,
			);
			const published = {
				what: 'Policy of default',
				light: 'ok',
				is: expect.stringMatching(/^"terms", version 1, published .*2026.* by kim@example.com\.$/),
				fix: '',
			};
			expect(await policies()).toEqual([published]);
			await save(
				14,
				[1, 2, 3, 4, 5, 6].map((days) => ({ name: `${attack} ${days}`, days })),
			);
			const [, draft] = await policies();
			expect(draft).toMatchObject({ what: 'Draft of terms', light: 'look', fix: form });
			expect(draft.is).toMatch(/^It would change: .*: 30.* → 14.*And 2 more\.$/);
			expect(draft.is).not.toContain('<script>');
			await desk.store.settings.save('default', {
				policyName: 'other',
				staff: [{ email: 'kim@example.com', roles: ['operator'], brands: ['default'] }],
			});
			expect((await policies()).map(({ what }) => what)).toEqual(['Policy of default']);
		});

		it('with no list of staff it says so', async () => {
			const { html } = await call({ query: { page: 'setup' } });
			expect(part(html, 'People')).toContain('Everybody who can sign in to this n8n may do all here.');
		});
	});

	it('the style of all pages is small', () => {
		expect(Buffer.byteLength(style)).toBeLessThan(10_000);
	});
});
