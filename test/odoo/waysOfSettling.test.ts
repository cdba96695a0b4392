import { audit } from './audit';
import { journalEntries } from './tables';
import { json, openWorkbench, tee, type Workbench } from './workbench';

/**
 * Each way of settling once, beside Odoo's own wizards: the same lines on the credit note that Odoo's reversal makes, and the payment that Odoo's
 * Register Payment makes, must hit the same accounts with the same amounts.
 */
let w: Workbench;
beforeAll(async () => {
	w = await openWorkbench();
}, 180_000);
afterEach(async () => {
	expect(await audit(w.database)).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

interface Part {
	kind: string;
	minor: number;
	name?: string;
	line?: string;
	quantity?: number;
	description?: string;
}
const piece: Part[] = [
	{ kind: 'line', minor: 1800, line: tee.sku, quantity: 1 },
	{ kind: 'tax', minor: 360, line: tee.sku },
];
const all: Part[] = [
	{ kind: 'line', minor: 3600, line: tee.sku, quantity: 2 },
	{ kind: 'tax', minor: 720, line: tee.sku },
];
const ways: Array<[name: string, parts: Part[]]> = [
	['money for everything', all],
	['money for a part', piece],
	['money and shipping', [...piece, { kind: 'shipping', minor: 500 }, { kind: 'tax', minor: 100 }]],
	['less a fee', [...piece, { kind: 'fee', minor: -300, description: 'Return fee' }]],
	[
		'less for a used piece',
		[...piece, { kind: 'fee', name: 'deduction', minor: -540, line: tee.sku, description: 'Used' }],
	],
	[
		'with a bonus',
		[...piece, { kind: 'adjustment', name: 'bonus', minor: 600, description: 'Bonus for store credit' }],
	],
	['goodwill without goods', [{ kind: 'adjustment', minor: 500, description: 'Goodwill' }]],
];

/** What a document has on each account, in minor units, the receivable too. */
const entryOf = async (move: number) =>
	(
		await w.database.sql<{ code: string; cents: number }>(
			`select coalesce(account.code_store::jsonb ->> min(line.company_id)::text, account.name ->> 'en_US') as code, round(sum(line.balance) * 100)::int as cents
			from account_move_line line join account_account account on account.id = line.account_id where line.move_id = $1 and line.account_id is not null
			group by account.id order by 1`,
			[move],
		)
	).map(({ code, cents }) => `${code} ${cents}`);

interface Line {
	name: string;
	product_id: [number, string] | false;
	quantity: number;
	price_unit: number;
	discount: number;
	tax_ids: number[];
}

/** Has Odoo reverse the invoice with its wizard, with these lines on the draft, post it, and register its payment. */
async function byWizards(invoice: number, lines: Line[], journal: number): Promise<{ note: number; payment: number }> {
	const context = { active_model: 'account.move', active_ids: [invoice], active_id: invoice };
	const [{ journal_id: sales }] = await w.rpc('account.move', 'read', { ids: [invoice], fields: ['journal_id'] });
	const wizard = await w.rpc('account.move.reversal', 'create', {
		vals_list: [{ journal_id: sales[0], move_ids: [[6, 0, [invoice]]] }],
		context,
	});
	await w.rpc('account.move.reversal', 'refund_moves', { ids: wizard, context });
	const [note] = await w.rpc('account.move', 'search', {
		domain: [
			['reversed_entry_id', '=', invoice],
			['state', '=', 'draft'],
		],
	});
	const theirs: number[] = await w.rpc('account.move.line', 'search', {
		domain: [
			['move_id', '=', note],
			['display_type', '=', 'product'],
		],
	});
	// A person types the lines in; which accounts they are on is left to Odoo.
	await w.rpc('account.move', 'write', {
		ids: [note],
		vals: {
			invoice_line_ids: [
				...theirs.map((id) => [2, id, 0]),
				...lines.map(({ name, product_id, quantity, price_unit, discount, tax_ids }) => [
					0,
					0,
					{ name, quantity, price_unit, discount, product_id: product_id && product_id[0], tax_ids: [[6, 0, tax_ids]] },
				]),
			],
		},
	});
	await w.rpc('account.move', 'action_post', { ids: [note] });
	const paying = { active_model: 'account.move', active_ids: [note], active_id: note };
	const register = await w.rpc('account.payment.register', 'create', {
		vals_list: [{ communication: `wizard ${note}`, journal_id: journal }],
		context: paying,
	});
	await w.rpc('account.payment.register', 'action_create_payments', { ids: register, context: paying });
	const [{ move_id: payment }] = await w.rpc('account.payment', 'search_read', {
		domain: [['invoice_ids', 'in', [note]]],
		fields: ['move_id'],
	});
	return { note, payment: payment[0] };
}

it.each(ways)(
	'%s: the entries are those of the wizards of Odoo',
	async (_name, parts) => {
		const [own, other] = await w.orders(2);
		const currency = w.odoo.currency;
		const breakdown = parts.map(({ minor, ...part }) => ({
			description: '',
			...part,
			amount: { amount: minor, currency },
		}));
		const amount = { amount: parts.reduce((sum, { minor }) => sum + minor, 0), currency };
		const intent = {
			id: `${own.reference}/R1`,
			amount,
			payment: { id: 'p', processor: 'stripe', providerIds: {} },
			reason: 'return',
			breakdown,
		};
		const settings = { fees: 'taxed' };
		const { creditNote } = await w.done('creditNote.issue', {
			reference: own.reference,
			order: own.number,
			intent: json(intent),
			...settings,
		} as never);
		const refund = { id: `re_${own.reference.replace(/\W/g, '')}`, intent: intent.id, amount, status: 'succeeded' };
		const { payment } = await w.done('creditNote.recordPayment', {
			reference: own.reference,
			refund: json(refund),
		} as never);
		const note = Number(creditNote.id);
		const lines: Line[] = await w.rpc('account.move.line', 'search_read', {
			domain: [
				['move_id', '=', note],
				['display_type', '=', 'product'],
			],
			fields: ['name', 'product_id', 'quantity', 'price_unit', 'discount', 'tax_ids'],
			order: 'id',
		});
		const [{ invoice_ids: invoices }] = await w.rpc('sale.order', 'read', { ids: [other.id], fields: ['invoice_ids'] });
		const [{ move_id: entry, journal_id: journal }] = await w.rpc('account.payment', 'read', {
			ids: [Number(payment.id)],
			fields: ['move_id', 'journal_id'],
		});
		const theirs = await byWizards(invoices[0], lines, journal[0]);
		expect(await entryOf(note)).toEqual(await entryOf(theirs.note));
		expect(await entryOf(entry[0])).toEqual(await entryOf(theirs.payment));
		expect((await entryOf(note)).length).toBeGreaterThan(1);
		const [{ payment_state: state, amount_total: total }] = await w.rpc('account.move', 'read', {
			ids: [note],
			fields: ['payment_state', 'amount_total'],
		});
		expect([Math.round(total * 100), ['paid', 'in_payment'].includes(state)]).toEqual([amount.amount, true]);
	},
	240_000,
);
