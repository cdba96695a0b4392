import * as creditNoteIssue from './actions/creditNote/issue.operation';
import * as creditNoteRecordPayment from './actions/creditNote/recordPayment.operation';
import * as goodsReceive from './actions/goods/receive.operation';
import * as goodsSort from './actions/goods/sort.operation';
import * as noteAdd from './actions/note/add.operation';
import * as orderFind from './actions/order/find.operation';
import * as returnCreate from './actions/return/create.operation';
import { together } from './actions/together';

/** Every operation by resource and name. */
export const operations = together({
	creditNote: { issue: creditNoteIssue, recordPayment: creditNoteRecordPayment },
	goods: { receive: goodsReceive, sort: goodsSort },
	note: { add: noteAdd },
	order: { find: orderFind },
	return: { create: returnCreate },
});
