import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { fields } from '../../nodes/shared/operation/settings/fields';
import { titleOf } from '../../nodes/shared/operation/settings/sections';
import type { CaseStore } from '../../nodes/shared/store';
import { Settings } from '../../nodes/shared/model';
import { fieldsOf } from '../support/fieldsOf';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

let credential: StoreCredential;
let store: CaseStore;
beforeEach(async () => void ({ credential, store } = await openOwnStore()));
afterEach(removeOwnStores);
const save = async (parameters: INodeParameters, { mode, item = {} }: { mode?: 'manual'; item?: IDataObject } = {}) =>
	await runNode(new ReturnCase(), {
		parameters: { resource: 'settings', operation: 'save', brand: 'default', ...parameters },
		credentials: { returnCaseApi: credential },
		input: [item],
		mode,
	});
const refused = async (parameters: INodeParameters) => (await save(parameters)).error?.message ?? 'saved';

it('has a field for every setting', () => {
	// The rows of a list are one field of the editor.
	const paths = fieldsOf(Settings).map((path) => path.replace(/^(brands|staff)\..+/, '$1'));
	expect([...new Set(paths)].filter((path) => path !== 'brand').sort()).toEqual(fields.map(({ path }) => path).sort());
});

describe('the pages for customers', () => {
	it('have a list of sites, as text with commas', async () => {
		const { json } = await save({
			portal: { name: 'Nord', color: '#1F5F5B', hosts: 'shop.example.com, *.nord.example\nhttp://127.0.0.1:8080' },
		});
		expect((await store.settings.get('default')).portal).toEqual({
			name: 'Nord',
			color: '#1F5F5B',
			hosts: ['shop.example.com', '*.nord.example', 'http://127.0.0.1:8080'],
		});
		expect(JSON.stringify(json[0].changes)).toContain('shop.example.com,*.nord.example');
	});
	it.each([
		['a site that is none', { hosts: 'shop.example.com, shop example;script-src' }, 'Sites That May Frame the Pages'],
		['a site with a path', { hosts: 'https://shop.example.com/returns' }, 'Sites That May Frame the Pages'],
		['a color that is none', { color: 'red;}body{' }, 'Color of Buttons'],
		['a logo of a script', { logo: 'javascript:alert(1)' }, 'Logo'],
		['a logo without a lock', { logo: 'http://shop.example.com/logo.png' }, 'Logo'],
		['a logo that breaks out', { logo: 'https://shop.example.com/"onerror="x' }, 'Logo'],
	])('refuse %s', async (_what, portal, field) => {
		expect(await refused({ portal })).toContain(`Pages for Customers: ${field}`);
	});
});

it('merges what is filled in, keeps everything else, and lists what changes as people read it', async () => {
	await store.settings.save('default', {
		sender: 'old@example.com',
		odoo: { inspectionLocation: 21, destinations: { restock: 8 } },
		policy: { windowDays: 14 },
	});
	const {
		json: [saved],
	} = await save({
		general: { timeZone: 'Europe/Berlin', sender: ' Shop <returns@example.com> ' },
		policy: { currency: 'eur', reviewAbove: '500', returnFee: '4.90', restockingFeeBasisPoints: 2.5 },
		owners: { finance: 'a@example.com, b@example.com' },
	});
	expect(saved.changes).toEqual([
		{ setting: 'Time Zone', before: 'UTC', after: 'Europe/Berlin' },
		{ setting: 'Sender', before: 'old@example.com', after: 'Shop <returns@example.com>' },
		{ setting: 'Owners: Finance', before: '', after: 'a@example.com, b@example.com' },
		{ setting: 'Policy: Currency', before: '', after: 'EUR' },
		{ setting: 'Policy: Review Above', before: '', after: '500.00 EUR' },
		{ setting: 'Policy: Return Fee', before: "0 minor units of the order's currency", after: '4.90 EUR' },
		{ setting: 'Policy: Restocking Fee (%)', before: '0 %', after: '2.5 %' },
	]);
	expect(await store.settings.get('default')).toMatchObject({
		odoo: { inspectionLocation: 21, destinations: { restock: 8 } },
		policy: { windowDays: 14, reviewAbove: 50_000, returnFee: 490, restockingFeeBasisPoints: 250 },
	});
	expect((await save({ general: { timeZone: 'Europe/Berlin' } })).json[0]).toMatchObject({
		outcome: 'already_done',
		changes: [],
	});
});

it('writes amounts in the decimals of the currency', async () => {
	await save({ policy: { currency: 'JPY', reviewAbove: '50000' } });
	expect((await store.settings.get('default')).policy.reviewAbove).toBe(50_000);
	expect(await refused({ policy: { reviewAbove: '500.50' } })).toContain(
		'Policy: Review Above: "500.50" is no amount in JPY; write it such as 250.00',
	);
});

it('takes out what is chosen under Clear, and leaves blank fields alone', async () => {
	await store.settings.save('default', { sender: 'a@example.com', policy: { reviewAbove: 100, windowDays: 14 } });
	const {
		json: [saved],
	} = await save({ general: { sender: '' }, odoo: { restock: 0 }, clear: ['policy.reviewAbove', 'policy.windowDays'] });
	expect(saved.changes).toEqual([
		{ setting: 'Policy: Return Window (Days)', before: '14', after: '30' },
		{ setting: 'Policy: Review Above', before: "100 minor units of the order's currency", after: '' },
	]);
	expect(await store.settings.get('default')).toMatchObject({ sender: 'a@example.com', odoo: { destinations: {} } });
});

it("tells everything that is wrong at once, by the fields' names, and saves nothing", async () => {
	const message = await refused({
		general: { timeZone: 'Berlin', sender: 'returns(at)example.com' },
		owners: { finance: 'someone' },
		returnAddress: { name: 'Returns', country: 'Germany' },
		parcel: { weight: 0 },
		policy: { reviewAbove: '500', windowDays: 1.5 },
		settings: '{"timezone": "x", "policy": {"refundTiming": "later"}}',
	});
	expect(message).toMatch(/^Nothing was saved, 12 settings are wrong\. /);
	for (const one of [
		'Time Zone: "Berlin" is no time zone; choose one such as Europe/Berlin',
		'Sender: "returns(at)example.com" is no e-mail address',
		'Owners: Finance: "someone" is no e-mail address',
		'Return Address: Street and Number: it is missing',
		'Return Address: Country: it is too long',
		'Usual Parcel: Weight (Grams): it must be more than 0',
		'Policy: Review Above: say in which currency 500 is: fill in Currency',
		'Policy: Return Window (Days): it must be a whole number',
		'timezone: there is no such setting',
		'Policy: Refund Timing: it must be one of: at_approval, at_first_scan, at_receipt, after_inspection',
	])
		expect(message).toContain(one);
	expect(await store.settings.get('default')).toEqual(Settings.parse({}));
});

it.each([
	[{ general: { timeZone: '+01:00' } }, 'is no time zone'],
	[{ general: { sender: 'a@b' } }, 'is no e-mail address'],
	[{ policy: { currency: 'EURO' } }, 'Policy: Currency'],
	[{ policy: { currency: 'ABC' } }, 'is no currency'],
	[{ returnAddress: { country: 'D1' } }, 'is no two-letter code'],
	[{ policy: { sellsTo: 'US, Kanada' } }, 'Policy: Sells To: "KANADA" is no two-letter code of a country'],
	[{ settings: '[1]' }, 'no JSON object'],
	[{ owners: { service: 'a@example.com; b@example.com' } }, 'is no e-mail address'],
])('refuses %j', async (parameters, message) => {
	expect(await refused(parameters as INodeParameters)).toContain(message);
});

it('takes the countries that the shop sells to with commas between', async () => {
	const { json } = await save({ policy: { sellsTo: 'us, ca,' } });
	expect(json[0].changes).toEqual([{ setting: 'Policy: Sells To', before: '', after: 'US, CA' }]);
	expect((await store.settings.get('default')).policy.sellsTo).toEqual(['US', 'CA']);
});

it('asks for amounts again when their currency changes', async () => {
	await save({ policy: { currency: 'EUR', reviewAbove: '500.00' } });
	expect(await refused({ policy: { currency: 'JPY' } })).toContain(
		'Policy: Review Above: it is 500.00 EUR, and the currency changes',
	);
	expect(await refused({ policy: { currency: 'JPY', reviewAbove: '80000' } })).toBe('saved');
});

it('shows in a test run what would change, and saves only when it is for real', async () => {
	const parameters = { general: { timeZone: 'Europe/Oslo' } };
	const {
		json: [dry],
		hints,
	} = await save(parameters, { mode: 'manual', item: { first: 1 } });
	expect(hints).toEqual([expect.stringContaining('A test run: nothing was sent, booked or stored')]);
	expect(Object.keys(dry)).toEqual(['outcome', 'changes', 'settings', 'first']);
	expect([dry.outcome, dry.changes, (await store.settings.get('default')).timeZone]).toEqual([
		'dry_run',
		[{ setting: 'Time Zone', before: 'UTC', after: 'Europe/Oslo' }],
		'UTC',
	]);
	expect((await save({ ...parameters, options: { sendForReal: true } }, { mode: 'manual' })).hints).toEqual([]);
	expect((await store.settings.get('default')).timeZone).toBe('Europe/Oslo');
});

it('fills in the ids that Install found, where none is set', async () => {
	await store.settings.save('default', { odoo: { destinations: { restock: 8 } } });
	const item = { setUp: { settings: { odoo: { inspectionLocation: 21, destinations: { restock: 9, scrap: 16 } } } } };
	await save({}, { item });
	expect((await store.settings.get('default')).odoo).toEqual({
		inspectionLocation: 21,
		destinations: { restock: 8, scrap: 16 },
	});
	await save(
		{ takeInstalled: false, odoo: { restock: 10 } },
		{ item: { setUp: { settings: { odoo: { creditNoteJournal: 5 } } } } },
	);
	expect((await store.settings.get('default')).odoo).toEqual({
		inspectionLocation: 21,
		destinations: { restock: 10, scrap: 16 },
	});
});

it('keeps settings readable that were stored before they were checked', async () => {
	await store.settings.save('default', { timeZone: 'Berlin', sender: 'x' });
	expect(await store.settings.get('default')).toMatchObject({ timeZone: 'Berlin' });
	expect(await refused({ parcel: { weight: 500 } })).toContain(`${titleOf('timeZone')}: "Berlin" is no time zone`);
});

it('lets two saves at once both count', async () => {
	await Promise.all([
		save({ general: { timeZone: 'Europe/Oslo' } }),
		save({ general: { sender: 'a@example.com' } }),
		save({ odoo: { restock: 8 } }),
	]);
	expect(await store.settings.get('default')).toMatchObject({
		timeZone: 'Europe/Oslo',
		sender: 'a@example.com',
		odoo: { destinations: { restock: 8 } },
	});
});

describe('journals by who pays and currency', () => {
	const rows = (...all: object[]) => ({ odoo: { refundJournals: { rows: all } } }) as never;

	it('sets those that are filled in, keeps the others, and lists what changes', async () => {
		await store.settings.save('default', {
			odoo: { paymentJournal: 3, refundJournals: { other: 4, 'stripe EUR': 5 } },
		});
		const {
			json: [saved],
		} = await save(
			rows({ payer: 'stripe', currency: 'eur', journal: 6 }, { payer: 'shopify_payments', currency: '', journal: 7 }),
		);
		expect(saved.changes).toEqual([
			{ setting: 'Odoo IDs: Journal of Refunds (Stripe, EUR)', before: '5', after: '6' },
			{ setting: 'Odoo IDs: Journal of Refunds (Shopify Payments)', before: '', after: '7' },
		]);
		expect((await store.settings.get('default')).odoo).toEqual({
			destinations: {},
			paymentJournal: 3,
			refundJournals: { other: 4, 'stripe EUR': 6, shopify_payments: 7 },
		});
		await save({ clear: ['odoo.refundJournals'] });
		expect((await store.settings.get('default')).odoo).toEqual({ destinations: {}, paymentJournal: 3 });
	});

	it.each([
		[rows({ payer: 'stripe', currency: 'EURO', journal: 1 }), '"EURO" in row 1 is no currency'],
		[rows({ payer: 'stripe', currency: '', journal: 0 }), 'row 1 has no journal'],
		[
			rows({ payer: 'stripe', currency: '', journal: 1 }, { payer: 'stripe', currency: ' ', journal: 2 }),
			'row 2 says again what a row before it says',
		],
		[{ settings: '{"odoo": {"refundJournals": {"klarna": 1}}}' }, 'write who pays, and the currency'],
	])('refuses %j', async (parameters, message) => {
		expect(await refused(parameters as INodeParameters)).toContain(message);
	});
});

describe('deductions by destination and condition', () => {
	const rows = (...all: object[]) => ({ policy: { deductions: { rows: all } } }) as never;

	it('sets those that are filled in and keeps the others', async () => {
		await store.settings.save('default', { policy: { deductions: { scrap: 'all', quarantine: '10 %' } } });
		const {
			json: [saved],
		} = await save(
			rows({ destination: 'quarantine', condition: ' Worn ', takes: '30 %' }, { destination: 'scrap', takes: 'None' }),
		);
		expect(saved.changes).toEqual([
			{ setting: 'Policy: Deduction (scrap)', before: 'all', after: 'none' },
			{ setting: 'Policy: Deduction (quarantine worn)', before: '', after: '30 %' },
		]);
		expect((await store.settings.get('default')).policy.deductions).toEqual({
			scrap: 'none',
			quarantine: '10 %',
			'quarantine worn': '30 %',
		});
	});

	it.each([
		[rows({ destination: 'scrap', condition: '', takes: 'half' }), '"half" in row 1 takes nothing that is known'],
		[rows({ destination: 'scrap', condition: '', takes: '101 %' }), '"101 %" in row 1'],
		[rows({ destination: 'scrap', takes: '' }), '"" in row 1'],
		[
			rows(
				{ destination: 'scrap', condition: 'worn', takes: '1 %' },
				{ destination: 'scrap', condition: 'Worn', takes: '2' },
			),
			'row 2 says again what a row before it says',
		],
		[{ settings: '{"policy": {"deductions": {"shelf": "all"}}}' }, 'Policy: Deduction (shelf)'],
		[{ settings: '{"policy": {"deductions": {"scrap": "-5.00"}}}' }, 'Policy: Deduction (scrap)'],
	])('refuses %j', async (parameters, message) => {
		expect(await refused(parameters as INodeParameters)).toContain(message);
	});
});

describe('own words of messages', () => {
	const row = (message: string, part: string, language: string, words: string) => ({ message, part, language, words });
	const rows = (...list: object[]) => ({ messages: { words: { rows: list } } }) as unknown as INodeParameters;
	it('are typed row by row; those that are not named stay, and a change is told by the names of the editor', async () => {
		await save(rows(row('refund_paid', 'subject', 'de', 'Geld zurück: {amount}')));
		const { json } = await save(rows(row('refund_paid', 'text', '', " Hello {name}, it's paid. ")));
		expect(json[0].changes).toEqual([
			{ setting: 'Messages: Refund Paid, Text', before: '', after: "Hello {name}, it's paid." },
		]);
		expect((await store.settings.get('default')).messages).toEqual({
			words: { 'refund_paid subject de': 'Geld zurück: {amount}', 'refund_paid text': "Hello {name}, it's paid." },
		});
	});
	it.each([
		[
			'name a value that is not there',
			row('declined', 'text', 'en', 'Dear {customer}'),
			/Messages: Declined, Text, English: .*\{reference\}/,
		],
		[
			'have an open brace',
			row('declined', 'subject', '', 'Your {name'),
			/Messages: Declined, Subject: .*cannot be read/,
		],
		['are blank', row('declined', 'subject', '', ' '), /row 1 has no words/],
	])('are refused when they %s', async (_what, one, message) => {
		expect(await refused(rows(one))).toMatch(message);
		expect(await store.settings.get('default')).toEqual(Settings.parse({}));
	});
	it('are refused when two rows say the same', async () => {
		const one = row('declined', 'subject', '', 'No');
		expect(await refused(rows(one, one))).toContain('row 2 says again');
	});
	it('go with the signature and the languages, which keep their lines', async () => {
		await save({ messages: { signature: 'Your team\nof Nord', language: 'nl', staffLanguage: 'de' } });
		expect((await store.settings.get('default')).messages).toEqual({
			signature: 'Your team\nof Nord',
			language: 'nl',
			staffLanguage: 'de',
		});
	});
});
