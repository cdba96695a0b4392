import type { Operation } from '../shared/effect';
import * as returnLabelCreate from './actions/returnLabel/create.operation';
import * as returnLabelDownload from './actions/returnLabel/download.operation';

/** Every operation by resource and name. */
export const operations: Record<string, Record<string, Operation>> = {
	returnLabel: { create: returnLabelCreate, download: returnLabelDownload },
};
