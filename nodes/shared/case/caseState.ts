import type {
	AuthorizationStatus,
	CaseException,
	CreditNote,
	Customer,
	Decision,
	Inspection,
	InspectionStatus,
	LogisticsStatus,
	Money,
	Order,
	PolicySettings,
	ProviderIds,
	Receipt,
	Refund,
	RefundIntent,
	RefundPayment,
	RefundTiming,
	RefundWay,
	ReturnLabel,
	ReturnLine,
	SettlementStatus,
	StoreCredit,
} from '../model';
import type { Quantities } from './quantities';

/** A line as the customer asked for it; `quantity` is the requested number of pieces. */
export type CaseLine = ReturnLine & { quantities: Quantities };

/** One refund of a case, from its decision to the books. */
export interface RefundLeg {
	intent: RefundIntent;
	/** `dropped`: a person decided that it is not paid; it still covers its goods. */
	state: 'held' | 'due' | 'pending' | 'succeeded' | 'failed' | 'dropped';
	/** Refunds of others that finance was told of when it was asked about this one. */
	elsewhere?: string[];
	refund?: Refund;
	/** What the customer got instead of money. */
	storeCredit?: StoreCredit;
	/** The new goods that it was given for; `rest`: what they left of it, a refund of its own when it is paid. */
	exchange?: { id: string; rest?: Money };
	creditNote?: CreditNote;
	payment?: RefundPayment;
}

/** What a person may still do with a return (can.ts). */
export interface Can {
	approve: boolean;
	decline: boolean;
	cancel: boolean;
	/** A refund that is held may be released. */
	release: boolean;
	/** A refund may be dropped: it is neither on its way nor paid. */
	drop: boolean;
	reopen: boolean;
}

/** What is computed from the rest: the four tracks (rollUp.ts), and what may still be done. */
export interface RollUps {
	authorization: AuthorizationStatus;
	logistics: LogisticsStatus;
	inspection: InspectionStatus;
	settlement: SettlementStatus;
	can: Can;
}

/** A return case: quantities, legs, and what is computed from them. */
export interface CaseState extends RollUps {
	reference: string;
	brand: string;
	channel: string;
	orderNumber?: string;
	/** Position of the last event. */
	version: number;
	openedAt: string;
	/** When its newest event was recorded, which can be long after it happened. */
	updatedAt: string;
	closedAt?: string;
	customer?: Customer;
	lines: CaseLine[];
	/** The order as each system knows it; `order` is the first one found. */
	order?: Order;
	orders: Record<string, Order>;
	decision?: Decision;
	/** The policy of a return that was approved without a decision of ours: as the settings were then. */
	rules?: PolicySettings;
	/** When the return was approved, and when its order was looked at last. */
	approvedAt?: string;
	orderFoundAt?: string;
	refundTiming?: RefundTiming;
	/** How the customer gets what is owed: as they asked, or as a reviewer decided. Absent: the way they paid. */
	refundTo?: RefundWay;
	/** How the goods come back, when the request said so. */
	returnBy?: 'parcel' | 'drop_off';
	/** The customer has withdrawn from the contract by law. */
	withdrawal?: boolean;
	labels: Array<ReturnLabel & { voided?: boolean }>;
	tracking?: { trackingNumber: string; status: string };
	receipts: Receipt[];
	inspections: Inspection[];
	refunds: RefundLeg[];
	exceptions: Array<CaseException & { resolved?: boolean }>;
	/** Ids of this case's documents in other systems: `odoo.return`, `shopify.return`, … */
	ids: ProviderIds;
	/** The facts that the authorization track is computed from. */
	verdict: 'requested' | 'in_review' | 'approved' | 'declined' | 'canceled' | 'expired';
}
