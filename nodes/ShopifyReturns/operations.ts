import { operationsOf, type Resource } from '../shared/operation';
import * as dispositionDispose from './actions/disposition/dispose.operation';
import * as giftCardCreate from './actions/giftCard/create.operation';
import * as inventoryAdjust from './actions/inventory/adjust.operation';
import * as inventoryGet from './actions/inventory/get.operation';
import * as inventoryMove from './actions/inventory/move.operation';
import * as inventorySet from './actions/inventory/set.operation';
import * as orderAddNote from './actions/order/addNote.operation';
import * as orderAnnotate from './actions/order/annotate.operation';
import * as orderCancel from './actions/order/cancel.operation';
import * as orderFind from './actions/order/find.operation';
import * as orderGet from './actions/order/get.operation';
import * as orderGetMany from './actions/order/getMany.operation';
import * as orderGetReturnableItems from './actions/order/getReturnableItems.operation';
import * as orderPreviewRefund from './actions/order/previewRefund.operation';
import * as orderTag from './actions/order/tag.operation';
import * as refundCreate from './actions/refund/create.operation';
import * as refundGet from './actions/refund/get.operation';
import * as refundRecord from './actions/refund/record.operation';
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
import * as setUpCheck from './actions/setUp/check.operation';
import * as settlementGetTransactions from './actions/settlement/getTransactions.operation';
import * as storeCreditIssue from './actions/storeCredit/issue.operation';

/** What the node can do, as the editor offers it. */
export const resources: Resource[] = [
	{ name: 'Disposition', value: 'disposition', default: 'dispose', operations: [dispositionDispose] },
	{ name: 'Gift Card', value: 'giftCard', default: 'create', operations: [giftCardCreate] },
	{
		name: 'Inventory',
		value: 'inventory',
		default: 'adjust',
		operations: [inventoryAdjust, inventoryGet, inventoryMove, inventorySet],
	},
	{
		name: 'Order',
		value: 'order',
		default: 'find',
		operations: [
			orderAddNote,
			orderAnnotate,
			orderCancel,
			orderFind,
			orderGet,
			orderGetMany,
			orderGetReturnableItems,
			orderPreviewRefund,
			orderTag,
		],
	},
	{ name: 'Refund', value: 'refund', default: 'create', operations: [refundCreate, refundGet, refundRecord] },
	{
		name: 'Return',
		value: 'return',
		default: 'get',
		operations: [
			returnApprove,
			returnCancel,
			returnClose,
			returnCreate,
			returnDecline,
			returnGet,
			returnGetMany,
			returnProcess,
			returnRemoveItems,
			returnReopen,
			returnRequest,
		],
	},
	{
		name: 'Reverse Delivery',
		value: 'reverseDelivery',
		default: 'create',
		operations: [reverseDeliveryCreate, reverseDeliveryUpdate],
	},
	{ name: 'Set-Up', value: 'setUp', default: 'check', operations: [setUpCheck] },
	{ name: 'Settlement', value: 'settlement', default: 'getTransactions', operations: [settlementGetTransactions] },
	{ name: 'Store Credit', value: 'storeCredit', default: 'issue', operations: [storeCreditIssue] },
];

/** Every operation by resource and name. */
export const operations = operationsOf(resources);
