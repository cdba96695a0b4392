import type { FinancialRecord } from '../../shared/model';

export const roles = ['erp', 'payment', 'payout', 'bank', 'shop', 'cases', 'warehouse', 'carrier', 'other'] as const;
export type Role = (typeof roles)[number];

/** Sources that tell of goods only: no refund is missing there. */
export const keepers: ReadonlySet<Role> = new Set<Role>(['warehouse', 'carrier']);

/** Whoever moves money; a payout says afterwards that it moved. */
export const movers: ReadonlySet<Role> = new Set<Role>(['payment', 'shop', 'bank']);

/** How the records of a source that can be of a return are told from the rest of a company's business. */
interface Scope {
	/** Only these companies' records are compared; none: those of all. */
	companies: ReadonlySet<string>;
	/** What is booked here can be of a return, also when it names none. */
	journals: ReadonlySet<string>;
	/** The same for what is tagged so. */
	tags: ReadonlySet<string>;
	/** What references of returns begin with; none: they are as this pack makes them. */
	references: readonly string[];
}

/** One input: what it is, and which refunds it must know. */
export interface Source {
	name: string;
	role: Role;
	/** `every` refund, only those of some `processors`, or none (`optional`: compared when there). */
	expects: 'every' | 'processors' | 'optional';
	processors: ReadonlySet<NonNullable<FinancialRecord['processor']>>;
	/** Only what can be of a return is compared; absent: every record. */
	only?: Scope;
}

export interface Rules {
	/** Minor units that two amounts may differ by. */
	tolerance: number;
	/** Refunds with a record younger than this are left for the next run. */
	cutOffMs: number;
	/** How long a refund may be on its way. */
	lateMs: number;
	/** How long it may take until a refund that was paid is in a payout. */
	payoutMs: number;
	/** How long after a refund its goods may still be on their way. */
	goodsMs: number;
	/** How long after its goods have come a refund may take. */
	refundMs: number;
	/** How long a label may wait to be used. */
	labelMs: number;
	/** How near in time a proposed match must be; 0 proposes none. */
	proposeMs: number;
	/** Judge as of this time, in ms. */
	now: number;
	/** Leave out refunds whose newest record is older, in ms. */
	from?: number;
}
