import type { Operation } from '../shared/operation';
import * as dispositionDispose from './actions/disposition/dispose.operation';
import * as giftCardCreate from './actions/giftCard/create.operation';
import * as inventoryAdjust from './actions/inventory/adjust.operation';
import * as inventoryMove from './actions/inventory/move.operation';
import * as inventorySet from './actions/inventory/set.operation';
import * as orderAnnotate from './actions/order/annotate.operation';
import * as orderFind from './actions/order/find.operation';
import * as orderGet from './actions/order/get.operation';
import * as orderGetReturnableItems from './actions/order/getReturnableItems.operation';
import * as orderPreviewRefund from './actions/order/previewRefund.operation';
import * as orderTag from './actions/order/tag.operation';
import * as refundCreate from './actions/refund/create.operation';
import * as refundGet from './actions/refund/get.operation';
import * as returnApprove from './actions/return/approve.operation';
import * as returnCancel from './actions/return/cancel.operation';
import * as returnClose from './actions/return/close.operation';
import * as returnCreate from './actions/return/create.operation';
import * as returnDecline from './actions/return/decline.operation';
import * as returnGet from './actions/return/get.operation';
import * as returnGetMany from './actions/return/getMany.operation';
import * as returnProcess from './actions/return/process.operation';
import * as returnRemoveItems from './actions/return/removeItems.operation';
import * as returnReopen from './actions/return/reopen.operation';
import * as returnRequest from './actions/return/request.operation';
import * as reverseDeliveryCreate from './actions/reverseDelivery/create.operation';
import * as reverseDeliveryUpdate from './actions/reverseDelivery/update.operation';
import * as settlementGetTransactions from './actions/settlement/getTransactions.operation';
import * as storeCreditIssue from './actions/storeCredit/issue.operation';

/** Every operation by resource and name. */
export const operations: Record<string, Record<string, Operation>> = {
	disposition: { dispose: dispositionDispose },
	giftCard: { create: giftCardCreate },
	inventory: { adjust: inventoryAdjust, move: inventoryMove, set: inventorySet },
	order: {
		annotate: orderAnnotate,
		find: orderFind,
		get: orderGet,
		getReturnableItems: orderGetReturnableItems,
		previewRefund: orderPreviewRefund,
		tag: orderTag,
	},
	refund: { create: refundCreate, get: refundGet },
	return: {
		approve: returnApprove,
		cancel: returnCancel,
		close: returnClose,
		create: returnCreate,
		decline: returnDecline,
		get: returnGet,
		getMany: returnGetMany,
		process: returnProcess,
		removeItems: returnRemoveItems,
		reopen: returnReopen,
		request: returnRequest,
	},
	reverseDelivery: { create: reverseDeliveryCreate, update: reverseDeliveryUpdate },
	settlement: { getTransactions: settlementGetTransactions },
	storeCredit: { issue: storeCreditIssue },
};
