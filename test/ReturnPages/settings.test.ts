import { sections } from '../../nodes/shared/operation/settings/sections';
import { deskKey } from '../../nodes/ReturnPages/session/token';
import { offer } from '../../nodes/ReturnPages/session/action';
import { attack, kim, lee, signedIn, useDesk } from './useDesk';
import { formOf } from './formOf';

const everything = {
	timeZone: 'Europe/Berlin',
	shadow: true,
	sender: 'Shop <returns@example.com>',
	operator: 'operator@example.com, other@example.com',
	policyName: 'default',
	inboxDays: 40,
	lateRecordHours: 1.5,
	neverComesBack: 'WRAP-1\nShipping protection',
	brands: [{ by: 'tag', value: 'outlet', brand: 'nord' }],
	staff: [
		{ email: kim.email, roles: ['manager'], brands: [] },
		{ email: lee.email, roles: ['service', 'finance'], brands: ['nord', 'south'] },
	],
	owners: { finance: 'finance@example.com' },
	returnAddress: { name: 'Returns', street1: '9 Warehouse Road', city: 'Berlin', postalCode: '10115', country: 'DE' },
	parcel: { weight: 800.5, length: 30, width: 20, height: 10 },
	messages: {
		language: 'de',
		signature: 'Your shop\nand its team',
		words: { 'refund_paid subject de': 'Geld: "{amount}" <ist> da', 'refund_paid text': 'Paid & done' },
	},
	portal: { name: 'Nord', color: '#1f5f5b', hosts: ['shop.example.com', '*.nord.example'] },
	odoo: { inspectionLocation: 21, destinations: { restock: 8 }, refundJournals: { 'stripe EUR': 7, other: 9 } },
	policy: {
		currency: 'EUR',
		sellsTo: ['US', 'CA'],
		windowDays: 14,
		reviewAbove: 50_000,
		returnFee: 490,
		restockingFeeBasisPoints: 250,
		refundTiming: 'after_inspection',
		refundShipping: false,
		deductions: { scrap: 'all', 'quarantine badly worn': '30 %' },
		remindCustomerAfterDays: '7, 14',
	},
};

describe('settings at the desk', () => {
	const desk = useDesk();
	const { call } = desk;
	const page = async (section: string, more: object = {}) => await call({ query: { page: 'setup', section, ...more } });
	/** Sends a section's form with other values in it. */
	const save = async (section: string, typed: Record<string, string> = {}, more: object = {}) => {
		const { html } = await page(section, more);
		return await call({ query: { page: 'setup', section, ...more }, body: { ...formOf(html), ...typed } });
	};
	const stored = async (brand = 'default') => await desk.store.settings.get(brand);

	it('a form that nobody has changed changes nothing, whatever is stored', async () => {
		await desk.store.settings.save('default', everything);
		const before = await stored();
		for (const section of Object.keys(sections)) {
			const { status, headers } = await save(section);
			expect([section, status, headers.Location]).toEqual([section, 303, expect.stringContaining('done=settings')]);
			expect(await stored()).toEqual(before);
		}
	});

	it('and of settings that were never saved keeps what they leave out', async () => {
		const before = await stored();
		for (const section of Object.keys(sections)) expect((await save(section)).status).toBe(303);
		expect(await stored()).toEqual(before);
	});

	it('an amount that no currency is known of is neither shown nor lost', async () => {
		await desk.store.settings.save('default', { policy: { reviewAbove: 50_000 } });
		const { html } = await page('policy');
		expect(formOf(html)).not.toHaveProperty(['policy.reviewAbove']);
		expect(html).toContain('It is in the currency of each order. Save a currency first.');
		expect((await save('policy', { 'policy.returnFee': '4.90' })).status).toBe(422);
		expect((await save('policy', { 'policy.windowDays': '20' })).status).toBe(303);
		expect((await stored()).policy).toMatchObject({ reviewAbove: 50_000, windowDays: 20 });
	});

	it('takes what is typed as the editor does, takes out what is emptied, and keeps the person', async () => {
		await desk.store.settings.save('default', { ...everything, staff: [] });
		await save('policy', {
			'policy.currency': 'usd',
			'policy.reviewAbove': '12.50',
			'policy.returnFee': '',
			'policy.restockingFeeBasisPoints': '2.75',
			'policy.deductions.0.takes': '',
			'policy.deductions.2.destination': 'refurbish',
			'policy.deductions.2.takes': '10.00',
			'policy.refundShipping': 'true',
		});
		expect((await stored()).policy).toMatchObject({
			currency: 'USD',
			reviewAbove: 1250,
			returnFee: 0,
			restockingFeeBasisPoints: 275,
			deductions: { 'quarantine badly worn': '30 %', refurbish: '10.00' },
			refundShipping: true,
		});
		expect(await desk.store.operators.log({ limit: 1 })).toMatchObject([
			{ actor: kim.email, action: 'settings_saved', subject: 'default' },
		]);
	});

	it('says what is wrong beside what was typed, and saves nothing of it', async () => {
		const { status, html } = await save('general', { timeZone: 'Berlin', sender: 'nobody', operator: attack });
		expect(status).toBe(422);
		expect(html).toContain('role="alert"');
		expect(html).toContain('Time Zone: &quot;Berlin&quot; is no time zone; choose one such as Europe/Berlin');
		expect(formOf(html)).toMatchObject({ timeZone: 'Berlin', sender: 'nobody', operator: attack });
		expect(html).not.toContain('<script>');
		expect(await stored()).toMatchObject({ timeZone: 'UTC' });
	});

	it('who opened a form before somebody else saved does not undo that', async () => {
		const { html } = await page('general');
		await save('general', { timeZone: 'Europe/Paris' });
		const { status, html: after } = await call({ body: { ...formOf(html), sender: 'a@example.com' } });
		expect([status, formOf(after).timeZone, (await stored()).sender]).toEqual([409, 'Europe/Paris', undefined]);
	});

	it('offers records of Odoo by their names, and keeps one that is not in the list', async () => {
		await desk.store.settings.save('default', { odoo: { paymentJournal: 99 } });
		const bank = { id: 7, name: 'Bank (BNK1)' };
		expect(formOf((await page('odoo')).html)).not.toHaveProperty(['odoo.paymentJournal']);
		await desk.store.setUpReports.keep({
			connection: 'odoo',
			brand: 'default',
			lookedAt: '2026-11-20T10:00:00Z',
			checks: [
				{ what: 'Location for scrap', light: 'mend', is: 'Missing.', fix: 'Install it.' },
				{ what: attack, light: 'look', is: attack, fix: attack },
			],
			choices: { 'odoo.paymentJournal': [bank], 'odoo.destinations.restock': [{ id: 8, name: attack }] },
		});
		const { html } = await page('odoo');
		expect(html).toContain('>Bank (BNK1)</option>');
		expect(html).not.toContain('Server Action of'); // Install makes and keeps them
		expect(html).not.toContain('<script>');
		await save('odoo');
		expect((await stored()).odoo).toEqual({ paymentJournal: 99, destinations: {} });
		await save('odoo', {
			'odoo.paymentJournal': '7',
			'odoo.destinations.restock': '8',
			'odoo.refundJournals.0.currency': 'EUR',
			'odoo.refundJournals.0.journal': '7',
		});
		expect((await stored()).odoo).toEqual({
			paymentJournal: 7,
			destinations: { restock: 8 },
			refundJournals: { 'stripe EUR': 7 },
		});
		const setUp = await call({ query: { page: 'setup' } });
		expect(setUp.html).toMatch(/<h2>Odoo<\/h2>.*Location for scrap.*■ mend it.*Install it\./s);
		expect(setUp.html).not.toContain('<script>');
	});

	it('a button has the systems looked at by the flow, and another ends a pause', async () => {
		await desk.store.connections.pause('stripe', 'Maintenance', { actor: 'somebody' });
		const { html } = await call({ query: { page: 'setup' } });
		const press = async (label: string, cookie = signedIn()) =>
			await call({
				query: { page: 'setup' },
				body: {
					action: new RegExp(`name="action" value="([^"]*)"/><button type="submit" aria-label="${label}"`).exec(
						html,
					)![1],
				},
				cookie,
			});
		await press('Look at the systems again');
		expect(desk.flow).toEqual([
			{ output: 'Look', json: { action: 'look', summary: 'Set-up looked at for kim@example.com', actor: kim.email } },
		]);
		expect((await press('Resume stripe', signedIn(lee))).status).toBe(403);
		await press('Resume stripe');
		expect((await desk.store.connections.list())[0].paused).toBe(false);
		expect(await desk.store.operators.log({ limit: 1 })).toMatchObject([
			{ actor: kim.email, action: 'connection_resumed' },
		]);
	});

	it('a button has what is missing in Odoo made by the flow, for the brand that lacks it', async () => {
		const lack = (brand: string, light: 'ok' | 'mend') => ({
			connection: 'odoo',
			brand,
			lookedAt: '2026-11-20T10:00:00Z',
			checks: [{ what: 'Operation type of returns', light, is: 'Missing.', fix: 'Install it.' }],
			choices: {},
		});
		await desk.store.setUpReports.keep(lack('default', 'ok'));
		await desk.store.setUpReports.keep(lack('nord', 'mend'));
		await desk.store.settings.save('nord', {});
		const { html } = await call({ query: { page: 'setup' } });
		expect(html).not.toContain('Install in Odoo for default');
		const [, action] =
			/name="action" value="([^"]*)"\/><button type="submit" aria-label="Install in Odoo for nord"/.exec(html)!;
		expect((await call({ body: { action }, cookie: signedIn(lee) })).status).toBe(403);
		const { headers } = await call({ body: { action } });
		expect(desk.flow).toEqual([
			{
				output: 'Install',
				json: { action: 'install', brand: 'nord', summary: 'Odoo set up for kim@example.com', actor: kim.email },
			},
		]);
		const told = await call({ query: Object.fromEntries(new URL(headers.Location, 'https://n8n.test').searchParams) });
		expect(told.html).toContain('What is missing in Odoo is being made');
	});

	it('people are named with their roles, and nobody locks themselves out', async () => {
		const row = { 'staff.0.email': lee.email, 'staff.0.roles.service': 'on', 'staff.0.roles.finance': 'on' };
		const { status, html } = await save('general', row);
		expect(status).toBe(422);
		expect(html).toContain('by this list you (kim@example.com) could not change it any more');
		const lower = { ...row, 'staff.1.email': kim.email, 'staff.1.roles.operator': 'on' };
		expect((await save('general', lower)).status).toBe(422);
		expect((await stored()).staff).toBeUndefined();
		await save('general', { ...row, 'staff.1.email': kim.email, 'staff.1.roles.manager': 'on' });
		expect((await stored()).staff).toEqual([
			{ email: lee.email, roles: ['service', 'finance'], brands: [] },
			{ email: kim.email, roles: ['manager'], brands: [] },
		]);
	});

	it('an operator sets up, and gives nobody a role; others see nothing', async () => {
		await desk.staff(['operator']);
		const { html } = await page('general');
		expect(html).not.toContain('name="staff.0.email"');
		await save('general', { sender: 'a@example.com', 'staff.0.email': kim.email, 'staff.0.roles.manager': 'on' });
		expect(await stored()).toMatchObject({ sender: 'a@example.com', staff: [{ roles: ['operator'] }] });
		await desk.store.settings.change('default', (before) => ({
			...before,
			staff: [{ email: kim.email, roles: ['service'], brands: [] }],
		}));
		expect((await page('general')).status).toBe(403);
		expect((await call({ body: { ...formOf(html), sender: 'b@example.com' } })).status).toBe(403);
		expect((await stored()).sender).toBe('a@example.com');
	});

	it('brands and people are told for all brands at once, and only another brand can lean on the common settings', async () => {
		const names = async (more: object) => Object.keys(formOf((await page('general', more)).html));
		const ofAll = ['brands.0.value', 'staff.0.email'];
		expect(await names({})).toEqual(expect.arrayContaining(ofAll));
		expect(await names({})).not.toContain('useCommon');
		const ofNord = await names({ brand: 'nord' });
		expect([ofNord.includes('useCommon'), ofAll.filter((name) => ofNord.includes(name))]).toEqual([true, []]);
	});

	it('a form counts for whom it was shown to, and for the brands that they see', async () => {
		const { html } = await page('general');
		const forged = offer(
			{ what: 'settings', brand: 'default', section: 'general', seen: 'x' },
			kim.email,
			deskKey('?'),
		);
		for (const [body, cookie] of [
			[formOf(html), signedIn(lee)],
			[{ ...formOf(html), action: forged }, signedIn()],
		] as const)
			expect((await call({ body, cookie })).status).toBe(403);
		await desk.staff(['operator'], ['nord']);
		expect((await page('general')).status).toBe(404);
		expect((await save('general', { sender: 'n@example.com' }, { brand: 'nord' })).status).toBe(303);
		expect([(await stored('nord')).sender, (await stored()).sender]).toEqual(['n@example.com', undefined]);
		const { html: ofNord } = await page('general', { brand: 'nord' });
		await desk.staff(['operator'], ['south']);
		expect((await call({ body: { ...formOf(ofNord), sender: 's@example.com' } })).status).toBe(403);
		expect((await stored('nord')).sender).toBe('n@example.com');
	});
});
