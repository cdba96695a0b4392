import type { Money } from '../../../nodes/shared/model';
import type { CatalogueOrder } from '../catalogue';

/** A refusal inside a mutation's payload. */
export class UserErrorSignal extends Error {
	constructor(
		message: string,
		readonly field: string[],
		readonly code?: string,
	) {
		super(message);
	}
}

export type ReturnStatus = 'REQUESTED' | 'OPEN' | 'DECLINED' | 'CANCELED' | 'CLOSED';

export interface LineState {
	id: string;
	fulfillmentLineId: string;
	entry: CatalogueOrder['lines'][number];
	/** Whose line it is. */
	order: CatalogueOrder;
	/** Pieces that were paid back without a return. */
	refunded?: number;
}

export interface TransactionState {
	id: string;
	kind: 'SALE' | 'REFUND';
	status: 'SUCCESS' | 'PENDING' | 'FAILURE';
	gateway: string;
	authorizationCode: string | null;
	/** What the gateway answered. */
	receipt?: object;
	amount: Money;
	parentId?: string;
	/** When it was booked; now, when it does not say. */
	processedAt?: string;
}

export interface RefundState {
	id: string;
	note: string | null;
	createdAt: string;
	transactions: TransactionState[];
	/** Lines it was for. */
	lines?: LineState[];
	/** Pieces it was for. */
	pieces?: Array<{ line: LineState; quantity: number }>;
	/** What of it was for shipping, and for duties. */
	shipping?: { subtotal: Money; tax: Money };
	duties?: Money;
}

export interface ReturnLineState {
	id: string;
	line: LineState;
	quantity: number;
	processed: number;
	reason: string;
	note: string;
	staffNote?: string;
	/** Percent. */
	restockingFee?: number;
	reverseLineId: string;
	dispositions: Array<{ id: string; type: string; quantity: number; locationId?: string; createdAt: string }>;
}

export interface ReturnState {
	id: string;
	name: string;
	status: ReturnStatus;
	createdAt: string;
	approvedAt?: string;
	closedAt?: string;
	decline?: { reason: string; note: string | null };
	lines: ReturnLineState[];
	reverseOrderId: string;
	order: OrderState;
	exchanges?: ExchangeState[];
	deliveries?: DeliveryState[];
	/** Further reverse fulfillment orders, each of some lines; the first has the others. */
	furtherReverse?: Array<{ id: string; lines: ReturnLineState[] }>;
	/** For sending the goods back. */
	shippingFee?: Money;
}

export interface ExchangeState {
	id: string;
	variantId: string;
	quantity: number;
	processed: number;
	title?: string;
	/** What one costs with tax, in the order's currency. */
	price?: Money;
}

/** A parcel that was announced. */
export interface DeliveryState {
	id: string;
	number: string | null;
	url: string | null;
	labelUrl: string | null;
}

/** A parcel to the customer, with some lines of the order. */
export interface ParcelState {
	id: string;
	status: string;
	sentAt: string;
	deliveredAt: string | null;
	lines: LineState[];
}

export interface OrderState {
	id: string;
	entry: CatalogueOrder;
	lines: LineState[];
	transactions: TransactionState[];
	refunds: RefundState[];
	returns: ReturnState[];
	/** Absent: one parcel with everything. */
	parcels?: ParcelState[];
	tags?: string[];
	/** Staff wrote it, or a register: it has no address of its own, though its customer has one. */
	withoutEmail?: boolean;
	/** Absent: the Online Store. */
	salesChannel?: string;
	/** Absent: a person has bought. */
	company?: string;
	updatedAt?: string;
	/** Staff or an app has canceled it; `canceling`: Shopify is still at it. */
	cancelledAt?: string;
	canceling?: boolean;
}

export interface DisputeState {
	id: string;
	order: OrderState;
	status: string;
	initiatedAt: string;
}

export interface Subscription {
	id: string;
	topic: string;
	uri: string;
	name: string | null;
}
