import type { Operation } from '../shared/operation';
import * as disputeGetMany from './actions/dispute/getMany.operation';
import * as eventGetMany from './actions/event/getMany.operation';
import * as paymentFind from './actions/payment/find.operation';
import * as paymentGet from './actions/payment/get.operation';
import * as payoutGetMany from './actions/payout/getMany.operation';
import * as payoutGetTransactions from './actions/payout/getTransactions.operation';
import * as refundCancel from './actions/refund/cancel.operation';
import * as refundCreate from './actions/refund/create.operation';
import * as refundFindByReturn from './actions/refund/findByReturn.operation';
import * as refundGet from './actions/refund/get.operation';
import * as refundGetMany from './actions/refund/getMany.operation';
import * as refundUpdate from './actions/refund/update.operation';

/** Every operation by resource and name. */
export const operations: Record<string, Record<string, Operation>> = {
	dispute: { getMany: disputeGetMany },
	event: { getMany: eventGetMany },
	payment: { find: paymentFind, get: paymentGet },
	payout: { getMany: payoutGetMany, getTransactions: payoutGetTransactions },
	refund: {
		cancel: refundCancel,
		create: refundCreate,
		findByReturn: refundFindByReturn,
		get: refundGet,
		getMany: refundGetMany,
		update: refundUpdate,
	},
};
