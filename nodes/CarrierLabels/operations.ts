import type { Operation } from '../shared/operation';
import * as returnLabelCreate from './actions/returnLabel/create.operation';
import * as returnLabelDownload from './actions/returnLabel/download.operation';
import * as returnLabelVoid from './actions/returnLabel/void.operation';

/** Every operation by resource and name. */
export const operations: Record<string, Record<string, Operation>> = {
	returnLabel: { create: returnLabelCreate, download: returnLabelDownload, void: returnLabelVoid },
};
