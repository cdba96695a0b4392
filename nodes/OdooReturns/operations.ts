import { operationsOf, type Resource } from '../shared/operation';
import * as advancedAdvanceEntry from './actions/advanced/advanceEntry.operation';
import * as advancedAdvanceTransfer from './actions/advanced/advanceTransfer.operation';
import * as advancedCallMethod from './actions/advanced/callMethod.operation';
import * as advancedReadRecords from './actions/advanced/readRecords.operation';
import * as advancedWriteFields from './actions/advanced/writeFields.operation';
import * as changeGetMany from './actions/change/getMany.operation';
import * as creditNoteCheck from './actions/creditNote/check.operation';
import * as creditNoteIssue from './actions/creditNote/issue.operation';
import * as creditNoteRecordPayment from './actions/creditNote/recordPayment.operation';
import * as entryGetMany from './actions/entry/getMany.operation';
import * as exchangeCreate from './actions/exchange/create.operation';
import * as goodsMatchUnidentified from './actions/goods/matchUnidentified.operation';
import * as goodsReceive from './actions/goods/receive.operation';
import * as goodsReceiveUnidentified from './actions/goods/receiveUnidentified.operation';
import * as goodsSort from './actions/goods/sort.operation';
import * as monthGetFigures from './actions/month/getFigures.operation';
import * as noteAdd from './actions/note/add.operation';
import * as orderBringIn from './actions/order/bringIn.operation';
import * as orderCancel from './actions/order/cancel.operation';
import * as orderFind from './actions/order/find.operation';
import * as orderGetCustomerView from './actions/order/getCustomerView.operation';
import * as orderGetReturnableLines from './actions/order/getReturnableLines.operation';
import * as posOrderFind from './actions/posOrder/find.operation';
import * as posOrderRefund from './actions/posOrder/refund.operation';
import * as productTakeInSheet from './actions/product/takeInSheet.operation';
import * as returnCancel from './actions/return/cancel.operation';
import * as returnCreate from './actions/return/create.operation';
import * as returnGet from './actions/return/get.operation';
import * as returnGetMany from './actions/return/getMany.operation';
import * as returnUndo from './actions/return/undo.operation';
import * as settlementBook from './actions/settlement/book.operation';
import * as settlementGetBalance from './actions/settlement/getBalance.operation';
import * as setUpCheck from './actions/setUp/check.operation';
import * as setUpInstall from './actions/setUp/install.operation';
import * as stockGetAvailable from './actions/stock/getAvailable.operation';
import * as storeCreditIssue from './actions/storeCredit/issue.operation';
import { together } from './actions/together';

/** What the node can do, as the editor offers it. */
export const resources: Resource[] = [
	{
		name: 'Advanced',
		value: 'advanced',
		displayOptions: { hide: { '@tool': [true] } },
		default: 'readRecords',
		operations: [
			advancedAdvanceEntry,
			advancedAdvanceTransfer,
			advancedCallMethod,
			advancedReadRecords,
			advancedWriteFields,
		],
	},
	{ name: 'Change', value: 'change', default: 'getMany', operations: [changeGetMany] },
	{
		name: 'Credit Note',
		value: 'creditNote',
		default: 'issue',
		operations: [creditNoteCheck, creditNoteIssue, creditNoteRecordPayment],
	},
	{ name: 'Entry', value: 'entry', default: 'getMany', operations: [entryGetMany] },
	{ name: 'Exchange', value: 'exchange', default: 'create', operations: [exchangeCreate] },
	{
		name: 'Good',
		value: 'goods',
		default: 'receive',
		operations: [goodsMatchUnidentified, goodsReceive, goodsReceiveUnidentified, goodsSort],
	},
	{ name: 'Month', value: 'month', default: 'getFigures', operations: [monthGetFigures] },
	{ name: 'Note', value: 'note', default: 'add', operations: [noteAdd] },
	{
		name: 'Order',
		value: 'order',
		default: 'find',
		operations: [orderBringIn, orderCancel, orderFind, orderGetCustomerView, orderGetReturnableLines],
	},
	{ name: 'POS Order', value: 'posOrder', default: 'find', operations: [posOrderFind, posOrderRefund] },
	{ name: 'Product', value: 'product', default: 'takeInSheet', operations: [productTakeInSheet] },
	{
		name: 'Return',
		value: 'return',
		default: 'create',
		operations: [returnCancel, returnCreate, returnGet, returnGetMany, returnUndo],
	},
	{ name: 'Set-Up', value: 'setUp', default: 'check', operations: [setUpCheck, setUpInstall] },
	{ name: 'Settlement', value: 'settlement', default: 'book', operations: [settlementBook, settlementGetBalance] },
	{ name: 'Stock', value: 'stock', default: 'getAvailable', operations: [stockGetAvailable] },
	{ name: 'Store Credit', value: 'storeCredit', default: 'issue', operations: [storeCreditIssue] },
];

/** Every operation by resource and name. */
export const operations = together(operationsOf(resources));
