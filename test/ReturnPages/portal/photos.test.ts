import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { portalWords } from '../../../nodes/ReturnPages/portal/languages';
import { keepOrder, shownOrder } from '../../../nodes/ReturnPages/portal/order/kept';
import { orderToken } from '../../../nodes/ReturnPages/portal/order/order';
import { statusToken } from '../../../nodes/ReturnPages/portal/status/status';
import { photoMs } from '../../../nodes/ReturnPages/session/photo';
import { portalKey } from '../../../nodes/ReturnPages/session/token';
import { Order, parseNewEvent, type NewEvent } from '../../../nodes/shared/model';
import type { CaseStore } from '../../../nodes/shared/store';
import { openOwnStore, ownFolder, removeOwnStores } from '../../support/ownStore';
import { Visitor, type Page } from './visitor';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const png = Buffer.from('\x89PNG\r\n\x1a\nof a hole', 'latin1');
const key = portalKey('k');
const { order: words, status, withdraw } = portalWords.en;

/** Photos that customers send, and what they are shown to send their goods with. */
describe('photos and labels on the pages for customers', () => {
	let store: CaseStore;
	let visitor: Visitor;
	let files = 0;
	beforeEach(async () => {
		const own = await openOwnStore();
		store = own.store;
		visitor = new Visitor(own.credential, {}, ['Find Order']);
	});
	afterEach(removeOwnStores);

	/** A file as n8n gives it to a node. */
	function file(content: Buffer) {
		const filepath = join(ownFolder(), `photo${files++}`);
		writeFileSync(filepath, content);
		return { filepath, size: content.length, originalFilename: '"><script>.png', mimetype: 'image/png' };
	}
	const post = async (query: object, data: object, sent: Record<string, object> = {}): Promise<Page> =>
		await visitor.send({
			query: { ...query },
			body: { data, files: sent },
			headers: { 'content-type': 'multipart/form-data; boundary=x' },
		});
	const record = async (reference: string, ...events: Array<Partial<NewEvent>>) =>
		await store.cases.record({
			reference,
			events: events.map((one) => parseNewEvent({ id: `${one.type}`, source: 'test', ...one })),
		});
	/** The link to an order of two articles. */
	async function linkOf() {
		const line = (id: string) => ({
			id,
			sku: `SKU-${id}`,
			title: `Goods ${id}`,
			quantity: 2,
			subtotal: eur(4000),
			tax: eur(0),
		});
		const order = Order.parse({ number: '#1', currency: 'EUR', taxesIncluded: true, lines: [line('1'), line('2')] });
		const shown = shownOrder(order, undefined, { brand: 'default', email: 'kim@example.com', language: 'en' });
		const id = await keepOrder(store, shown);
		return { page: 'order', language: 'en', token: orderToken(id, key, Date.now()) };
	}
	const chosen = { 'quantity-0': '1', 'reason-0': 'unwanted', 'quantity-1': '1', 'reason-1': 'defective' };
	async function asked() {
		const { reference } = await store.cases.open({
			request: {
				brand: 'default',
				channel: 'portal',
				lines: [{ id: 'L1', sku: 'TEE', quantity: 1 }],
				providerIds: {},
			} as never,
			source: 'portal',
			sourceId: 'x',
		});
		return { reference, query: { page: 'status', language: 'en', token: statusToken(reference, key, Date.now()) } };
	}
	const addressIn = async (reference: string) =>
		(await store.cases.get(reference))!.proofs!.map(({ keptAt }) => Object.fromEntries(new URL(keptAt).searchParams));

	it('a photo goes with the line that it is of, is known before the policy decides, and can be seen by its address', async () => {
		const query = await linkOf();
		const check = await post(query, { ...chosen, step: 'check' });
		expect(check.text).toContain(`${words.photo}: Goods 2`);
		expect(check.html).toMatch(/<form method="post"[^>]*enctype="multipart\/form-data"/);
		const confirm = async () => await post(query, { ...chosen, step: 'confirm' }, { 'photo-1': file(png) });
		const [first, again] = [await confirm(), await confirm()];
		expect([first.status, again.status]).toEqual([303, 303]);
		const [state, ...more] = await store.cases.getMany({ limit: 5 });
		expect([more, state.exceptions]).toEqual([[], []]);
		expect(state.lines.map(({ sku, photos = [] }) => [sku, photos.length])).toEqual([
			['SKU-1', 0],
			['SKU-2', 1],
		]);
		expect((await store.cases.timeline(state.reference)).map(({ type, source }) => [type, source])).toEqual([
			['return.requested', 'portal'],
			['return.proof_given', 'portal'],
		]);
		const [at] = await addressIn(state.reference);
		const seen = await visitor.send({ query: at });
		expect([seen.status, seen.headers['Content-Type'], seen.headers['X-Content-Type-Options'], seen.html]).toEqual([
			200,
			'image/png',
			'nosniff',
			png,
		]);
		expect((await visitor.send({ query: { ...at, token: `${at.token}x` } })).status).toBe(404);
		const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + photoMs + 1000);
		expect((await visitor.send({ query: at })).status).toBe(404);
		later.mockRestore();
	});

	it.each([
		['is no picture', () => ({ 'photo-0': file(Buffer.from('<svg onload="x">')) })],
		['is too large', () => ({ 'photo-0': { ...file(png), size: 9_000_000 } })],
		['are too many', () => Object.fromEntries(Array.from({ length: 11 }, (_, one) => [`photo-${one}`, file(png)]))],
	])('what %s is refused, says so, and what was chosen stays', async (_what, sent) => {
		const query = await linkOf();
		const { status: code, text, html } = await post(query, { ...chosen, step: 'confirm' }, sent());
		expect([code, text.includes(words.photoWrong), text.includes(withdraw.wrong)]).toEqual([422, true, true]);
		expect(html).toContain('name="reason-1" value="defective"');
		expect(html).toContain('href="#photo-0"');
		expect(await store.cases.getMany({ limit: 5 })).toEqual([]);
	});

	it('a link takes no more photos than a day allows', async () => {
		const query = await linkOf();
		const send = async (quantity: number) =>
			await post(
				query,
				{ ...chosen, 'quantity-0': String(quantity), step: 'confirm' },
				{
					'photo-0': file(png),
					'photo-1': file(png),
				},
			);
		const codes = [];
		for (let one = 0; one < 12; one++) codes.push((await send(1 + (one % 2))).status);
		expect(codes).toEqual([...Array.from({ length: 10 }, () => 303), 422, 422]);
	});

	it('no other body makes the page read a file of this machine', async () => {
		const query = await linkOf();
		const photo = file(png);
		const body = { ...chosen, step: 'confirm', files: { 'photo-0': photo }, data: {} };
		await visitor.send({ query, body, headers: { 'content-type': 'application/json' } });
		expect((await store.cases.getMany({ limit: 5 })).flatMap(({ proofs = [] }) => proofs)).toEqual([]);
	});

	it('a photo is added on the page of the return until that is at its end; the same one once', async () => {
		const { reference, query } = await asked();
		expect((await visitor.send({ query })).text).toContain(status.addPhoto);
		for (let time = 0; time < 2; time++) {
			const kept = await post(query, {}, { photo: file(png) });
			expect([kept.status, kept.text.includes(status.photoKept)]).toEqual([200, true]);
		}
		const without = await post(query, {});
		expect([without.status, without.text.includes(words.photoWrong)]).toEqual([422, true]);
		const [at, ...more] = await addressIn(reference);
		expect([more, (await visitor.send({ query: at })).status]).toEqual([[], 200]);
		expect((await store.cases.get(reference))!.exceptions).toEqual([]);
		for (let one = 0; one < 9; one++) await post(query, {}, { photo: file(Buffer.concat([png, Buffer.from([one])])) });
		expect((await post(query, {}, { photo: file(Buffer.concat([png, png])) })).status).toBe(422);
		expect((await store.cases.get(reference))!.proofs).toHaveLength(10);
		await record(reference, { type: 'return.canceled', data: {} });
		expect((await visitor.send({ query })).text).not.toContain(status.addPhoto);
		expect((await post({ ...query, token: 'x' }, {}, { photo: file(png) })).status).toBe(404);
	});

	it('shows a label, or the code by which a drop-off point prints it, and nothing of one that was taken back', async () => {
		const { reference, query } = await asked();
		const label = { id: 'l1', carrier: 'UPS', trackingNumber: '1Z1', labelUrl: '' };
		const code = {
			url: 'https://carrier.example/qr.png',
			text: '4711',
			instructions: 'Show it <b>at the counter</b>.',
		};
		await record(
			reference,
			{ type: 'return.approved', data: {} },
			{ type: 'label.issued', data: { label: { ...label, code } } },
		);
		const { text, html } = await visitor.send({ query });
		for (const one of [status.code, status.codeText, '4711', '1Z1', 'Show it <b>at the counter</b>.'])
			expect(text).toContain(one);
		expect(html).toContain('href="https://carrier.example/qr.png"');
		expect(html).not.toMatch(/<b>|<script|<img/);
		await record(reference, { type: 'label.voided', data: { label: 'l1' } });
		expect((await visitor.send({ query })).html).not.toContain('1Z1');
	});
});
