import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { offer } from '../../nodes/ReturnPages/session/action';
import { photoAddress, photoAnswer } from '../../nodes/ReturnPages/session/photo';
import { deskKey } from '../../nodes/ReturnPages/session/token';
import { parseNewEvent, type NewEvent, type StaffRole } from '../../nodes/shared/model';
import { attack, key, kim, lee, signedIn, useDesk } from './useDesk';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** What people do to a return on its page. */
describe('what is done on the page of a return', () => {
	const desk = useDesk();
	const { call, open, staff } = desk;
	const at = (reference: string) => ({ page: 'case', case: reference });
	const tell = async (reference: string, ...events: Array<Partial<NewEvent>>) =>
		await desk.store.cases.record({
			reference,
			events: events.map((event, index) =>
				parseNewEvent({ id: `${index} ${Math.random()}`, source: 'test', ...event }),
			),
		});
	const state = async (reference: string) => (await desk.store.cases.get(reference))!;
	/** The token of the form whose button says so; blank: it is not offered. */
	const tokenOf = (html: string, text: string) => {
		const [form] = html.match(new RegExp(`<form(?:(?!</form>).)*>${text}</button>`, 's')) ?? [];
		return form ? /name="action" value="([^"]+)"/.exec(form)![1] : '';
	};
	const offered = (html: string) => [...html.matchAll(/<summary>([^<]*)<\/summary>/g)].map(([, text]) => text);
	/** Opens the page, fills in the form of a button, and presses it. */
	const press = async (reference: string, text: string, given: Record<string, string> = {}, cookie = signedIn()) => {
		const { html } = await call({ query: at(reference), cookie });
		const action = tokenOf(html, text);
		expect([text, action !== '']).toEqual([text, true]);
		return { action, ...(await call({ query: at(reference), body: { action, ...given }, cookie })) };
	};
	const noteOf = (number: number) =>
		parseNewEvent({ id: `of others ${number}`, source: 'test', type: 'note.added', data: { note: 'x' } });
	const newest = async (reference: string) => (await desk.store.cases.timeline(reference)).at(-1)!;
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
	const intent = (reference: string, number = 1) => ({
		id: `${reference}/R${number}`,
		amount: eur(2500),
		payment: { id: 'P1', processor: 'other', providerIds: {} },
	});
	/** An approved return of three T-shirts with its order. */
	const approved = async (sourceId = '1', quantity = 3) => {
		const { reference } = await open(sourceId, {
			lines: [{ id: 'L1', sku: 'TEE', title: 'T-shirt', quantity, reason: 'DEFECTIVE', providerIds: {} }],
		});
		await tell(
			reference,
			{ type: 'order.found', data: { order, system: 'odoo' } },
			{ type: 'return.approved', data: {} },
		);
		return reference;
	};
	const twoMustApprove = {
		outcome: 'review',
		reasons: [],
		lines: [{ line: 'L1', quantity: 1 }],
		approvals: { people: 2, rows: [] },
	};

	it('a reviewer approves: the person is recorded, and the flow behind the desk tells the shop', async () => {
		const { reference } = await open('1');
		const { status, headers } = await press(reference, 'Approve', { refundTo: 'store_credit', note: 'Looks fine' });
		expect([status, headers.Location]).toEqual([
			303,
			`/webhook/returns/desk?page=case&case=${reference}&done=approve&about=${reference}`,
		]);
		expect(await newest(reference)).toMatchObject({
			type: 'return.approval_given',
			actor: kim.email,
			data: { by: kim.email, note: 'Looks fine' },
		});
		expect(desk.flow).toMatchObject([
			{ output: 'Approve', json: { reference, actor: kim.email, refundTo: 'store_credit', note: 'Looks fine' } },
		]);
		const { html } = await call({ query: { ...at(reference), done: 'approve', about: reference } });
		expect(html).toContain(`${reference}: Your approval is recorded.`);
	});

	it('where two must approve, the first starts no flow, cannot be the second, and the second does', async () => {
		const { reference } = await open('1');
		await tell(reference, { type: 'return.review_required', data: { decision: twoMustApprove } });
		await press(reference, 'Approve');
		expect(desk.flow).toMatchObject([{ output: 'Done', json: { action: 'approve' } }]);
		const again = await press(reference, 'Approve');
		expect([again.status, again.html]).toEqual([409, expect.stringContaining('has approved this return already')]);
		expect((await press(reference, 'Approve', {}, signedIn(lee))).status).toBe(303);
		expect(desk.flow.map(({ output }) => output)).toEqual(['Done', 'Approve']);
	});

	it('declines with a reason, which the flow tells the shop and the customer', async () => {
		const { reference } = await open('1');
		const without = await press(reference, 'Decline', { reason: 'OTHER' });
		expect([without.status, without.html]).toEqual([
			422,
			expect.stringContaining('Fill in &quot;To the customer&quot;'),
		]);
		await press(reference, 'Decline', { reason: 'FINAL_SALE', note: 'It was reduced' });
		expect(desk.flow).toMatchObject([
			{ output: 'Decline', json: { reference, actor: kim.email, reason: 'FINAL_SALE', note: 'It was reduced' } },
		]);
	});

	it('receives what was counted, in the name of the person', async () => {
		const reference = await approved();
		expect((await press(reference, 'Receive', { pieces0: '' })).status).toBe(422);
		await press(reference, 'Receive', { pieces0: '2' });
		expect(await newest(reference)).toMatchObject({
			type: 'return.received',
			source: 'warehouse:desk',
			actor: kim.email,
			data: { receipt: { lines: [{ line: 'L1', quantity: 2 }] } },
		});
		expect((await state(reference)).logistics).toBe('part_received');
		expect((await call({ query: at(reference) })).html).toContain('1 expected');
	});

	it('inspects piece by piece, each with its place, condition and note', async () => {
		const reference = await approved();
		await press(reference, 'Receive', { pieces0: '3' });
		await press(reference, 'Record the inspection', {
			'destination0.0': 'restock',
			'condition0.0': 'unused',
			'destination0.1': 'scrap',
			'note0.1': 'Torn',
		});
		expect(await newest(reference)).toMatchObject({
			type: 'return.inspected',
			data: {
				inspection: {
					lines: [
						{ line: 'L1', quantity: 1, condition: 'unused', destination: 'restock' },
						{ line: 'L1', quantity: 1, condition: 'unknown', destination: 'scrap', note: 'Torn' },
					],
				},
			},
		});
		const { html } = await call({ query: at(reference) });
		expect(html).toContain('1 back on the shelf, 1 scrap');
		expect(html).toContain('T-shirt: goes to'); // one is left, and needs no number
		expect((await press(reference, 'Record the inspection', {})).status).toBe(422);
	});

	it('a photo is kept with the piece, and can be seen by whoever has its address: also the customer of a deduction', async () => {
		const reference = await approved();
		await press(reference, 'Receive', { pieces0: '3', serials0: 'SN1, SN2' });
		expect(await newest(reference)).toMatchObject({ data: { receipt: { lines: [{ serials: ['SN1', 'SN2'] }] } } });
		const { html } = await call({ query: at(reference) });
		expect(html).toContain('enctype="multipart/form-data"');
		const file = (name: string, content: Buffer | string) => {
			const filepath = join(tmpdir(), `desk-photo-${process.pid}-${name}`);
			writeFileSync(filepath, content);
			return { filepath, size: Buffer.byteLength(content), mimetype: 'text/html', originalFilename: '<script>.html' };
		};
		const send = async (photo: object, more: object = {}) =>
			await call({
				query: at(reference),
				body: {
					data: {
						action: tokenOf(html, 'Record the inspection'),
						'destination0.0': 'scrap',
						'note0.0': 'Torn',
						...more,
					},
					files: { 'photo0.0': photo, 'photo9.9': photo },
				},
			});
		const refused = await send(file('page', '<script>alert(1)</script>'));
		expect([refused.status, refused.html.includes('no JPEG, PNG or WebP picture')]).toEqual([422, true]);
		const big = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(8_000_000)]);
		const tooLarge = await send(file('big', big));
		expect([tooLarge.status, tooLarge.html.includes('A photo is larger than 8 MB')]).toEqual([422, true]);
		expect((await send(file('sound', 'RIFF\0\0\0\0WAVEfmt '))).status).toBe(422);
		const serials = await send({ size: 0 }, { 'serial0.0': 'SN1 SN2' });
		expect([serials.status, serials.html.includes('There are 2 serial numbers for one piece')]).toEqual([422, true]);
		const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from([0, 255, 254])]);
		expect((await send(file('good', png), { 'serial0.0': 'SN1' })).status).toBe(303);
		const inspected = await newest(reference);
		const [line] = (inspected.data as { inspection: { lines: Array<{ evidence: string }> } }).inspection.lines;
		expect(line).toMatchObject({ serials: ['SN1'], evidence: expect.stringMatching(/^http:.*[?]photo=/) });
		const photo = new URL(line.evidence).searchParams.get('photo')!;
		const seen = await call({ query: { photo }, cookie: '' });
		expect([seen.status, seen.headers['Content-Type'], seen.headers['X-Content-Type-Options'], seen.html]).toEqual([
			200,
			'image/png',
			'nosniff',
			png,
		]);
		for (const wrong of [`${photo}x`, photo.slice(1), tokenOf(html, 'Add note')])
			expect((await call({ query: { photo: wrong }, cookie: '' })).status).toBe(404);
		const { html: after } = await call({ query: at(reference) });
		expect(after).toContain('Photo 1: TEE, Torn</a>');
		expect(after).toContain('<td>Return inspected</td><td>1 x TEE to scrap, SN1, Torn</td>');
		expect(after).toContain('<td>Return received</td><td>3 x TEE (SN1 SN2)</td>');
	});

	it('a photo can be seen for three years', async () => {
		const { store } = desk;
		const { reference } = await open('1');
		await store.files.put({ reference, name: 'photo' }, { mimeType: 'image/png', content: Buffer.from('x') });
		const now = Date.now();
		const years = 365 * 24 * 3_600_000;
		const address = photoAddress({ address: 'https://n8n.test/desk', key, now }, reference, 'photo');
		const token = new URL(address).searchParams.get('photo')!;
		const seenAfter = async (time: number) => (await photoAnswer(token, { store, key, now: now + time }))?.status;
		expect([await seenAfter(2.9 * years), await seenAfter(3.1 * years)]).toEqual([200, undefined]);
	});

	it('what customers have sent as a proof is shown among the photos, and leads nowhere but to a site', async () => {
		const reference = await approved();
		const proof = (keptAt: string, note?: string) => ({
			proof: { keptAt, sha256: 'a'.repeat(64), ...(note && { note }) },
		});
		await tell(
			reference,
			{ type: 'return.proof_given', data: proof('https://pictures.example.com/1.jpg', attack) },
			{ type: 'return.proof_given', data: proof('https://pictures.example.com/2.jpg') },
			{
				type: 'return.inspected',
				data: {
					inspection: {
						id: 'i',
						lines: [
							{ line: 'L1', quantity: 1, destination: 'scrap', condition: 'worn', evidence: 'javascript:alert(1)' },
						],
					},
				},
			},
		);
		const { html } = await call({ query: at(reference) });
		expect(html).toContain(
			'<a href="https://pictures.example.com/2.jpg" rel="noreferrer">Photo 2: given for the return</a>',
		);
		expect(html).not.toMatch(/<script|<img|href="javascript|Photo 3/);
	});

	it('a receipt that was taken back says which and why', async () => {
		const reference = await approved();
		await press(reference, 'Receive', { pieces0: '1', serials0: 'SN1, SN1;\nSN1' });
		expect(await newest(reference)).toMatchObject({ data: { receipt: { lines: [{ serials: ['SN1'] }] } } });
		await tell(reference, { type: 'receipt.canceled', data: { receipt: 'RC-1', reason: 'counted twice' } });
		expect((await call({ query: at(reference) })).html).toContain(
			'<td>Receipt canceled</td><td>RC-1, counted twice</td>',
		);
	});

	it('a body that only names a file on the disk of n8n brings none of it', async () => {
		const reference = await approved();
		await press(reference, 'Receive', { pieces0: '3' });
		const { html } = await call({ query: at(reference) });
		const filepath = join(tmpdir(), `desk-photo-${process.pid}-others.png`);
		writeFileSync(filepath, Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
		const data = { action: tokenOf(html, 'Record the inspection'), 'destination0.0': 'scrap' };
		const body = { ...data, data, files: { 'photo0.0': { filepath, size: 8 } } };
		expect((await call({ query: at(reference), body, contentType: 'application/json' })).status).toBe(303);
		const { data: told } = await newest(reference);
		expect(told).toMatchObject({ inspection: { lines: [{ destination: 'scrap' }] } });
		expect(JSON.stringify(told)).not.toContain('evidence');
	});

	it('asks the customer, and mails again what they were told: by the flow, in their name', async () => {
		const customer = { email: 'alex@example.com', providerIds: {} };
		const { reference } = await open('1', { customer });
		await press(reference, 'Ask the customer', { note: 'A photo of the sole, please.' });
		expect(await newest(reference)).toMatchObject({
			type: 'note.added',
			actor: kim.email,
			data: { note: 'Asked the customer: A photo of the sole, please.' },
		});
		await press(reference, 'Send a message again', { about: 'return.requested' });
		expect(desk.flow).toMatchObject([
			{ output: 'Message', json: { message: 'question', event: { data: { note: 'A photo of the sole, please.' } } } },
			{ output: 'Message', json: { message: 'byEvent', event: { type: 'return.requested' }, actor: kim.email } },
		]);
		expect((await press(reference, 'Send a message again', { about: 'refund.succeeded' })).status).toBe(409);
		const { reference: unknown } = await open('2');
		const { html } = await call({ query: at(unknown) });
		expect([tokenOf(html, 'Ask the customer'), tokenOf(html, 'Send a message again')]).toEqual(['', '']);
	});

	it('asking is for who decides and who talks to customers, sending again for the latter', async () => {
		const customer = { email: 'alex@example.com', providerIds: {} };
		const { reference } = await open('1', { customer });
		const mine = async () => {
			const { html } = await call({ query: at(reference) });
			return ['Ask the customer', 'Send a message again'].filter((text) => tokenOf(html, text));
		};
		const expected: Array<[StaffRole, string[]]> = [
			['service', ['Ask the customer', 'Send a message again']],
			['reviewer', ['Ask the customer']],
			['warehouse', []],
			['finance', []],
		];
		for (const [role, texts] of expected) {
			await staff([role]);
			expect([role, await mine()]).toEqual([role, texts]);
		}
		await staff(['service']);
		await tell(reference, { type: 'return.approved', data: {} });
		expect(await mine()).toEqual(['Send a message again']);
	});

	it('what can be sent again is what has happened, the last of its kind, the newest first', async () => {
		const { reference } = await open('1', {
			customer: { email: 'alex@example.com', providerIds: {} },
			lines: [{ id: 'L1', sku: 'TEE', title: 'T-shirt', quantity: 3, reason: 'DEFECTIVE', providerIds: {} }],
		});
		const choices = async () => {
			const { html } = await call({ query: at(reference) });
			const [, select] = /<select id="[^"]*-about"[^>]*>(.*?)<\/select>/s.exec(html) ?? [];
			return [...select.matchAll(/<option[^>]*value="([^"]*)"/g)].map(([, value]) => value);
		};
		const label = (id: string) => ({ id, carrier: 'DHL', trackingNumber: id, trackingUrl: '', labelUrl: '' });
		await tell(
			reference,
			{ type: 'order.found', data: { order, system: 'odoo' } },
			{ type: 'return.approved', data: {} },
			{ type: 'refund.due', data: { intent: intent(reference) } },
			{ type: 'label.issued', data: { label: label('JD01') } },
		);
		expect(await choices()).toEqual(['label.issued', 'return.approved', 'return.requested']);
		await tell(reference, { type: 'label.voided', data: { label: 'JD01' } });
		expect(await choices()).toEqual(['return.approved', 'return.requested']);
		await tell(
			reference,
			{ type: 'label.issued', data: { label: label('JD02') } },
			{ type: 'label.issued', data: { label: label('JD03') } },
		);
		await press(reference, 'Send a message again', { about: 'label.issued' });
		expect(desk.flow).toMatchObject([{ json: { event: { data: { label: { id: 'JD03' } } } } }]);
	});

	it('the time line says what each event was about, and parcels stand apart', async () => {
		const reference = await approved();
		const label = { id: 'l', carrier: 'DHL', trackingNumber: 'JD01', trackingUrl: 'javascript:alert(1)', labelUrl: '' };
		await tell(
			reference,
			{ type: 'label.issued', data: { label } },
			{
				type: 'shipment.delivered',
				data: { tracking: { trackingNumber: 'JD01', status: 'delivered', detail: 'At the door' } },
			},
			{ type: 'refund.due', data: { intent: intent(reference) } },
			{ type: 'return.received', data: { receipt: { id: 'r', lines: [{ line: 'L1', sku: 'TEE', quantity: 3 }] } } },
		);
		const { html } = await call({ query: at(reference) });
		for (const row of [
			'<td>Label issued</td><td>DHL, JD01</td>',
			'<td>Shipment delivered</td><td>JD01, At the door</td>',
			`<td>Refund due</td><td>${reference}/R1, 25.00 EUR</td>`,
			'<td>Return received</td><td>3 x TEE</td>',
			'<td>Order found</td><td>#1</td>',
			'<td>JD01</td><td>DHL</td><td>delivered</td>',
		])
			expect(html).toContain(row);
		expect(html).not.toContain('javascript:');
	});

	it('the time line leads to the records of other systems, and to nothing that is no id', async () => {
		const reference = await approved();
		const [payment] = order.payments;
		const providerIds = { 'stripe.payment_intent': 'pi_1', 'stripe.charge': '../x' };
		await tell(reference, {
			type: 'order.found',
			data: {
				system: 'odoo',
				order: {
					...order,
					payments: [{ ...payment, processor: 'stripe', providerIds }],
					providerIds: { 'odoo.order': '42', 'shopify.order': 'gid://shopify/Order/7' },
				},
			},
		});
		const page = async () => (await call({ query: at(reference) })).html;
		const before = await page();
		expect(before).toContain(
			'<a href="https://dashboard.stripe.com/payments/pi_1" rel="noreferrer">Stripe payment</a>',
		);
		expect(before).toContain('<a href="https://www.shopify.com/admin/orders/7" rel="noreferrer">Shopify order</a>');
		expect([before.includes('../x'), before.includes('Odoo order')]).toEqual([false, false]);
		const odooOf = async (brand: string, address: string) =>
			await desk.store.setUpReports.keep({
				connection: 'odoo',
				brand,
				lookedAt: '2026-11-20T10:00:00Z',
				address,
				checks: [],
				choices: {},
			});
		await odooOf('default', 'https://odoo.example.com');
		await odooOf('nord', 'https://nord.example.com');
		const link = '<a href="https://odoo.example.com/mail/view?model=sale.order&amp;res_id=42" rel="noreferrer">';
		expect(await page()).toContain(`${link}Odoo order</a>`);
		const { reference: ofNord } = await open('nord', { brand: 'nord' });
		const found = { ...order, providerIds: { 'odoo.order': '42' } };
		const twice = { order: { ...found, lines: [{ ...order.lines[0], providerIds: { 'odoo.order': '42' } }] } };
		await tell(ofNord, { type: 'order.found', data: { system: 'odoo', ...twice } });
		const { html } = await call({ query: at(ofNord) });
		expect(html.match(/<a href="https:\/\/[^"]*res_id=42"/g)).toEqual([
			'<a href="https://nord.example.com/mail/view?model=sale.order&amp;res_id=42"',
		]);
	});

	it('of many pieces the last row stands for the rest', async () => {
		const reference = await approved('many', 20);
		await press(reference, 'Receive', { pieces0: '20' });
		await press(reference, 'Record the inspection', { 'destination0.7': 'restock', 'pieces0.7': '13' });
		expect((await state(reference)).lines[0].quantities.inspected.restock).toBe(13);
	});

	it('releases a refund that is held, once', async () => {
		const reference = await approved();
		await tell(reference, { type: 'refund.held', data: { intent: intent(reference), until: 'somebody says so' } });
		const { action } = await press(reference, 'Release refund [^<]*');
		expect((await state(reference)).refunds).toMatchObject([{ state: 'due' }]);
		expect((await call({ query: at(reference), body: { action } })).status).toBe(303);
		expect((await desk.store.cases.timeline(reference)).filter(({ type }) => type === 'refund.due')).toHaveLength(1);
	});

	it('holds a refund that is due, then decides on it, and may hold it anew', async () => {
		const reference = await approved();
		await tell(reference, { type: 'refund.due', data: { intent: intent(reference) } });
		for (const round of [1, 2]) {
			await press(reference, 'Hold refund [^<]*', { why: `Asked the bank, round ${round}` });
			expect((await state(reference)).refunds).toMatchObject([{ state: 'held' }]);
			const { html } = await call({ query: at(reference) });
			expect(html).toContain(
				`kim@example.com holds refund ${reference}/R1 of 25.00 EUR: Asked the bank, round ${round}`,
			);
			expect(offered(html).filter((one) => /Release|Dealt/.test(one))).toEqual([]);
			await press(reference, 'Decide on refund [^<]*', { decision: 'pay' });
			const { refunds, exceptions } = await state(reference);
			expect([refunds[0].state, exceptions.map(({ resolved }) => resolved)]).toEqual(['due', Array(round).fill(true)]);
		}
		await press(reference, 'Hold refund [^<]*', { why: 'Once more' });
		const wrong = await press(reference, 'Decide on refund [^<]*', { decision: 'other', amount: '99,00' });
		expect(wrong.status).toBe(422);
		await press(reference, 'Decide on refund [^<]*', { decision: 'other', amount: '20.00' });
		expect((await state(reference)).refunds).toMatchObject([
			{ state: 'dropped' },
			{ state: 'due', intent: { id: `${reference}/R2`, amount: eur(2000) } },
		]);
	});

	it('a refund was paid by hand', async () => {
		const reference = await approved();
		await tell(reference, { type: 'refund.due', data: { intent: intent(reference) } });
		await press(reference, 'Say that refund [^<]*', { how: 'bank_transfer', proof: 'T-7' });
		expect((await state(reference)).refunds).toMatchObject([
			{ state: 'succeeded', refund: { id: `${reference}/R1 T-7`, providerStatus: 'bank_transfer' } },
		]);
		expect((await desk.store.cases.timeline(reference)).find(({ type }) => type === 'refund.succeeded')).toMatchObject({
			actor: kim.email,
		});
	});

	it('an exception was dealt with, its alarm too', async () => {
		const { reference } = await open('1');
		const exception = { code: 'missing', owner: 'service', message: 'Where is it?' };
		await tell(reference, { type: 'exception.opened', data: { exception } });
		await press(reference, 'Dealt with: missing', { note: 'Asked the carrier' });
		expect((await state(reference)).exceptions).toMatchObject([{ resolved: true }]);
		expect(await desk.store.alarms.open({ limit: 5 })).toEqual([]);
		expect((await newest(reference)).data).toEqual({ code: 'missing', note: 'Asked the carrier' });
	});

	it('cancels, reopens and notes', async () => {
		const { reference } = await open('1');
		await press(reference, 'Add note', { note: 'The customer calls on Monday' });
		expect((await call({ query: at(reference) })).html).toContain(
			'<td>Note added</td><td>The customer calls on Monday</td>',
		);
		await press(reference, 'Cancel the return', { reason: 'The customer keeps it' });
		expect((await state(reference)).verdict).toBe('canceled');
		expect(offered((await call({ query: at(reference) })).html)).not.toContain('Cancel the return');
		await tell(reference, { type: 'return.closed', data: {} });
		await press(reference, 'Reopen', { reason: 'A parcel came' });
		expect((await state(reference)).closedAt).toBeUndefined();
		expect(desk.flow.map(({ output, json }) => [output, json.action])).toEqual([
			['Done', 'note'],
			['Done', 'cancel'],
			['Done', 'reopen'],
		]);
	});

	it('a return of the shop is opened there first', async () => {
		const { reference } = await open('1', { providerIds: { 'shopify.return': 'gid://1' } });
		await tell(reference, { type: 'return.closed', data: {} });
		await press(reference, 'Reopen', { reason: 'A parcel came' });
		expect(desk.flow).toMatchObject([{ output: 'Reopen', json: { reference } }]);
		expect((await state(reference)).closedAt).toBeDefined();
	});

	describe('is done once, and only for what was seen', () => {
		it('a button that is pressed twice, or at the same moment, does it once', async () => {
			const { reference } = await open('1');
			const { html } = await call({ query: at(reference) });
			for (const [text, given] of [
				['Add note', { note: 'Once' }],
				['Approve', {}],
			] as const) {
				const action = tokenOf((await call({ query: at(reference) })).html, text);
				const body = { action, ...given };
				const all = await Promise.all([1, 2, 3].map(async () => await call({ query: at(reference), body })));
				expect(all.filter(({ status }) => status !== 303 && status !== 409)).toEqual([]);
				expect((await call({ query: at(reference), body })).status).toBe(303);
			}
			expect(html).toContain('Add note');
			const types = (await desk.store.cases.timeline(reference)).map(({ type }) => type);
			expect(types).toEqual(['return.requested', 'note.added', 'return.approval_given']);
			expect(desk.flow.map(({ output }) => output)).toEqual(['Done', 'Approve']);
		});

		it('what happens meanwhile and does not touch what was offered is no hindrance', async () => {
			const reference = await approved();
			const { html: before } = await call({ query: at(reference) });
			const note = tokenOf(before, 'Add note');
			await press(reference, 'Receive', { pieces0: '2' });
			const { html } = await call({ query: at(reference) });
			const inspection = { action: tokenOf(html, 'Record the inspection'), 'destination0.0': 'restock' };
			// What the flows of the other systems say to a case while somebody fills in a form.
			await tell(
				reference,
				{ type: 'stock.updated', data: { movements: [], system: 'odoo' } },
				{ type: 'customer.notified', data: { about: 'return.received' } },
			);
			expect((await call({ query: at(reference), body: inspection })).status).toBe(303);
			expect((await call({ query: at(reference), body: { action: note, note: 'Of an older page' } })).status).toBe(303);
			expect((await desk.store.cases.timeline(reference)).slice(-2).map(({ type }) => type)).toEqual([
				'return.inspected',
				'note.added',
			]);
		});

		it('a form is worth nothing any more when what it asks about has changed', async () => {
			const reference = await approved();
			const page = async () => (await call({ query: at(reference) })).html;
			const older = await page();
			await press(reference, 'Receive', { pieces0: '2' });
			const inspection = { action: tokenOf(await page(), 'Record the inspection'), 'destination0.0': 'scrap' };
			await press(reference, 'Record the inspection', { 'destination0.0': 'restock', 'destination0.1': 'restock' });
			await press(reference, 'Receive', { pieces0: '1' });
			const { version } = await state(reference);
			for (const body of [
				inspection,
				{ action: tokenOf(older, 'Receive'), pieces0: '3' },
				{ action: tokenOf(older, 'Cancel the return'), reason: 'x' },
			])
				expect([(await call({ query: at(reference), body })).status, (await state(reference)).version]).toEqual([
					409,
					version,
				]);
		});

		it('a case that changes in the very moment is read again', async () => {
			const reference = await approved();
			const action = tokenOf((await call({ query: at(reference) })).html, 'Receive');
			const { record } = desk.store.cases;
			let others = 2;
			desk.store.cases.record = async (wish) => {
				if (wish.claim && others-- > 0) await record.call(desk.store.cases, { reference, events: [noteOf(others)] });
				return await record.call(desk.store.cases, wish);
			};
			const { status } = await call({ query: at(reference), body: { action, pieces0: '2' } });
			expect([status, (await newest(reference)).type, (await state(reference)).lines[0].quantities.received]).toEqual([
				303,
				'return.received',
				2,
			]);
		});

		it('a second decision from a page that was open before the first does nothing', async () => {
			const { reference } = await open('1');
			const { html } = await call({ query: at(reference) });
			await press(reference, 'Approve');
			for (const text of ['Approve', 'Decline']) {
				const body = { action: tokenOf(html, text), note: 'x', reason: 'OTHER' };
				expect((await call({ query: at(reference), body, cookie: signedIn() })).status).toBe(409);
			}
			expect(desk.flow.map(({ output }) => output)).toEqual(['Approve']);
		});

		it('nothing is done when the return has moved on, and the page says so', async () => {
			const { reference } = await open('1');
			const action = tokenOf((await call({ query: at(reference) })).html, 'Approve');
			await tell(reference, { type: 'return.canceled', data: {} });
			const { status, html } = await call({ query: at(reference), body: { action } });
			expect([status, html]).toEqual([
				409,
				expect.stringContaining('The return has moved on since you opened the page'),
			]);
			expect([(await newest(reference)).type, desk.flow]).toEqual(['return.canceled', []]);
		});
	});

	describe('is refused', () => {
		const token = (reference: string, more: object = {}, by = kim.email, of = key, now = Date.now()) =>
			offer(
				{ what: 'act', act: 'cancel', reference, seen: 'what is offered', mark: 'm', ...more } as never,
				by,
				of,
				now,
			);

		it.each([
			['of another person', (r: string) => token(r, {}, lee.email)],
			['of another key', (r: string) => token(r, {}, kim.email, deskKey('other'))],
			['that is too old', (r: string) => token(r, {}, kim.email, key, Date.now() - 2 * 3_600_000)],
			['of an act that there is not', (r: string) => token(r, { act: 'pay_everything' })],
			['that was changed', (r: string) => `x${token(r)}`],
		])('a token %s', async (_what, make) => {
			const { reference } = await open('1');
			const { version } = await state(reference);
			const { status } = await call({ query: at(reference), body: { action: make(reference), reason: 'x' } });
			expect([status, (await state(reference)).version]).toEqual([403, version]);
		});

		it('what the case does not allow, though the token is good', async () => {
			const { reference } = await open('1');
			const { version } = await state(reference);
			for (const more of [
				{ act: 'release_refund', about: `${reference}/R9` },
				{ act: 'reopen' },
				// Offered, but not as it is named here.
				{ act: 'cancel' },
			]) {
				const { status } = await call({
					body: { action: token(reference, { ...more, mark: more.act }), reason: 'x' },
				});
				expect([status, (await state(reference)).version]).toEqual([409, version]);
			}
		});

		it('a return of a brand that somebody does not see', async () => {
			const { reference } = await open('nord', { brand: 'nord' });
			await staff(['manager'], ['south']);
			const { status } = await call({ body: { action: token(reference), reason: 'x' } });
			expect([status, (await state(reference)).version]).toEqual([404, 1]);
		});

		const everybody = ['Add note'];
		it.each<[StaffRole, string[]]>([
			['service', ['Cancel the return', 'Dealt with: missing', ...everybody]],
			['warehouse', ['Receive', ...everybody]],
			['finance', ['Hold refund', 'Say that refund', ...everybody]],
			['reviewer', everybody],
			['operator', ['Dealt with: missing', ...everybody]],
			[
				'manager',
				['Receive', 'Hold refund', 'Say that refund', 'Dealt with: missing', 'Cancel the return', ...everybody],
			],
		])('what is not for a %s: neither offered nor done', async (role, mine) => {
			const reference = await approved();
			const exception = { code: 'missing', owner: 'service', message: 'Where is it?' };
			await tell(reference, { type: 'exception.opened', data: { exception } });
			const all: Record<string, object> = {
				Receive: { act: 'receive' },
				'Dealt with: missing': { act: 'resolve', about: 'missing ' },
				'Add note': { act: 'note' },
			};
			await staff([role]);
			const canCancel = offered((await call({ query: at(reference) })).html).includes('Cancel the return');
			await tell(reference, { type: 'refund.due', data: { intent: intent(reference) } });
			const { html } = await call({ query: at(reference) });
			const shown = offered(html).map((one) => one.replace(/ RMA-.*/, ''));
			expect([...shown, ...(canCancel ? ['Cancel the return'] : [])].sort()).toEqual([...mine].sort());
			const { version } = await state(reference);
			for (const [name, action] of Object.entries(all)) {
				if (mine.includes(name)) continue;
				const body = { action: token(reference, { ...action, mark: name }), pieces0: '1', note: 'x' };
				expect((await call({ query: at(reference), body })).status).toBe(403);
			}
			expect((await state(reference)).version).toBe(version);
		});

		it('more than a field takes, and what no field asks for is not looked at', async () => {
			const { reference } = await open('1');
			expect((await press(reference, 'Add note', { note: 'x'.repeat(2001) })).status).toBe(422);
			await press(reference, 'Add note', { note: 'Fine', actor: 'boss@example.com', reference: 'RMA-2222222222' });
			expect(await newest(reference)).toMatchObject({ actor: kim.email, data: { note: 'Fine' } });
		});
	});

	it('what a person types is shown as it is and does nothing', async () => {
		const reference = await approved();
		await press(reference, 'Add note', { note: attack });
		await press(reference, 'Receive', { pieces0: '3' });
		await press(reference, 'Record the inspection', {
			'destination0.0': 'scrap',
			'condition0.0': attack.slice(0, 80),
			'note0.0': attack,
		});
		const { html } = await call({ query: { ...at(reference), done: attack, about: attack } });
		expect(html).toContain('<td>Note added</td><td>&quot;>&lt;script>');
		expect(html).not.toMatch(/<script|<img/i);
		const { headers } = await call({
			query: { ...at(reference), x: 'a\r\nSet-Cookie: b=c' },
			body: { action: tokenOf(html, 'Add note'), note: 'a' },
		});
		expect(headers.Location).not.toMatch(/[\r\n]/);
	});
});
