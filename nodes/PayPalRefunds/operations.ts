import { operationsOf, type Resource } from '../shared/operation';
import * as paymentFind from './actions/payment/find.operation';
import * as paymentGet from './actions/payment/get.operation';
import * as refundCreate from './actions/refund/create.operation';
import * as refundGet from './actions/refund/get.operation';

/** What the node can do, as the editor offers it. */
export const resources: Resource[] = [
	{ name: 'Payment', value: 'payment', default: 'get', operations: [paymentFind, paymentGet] },
	{ name: 'Refund', value: 'refund', default: 'create', operations: [refundCreate, refundGet] },
];

/** Every operation by resource and name. */
export const operations = operationsOf(resources);
