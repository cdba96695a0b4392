import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { Policy, type Order, type RefundIntent } from '../../nodes/shared/model';
import { install, userWith } from './apps';
import { audit } from './audit';
import { journalEntries } from './tables';
import { draftInvoice, json, openWorkbench, taxOf, type Workbench } from './workbench';

/**
 * Orders of 120.00, 60.00 of it paid with a gift card or an eWallet, which Odoo holds as a line below zero: the goods are worth what they cost,
 * half of each refund is money and half is credit, and the credit notes come to all of it.
 */
let w: Workbench;
let liability: number;
let users: Record<'seller' | 'plain', Awaited<ReturnType<typeof userWith>>>;
beforeAll(async () => {
	w = await openWorkbench('loyalty');
	await install(w, 'sale_loyalty');
	[liability] = await w.rpc('account.account', 'create', {
		vals_list: [{ name: 'Store credit', code: '215900', account_type: 'liability_current', reconcile: true }],
	});
	users = {
		seller: await userWith(w, 'sales_team.group_sale_salesman_all_leads'),
		plain: await userWith(w, 'base.group_user'),
	};
}, 180_000);
/** Invoices of which all was credited: 120.00, though only 60.00 was billed in money. The audit knows nothing of cards. */
const credited: string[] = [];
afterEach(async () => {
	expect((await audit(w.database)).sort()).toEqual(
		credited
			.map((name) => `more was credited than billed: ${json({ name, amount_total: '60.00', credited: '120.00' })}`)
			.sort(),
	);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

const cents = (value: number) => Math.round(value * 100);

/** A delivered and invoiced order of two T-shirts of 60.00 with tax, of which `pay` pays 60.00. */
async function order(number: string, sku: string, pay: (order: number, partner: number) => Promise<void>) {
	const tax = await taxOf(w, `20 % ${number}`, 20);
	const [product] = await w.rpc('product.product', 'create', {
		vals_list: [{ name: sku, default_code: sku, type: 'consu', is_storable: true, invoice_policy: 'order' }],
	});
	const quants = await w.rpc('stock.quant', 'create', {
		vals_list: [{ product_id: product, location_id: w.odoo.settings.destinations.restock, inventory_quantity: 10 }],
		context: { inventory_mode: true },
	});
	await w.rpc('stock.quant', 'action_apply_inventory', { ids: quants });
	const [partner] = await w.rpc('res.partner', 'create', { vals_list: [{ name: `Gifted ${number}` }] });
	const line = { product_id: product, product_uom_qty: 2, price_unit: 50, tax_ids: [[6, 0, [tax]]] };
	const [id] = await w.rpc('sale.order', 'create', {
		vals_list: [{ partner_id: partner, client_order_ref: number, order_line: [[0, 0, line]] }],
	});
	await pay(id, partner);
	await w.rpc('sale.order', 'action_confirm', { ids: [id] });
	const [{ picking_ids: pickings, amount_total: total }] = await w.rpc('sale.order', 'read', {
		ids: [id],
		fields: ['picking_ids', 'amount_total'],
	});
	expect(cents(total)).toBe(6000);
	await w.rpc('stock.picking', 'button_validate', { ids: pickings, context: { skip_sms: true, skip_expired: true } });
	const invoice = await draftInvoice(w, id);
	await w.rpc('account.move', 'action_post', { ids: [invoice] });
	return { invoice, id };
}
/** A program of Odoo with a card of 60.00; what it pays is booked on the liability account, or on sales as Odoo is when nobody has set that. */
async function card(kind: 'gift_card' | 'ewallet', partner: number, onLiability: boolean): Promise<string> {
	await w.rpc('loyalty.program', 'create_from_template', { template_id: kind });
	const [program] = await w.rpc('loyalty.program', 'search_read', {
		domain: [['program_type', '=', kind]],
		fields: ['reward_ids'],
		order: 'id desc',
		limit: 1,
	});
	const [{ discount_line_product_id: product }] = await w.rpc('loyalty.reward', 'read', {
		ids: program.reward_ids,
		fields: ['discount_line_product_id'],
	});
	if (onLiability)
		await w.rpc('product.product', 'write', {
			ids: [product[0]],
			vals: { property_account_income_id: liability, taxes_id: [[6, 0, []]] },
		});
	const [made] = await w.rpc('loyalty.card', 'create', {
		vals_list: [{ program_id: program.id, partner_id: partner, points: 60 }],
		context: { loyalty_no_mail: true },
	});
	const [{ code }] = await w.rpc('loyalty.card', 'read', { ids: [made], fields: ['code'] });
	return code;
}
async function redeem(id: number, code: string): Promise<void> {
	const [coupon] = await w.rpc('sale.loyalty.coupon.wizard', 'create', {
		vals_list: [{ order_id: id, coupon_code: code }],
	});
	const { context } = await w.rpc('sale.loyalty.coupon.wizard', 'action_apply', { ids: [coupon] });
	const [reward] = await w.rpc('sale.loyalty.reward.wizard', 'create', {
		vals_list: [{ order_id: id, selected_reward_id: context.default_reward_ids[0] }],
		context: { active_id: id },
	});
	await w.rpc('sale.loyalty.reward.wizard', 'action_apply', { ids: [reward], context: { active_id: id } });
}

it.each([
	['a gift card of Odoo, on the account that the guide asks for', 'CARD', 'gift_card', true, undefined],
	['an eWallet of Odoo, set up as Odoo is out of the box', 'WALLET', 'ewallet', false, 'seller'],
	['the same, read by a user without a group of Sales', 'PLAIN', 'ewallet', false, 'plain'],
	['a line of a connector that is booked to a liability account', 'LINE', undefined, true, undefined],
] as const)(
	'%s',
	async (_what, name, kind, onLiability, as) => {
		const number = `#${name}`;
		const { invoice } = await order(number, name, async (id, partner) => {
			if (kind === 'gift_card') return await redeem(id, await card(kind, partner, onLiability));
			if (kind === 'ewallet') {
				await card(kind, partner, onLiability);
				return void (await w.rpc('sale.order', 'action_open_reward_wizard', { ids: [id] }));
			}
			const [paid] = await w.rpc('product.product', 'create', {
				vals_list: [{ name: 'Paid with gift card', type: 'service', property_account_income_id: liability }],
			});
			await w.rpc('sale.order', 'write', {
				ids: [id],
				vals: {
					order_line: [[0, 0, { product_id: paid, product_uom_qty: 1, price_unit: -60, tax_ids: [[6, 0, []]] }]],
				},
			});
		});
		const more = as ? { credentials: users[as] } : {};
		const { order: found } = (await w.done('order.find', { order: number }, more)) as { order: Order };
		const currency = w.odoo.currency;
		const money = (amount: number) => ({ amount, currency });
		expect(found.lines).toMatchObject([{ sku: name, quantity: 2, subtotal: money(10000), tax: money(2000) }]);
		expect(found.payments).toMatchObject([
			{ processor: 'store_credit', captured: money(6000) },
			{ processor: 'other', captured: money(6000) },
		]);
		const reference = `RMA-${name}`;
		const refunds: Array<{ intent: RefundIntent; state: 'due' }> = [];
		const [{ id: line }] = found.lines;
		for (const pieces of [1, 2]) {
			const quantities = { approved: 2, received: pieces, inspected: { restock: pieces } };
			const { intents } = calculateRefund(
				readCase({
					reference,
					authorization: 'approved',
					lines: [{ id: line, sku: name, quantity: 2, orderLineId: line, quantities }],
					order: found,
					refunds,
				}),
				Policy.parse({}),
			);
			expect(intents.map(({ amount, payment }) => [amount.amount, payment.processor]).sort()).toEqual([
				[3000, 'other'],
				[3000, 'store_credit'],
			]);
			refunds.push(...intents.map((intent) => ({ intent, state: 'due' as const })));
		}
		const lines = [{ sku: name, quantity: 2 }];
		await w.done('return.create', { reference, order: number, lines: json(lines) }, more);
		await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines }) }, more);
		const notes: number[] = [];
		for (const { intent } of refunds) {
			const { creditNote } = await w.done('creditNote.issue', { reference, order: number, intent: json(intent) }, more);
			expect(creditNote).toMatchObject({ amount: money(3000) });
			notes.push(Number(creditNote.id));
		}
		const [{ name: billed }] = await w.rpc('account.move', 'read', { ids: [invoice], fields: ['name'] });
		credited.push(billed);
		// All goods are credited; what was paid with the card stays used.
		const left = await w.rpc('account.move.line', 'search_read', {
			domain: [
				['move_id', 'in', [invoice, ...notes]],
				['account_type', '!=', 'asset_receivable'],
			],
			fields: ['account_id', 'balance'],
		});
		const sums = new Map<number, number>();
		for (const {
			account_id: [account],
			balance,
		} of left)
			sums.set(account, (sums.get(account) ?? 0) + cents(balance));
		expect([...sums.values()].filter((sum) => sum !== 0)).toEqual([6000]);
		if (onLiability) expect(sums.get(liability)).toBe(6000);
		// No more than that.
		const [{ intent: last }] = refunds.slice(-1);
		const { error } = await w.node(
			'creditNote.issue',
			{ reference, order: number, intent: json({ ...last, id: `${reference}/R9` }) },
			more,
		);
		expect(error?.message).toMatch(/only 0.00 .* is left/);
	},
	180_000,
);
