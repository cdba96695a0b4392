import { z } from 'zod';
import { Customer, Order, OrderLine } from '../../shared/model';
import { factsOutput, idsOf } from '../../shared/operation';

/** What tells the case of an order. `lineLinks`: the order's line by the line of the case. */
const found = factsOutput.extend({ lineLinks: z.record(z.string(), z.string()) });

/** What comes back of an order, line by line. */
const Returnable = z.object({ line: z.string(), sku: z.string(), returned: z.number(), returnable: z.number() });

/** What Order: Find gives. */
export const orderOutput = found.extend({
	order: Order.extend({
		customer: Customer.extend({ providerIds: idsOf('odoo.partner') }).optional(),
		lines: z.array(OrderLine.extend({ providerIds: idsOf('odoo.order_line', 'odoo.delivery_move') })),
		providerIds: idsOf('odoo.order'),
	}),
	returnable: z.array(Returnable.extend({ delivered: z.number() })),
	odooOrder: z.object({ id: z.number().int(), name: z.string() }),
});

/** What POS Order: Find gives. */
export const saleOutput = found.extend({
	order: Order.extend({
		customer: Customer.extend({ providerIds: idsOf('odoo.partner') }).optional(),
		lines: z.array(OrderLine.extend({ providerIds: idsOf('odoo.pos_line') })),
		providerIds: idsOf('odoo.pos_order'),
	}),
	returnable: z.array(Returnable.extend({ sold: z.number() })),
	posOrder: z.object({ id: z.number().int(), name: z.string(), register: z.string().optional() }),
});
