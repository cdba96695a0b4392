import { operationsOf, type Resource } from '../shared/operation';
import * as returnLabelCancelPickup from './actions/returnLabel/cancelPickup.operation';
import * as returnLabelCreate from './actions/returnLabel/create.operation';
import * as returnLabelCreatePickup from './actions/returnLabel/createPickup.operation';
import * as returnLabelDownload from './actions/returnLabel/download.operation';
import * as returnLabelFindDropOffPoints from './actions/returnLabel/findDropOffPoints.operation';
import * as returnLabelGet from './actions/returnLabel/get.operation';
import * as returnLabelGetRates from './actions/returnLabel/getRates.operation';
import * as returnLabelGetRefundStatus from './actions/returnLabel/getRefundStatus.operation';
import * as returnLabelRecordExisting from './actions/returnLabel/recordExisting.operation';
import * as returnLabelVoid from './actions/returnLabel/void.operation';
import * as setUpCheck from './actions/setUp/check.operation';

/** What the node can do, as the editor offers it. */
export const resources: Resource[] = [
	{
		name: 'Return Label',
		value: 'returnLabel',
		default: 'create',
		operations: [
			returnLabelCancelPickup,
			returnLabelCreate,
			returnLabelCreatePickup,
			returnLabelDownload,
			returnLabelFindDropOffPoints,
			returnLabelGet,
			returnLabelGetRates,
			returnLabelGetRefundStatus,
			returnLabelRecordExisting,
			returnLabelVoid,
		],
	},
	{ name: 'Set-Up', value: 'setUp', default: 'check', operations: [setUpCheck] },
];

/** Every operation by resource and name. */
export const operations = operationsOf(resources);
