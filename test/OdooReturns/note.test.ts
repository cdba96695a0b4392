import { bench, type Bench } from './setUp';

let b: Bench;
beforeEach(async () => void (b = await bench()));
afterEach(async () => await b.server.stop());

const note = { reference: 'RMA-1', order: '#1001', document: 'customer' };
const written = (model: string) =>
	b.odoo.db.where('mail.message', { model }).map(({ res_id, body }) => ({ res_id, body: String(body) }));
const customer = () => b.odoo.db.where('sale.order', { client_order_ref: '#1001' })[0].partner_id;

describe('Odoo Returns: Note: Add', () => {
	it('is written on the customer, line by line, and what others wrote does nothing', async () => {
		const text = 'Returns: 2\n<script>alert("x")</script> & more';
		const { note: told } = await b.done('note.add', { ...note, text });
		expect(told).toMatchObject({ model: 'res.partner', document: String(customer()), text, outcome: 'done' });
		expect(written('res.partner')).toEqual([
			{
				res_id: customer(),
				body: expect.stringMatching(
					/^<p>Returns: 2<br>&#60;script&#62;alert\(&#34;x&#34;\)&#60;\/script&#62; &#38; more \[RMA-1 [0-9a-f]{8}\]<\/p>$/,
				),
			},
		]);
	});

	it('is one note by its ID, whatever its text is by then; another ID, and another document, is another note', async () => {
		const { note: first } = await b.done('note.add', { ...note, noteId: 'event-1', text: 'One return' });
		expect((await b.done('note.add', { ...note, noteId: 'event-1', text: 'Two returns' })).note).toMatchObject({
			id: first.id,
			outcome: 'already_done',
		});
		await b.done('note.add', { ...note, noteId: 'event-2', text: 'Two returns' });
		await b.done('note.add', { ...note, document: 'order', noteId: 'event-1', text: 'One return' });
		expect([written('res.partner').length, written('sale.order').length]).toEqual([2, 1]);
	});

	it.each(['drop_after_commit', 'drop_before_commit', 'server_error'] as const)(
		'is written once through %s',
		async (kind) => {
			b.journal.inject({ provider: 'odoo', operation: 'res.partner.message_post', kind });
			for (let tries = 0; tries < 3; tries++) await b.node('note.add', { ...note, noteId: 'event-1', text: 'One' });
			expect(written('res.partner')).toHaveLength(1);
		},
	);

	it('needs an order that has a customer, and something to say', async () => {
		expect((await b.node('note.add', { ...note, text: ' ' })).error?.message).toBe('There is nothing to write');
		expect((await b.node('note.add', { ...note, order: '#nowhere', text: 'x' })).error?.message).toContain(
			'There is no order #nowhere',
		);
	});
});
