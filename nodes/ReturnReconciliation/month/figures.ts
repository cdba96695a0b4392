import { z } from 'zod';
import { Money } from '../../shared/model';

const Booked = z.object({
	/** The return's reference, or the memo of a payment. */
	name: z.string().optional(),
	when: z.enum(['before', 'month', 'after']),
	count: z.number().default(1),
	amount: Money,
});

const Trade = z.object({ sales: Money, credited: Money });
const Balance = z.object({ account: z.string(), amount: Money });
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'must be a day, such as 2026-11-30');

/** What the books say of a month, as Odoo Returns: Get Figures gives it out, or another ERP's flow. */
export const Figures = z.object({
	month: z.string().regex(/^\d{4}-\d\d$/, 'must be a month, such as 2026-11'),
	from: day,
	to: day,
	asOf: z.string(),
	company: z.string(),
	currency: z.string(),
	locks: z.array(z.object({ what: z.enum(['everything', 'for good', 'sales', 'taxes']), to: day })),
	drafts: z.number(),
	creditNotes: z.array(Booked),
	payments: z.array(Booked),
	openCredits: z.array(Booked.omit({ when: true })),
	goods: z.array(Booked.omit({ amount: true, count: true }).extend({ pieces: z.number(), value: Money.optional() })),
	stock: z.array(z.object({ location: z.string(), pieces: z.number(), value: Money.optional() })),
	trade: z.object({
		month: Trade,
		window: Trade.extend({ days: z.number() }),
		year: Trade.extend({ cost: Money.optional() }),
	}),
	balances: z.object({
		refundLiability: Balance.optional(),
		rightToRecover: Balance.optional(),
		storeCredit: Balance.optional(),
	}),
});
export type Figures = z.infer<typeof Figures>;
