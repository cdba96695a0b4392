import type { Money } from '../../nodes/shared/model';
import type { CatalogueOrder } from './catalogue';

export type ReturnStatus = 'REQUESTED' | 'OPEN' | 'DECLINED' | 'CANCELED' | 'CLOSED';

export interface LineState {
	id: string;
	fulfillmentLineId: string;
	entry: CatalogueOrder['lines'][number];
}

export interface TransactionState {
	id: string;
	kind: 'SALE' | 'REFUND';
	status: 'SUCCESS' | 'PENDING' | 'FAILURE';
	gateway: string;
	authorizationCode: string | null;
	amount: Money;
	parentId?: string;
}

export interface RefundState {
	id: string;
	note: string | null;
	createdAt: string;
	transactions: TransactionState[];
}

export interface ReturnLineState {
	id: string;
	line: LineState;
	quantity: number;
	processed: number;
	reason: string;
	note: string;
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
}

export interface OrderState {
	id: string;
	entry: CatalogueOrder;
	lines: LineState[];
	transactions: TransactionState[];
	refunds: RefundState[];
	returns: ReturnState[];
}

export interface Subscription {
	id: string;
	topic: string;
	uri: string;
	name: string | null;
}
