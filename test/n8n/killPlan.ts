import type { Cut } from './cuts';

const odoo = (milestone: Cut['milestone'], operation: string, step: string): Cut => ({
	milestone,
	provider: 'odoo',
	operation,
	step,
});
const shopify = (milestone: Cut['milestone'], operation: string, step: string): Cut => ({
	milestone,
	provider: 'shopify',
	operation,
	step,
});
const easypost = (milestone: Cut['milestone'], operation: string): Cut => ({
	milestone,
	provider: 'easypost',
	operation,
	step: 'Label',
});

/** The cuts of one kill, by what each return was waiting for before. No two cuts of a group have the same operation. */
export interface Wave {
	/** A new return: it runs until the label. */
	asked: Cut[];
	/** A return whose goods have just come. */
	received: Cut[];
	/** A return whose goods have just been inspected, paid by Stripe: it runs until the end. */
	inspected: Cut[];
	/** The same, paid by Shopify Payments. */
	paidByShopify: Cut[];
	/** At most one: a return whose goods have just been inspected, cut off in lane Close, which has its turn before or after the money. */
	closing: Cut[];
}

/** The calls that make something. */
export const making: Wave = {
	asked: [
		odoo('return created', 'stock.picking/load', 'Label'),
		easypost('label bought', 'POST /shipments/:id/buy'),
		{ milestone: 'e-mail sent', provider: 'mail', operation: 'Your return label', step: 'Send news' },
	],
	received: [odoo('receipt entered', 'stock.move.line/load', 'Receive')],
	inspected: [
		odoo('sorting created', 'stock.picking/load', 'Receive'),
		{ milestone: 'refunded in Stripe', provider: 'stripe', operation: 'POST /v1/refunds', step: 'Settle' },
		odoo('credit note created', 'account.move/load', 'Book'),
		odoo('payment created', 'account.payment/load', 'Book'),
	],
	paidByShopify: [shopify('refunded in Shopify', 'refundCreate', 'Settle')],
	closing: [shopify('processed', 'returnProcess', 'Close')],
};

/** The calls that confirm, post, match or close what was made. */
export const confirming: Wave = {
	asked: [
		shopify('approved', 'returnApproveRequest', 'Authorise'),
		odoo('return confirmed', 'stock.picking/action_confirm', 'Label'),
		easypost('shipment made', 'POST /shipments'),
	],
	received: [odoo('receipt booked', 'stock.picking/button_validate', 'Receive')],
	inspected: [
		odoo('sorting confirmed', 'stock.picking/action_confirm', 'Receive'),
		odoo('sorting booked', 'stock.picking/button_validate', 'Receive'),
		odoo('credit note posted', 'account.move/action_post', 'Book'),
		odoo('payment posted', 'account.payment/action_post', 'Book'),
		odoo('payment matched', 'account.move.line/reconcile', 'Book'),
		shopify('recorded in Shopify', 'refundCreate', 'Book'),
		shopify('closed', 'returnClose', 'Book or Close'),
	],
	paidByShopify: [],
	closing: [],
};
