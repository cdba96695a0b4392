import { openWorkbench, type Workbench } from './workbench';

/** Internal notes on a real Odoo: where people who work there see them, and nobody is written to. */
let w: Workbench;
beforeAll(async () => void (w = await openWorkbench()));

const as = (apiKey: string) => ({ credentials: { odooApiKeyApi: { url: w.odoo.url, db: w.odoo.database, apiKey } } });
const mails = async () => [
	await w.rpc('mail.mail', 'search_count', { domain: [] }),
	await w.rpc('mail.notification', 'search_count', { domain: [] }),
];
const written = async (model: string, id: number, reference: string) =>
	await w.rpc('mail.message', 'search_read', {
		domain: [
			['model', '=', model],
			['res_id', '=', id],
			['body', 'ilike', `[${reference} `],
		],
		fields: ['body', 'subtype_id', 'message_type'],
	});

it('are written on the order and its customer once each, and no mail goes out', async () => {
	const { number, reference, id } = await w.order();
	const mayWrite = await w.database.keyOfUser('contacts', [
		'stock.group_stock_user',
		'account.group_account_invoice',
		'base.group_partner_manager',
	]);
	const [{ partner_id }] = await w.rpc('sale.order', 'read', { ids: [id], fields: ['partner_id'] });
	const followers = async () =>
		await w.rpc('mail.followers', 'search_count', {
			domain: [
				['res_model', '=', 'res.partner'],
				['res_id', '=', partner_id[0]],
			],
		});
	const before = [await mails(), await followers()];
	const note = { reference, order: number, noteId: 'event-1' };
	for (const document of ['order', 'customer']) {
		const text = 'Returns: 2\n<b>bold</b> & "quoted"';
		const first = (await w.done('note.add', { ...note, document, text }, as(mayWrite))).note;
		expect(first.outcome).toBe('done');
		expect((await w.done('note.add', { ...note, document, text: 'Returns: 3' }, as(mayWrite))).note).toMatchObject({
			id: first.id,
			outcome: 'already_done',
		});
	}
	for (const [model, record] of [
		['sale.order', id],
		['res.partner', partner_id[0]],
	] as const) {
		const [one, ...more] = await written(model, record, reference);
		expect(more).toEqual([]);
		expect(one).toMatchObject({ message_type: 'comment', subtype_id: [expect.any(Number), 'Note'] });
		expect(one.body).toMatch(/^<p>Returns: 2<br\s?\/?>&lt;b&gt;bold&lt;\/b&gt; &amp; "quoted" \[RMA-/);
	}
	expect([await mails(), await followers()]).toEqual(before);
});

it('on a customer want the right to change contacts, and say so', async () => {
	const { number, reference } = await w.order();
	const { error } = await w.node('note.add', { reference, order: number, document: 'customer', text: 'Hello' });
	expect(error).toMatchObject({ context: { category: 'configuration' } });
	expect(error!.message).toMatch(/res\.partner|Contact/);
});
