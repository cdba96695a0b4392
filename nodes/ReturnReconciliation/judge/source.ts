import type { FinancialRecord } from '../../shared/model';

export const roles = ['erp', 'payment', 'shop', 'cases', 'other'] as const;
export type Role = (typeof roles)[number];

/** One input: what it is, and which refunds it must know. */
export interface Source {
	name: string;
	role: Role;
	/** `every` refund, only those of some `processors`, or none (`optional`: compared when there). */
	expects: 'every' | 'processors' | 'optional';
	processors: ReadonlySet<NonNullable<FinancialRecord['processor']>>;
}

export interface Rules {
	/** Minor units that two amounts may differ by. */
	tolerance: number;
	/** Refunds with a record younger than this are left for the next run. */
	cutOffMs: number;
	/** How long a refund may be on its way. */
	lateMs: number;
	/** How near in time a proposed match must be; 0 proposes none. */
	proposeMs: number;
	/** Judge as of this time, in ms. */
	now: number;
	/** Leave out refunds whose newest record is older, in ms. */
	from?: number;
}
