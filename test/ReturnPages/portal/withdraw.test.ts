import { portalWords } from '../../../nodes/ReturnPages/portal/languages';
import { deskKey, portalKey, sealed } from '../../../nodes/ReturnPages/session/token';
import { languages, type Statement } from '../../../nodes/shared/model';
import { closeStores, openStore, type CaseStore } from '../../../nodes/shared/store';
import { engines } from '../../shared/store/stores';
import { textOf, Visitor, type Page } from './visitor';

const attack = `"><script>alert('x')</script><img src=x onerror=alert(1)>`;
const form = { name: 'Kim Muster', contract: '#1001', email: 'kim@example.com', goods: '' };

describe.each(engines)('withdraw from contract, on $name', (engine) => {
	let credential: Record<string, string | number>;
	let tamper: (sql: string) => Promise<void>;
	let store: CaseStore;
	let visitor: Visitor;
	beforeAll(async () => await engine.start(), 120_000);
	beforeEach(async () => {
		const database = await engine.create();
		credential = { ...database.credential, auditKey: 'k' };
		({ tamper } = database);
		store = await openStore(credential);
		await store.settings.save('default', { timeZone: 'Europe/Berlin' });
		visitor = new Visitor(credential);
	}, 60_000);
	afterEach(async () => await closeStores());
	afterAll(async () => await engine.stop(), 60_000);

	const post = async (body: object, more: object = {}) =>
		await visitor.send({ query: { page: 'withdraw', language: 'en' }, body: { ...body }, ...more });
	const confirm = async (body: object = {}, more: object = {}) =>
		await post({ ...form, ...body, step: 'confirm' }, more);
	const cases = async () => await store.cases.getMany({ limit: 100, kind: 'withdrawal' });
	const statements = async (reference: string) =>
		(await store.cases.timeline(reference))
			.filter(({ type }) => type === 'withdrawal.declared')
			.map(({ data }) => (data as unknown as { statement: Statement }).statement);

	it.each(languages)(
		'in %s: two steps with the labels of the law, nothing between, and a receipt',
		async (language) => {
			const { withdraw } = portalWords[language];
			const query = { page: 'withdraw', language };
			const first = await visitor.send({ query });
			expect([first.status, first.html.includes(`lang="${language}"`)]).toEqual([200, true]);
			expect(first.text).toContain(withdraw.about);
			expect(buttonsOf(first)).toEqual([withdraw.function]);

			const second = await visitor.send({ query, body: { ...form, goods: '2 x Tee', step: 'check' } });
			expect(second.status).toBe(200);
			for (const shown of [withdraw.checkText, 'Kim Muster', '#1001', 'kim@example.com', '2 x Tee'])
				expect(second.text).toContain(shown);
			expect(buttonsOf(second)).toEqual([withdraw.confirm, withdraw.change]);
			expect(await cases()).toEqual([]);

			const before = Math.floor(Date.now() / 1000);
			const sent = await visitor.send({ query, body: { ...hiddenOf(second), step: 'confirm' } });
			expect([sent.status, new URL(sent.headers.Location, 'https://n8n.test').pathname]).toEqual([
				303,
				'/webhook/returns/portal',
			]);
			const receipt = await visitor.follow(sent);
			const [state] = await cases();
			const [told] = await statements(state.reference);
			expect(told).toMatchObject({
				channel: 'page',
				language,
				name: 'Kim Muster',
				contract: '#1001',
				email: 'kim@example.com',
				lines: [{ title: 'Tee', quantity: 2 }],
				timeZone: 'Europe/Berlin',
			});
			expect(Math.floor(Date.parse(told.toldAt) / 1000)).toBeGreaterThanOrEqual(before);
			expect(state).toMatchObject({ kind: 'withdrawal', customer: { language }, clock: { toldAt: told.toldAt } });
			const utc = `${told.toldAt.slice(0, 19).replace('T', ' ')} UTC`;
			for (const shown of [withdraw.received, withdraw.receivedText, utc, 'Europe/Berlin', state.reference, '2 × Tee'])
				expect(receipt.text).toContain(shown);
			expect(receipt.text).toContain('kim@example.com');
			expect(receipt.html).not.toContain('<form');
		},
	);

	it('a receipt can be loaded again and saved as a text, and by no other link', async () => {
		const sent = await confirm();
		const query = Object.fromEntries(new URL(sent.headers.Location, 'https://n8n.test').searchParams);
		const again = [await visitor.send({ query }), await visitor.send({ query })];
		expect(again[0].html).toBe(again[1].html);
		const file = await visitor.send({ query: { ...query, as: 'text' } });
		const [{ reference }] = await cases();
		expect(file.headers).toMatchObject({
			'Content-Type': 'text/plain; charset=utf-8',
			'Content-Disposition': `attachment; filename="${reference}.txt"`,
		});
		expect(file.html).toMatch(/Received on: .*\d\d:\d\d:\d\d.* UTC\)/);
		expect(file.html).toContain('Your name: Kim Muster\r\nOrder number: #1001');

		const content = { reference, statement: (await statements(reference))[0].id };
		const [until, past] = [Date.now() + 60_000, Date.now() - 1];
		for (const token of [
			'',
			'x',
			`${query.token}x`,
			`x${query.token}`,
			sealed('receipt', content, until, portalKey('other')),
			sealed('receipt', content, until, deskKey('k')),
			sealed('receipt', content, past, portalKey('k')),
			sealed('order', content, until, portalKey('k')),
			sealed('receipt', { ...content, reference: 'RMA-2222222222' }, until, portalKey('k')),
		]) {
			const refused = await visitor.send({ query: { page: 'receipt', token } });
			expect([token, refused.status, refused.text.includes('Kim Muster')]).toEqual([token, 404, false]);
		}
	});

	it('no GET writes anything, whatever it says', async () => {
		await store.settings.get('default');
		for (const query of [
			{},
			{ page: 'withdraw' },
			{ page: 'withdraw', step: 'confirm', ...form },
			{ page: 'receipt', token: 'x' },
			{ page: 'other' },
		])
			await visitor.send({ query });
		expect(await cases()).toEqual([]);
		expect(await store.notices.untold(10)).toEqual([]);
	});

	it('the same statement twice is one, however often it is sent, with one receipt and its first time', async () => {
		const all = await Promise.all(Array.from({ length: 8 }, async () => await confirm()));
		const typed = await confirm({ contract: ' 1001', email: 'KIM@example.com' });
		expect(new Set([...all, typed].map(({ status }) => status))).toEqual(new Set([303]));
		const [{ reference }, ...more] = await cases();
		expect(more).toEqual([]);
		const [first, ...others] = await statements(reference);
		expect(others).toEqual([]);
		const shown = await visitor.follow(typed);
		expect(shown.text).toContain(`${first.toldAt.slice(0, 19).replace('T', ' ')} UTC`);
	});

	it('what was not written is asked for, with what was written kept, and nothing is recorded', async () => {
		const page = await post({ ...form, email: 'kim at example', name: '', step: 'check' });
		expect(page.status).toBe(422);
		expect(page.text).toContain('Write your name');
		expect(page.text).toContain('Write an e-mail address such as name@example.com');
		expect(page.html).toContain('value="kimatexample"');
		expect(page.html).toContain('href="#email"');
		expect((await confirm({ contract: '' })).status).toBe(422);
		expect(await cases()).toEqual([]);
	});

	it('goes back to what was written', async () => {
		const { html } = await post({ ...form, goods: 'Tee', step: 'change' });
		expect(html).toContain('value="Kim Muster"');
		expect(html).toContain('>Tee</textarea>');
		const linked = await visitor.send({ query: { contract: '#1007' } });
		expect(linked.html).toContain('value="#1007"');
	});

	it('an order that nobody knows, and an address that no e-mail reaches, are taken all the same', async () => {
		await confirm({ contract: 'the blue lamp, in spring', email: 'müller@exämple' });
		const [state] = await cases();
		expect(state).toMatchObject({
			authorization: 'requested',
			exceptions: [{ code: 'withdrawal_without_address', owner: 'service' }],
		});
		expect((await statements(state.reference))[0].text).toContain('müller@exämple');
	});

	it('when the case store is away, nothing is lost of what was written, and it can be confirmed again', async () => {
		await store.settings.get('default');
		const asked = { query: { page: 'withdraw', language: 'de' }, body: { ...form, step: 'confirm' } };
		await tamper('alter table cases rename to cases_away');
		const failed = await visitor.send(asked);
		expect([failed.status, failed.headers['Retry-After']]).toEqual([503, '5']);
		expect(failed.text).toContain(portalWords.de.withdraw.failed);
		expect(failed.html).not.toMatch(/cases_away|sqlite|relation/i);
		expect(visitor.logged.join()).not.toContain('kim@');
		await tamper('alter table cases_away rename to cases');
		const again = await visitor.send({ ...asked, body: { ...hiddenOf(failed), step: 'confirm' } });
		expect(again.status).toBe(303);
		expect(await cases()).toHaveLength(1);
	});

	it('a credential that leads nowhere is answered by the form, in words', async () => {
		const lost = new Visitor({ storage: 'embedded', file: '/nowhere/at/all.sqlite', auditKey: 'k' });
		const page = await lost.send({ query: {}, headers: { 'accept-language': 'nl' } });
		expect([page.status, page.text.includes(portalWords.nl.withdraw.function)]).toEqual([503, true]);
		expect((await lost.send({ query: {}, body: { ...form, step: 'confirm' } })).status).toBe(503);
	});

	it.each(languages)('what somebody writes is shown in %s and does nothing', async (language) => {
		const query = { page: 'withdraw', language };
		const written = {
			name: attack,
			contract: attack,
			email: `${attack}@example.com`,
			goods: `2 x ${attack}\n${attack}`,
		};
		const pages = [
			await visitor.send({ query: { ...query, contract: attack, other: attack, [attack]: 'x' } }),
			await visitor.send({ query, body: { ...written, step: 'check' } }),
			await visitor.send({ query, body: { ...written, name: '', step: 'check' } }),
			await visitor.send({ query, body: { ...written, step: attack } }),
			await visitor.send({ query: { ...query, page: attack } }),
			await visitor.send({ query: { page: 'receipt', token: attack, language: attack } }),
			await visitor.send({
				query: { ...query, page: ['withdraw'] },
				body: { ...written, name: ['a', 'b'], step: 'check' },
			}),
		];
		const sent = await visitor.send({ query, body: { ...written, step: 'confirm' } });
		pages.push(await visitor.follow(sent));
		for (const { html } of pages) expect(html).not.toMatch(/<script|<img/i);
		expect(pages.at(-1)!.text).toContain(attack);
		for (const { headers } of [...pages, sent])
			for (const value of Object.values(headers)) expect(value).not.toMatch(/[\r\n]|alert/);
	});

	it('no header can be added by what somebody sends', async () => {
		const evil = 'x\r\nSet-Cookie: a=b';
		const page = await confirm({ name: evil, contract: evil, email: `kim@example.com${evil}` });
		for (const value of Object.values(page.headers)) expect(value).not.toMatch(/[\r\n]/);
		const [state] = await cases();
		for (const one of await statements(state.reference)) expect(`${one.name}${one.contract}`).not.toMatch(/[\r\n]/);
	});

	it("shows the brand's name, logo and color, and may be framed only by the sites that are named", async () => {
		const plain = await visitor.send({});
		expect(plain.headers['Content-Security-Policy']).toBe(
			"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		);
		await store.settings.save('nord', {
			portal: {
				name: 'Nord & Söhne',
				logo: 'https://cdn.example.com/logo.svg?v=1',
				color: '#ffcc00',
				hosts: ['shop.example.com', '*.nord.example', 'http://127.0.0.1:8080'],
			},
			messages: { language: 'it' },
		});
		visitor = new Visitor(credential, { brand: 'nord' });
		const own = await visitor.send({});
		expect(own.html).toContain('<img src="https://cdn.example.com/logo.svg?v=1" alt="Nord &amp; Söhne"');
		expect(own.html).toContain('--button:#ffcc00;--on-button:#000');
		expect(own.text).toContain('Recedere dal contratto qui - Nord & Söhne');
		expect(own.headers['Content-Security-Policy']).toContain('img-src https://cdn.example.com;');
		expect(own.headers['Content-Security-Policy']).toContain(
			'frame-ancestors https://shop.example.com https://*.nord.example http://127.0.0.1:8080;',
		);
		await visitor.send({ query: {}, body: { ...form, step: 'confirm' } });
		expect((await cases()).map(({ brand }) => brand)).toEqual(['nord']);
	});

	it('receipts are mailed so often to an address, about an order and for a sender; beyond, the customer is told and service hears of it', async () => {
		for (let one = 0; one < 7; one++) await confirm({ goods: `Tee ${one}` });
		const held = (await cases()).filter(({ statements: [first] = [] }) => first.held);
		expect(held.map(({ statements: [first] = [] }) => first.held)).toEqual(['address', 'address']);
		const last = await visitor.follow(await confirm({ goods: 'Tee 6' }));
		expect(last.text).toContain(portalWords.en.withdraw.held);
		expect((await visitor.follow(await confirm({ goods: 'Tee 0' }))).text).toContain('We send this receipt to kim@');
		expect(await store.notices.untold(10)).toMatchObject([{ owner: 'service' }]);
		// Another customer, another order.
		await confirm({ contract: '#1002', email: 'robin@example.com' });
		expect((await cases()).filter(({ statements: [first] = [] }) => first.held)).toHaveLength(2);
	});
});

function buttonsOf({ html }: Page): string[] {
	return [...html.matchAll(/<button[^>]*>(.*?)<\/button>/g)].map(([, text]) => textOf(text));
}

/** What a page's first form carries along unseen. */
function hiddenOf({ html }: Page): Record<string, string> {
	const [first] = html.split('</form>');
	const fields = [...first.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
	return Object.fromEntries(fields.map(([, name, value]) => [name, textOf(value)]));
}
