import { operationsOf, type Resource } from '../shared/operation';
import * as disputeGetMany from './actions/dispute/getMany.operation';
import * as disputeSaveEvidence from './actions/dispute/saveEvidence.operation';
import * as eventGetMany from './actions/event/getMany.operation';
import * as holdCapture from './actions/hold/capture.operation';
import * as holdCreate from './actions/hold/create.operation';
import * as holdRelease from './actions/hold/release.operation';
import * as paymentCompare from './actions/payment/compare.operation';
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
import * as setUpCheck from './actions/setUp/check.operation';

/** What the node can do, as the editor offers it. */
export const resources: Resource[] = [
	{ name: 'Dispute', value: 'dispute', default: 'getMany', operations: [disputeGetMany, disputeSaveEvidence] },
	{ name: 'Event', value: 'event', default: 'getMany', operations: [eventGetMany] },
	{ name: 'Hold', value: 'hold', default: 'create', operations: [holdCapture, holdCreate, holdRelease] },
	{ name: 'Payment', value: 'payment', default: 'get', operations: [paymentCompare, paymentFind, paymentGet] },
	{ name: 'Payout', value: 'payout', default: 'getMany', operations: [payoutGetMany, payoutGetTransactions] },
	{
		name: 'Refund',
		value: 'refund',
		default: 'create',
		operations: [refundCancel, refundCreate, refundFindByReturn, refundGet, refundGetMany, refundUpdate],
	},
	{ name: 'Set-Up', value: 'setUp', default: 'check', operations: [setUpCheck] },
];

/** Every operation by resource and name. */
export const operations = operationsOf(resources);
