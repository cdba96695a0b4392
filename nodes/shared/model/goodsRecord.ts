import { z } from 'zod';
import { Money } from './money';
import { ProviderIds } from './order';
import { stockPlaces } from './statuses';
import { Instant } from './time';

export const goodsKinds = ['expected', 'paid_for', 'label', 'parcel', 'receipt', 'movement'] as const;

/** Where goods can be: `inspection` is where they stand until somebody has looked at them, `restock` where they are for sale. */
export const goodsPlaces = ['customer', 'inspection', ...stockPlaces] as const;

/**
 * What one system has on its books about goods that come back, in the words of all of them: what reconciliation compares beside
 * financial records.
 */
export const GoodsRecord = z.object({
	/** The system it is from: cases, odoo, a carrier, a warehouse, … */
	source: z.string().min(1),
	/**
	 * `expected`: pieces that are to come back. `paid_for`: pieces that a refund (`intent`) gives the money back for. `label`: bought for the way
	 * back. `parcel`: a carrier has scanned it. `receipt`: pieces counted at the door. `movement`: pieces that went from one place to another; to
	 * `customer`: they were sold.
	 */
	kind: z.enum(goodsKinds),
	/** Names the record in its system: the same id is the same record. */
	id: z.string().min(1),
	/** The return's reference. */
	reference: z.string().min(1).optional(),
	intent: z.string().min(1).optional(),
	/** Its parcel's number. */
	tracking: z.string().min(1).optional(),
	sku: z.string().optional(),
	/** Pieces. */
	quantity: z.number().int().nonnegative().default(1),
	serials: z.array(z.string()).optional(),
	/** Of a movement. */
	from: z.enum(goodsPlaces).optional(),
	to: z.enum(goodsPlaces).optional(),
	/** What all these pieces were sold for, or what the label cost. */
	value: Money.optional(),
	/** It does not count: the label was given back, the receipt or the movement was canceled. */
	canceled: z.boolean().optional(),
	/** Of expected pieces: nothing more is to be paid for this return. */
	settled: z.boolean().optional(),
	time: Instant.optional(),
	providerIds: ProviderIds.default({}),
});
export type GoodsRecord = z.infer<typeof GoodsRecord>;
